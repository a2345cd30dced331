package algorithm

import (
	"math"
	"testing"

	"samband/pkg/agreement"
	"samband/pkg/data"
	"samband/pkg/model"
	"samband/pkg/plan"
)

// personalised learns from the four hospitals and personalises at each.
func personalised(t *testing.T, change func(*agreement.Agreement)) (*plan.Plan, []part, []Learner, []*Personal) {
	t.Helper()
	p, parts, sites := hospitals(t, change)
	if _, err := learn(hushed{t}, layoutsOf(t, p), sites); err != nil {
		t.Fatal(err)
	}
	var all []*Personal
	for i, part := range parts {
		made, err := Personalise(p, Local{ID: heartSites[i], Train: part.train, Test: part.test}, sites[i].Model())
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, made)
	}
	return p, parts, sites, all
}

// At the four hospitals, each with its own intercept: what is said of each is what
// its test rows say of the models, and the joint model is better for the two larger ones.
func TestPersonalIntercepts(t *testing.T) {
	_, parts, sites, all := personalised(t, func(a *agreement.Agreement) { a.Algorithm.Personal = &agreement.Personal{Intercept: true} })
	joint := sites[0].Model()
	for i, p := range all {
		train, test := parts[i].train, parts[i].test
		scores, err := p.Model.Scores(train)
		if err != nil {
			t.Fatal(err)
		}
		expected := 0.0
		for _, s := range scores {
			expected += model.Probability(s)
		}
		if math.Abs(expected-float64(train.Positives())) > 1e-6 {
			t.Errorf("%s: the fitted intercept expects %v positive rows of %d", heartSites[i], expected, train.Positives())
		}
		if model.Largest(model.Add(p.Model.Coefficients, negative(joint.Coefficients))) != 0 {
			t.Errorf("%s: coefficients changed", heartSites[i])
		}
		for name, c := range map[string]struct {
			m *model.Model
			q *Quality
		}{"joint": {joint, p.Joint}, "personal": {p.Model, p.Personal}} {
			scores, err := c.m.Scores(test)
			if err != nil {
				t.Fatal(err)
			}
			loss, _ := model.LogLoss(scores, test.Y)
			auc, ok := model.AUC(scores, test.Y)
			if *c.q.LogLoss != loss || ok != (c.q.AUC != nil) || ok && *c.q.AUC != auc {
				t.Errorf("%s, %s: %+v, the rows say %v and %v", heartSites[i], name, c.q, loss, auc)
			}
		}
		for name, q := range map[string]*Quality{"alone": p.Alone, "personal": p.Personal} {
			if math.Abs(*q.Gain-(*p.Joint.LogLoss-*q.LogLoss)) > 1e-12 || !(*q.Low <= *q.Gain && *q.Gain <= *q.High) {
				t.Errorf("%s, %s: gain %v in [%v, %v]", heartSites[i], name, *q.Gain, *q.Low, *q.High)
			}
			t.Logf("%-11s %-8s log-loss %.3f, gain %+.3f [%+.3f, %+.3f]", heartSites[i], name, *q.LogLoss, *q.Gain, *q.Low, *q.High)
		}
		if better, _ := p.Alone.Better(); better != (i > 1) {
			t.Errorf("%s is better off alone: %v", heartSites[i], better)
		}
		if p.Rows != test.Len() || p.Joint.Gain != nil {
			t.Errorf("%s: %+v", heartSites[i], p)
		}
	}
}

// Fine-tuning is gradient descent on the own rows, from the joint model.
func TestFineTuning(t *testing.T) {
	p, parts, sites, all := personalised(t, func(a *agreement.Agreement) {
		a.Algorithm.Personal = &agreement.Personal{Steps: 3, Rate: 0.1}
	})
	for i, made := range all {
		joint, w := sites[i].Model(), sites[i].Model().Weights()
		for range 3 {
			g := model.Slope(parts[i].train, joint.Scale(), w).Gradient
			for j := range w {
				if j > 0 {
					g[j] += p.Agreement.Algorithm.Ridge * w[j]
				}
				w[j] -= 0.1 * g[j] / float64(parts[i].train.Len())
			}
		}
		if off := model.Largest(model.Add(made.Model.Weights(), negative(w))); off > 1e-12 {
			t.Errorf("%s: off by %v", heartSites[i], off)
		}
	}
}

// A site whose rows say the opposite of the others' is better off alone, and that
// is said; one whose outcome is always the same has no model of its own, and no
// intercept.
func TestASiteThatIsBetterOffAlone(t *testing.T) {
	s := named("x")
	var same, opposite, constant [][]float64
	for i := range 90 {
		x := float64(i%19) - 9
		y := 0.0
		if x+4*math.Sin(float64(i)) > 0 {
			y = 1
		}
		same = append(same, []float64{y, x})
		if i < 40 {
			opposite = append(opposite, []float64{1 - y, x})
		}
		if i < 10 {
			constant = append(constant, []float64{1, x})
		}
	}
	halves := func(rows [][]float64) part {
		return part{sheet(s, rows[:len(rows)/2]...).train, sheet(s, rows[len(rows)/2:]...).train}
	}
	parts := []part{halves(same), halves(opposite), halves(constant)}
	sites := s.learners(t, parts)
	if _, err := learn(hushed{t}, s.layouts, sites); err != nil {
		t.Fatal(err)
	}
	a := &agreement.Agreement{Algorithm: agreement.Algorithm{Personal: &agreement.Personal{Intercept: true}}}
	compare := func(i int) *Personal {
		n, err := s.begin(Local{ID: "x", Train: parts[i].train, Test: parts[i].test})
		if err != nil {
			t.Fatal(err)
		}
		alone, err := model.Fit(parts[i].train, s.ridge)
		p, compared := n.personalise(*a.Algorithm.Personal, sites[i].Model(), alone, err)
		if compared != nil {
			t.Fatal(compared)
		}
		return p
	}
	if better, sure := compare(1).Alone.Better(); !better || !sure {
		t.Errorf("alone %+v", compare(1).Alone)
	}
	third := compare(2)
	if better, _ := third.Alone.Better(); better || third.Alone != nil || third.Joint.AUC != nil || len(third.Warnings) != 2 {
		t.Errorf("a site of one outcome: %+v", third)
	}
	if third.Model.Intercept != sites[2].Model().Intercept {
		t.Error("the intercept of a site of one outcome changed")
	}
}

// Steps that are too long are said, and leave no personal model.
func TestFineTuningThatDiverges(t *testing.T) {
	_, _, _, all := personalised(t, func(a *agreement.Agreement) {
		a.Algorithm.Personal = &agreement.Personal{Steps: 200, Rate: 1e4}
	})
	for i, p := range all {
		if p.Model != nil || p.Personal != nil || len(p.Warnings) == 0 || p.Warnings[0].Cause != model.Diverged || p.Joint == nil {
			t.Errorf("%s: %+v", heartSites[i], p)
		}
	}
}

// Without an agreement on it there is nothing personal.
func TestNothingPersonal(t *testing.T) {
	p, _, _ := hospitals(t, func(*agreement.Agreement) {})
	if made, err := Personalise(p, Local{Train: &data.Table{}, Test: &data.Table{}}, nil); made != nil || err != nil {
		t.Errorf("%v, %v", made, err)
	}
}
