package finding

import (
	"encoding/json"
	"math"
	"testing"

	"pgregory.net/rapid"

	"samband/pkg/lang"
)

func TestCheck(t *testing.T) {
	n := Number(3, "B")
	for name, c := range map[string]struct {
		f  Finding
		ok bool
	}{
		"measured":            {NewMeasured("sent", n, BothEnds, "north", "line 4"), true},
		"configured":          {NewConfigured("threshold", Number(2, ""), "all parties", "aggregation.threshold"), true},
		"declared":            {NewDeclared("purpose", Text("research"), "north", "purpose"), true},
		"unknown":             {NewUnknown("retention", "retention"), true},
		"no vantage":          {NewMeasured("sent", n, "", "north", "line 4"), false},
		"strange vantage":     {NewMeasured("sent", n, "above", "north", "line 4"), false},
		"nobody measured":     {NewMeasured("sent", n, OneSide, "", "line 4"), false},
		"declared by nobody":  {NewDeclared("purpose", Text("research"), "", "purpose"), false},
		"no source":           {NewUnknown("retention", ""), false},
		"no name":             {NewUnknown("", "retention"), false},
		"measured nothing":    {NewMeasured("auc", Number(math.NaN(), ""), OneSide, "north", "line 4"), false},
		"unknown with value":  {Finding{Name: "x", Source: "y", Value: n, Status: Unknown}, false},
		"unknown by someone":  {Finding{Name: "x", Source: "y", By: "north", Status: Unknown}, false},
		"declared, vantage":   {Finding{Name: "x", Source: "y", By: "z", Value: n, Status: Declared, Vantage: OneSide}, false},
		"declared, odd place": {Finding{Name: "x", Source: "y", By: "z", Value: n, Status: Declared, Vantage: "above"}, false},
		"no status":           {Finding{Name: "x", Source: "y", By: "z", Value: n}, false},
	} {
		if err := c.f.Check(); (err == nil) != c.ok {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestEveryStatusHasWords(t *testing.T) {
	want := map[Status]string{Measured: "uppmätt", Configured: "konfigurerat", Declared: "uppgivet", Unknown: "okänt"}
	sv, err := lang.New("sv")
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range Statuses() {
		if got := sv.Named(lang.Status, string(s)); got != want[s] {
			t.Errorf("%s is %q in Swedish, want %q", s, got, want[s])
		}
	}
	for _, v := range Vantages() {
		if got := sv.Named(lang.Vantage, string(v)); got == string(v) {
			t.Errorf("no Swedish words for the vantage %s", v)
		}
	}
}

func TestJSONRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := rapid.OneOf(
			rapid.Just(Value{}),
			rapid.Map(rapid.String(), Text),
			rapid.Custom(func(t *rapid.T) Value {
				return Number(rapid.Float64().Draw(t, "n"), rapid.StringMatching(`[a-zB]{0,5}`).Draw(t, "unit"))
			}),
		).Draw(t, "value")
		b, err := json.Marshal(Finding{Name: "x", Value: v})
		if err != nil {
			t.Fatal(err)
		}
		var back Finding
		if err := json.Unmarshal(b, &back); err != nil || back.Value != v {
			t.Fatalf("%s became %+v, %v", b, back.Value, err)
		}
	})
	for _, bad := range []string{`{}`, `3`, `{"text":"a","number":3}`, `{"text":"a","unit":"B"}`, `{"value":3}`} {
		var v Value
		if err := json.Unmarshal([]byte(bad), &v); err == nil {
			t.Errorf("%s was read as %v", bad, v)
		}
	}
}
