package earlier_test

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"samband/pkg/agreement"
	"samband/pkg/earlier"
	"samband/pkg/lang"
	"samband/pkg/plan"
	"samband/pkg/protocol"
)

// noisy gives an agreement noise for each patient at ε.
func noisy(epsilon float64) func(*agreement.Agreement) {
	return func(a *agreement.Agreement) {
		a.Title = fmt.Sprint("noise of ", epsilon)
		a.Algorithm.Name, a.Algorithm.Rounds, a.Algorithm.Steps, a.Algorithm.Rate = agreement.Newton, 1, 0, 0
		a.Privacy.Unit, a.Privacy.RowsPerPatient = agreement.Patient, 1
		a.Privacy.Noise, a.Privacy.Epsilon, a.Privacy.Delta, a.Privacy.Clip = agreement.DiscreteGaussian, epsilon, 1e-6, 1
	}
}

// records has it be for each record.
func records(a *agreement.Agreement) { a.Privacy.Unit, a.Privacy.RowsPerPatient = agreement.Record, 0 }

// TestBudgetsAddUp: what was drawn under earlier agreements and what the new one
// allows are added where the units are the same, and no bound is named beside a
// run without noise.
func TestBudgetsAddUp(t *testing.T) {
	type had struct {
		sets   string
		change func(*agreement.Agreement)
	}
	bare := func(a *agreement.Agreement) { a.Purpose = "Without noise." }
	for name, c := range map[string]struct {
		earlier []had
		account earlier.Account
		planned func(*agreement.Agreement)
		total   float64 // 0: none
		others  int
		undone  bool
		says    []string
		hush    []string
	}{
		"as agreed":      {[]had{{"abcd", noisy(1)}, {"abcd", noisy(2)}}, nil, noisy(4), 7, 0, false, []string{"at most ε = 7 at δ = 3", "with the noise of both"}, []string{"single patient"}},
		"as drawn":       {[]had{{"abcd", noisy(1)}}, func(string, *plan.Plan) (float64, error) { return 0.25, nil }, noisy(4), 4.25, 0, false, []string{"ε = 0.25 of the agreed 1", "ε = 4.25"}, nil},
		"account gone":   {[]had{{"abcd", noisy(1)}}, func(string, *plan.Plan) (float64, error) { return 0, nil }, noisy(4), 5, 0, false, nil, nil},
		"another unit":   {[]had{{"abcd", all(noisy(1), records)}, {"abcd", noisy(2)}}, nil, noisy(4), 6, 1, false, []string{"1 earlier budget is for another unit"}, nil},
		"bare after":     {[]had{{"abcd", noisy(1)}}, nil, bare, 0, 0, true, []string{"The new agreement has no noise", "single patient"}, []string{"at most ε = 5"}},
		"bare before":    {[]had{{"abcd", bare}}, nil, noisy(4), 0, 0, true, []string{"without noise, so that no number bounds", "an earlier one over some of the same participants has none", "single patient"}, []string{"plain sum"}},
		"without at all": {[]had{{"abcd", bare}}, nil, later, 0, 0, false, []string{"single patient"}, []string{"ε", "noise"}},
		"nobody of them": {[]had{{"ABCD", noisy(1)}}, nil, noisy(4), 0, 0, false, nil, []string{"plain sum"}},
	} {
		t.Run(name, func(t *testing.T) {
			p, dir := people{}, t.TempDir()
			for _, h := range c.earlier {
				ran(t, dir, p.agree(t, h.sets, all(complete, h.change)), protocol.Real, strings.ToLower(h.sets))
			}
			pl, err := plan.New(p.agree(t, "abcd", all(complete, c.planned)))
			if err != nil {
				t.Fatal(err)
			}
			l, err := earlier.At(dir, pl, c.account)
			if err != nil {
				t.Fatal(err)
			}
			switch {
			case (l.Total != nil) != (c.total > 0):
				t.Fatalf("total %+v", l.Total)
			case l.Total != nil && (math.Abs(l.Total.Epsilon-c.total) > 1e-9 || l.Total.Others != c.others):
				t.Errorf("total %+v", l.Total)
			}
			if l.Undone != c.undone || l.Refused {
				t.Errorf("undone: %v, refused: %v", l.Undone, l.Refused)
			}
			for _, tag := range []string{"sv", "en"} {
				words, err := lang.New(tag)
				if err != nil {
					t.Fatal(err)
				}
				said := strings.Join(append(l.Known(words), l.Found(words)...), "\n")
				if strings.Contains(said, "%!") {
					t.Error(said)
				}
				for _, s := range c.says {
					if tag == "en" && !strings.Contains(said, s) {
						t.Errorf("no %q in\n%s", s, said)
					}
				}
				for _, s := range c.hush {
					if tag == "en" && strings.Contains(said, s) {
						t.Errorf("%q in\n%s", s, said)
					}
				}
			}
		})
	}

	// An account that cannot be read is no permission.
	p, dir := people{}, t.TempDir()
	ran(t, dir, p.agree(t, "abcd", noisy(1)), protocol.Real, "abcd")
	pl, err := plan.New(p.agree(t, "abcd", noisy(4)))
	if err != nil {
		t.Fatal(err)
	}
	damaged := errors.New("damaged")
	if _, err := earlier.At(dir, pl, func(string, *plan.Plan) (float64, error) { return 0, damaged }); !errors.Is(err, damaged) {
		t.Error(err)
	}
}
