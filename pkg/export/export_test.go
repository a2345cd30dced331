package export_test

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"samband/pkg/digest"
	"samband/pkg/evidence"
	"samband/pkg/evidence/sample"
	"samband/pkg/export"
	"samband/pkg/lang"
)

func cases() map[string]sample.Run {
	three := []string{"Region North", "Region South", "Region <b>West</b> & *co*"}
	auc := 0.62
	return map[string]sample.Run{
		"two": {}, "three": {Names: three}, "planned": {Planned: true}, "plaintext": {Plaintext: true}, "noised": {Names: three, Noised: true}, "alone": {Alone: true}, "stopped": {Stopped: true},
		"accounts": {Accounts: []evidence.Account{{Party: "site1", Outcome: &evidence.Outcome{Rounds: 4, Model: digest.Of([]byte("m")), Evaluation: &evidence.Quality{Rows: 10, AUC: &auc}}}}},
	}
}

func made(t *testing.T, r sample.Run) *evidence.Report {
	t.Helper()
	report, err := r.Report(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func english(t *testing.T) *lang.Lang {
	t.Helper()
	l, err := lang.New("en")
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// each calls check with what a format says of every case, as decoded JSON.
func each(t *testing.T, of func(*evidence.Report, *lang.Lang) any, check func(name string, r *evidence.Report, v any, text string)) {
	t.Helper()
	for name, c := range cases() {
		r := made(t, c)
		text, err := json.Marshal(of(r, english(t)))
		if err != nil {
			t.Fatal(err)
		}
		again, err := json.Marshal(of(r, english(t)))
		if err != nil || !bytes.Equal(text, again) {
			t.Errorf("%s: the same report gives other bytes (%v)", name, err)
		}
		var v any
		if err := json.Unmarshal(text, &v); err != nil {
			t.Fatal(err)
		}
		check(name, r, v, string(text))
	}
}

// Every term of DPV that is used is one of DPV 2.3, by a list that was taken from
// its published table; the list is what it was when it was taken.
func TestVocabularyTerms(t *testing.T) {
	list, err := os.ReadFile("testdata/dpv-2.3-terms.txt")
	if err != nil {
		t.Fatal(err)
	}
	const recorded = "85025e172e6c7e1949c94378b00b678a6e489eaee8005eef56c61733e1f508de"
	if got := digest.Of(list).String(); got != recorded {
		t.Errorf("the list of terms has the digest %s, recorded is %s", got, recorded)
	}
	var terms []string
	for _, line := range strings.Split(string(list), "\n") {
		if line != "" && !strings.HasPrefix(line, "#") {
			terms = append(terms, line)
		}
	}
	used := regexp.MustCompile(`"dpv:([A-Za-z]+)"`)
	own := regexp.MustCompile(`"samband:([A-Z][A-Za-z]+)"`)
	seen := map[string]bool{}
	each(t, export.Vocabulary, func(name string, _ *evidence.Report, v any, text string) {
		for _, m := range used.FindAllStringSubmatch(text, -1) {
			seen[m[1]] = true
			if !slices.Contains(terms, m[1]) {
				t.Errorf("%s: DPV 2.3 has no term %s in the list", name, m[1])
			}
		}
		for _, m := range own.FindAllStringSubmatch(text, -1) {
			if !strings.Contains(text, `{"@id":"samband:`+m[1]+`","skos:broader"`) {
				t.Errorf("%s: our term %s has no broader one", name, m[1])
			}
		}
		context := v.(map[string]any)["@context"].(map[string]any)
		for _, m := range regexp.MustCompile(`"([a-z]+):[A-Za-z]`).FindAllStringSubmatch(text, -1) {
			if context[m[1]] == nil && m[1] != "urn" {
				t.Errorf("%s: the prefix %s has no namespace", name, m[1])
			}
		}
	})
	for _, term := range terms {
		if !seen[term] {
			t.Errorf("the list has %s, which nothing uses", term)
		}
	}
}

// Whatever the threat model refers to is there, and nothing is rated.
func TestThreatModel(t *testing.T) {
	each(t, export.ThreatModel, func(name string, r *evidence.Report, v any, text string) {
		o := v.(map[string]any)
		ids := map[string]map[string]bool{}
		for _, kind := range []string{"trustZones", "components", "dataflows", "assets", "threats", "mitigations"} {
			ids[kind] = map[string]bool{}
			for _, e := range o[kind].([]any) {
				id := e.(map[string]any)["id"].(string)
				if ids[kind][id] || e.(map[string]any)["name"] == "" {
					t.Errorf("%s: %s %s twice, or without a name", name, kind, id)
				}
				ids[kind][id] = true
			}
		}
		for _, c := range o["components"].([]any) {
			c := c.(map[string]any)
			if !ids["trustZones"][c["parent"].(map[string]any)["trustZone"].(string)] {
				t.Errorf("%s: %v has no zone", name, c["id"])
			}
			threats, _ := c["threats"].([]any)
			for _, one := range threats {
				if !ids["threats"][one.(map[string]any)["threat"].(string)] {
					t.Errorf("%s: %v", name, one)
				}
			}
		}
		for _, f := range o["dataflows"].([]any) {
			f := f.(map[string]any)
			if !ids["components"][f["source"].(string)] || !ids["components"][f["destination"].(string)] {
				t.Errorf("%s: %v leads nowhere", name, f["id"])
			}
			if assets, ok := f["assets"].([]any); ok && !ids["assets"][assets[0].(string)] {
				t.Errorf("%s: %v carries nothing known", name, f["id"])
			}
		}
		if o["otmVersion"] != "0.2.0" || len(ids["dataflows"]) != 3*len(r.Plan.Participants) {
			t.Errorf("%s: version %v, %d flows", name, o["otmVersion"], len(ids["dataflows"]))
		}
		if regexp.MustCompile(`"(impact|trustRating|riskReduction|confidentiality)":[1-9]`).MatchString(text) {
			t.Errorf("%s: something is rated", name)
		}
	})
}

func TestModelCard(t *testing.T) {
	each(t, export.ModelCard, func(name string, r *evidence.Report, v any, text string) {
		o := v.(map[string]any)
		if !regexp.MustCompile(`^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`).MatchString(o["serialNumber"].(string)) {
			t.Errorf("%s: %v", name, o["serialNumber"])
		}
		card := o["components"].([]any)[0].(map[string]any)["modelCard"].(map[string]any)
		if _, has := card["quantitativeAnalysis"]; has != (name == "accounts") {
			t.Errorf("%s: performance is there: %v", name, has)
		}
		limits := card["considerations"].(map[string]any)["technicalLimitations"].([]any)
		if len(limits) != len(r.Answer("limits").Statements) {
			t.Errorf("%s: %d limits", name, len(limits))
		}
	})
}

// Every run that starts ends, events are in order of time, and children name
// their parent.
func TestLineage(t *testing.T) {
	each(t, export.Lineage, func(name string, r *evidence.Report, v any, text string) {
		events := v.([]any)
		if (len(events) == 0) != (name == "planned") {
			t.Fatalf("%s: %d events", name, len(events))
		}
		open := map[string]bool{}
		var last time.Time
		for _, e := range events {
			e := e.(map[string]any)
			at, err := time.Parse(time.RFC3339Nano, e["eventTime"].(string))
			if err != nil {
				t.Fatal(err)
			}
			if e["eventType"] != "START" {
				at = at.Add(time.Nanosecond)
			} else if at.Before(last.Truncate(time.Millisecond)) {
				t.Errorf("%s: %v is before the event before it", name, e["job"])
			}
			last = at
			run := e["run"].(map[string]any)["runId"].(string)
			if open[run] == (e["eventType"] == "START") {
				t.Errorf("%s: %v of run %s", name, e["eventType"], run)
			}
			open[run] = e["eventType"] == "START"
			for _, facet := range e["run"].(map[string]any)["facets"].(map[string]any) {
				if f := facet.(map[string]any); f["_producer"] == nil || f["_schemaURL"] == nil {
					t.Errorf("%s: a facet without producer or schema", name)
				}
			}
		}
		for run, is := range open {
			if is {
				t.Errorf("%s: run %s does not end", name, run)
			}
		}
	})
}

// The validators that others publish accept what is written. They are Python
// packages: tools/exports/validate.sh installs and runs them.
func TestPublishedValidators(t *testing.T) {
	python := os.Getenv("SAMBAND_VALIDATORS")
	if python == "" {
		t.Skip("SAMBAND_VALIDATORS names no Python with the packages of tools/exports/requirements.txt: run tools/exports/validate.sh")
	}
	asked := []string{"../../tools/exports/validate.py"}
	for name, c := range cases() {
		dir := filepath.Join(t.TempDir(), name)
		files, err := export.Write(dir, made(t, c))
		if err != nil {
			t.Fatal(err)
		}
		if want := 4 + 2*len(export.Annexes()); len(files) != want {
			t.Errorf("%s: %d files, want %d", name, len(files), want)
		}
		asked = append(asked, filepath.Join(dir, export.Folder))
	}
	said, err := exec.Command(python, asked...).CombinedOutput()
	if err != nil {
		t.Errorf("%v\n%s", err, said)
	}
	t.Logf("%s", said)
}
