package subtract

import (
	"math"
	"slices"
	"testing"

	"samband/pkg/agreement"
	"samband/pkg/algorithm"
	"samband/pkg/data"
	"samband/pkg/data/rehearsal"
	"samband/pkg/digest"
	"samband/pkg/model"
	"samband/pkg/plan"
)

// run is a run of two sites over made-up rows, as the first of them has it, and
// what the second one's rows and models are.
type run struct {
	plan   *plan.Plan
	rounds []Round
	other  *data.Table // training rows of the second
	before [][]float64 // common weights that each round of learning began with; Newton's are known before the first and the last
	models [][]float64 // that the second sent in it, where models are averaged
	joint  *model.Model

	weights []float64 // common ones as the next round of learning begins, if known
}

func running(t *testing.T, algo agreement.Algorithm) run {
	t.Helper()
	a, err := agreement.Read("../../agreement/testdata/two-hospitals.yaml")
	if err != nil {
		t.Fatal(err)
	}
	a.Algorithm = algo
	var r run
	if r.plan, err = plan.New(a); err != nil {
		t.Fatal(err)
	}
	r.weights = make([]float64, r.plan.Parameters())
	var sites []algorithm.Learner
	for _, id := range r.plan.Participants {
		rows, err := rehearsal.Table(a.Schema, digest.Of([]byte("rows")), string(id), 400)
		if err != nil {
			t.Fatal(err)
		}
		var test *data.Table
		r.other, test = rows.Split(data.Split{Seed: "1", Dataset: "made-up", Test: 0.25}, string(id))
		s, err := algorithm.New(r.plan, algorithm.Local{ID: string(id), Train: r.other, Test: test})
		if err != nil {
			t.Fatal(err)
		}
		sites = append(sites, s)
	}
	for phase := r.plan.First(); phase != plan.Done; {
		phase = r.step(t, sites, phase)
	}
	r.joint = sites[0].Model()
	if r.plan.Learning() == plan.Newton { // the last rounds have converged
		r.before[len(r.before)-1] = r.joint.Weights()
	}
	return r
}

// step is one sum.
func (r *run) step(t *testing.T, sites []algorithm.Learner, phase string) (next string) {
	t.Helper()
	layout, err := r.plan.Layout(phase)
	if err != nil {
		t.Fatal(err)
	}
	round, total := Round{Phase: phase}, make([]uint64, layout.Values())
	for i, s := range sites {
		values, err := s.Contribution(phase)
		if err != nil {
			t.Fatal(err)
		}
		own, _, err := layout.Quantise(values)
		if err != nil {
			t.Fatal(err)
		}
		for j, v := range own {
			total[j] += v
		}
		if i == 0 {
			if round.Own, err = layout.Restore(own, 1); err != nil {
				t.Fatal(err)
			}
		} else if phase == r.plan.Learning() && r.plan.Learning() != plan.Newton {
			r.models = append(r.models, values[1:1+r.plan.Parameters()]) // after the number of rows
		}
	}
	if round.Sum, err = layout.Restore(total, len(sites)); err != nil {
		t.Fatal(err)
	}
	r.rounds = append(r.rounds, round)
	if phase == r.plan.Learning() {
		r.before = append(r.before, r.weights)
		r.weights = nil
		if phase != plan.Newton {
			r.weights = make([]float64, r.plan.Parameters())
			for j := range r.weights {
				r.weights[j] = round.Sum[j+1] / round.Sum[0]
			}
		}
	}
	for _, s := range sites {
		if next, err = s.Apply(phase, algorithm.Sum{Values: round.Sum, Contributors: len(sites), Own: true}); err != nil {
			t.Fatal(err)
		}
	}
	return next
}

func newton() agreement.Algorithm {
	return agreement.Algorithm{Name: agreement.Newton, Rounds: 10, Ridge: 1, Tolerance: 1e-8, MaxRows: 10000}
}

