package document_test

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"samband/pkg/document"
	"samband/pkg/evidence"
	"samband/pkg/evidence/sample"
)

var look = flag.String("look", "", "write the documents of made-up runs below this directory, to be looked at")

func cases() map[string]sample.Run {
	five := []string{"Region North", "Region South", "Region West", "Region East", "University hospital"}
	return map[string]sample.Run{
		"two": {Accounts: accounts()}, "planned": {Planned: true, Names: five[:3]}, "plaintext": {Plaintext: true, OperatedBy: "site1"},
		"noised": {Names: five[:4], Noised: true}, "many": {Names: append(five, "Region A", "Region B", "Region C", "Region D", "Region E")}, "alone": {Alone: true},
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
		{Party: "hub", Comparison: &evidence.Comparison{
			Local:      map[string]evidence.Quality{"site1": {AUC: f(0.6177), Rows: 456}, "site2": {AUC: f(0.6227), Rows: 258}, evidence.Overall: {AUC: f(0.621), Rows: 714}},
			Joint:      map[string]evidence.Quality{"site1": {AUC: f(0.6233), Rows: 456}, "site2": {AUC: f(0.6317), Rows: 258}, evidence.Overall: {AUC: f(0.6271), Rows: 714}},
			Pooled:     map[string]evidence.Quality{"site1": {AUC: f(0.6233), Rows: 456}, "site2": {AUC: f(0.6317), Rows: 258}, evidence.Overall: {AUC: f(0.6271), Rows: 714}},
			Difference: f(1e-12)}},
	}
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
