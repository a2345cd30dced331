package document_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"samband/pkg/document"
	"samband/pkg/evidence"
	"samband/pkg/evidence/sample"
	"samband/pkg/identity"
)

var look = flag.String("look", "", "write the documents of made-up runs below this directory, to be looked at")

func cases() map[string]sample.Run {
	five := []string{"Region North", "Region South", "Region West", "Region East", "University hospital"}
	return map[string]sample.Run{
		"two": {Accounts: accounts()}, "planned": {Planned: true, Names: five[:3]}, "plaintext": {Plaintext: true, OperatedBy: "site1"},
		"noised": {Names: five[:4], Noised: true}, "many": {Names: append(five, "Region A", "Region B", "Region C", "Region D", "Region E")}, "alone": {Alone: true}, "stopped": {Stopped: true},
		"tested": {Accounts: tested()},
		"names": {Names: []string{"Åre & Älvsbyns <sjukhus>, verksamhetsområde för hjärta, kärl och internmedicin i södra och östra länsdelarna", "Region Ö"}, OperatedBy: "Myndigheten för samordning av övrigt",
			Purpose: "Visa <script>alert(1)</script> javascript:alert(1) hur ett långt ändamål ser ut: " + strings.Repeat("återinläggning ", 20)},
	}
}

func accounts() []evidence.Account {
	f := func(v float64) *float64 { return &v }
	rate := func(at *float64, v, low, high float64, resolved bool) evidence.Rate {
		return evidence.Rate{False: at, Interval: evidence.Interval{Value: v, Low: low, High: high}, Resolved: resolved}
	}
	return []evidence.Account{
		{Party: "site1", Program: "1.0", Outcome: &evidence.Outcome{Rounds: 4, Clipped: 1, Values: 700}, Table: &evidence.Table{Unused: 2, Dropped: 3, Small: 1},
			Attacks: []evidence.Attack{
				{Kind: evidence.LiRA, Seat: "recipient of the final model", Target: "final model", Inside: 400, Outside: 400, Rates: []evidence.Rate{
					rate(nil, 0.56, 0.53, 0.59, true), rate(f(0.1), 0.16, 0.12, 0.2, true), rate(f(0.001), 0.002, 0, 0.01, false)}},
				{Kind: evidence.LossAttack, Seat: "recipient of the final model", Target: "final model", Rates: []evidence.Rate{rate(nil, 0.52, 0.49, 0.55, true)}},
				{Kind: evidence.Subtraction, Seat: "site1", Target: "site2", Found: []evidence.Figure{{Name: "error"}}}}},
		{Party: "demonstration", Comparison: &evidence.Comparison{
			Local:      map[string]evidence.Quality{"site1": {AUC: f(0.6177), Rows: 456}, "site2": {AUC: f(0.6227), Rows: 258}, evidence.Overall: {AUC: f(0.621), Rows: 714}},
			Joint:      map[string]evidence.Quality{"site1": {AUC: f(0.6233), Rows: 456}, "site2": {AUC: f(0.6317), Rows: 258}, evidence.Overall: {AUC: f(0.6271), Rows: 714}},
			Pooled:     map[string]evidence.Quality{"site1": {AUC: f(0.6233), Rows: 456}, "site2": {AUC: f(0.6317), Rows: 258}, evidence.Overall: {AUC: f(0.6271), Rows: 714}},
			Difference: f(1e-12)}},
	}
}

// tested are accounts as two participants have them after client audit.
func tested() (all []evidence.Account) {
	f := func(v float64) *float64 { return &v }
	rate := func(at *float64, v, low, high float64, resolved bool) evidence.Rate {
		return evidence.Rate{False: at, Interval: evidence.Interval{Value: v, Low: low, High: high}, Resolved: resolved, Promise: f(min(v*2+0.3, 1))}
	}
	for i, party := range []identity.ID{"site1", "site2"} {
		shift := float64(i) * 0.02
		var attacks []evidence.Attack
		for j, kind := range []string{evidence.LiRA, evidence.LiRAOffline, evidence.LossAttack, evidence.LiRA, evidence.LiRA} {
			target := "final model"
			if j > 2 {
				target = fmt.Sprint(evidence.Round, j-2)
			}
			attacks = append(attacks, evidence.Attack{Kind: kind, Seat: "recipient of the final model", Target: target, Inside: 1368 - 596*i, Outside: 456 - 198*i, Rates: []evidence.Rate{
				rate(nil, 0.55-shift, 0.52-shift, 0.58-shift, true), rate(f(0.1), 0.146-shift, 0.128-shift, 0.166-shift, true), rate(f(0.01), 0.023, 0.016, 0.033, false),
				rate(f(0.001), 0.004, 0.001, 0.009, false), rate(f(0), 0.004, 0.001, 0.009, false)}})
		}
		other := fmt.Sprintf("site%d", 2-i)
		attacks = append(attacks, evidence.Attack{Kind: evidence.Gradient, Seat: other, Target: string(party), Found: []evidence.Figure{{Name: "records", Interval: evidence.Interval{Value: 0, Low: 0, High: 0.0183}}}},
			evidence.Attack{Kind: evidence.Moments, Seat: other, Target: string(party), Found: []evidence.Figure{{Name: "rows", Interval: evidence.Interval{Value: 1368, Low: 1368, High: 1368}}, {Name: "error", Interval: evidence.Interval{Value: 2.1e-12, Low: 2.1e-12, High: 2.1e-12}}}})
		for k, feature := range []string{"male", "nyha", "diabetes"} {
			less := float64(k) * 0.03
			attacks = append(attacks, evidence.Attack{Kind: evidence.AttributeInf, Seat: "recipient of the final model", Target: "final model", Feature: feature, Inside: 1368, Outside: 456, Found: []evidence.Figure{
				{Name: evidence.FigureInside, Interval: evidence.Interval{Value: 0.65, Low: 0.62, High: 0.67}}, {Name: evidence.FigureOutside, Interval: evidence.Interval{Value: 0.61 + less, Low: 0.57, High: 0.69}},
				{Name: evidence.FigureFrequent, Interval: evidence.Interval{Value: 0.64, Low: 0.64, High: 0.64}}, {Name: evidence.FigureAdvantage, Interval: evidence.Interval{Value: 0.04 - less, Low: -0.02 - less, High: 0.1 - less}}}})
		}
		all = append(all, evidence.Account{Party: party, Attacks: attacks})
	}
	return all
}

// TestLook writes documents for tools/look to take pictures of.
func TestLook(t *testing.T) {
	if *look == "" {
		t.Skip("-look DIR names where made-up documents go for a person to look at")
	}
	for name, c := range cases() {
		r, err := c.Report(t.TempDir())
		if err != nil {
			t.Fatal(name, err)
		}
		dir := filepath.Join(*look, name)
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		if _, err := document.Write(dir, r); err != nil {
			t.Fatal(name, err)
		}
	}
}