func fedavg() agreement.Algorithm {
	return agreement.Algorithm{Name: agreement.FedAvg, Rounds: 6, Steps: 5, Rate: 0.3, MaxRows: 10000}
}

// What follows about the other's rows is what a count of them gives.
func TestFacts(t *testing.T) {
	for name, algo := range map[string]agreement.Algorithm{"newton": newton(), "fedavg": fedavg()} {
		t.Run(name, func(t *testing.T) {
			r := running(t, algo)
			facts, err := Facts(r.plan, r.rounds, r.joint.Mean, r.joint.SD)
			if err != nil {
				t.Fatal(err)
			}
			seen := make(map[string]int)
			for _, f := range facts {
				seen[f.Name]++
				if want := r.count(f); math.Abs(f.Value-want) > 1e-6*(1+math.Abs(want)) {
					t.Errorf("%s of %v: %v, and it is %v", f.Name, f.Columns, f.Value, want)
				}
			}
			// Counts of pairs need the products of columns, which only Newton sends.
			if pairs := seen[Count] > 0; seen[Rows] != 1 || seen[Positives] != 1 || seen[Mean] != len(r.plan.Columns()) || pairs != (name == "newton") {
				t.Errorf("facts: %v", seen)
			}
		})
	}
}

// count is what a fact is about.
func (r run) count(f Fact) float64 {
	total := 0.0
	for i := range r.other.Len() {
		product := 1.0
		for _, c := range f.Columns {
			product *= r.other.Row(i)[slices.Index(r.other.Columns, c)]
		}
		if f.Name == Positives || f.Name == Outcomes {
			product *= r.other.Y[i]
		}
		total += product
	}
	if f.Name == Mean {
		total /= float64(r.other.Len())
	}
	return total
}

// The loss that follows for a round is that of the other's rows alone at the
// model before it, and the models that follow are those that the other sent.
func TestFollow(t *testing.T) {
	for name, algo := range map[string]agreement.Algorithm{"newton": newton(), "fedavg": fedavg()} {
		t.Run(name, func(t *testing.T) {
			r := running(t, algo)
			rows := float64(r.other.Len())
			followed, err := Follow(r.plan, r.rounds, rows)
			if err != nil || len(followed) != len(r.before) {
				t.Fatalf("%d rounds of %d, %v", len(followed), len(r.before), err)
			}
			for i, f := range followed {
				if f.Round != i+1 {
					t.Errorf("round %d is said to be %d", i+1, f.Round)
				}
				if weights := r.before[i]; weights != nil {
					if want := r.loss(weights); math.Abs(f.Loss-want) > 1e-6 {
						t.Errorf("round %d: loss %v, and it is %v", f.Round, f.Loss, want)
					}
				}
				for j := range f.Model {
					w := r.models[i][j]
					if math.Abs(f.Model[j]-w/rows) > 1e-3 {
						t.Errorf("round %d: weight %d is %v, and %v was sent", f.Round, j, f.Model[j], w/rows)
					}
				}
			}
			if models := followed[0].Model != nil; models != (name == "fedavg") {
				t.Errorf("models: %v", models)
			}
			if math.Abs(followed[0].Loss-math.Ln2) > 1e-6 || followed[len(followed)-1].Loss >= followed[0].Loss {
				t.Errorf("losses from %v to %v", followed[0].Loss, followed[len(followed)-1].Loss)
			}
		})
	}
}

// loss is the mean over the other's rows at weights, by definition.
func (r run) loss(weights []float64) float64 {
	total := 0.0
	for i := range r.other.Len() {
		score := weights[0]
		for j, x := range r.other.Row(i) {
			score += weights[j+1] * (x - r.joint.Mean[j]) / r.joint.SD[j]
		}
		total += math.Log1p(math.Exp(score)) - r.other.Y[i]*score
	}
	return total / float64(r.other.Len())
}
