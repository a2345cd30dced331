package document

import (
	"testing"

	"samband/pkg/lang"
)

// Every form of source that package evidence writes is said in words.
func TestSource(t *testing.T) {
	l, err := lang.New("en")
	if err != nil {
		t.Fatal(err)
	}
	p := &page{l: l}
	for in, want := range map[string]string{
		"hub ledger:38-354, north ledger:7":                          "ledger of hub (lines 38–354), north (line 7)",
		"hub, north, south ledger":                                   "ledger of hub, north, south",
		"hub, north ledger:1":                                        "ledger of hub, north (line 1)",
		"hub, north ledger, replay":                                  "ledger of hub, north, the rehearsal",
		"account of north: attacks[3]":                               "account of north",
		"agreement.yaml: algorithm, aggregation":                     "agreement.yaml: algorithm, agreement.yaml: aggregation",
		"flows of the firewall":                                      "count by the firewall",
		"accounts":                                                   "the parties' accounts",
		"a ledger, b ledger, c ledger, d ledger, e ledger, f ledger": "ledger of a, b, c, d, and 2 others",
		"docs/threat-model.md":                                       "docs/threat-model.md", "-": "",
	} {
		if got := p.source(in); got != want {
			t.Errorf("%q is said as %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string]string{"4.3e-08 and 1,0e-06": "4.3·10⁻⁸ and 1,0·10⁻⁶", "2e+10": "2·10¹⁰", "be0d-1e5f": "be0d-1e5f"} {
		if got := powers(in); got != want {
			t.Errorf("%q is written %q, want %q", in, got, want)
		}
	}
}
