package export_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"samband/pkg/evidence"
	"samband/pkg/export"
)

// member is one member of an object of the Open Threat Model 0.2.0: its types, the
// first of them with "!" in front if it must be there.
type member struct {
	name string
	is   string
}

// otm is what otm_schema.json of version 0.2.0 asks of the objects that package
// export writes, read from the published file. No package registry carries it.
func otm() map[string][]member {
	text, some := "string", "string null"
	return map[string][]member{
		"":                       {{"otmVersion", "!string"}, {"project", "!object"}, {"assets", "array null"}, {"trustZones", "array"}, {"components", "array null"}, {"dataflows", "array"}, {"threats", "array null"}, {"mitigations", "array null"}},
		"project":                {{"name", "!string"}, {"id", "!string"}, {"description", some}, {"attributes", "object null"}},
		"assets[]":               {{"name", "!string"}, {"id", "!string"}, {"description", some}, {"risk", "!object"}, {"attributes", "object null"}},
		"assets[].risk":          {{"confidentiality", "!number"}, {"integrity", "!number"}, {"availability", "!number"}, {"comment", some}},
		"trustZones[]":           {{"id", "!string"}, {"name", "!string"}, {"type", text}, {"description", some}, {"risk", "!object"}, {"attributes", "object null"}},
		"trustZones[].risk":      {{"trustRating", "!number"}},
		"components[]":           {{"id", "!string"}, {"name", "!string"}, {"type", "!string"}, {"description", some}, {"parent", "!object"}, {"threats", "array null"}, {"tags", "array null"}, {"attributes", "object null"}},
		"components[].parent":    {{"trustZone", "!string"}}, // or component, which we do not use
		"components[].threats[]": {{"threat", "!string"}, {"state", "!string"}},
		"dataflows[]":            {{"id", "!string"}, {"name", "!string"}, {"description", some}, {"bidirectional", "boolean null"}, {"source", "!string"}, {"destination", "!string"}, {"assets", "array null"}, {"tags", "array null"}, {"attributes", "object null"}},
		"dataflows[].assets[]":   {{"", some}}, "dataflows[].tags[]": {{"", some}}, "threats[].categories[]": {{"", some}},
		"threats[]":      {{"id", "!string"}, {"name", "!string"}, {"description", some}, {"categories", "array null"}, {"risk", "!object"}, {"attributes", "object null"}},
		"threats[].risk": {{"likelihood", "!number null"}, {"likelihoodComment", some}, {"impact", "!number"}, {"impactComment", text}},
		"mitigations[]":  {{"id", "!string"}, {"name", "!string"}, {"description", some}, {"riskReduction", "!number"}, {"attributes", "object null"}},
	}
}

func kind(v any) string {
	switch v.(type) {
	case nil:
		return "null"
	case string:
		return "string"
	case float64:
		return "number"
	case bool:
		return "boolean"
	case []any:
		return "array"
	}
	return "object"
}

// faults tells what of v, which stands at a place, is not of the form.
func faults(place string, v any, form map[string][]member) (all []string) {
	members, known := form[place]
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			all = append(all, faults(place+"[]", e, form)...)
		}
	case map[string]any:
		if !known {
			return nil // attributes hold what they like
		}
		for _, m := range members {
			types, must := strings.CutPrefix(m.is, "!")
			one, has := v[m.name]
			if must && !has {
				all = append(all, fmt.Sprintf("%s lacks %s", place, m.name))
			} else if has && !slices.Contains(strings.Fields(types), kind(one)) {
				all = append(all, fmt.Sprintf("%s.%s is a %s, not %s", place, m.name, kind(one), types))
			}
		}
		for name, one := range v {
			if !slices.ContainsFunc(members, func(m member) bool { return m.name == name }) {
				all = append(all, fmt.Sprintf("%s has %s, which the form has not", place, name))
			}
			all = append(all, faults(strings.TrimPrefix(place+"."+name, "."), one, form)...)
		}
	default:
		if known && members[0].name == "" && !slices.Contains(strings.Fields(members[0].is), kind(v)) {
			all = append(all, fmt.Sprintf("%s is a %s, not %s", place, kind(v), members[0].is))
		}
	}
	return all
}

// The threat model has the members and types of version 0.2.0, and no other.
func TestThreatModelForm(t *testing.T) {
	each(t, export.ThreatModel, func(name string, _ *evidence.Report, v any, _ string) {
		for _, fault := range faults("", v, otm()) {
			t.Errorf("%s: %s", name, fault)
		}
		// That the check has teeth:
		o := v.(map[string]any)
		zone := o["trustZones"].([]any)[0].(map[string]any)
		zone["risk"], zone["colour"] = "none", "red"
		delete(o, "project")
		o["dataflows"].([]any)[0].(map[string]any)["tags"] = []any{1.5}
		if got := faults("", v, otm()); len(got) != 4 {
			t.Errorf("%s: of four faults %q are found", name, got)
		}
	})
}
