package algorithm

import (
	"fmt"
	"math"
	"slices"

	"samband/pkg/data"
	"samband/pkg/model"
	"samband/pkg/plan"
	"samband/pkg/schema"
	"samband/pkg/vector"
)

// testSetup is what an agreement with these columns would fix.
func testSetup(columns []schema.Column, maxRows int) setup {
	d, r := len(columns), float64(maxRows)
	s := setup{
		predictor: logistic(d),
		learning:  plan.Newton, ridge: 1, tolerance: 1e-8, rounds: 20, maxRows: maxRows, agreement: "a", schema: "s",
		averages: averages{clip: 8},
		layouts: map[string]vector.Layout{
			plan.Moments: {Segments: []vector.Segment{
				{Name: "rows", Length: 1, Bits: 32, Clip: r}, {Name: "positives", Length: 1, Bits: 32, Clip: r}, {Name: "sum", Length: d, Bits: 48, Clip: r}, {Name: "square", Length: d, Bits: 48, Clip: r}}},
			plan.Newton: {Segments: []vector.Segment{
				{Name: "gradient", Length: d + 1, Bits: 48, Clip: 4 * r}, {Name: "hessian", Length: (d + 1) * (d + 2) / 2, Bits: 48, Clip: 4 * r}, {Name: "loss", Length: 1, Bits: 48, Clip: 16 * r}}},
			plan.FedAvg: {Segments: []vector.Segment{
				{Name: "rows", Length: 1, Bits: 32, Clip: r}, {Name: "weights", Length: d + 1, Bits: 23, Clip: 8 * r}, {Name: "loss", Length: 1, Bits: 48, Clip: 16 * r}}},
			plan.Evaluate: {Segments: []vector.Segment{
				{Name: "positive", Length: 32, Bits: 48, Clip: r}, {Name: "negative", Length: 32, Bits: 48, Clip: r}, {Name: "loss", Length: 1, Bits: 48, Clip: 16 * r}, {Name: "rows", Length: 1, Bits: 48, Clip: r}}},
		},
	}
	for _, c := range columns {
		s.features = append(s.features, c.Name)
		s.ranges = append(s.ranges, model.Range{Min: c.Min, Max: c.Max})
	}
	return s
}

type part struct{ train, test *data.Table }

// learners starts a learner for each part.
func (s setup) learners(t fataler, parts []part) []Learner {
	var sites []Learner
	for _, p := range parts {
		n, err := s.begin(Local{Train: p.train, Test: p.test})
		if err != nil {
			t.Fatal(err)
		}
		sites = append(sites, n)
	}
	return sites
}

// fataler is a test of package testing or rapid.
type fataler interface {
	Helper()
	Fatal(...any)
	Fatalf(string, ...any)
	Errorf(string, ...any)
	Log(...any)
}

// learn takes all sites through the phases: quantise, add integers, restore.
// It returns the number of sums. A clipped value is an error, and so is a site
// that says something else than the others. An error is that of the site that
// cannot contribute, or of all of them about the same sum.
func learn(t fataler, layouts map[string]vector.Layout, sites []Learner) (sums int, err error) {
	t.Helper()
	err = learnWith(t, layouts, sites, func(string, int) []Learner { sums++; return sites })
	return sums, err
}

// learnWith is learn with the contributors of some sums only: those of a phase's
// sum, counted from 1.
func learnWith(t fataler, layouts map[string]vector.Layout, sites []Learner, contribute func(phase string, number int) []Learner) error {
	t.Helper()
	phase := plan.Moments
	for number, last := 1, phase; phase != plan.Done; number++ {
		if phase != last {
			number, last = 1, phase
		}
		layout := layouts[phase]
		total := make([]uint64, layout.Values())
		contributors := contribute(phase, number)
		for _, n := range contributors {
			values, err := n.Contribution(phase)
			if err != nil {
				return err
			}
			integers, clipped, err := layout.Quantise(values)
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range clipped {
				if c.Clipped > 0 {
					t.Errorf("%s: %d values of %s clipped", phase, c.Clipped, c.Segment)
				}
			}
			for i, v := range integers {
				total[i] += v
			}
		}
		sum, err := layout.Restore(total, len(contributors))
		if err != nil {
			t.Fatal(err)
		}
		var next string
		var failed error
		for i, n := range sites {
			named, err := n.Apply(phase, Sum{sum, len(contributors), slices.Contains(contributors, n)})
			if i > 0 && (named != next || fmt.Sprint(err) != fmt.Sprint(failed)) {
				t.Fatalf("after %s, one site names %s, %v and another %s, %v", phase, next, failed, named, err)
			}
			next, failed = named, err
		}
		if failed != nil {
			return failed
		}
		t.Log(sites[0].Progress())
		phase = next
	}
	return nil
}

// exact computes what the histogram approximates.
func exact(t fataler, m *model.Model, parts []part) (auc, loss float64, ok bool) {
	t.Helper()
	test := &data.Table{Columns: m.Features}
	for _, p := range parts {
		test.Append(p.test)
	}
	scores, err := m.Scores(test)
	if err != nil {
		t.Fatal(err)
	}
	loss, _ = model.LogLoss(scores, test.Y)
	auc, ok = model.AUC(scores, test.Y)
	return auc, loss, ok
}

// checkEvaluation holds the evaluation against the exact metrics.
func checkEvaluation(t fataler, n Learner, parts []part) {
	t.Helper()
	e := n.Evaluation()
	auc, loss, ok := exact(t, n.Model(), parts)
	if (e.AUC != nil) != ok || (e.Low != nil) != ok || (e.High != nil) != ok {
		t.Errorf("AUC is defined: %v by the histogram, %v exactly", e.AUC != nil, ok)
	} else if ok {
		t.Log("AUC from the histogram", *e.AUC, "exactly", auc)
		if !(*e.Low <= auc && auc <= *e.High && *e.Low <= *e.AUC && *e.AUC <= *e.High) {
			t.Errorf("AUC %v in [%v, %v] from the histogram, %v exactly", *e.AUC, *e.Low, *e.High, auc)
		}
	}
	if e.LogLoss == nil || math.Abs(*e.LogLoss-loss) > 1e-6 {
		t.Errorf("log-loss %v, %v exactly", e.LogLoss, loss)
	}
}
