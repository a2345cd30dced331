package algorithm

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"samband/pkg/agreement"
	"samband/pkg/data"
	"samband/pkg/model"
	"samband/pkg/network"
	"samband/pkg/plan"
	"samband/pkg/vector"
)

// networks changes an agreement to learn a network.
func networks(form agreement.Network, l agreement.Algorithm) func(*agreement.Agreement) {
	return func(a *agreement.Agreement) {
		a.Model, a.Network, a.Algorithm = agreement.MLP, &form, l
		a.Aggregation.Bits, a.Aggregation.Clip = 16, 8
	}
}

// Four hospitals learn a network, and a network learnt from all their rows in
// one place tells the same about as well.
func TestFourHospitalsLearnANetwork(t *testing.T) {
	averaging := agreement.Algorithm{Name: agreement.FedAvg, Rounds: 30, Steps: 5, Rate: 0.2, Ridge: 5, MaxRows: 1000, Tolerance: 1e-8}
	batches := averaging
	batches.Batch, batches.Steps = 32, 10
	for name, c := range map[string]struct {
		form agreement.Network
		l    agreement.Algorithm
	}{
		"logistic": {agreement.Network{Hidden: []int{8}, Activation: "relu", Loss: "logistic"}, averaging},
		"softmax":  {agreement.Network{Hidden: []int{8, 4}, Activation: "tanh", Loss: "softmax"}, batches},
		"squared":  {agreement.Network{Hidden: []int{6}, Activation: "tanh", Loss: "squared"}, batches},
	} {
		t.Run(name, func(t *testing.T) {
			p, parts, sites := hospitals(t, networks(c.form, c.l))
			if _, err := learn(t, layoutsOf(t, p), sites); err != nil {
				t.Fatal(err)
			}
			for _, n := range sites[1:] {
				if diff := cmp.Diff(sites[0].Model(), n.Model()); diff != "" {
					t.Fatal("two sites have two models: ", diff)
				}
			}
			m := sites[0].Model()
			if m.Network == nil || m.Coefficients != nil || len(m.Network.Weights) != p.Parameters() {
				t.Fatalf("the model is no network of %d weights: %+v", p.Parameters(), m)
			}
			if w := sites[0].Warnings(); len(w) > 0 {
				t.Errorf("warnings %v", w)
			}
			checkEvaluation(t, sites[0], parts)
			all := &data.Table{Columns: m.Features}
			for _, p := range parts {
				all.Append(p.train)
			}
			pooled, err := Alone(p, Local{Train: all, Test: parts[0].test})
			if err != nil {
				t.Fatal(err)
			}
			joint, loss, _ := exact(t, m, parts)
			alone, aloneLoss, _ := exact(t, pooled, parts)
			t.Logf("joint: AUC %.3f, log-loss %.3f; pooled: AUC %.3f, log-loss %.3f", joint, loss, alone, aloneLoss)
			if math.Abs(joint-alone) > 0.03 || math.Abs(loss-aloneLoss) > 0.06 || joint < 0.8 {
				t.Error("the joint network is another one")
			}
		})
	}
}

// A learner of a network goes on in another process where it was.
func TestStateOfANetwork(t *testing.T) {
	l := agreement.Algorithm{Name: agreement.FedAvg, Rounds: 3, Steps: 2, Rate: 0.2, Batch: 16, Ridge: 1, MaxRows: 1000, Tolerance: 1e-8}
	p, parts, sites := hospitals(t, networks(agreement.Network{Hidden: []int{4}, Activation: "relu", Loss: "logistic"}, l))
	here := Local{ID: heartSites[0], Train: parts[0].train, Test: parts[0].test}
	n := sites[0]
	for phase := p.First(); n.Evaluation() == nil; {
		values, err := n.Contribution(phase)
		if err != nil {
			t.Fatal(err)
		}
		saved, err := n.MarshalState()
		if err != nil {
			t.Fatal(err)
		}
		if n, err = Resume(p, here, saved); err != nil {
			t.Fatal(err)
		}
		again, err := n.Contribution(phase)
		if err != nil || !cmp.Equal(values, again) {
			t.Fatalf("%s: another contribution after resuming, %v", phase, err)
		}
		if phase, err = n.Apply(phase, Sum{again, 1, true}); err != nil {
			t.Fatal(err)
		}
	}
}

// A site's own intercept makes what a network expects on its rows what is there,
// whatever the network was trained on.
func TestANetworkWithAnInterceptOfItsOwn(t *testing.T) {
	table := &data.Table{Columns: []string{"x"}}
	for i := range 40 {
		table.X, table.Rows = append(table.X, float64(i%9)), append(table.Rows, i)
		table.Y = append(table.Y, float64(min(1, i%4/3+i%9/7)))
	}
	scale := model.ScaleOf(table)
	for _, loss := range []string{agreement.LogisticLoss, agreement.SoftmaxLoss, agreement.SquaredLoss} {
		p, err := newPerceptron(1, agreement.Network{Hidden: []int{3}, Activation: "tanh", Loss: loss}, "1")
		if err != nil {
			t.Fatal(err)
		}
		weights := p.start()
		for j := range weights {
			weights[j] *= 0.2 // so that no output leaves 0 to 1
		}
		before := slices.Clone(weights)
		p.settle(table, scale, weights)
		expected := 0.0
		for _, score := range p.scores(table, scale, weights) {
			expected += model.Probability(score)
		}
		if math.Abs(expected-float64(table.Positives())) > 1e-4*expected {
			t.Errorf("%s: %v positive rows expected, there are %d", loss, expected, table.Positives())
		}
		if last := len(weights) - 1; !slices.Equal(weights[:last], before[:last]) || weights[last] == before[last] {
			t.Errorf("%s: another weight than the last changed", loss)
		}
		all := slices.Clone(weights)
		p.settle(&data.Table{Columns: table.Columns, X: table.X[:2], Y: []float64{1, 1}, Rows: table.Rows[:2]}, scale, weights)
		if !slices.Equal(all, weights) {
			t.Errorf("%s: rows of one outcome changed weights", loss)
		}
	}
}

// Weights beyond the clip are said to be a network's.
func TestANetworkThatRunsAway(t *testing.T) {
	l := agreement.Algorithm{Name: agreement.FedAvg, Rounds: 30, Steps: 50, Rate: 100, MaxRows: 1000, Tolerance: 1e-8}
	p, _, sites := hospitals(t, networks(agreement.Network{Hidden: []int{4}, Activation: "relu", Loss: "squared"}, l))
	_, err := learn(t, layoutsOf(t, p), sites)
	if err == nil || !strings.Contains(err.Error(), "beyond the agreed clip") || !strings.Contains(err.Error(), "took weight ") {
		t.Errorf("got %v", err)
	}
}

// A loss that rises again and again, or falls to nothing without a penalty, stops
// logistic regression and no network.
func TestALossThatRisesStopsNoNetwork(t *testing.T) {
	s := oneColumn().averaging(9, 1, 0.1)
	s.ridge = 0
	run := func(s setup) error {
		n, err := s.begin(Local{Train: two()[0].train, Test: two()[0].test})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := n.Apply(plan.Moments, Sum{[]float64{4, 2, 2.5, 1.6}, 1, true}); err != nil {
			t.Fatal(err)
		}
		for i, loss := range []float64{2.5, 2.7, 2.4, 2.6, 2.2, 0.3} {
			sum := []float64{4}
			for j, w := range n.state.Weights {
				sum = append(sum, 4*w+float64(j*(i+1))/100) // never still
			}
			if _, err := n.Apply(plan.FedAvg, Sum{append(sum, loss), 1, true}); err != nil {
				return err
			}
		}
		return nil
	}
	if err := run(s); err == nil {
		t.Error("logistic regression goes on")
	}
	var err error
	form := agreement.Network{Hidden: []int{2}, Activation: "tanh", Loss: "logistic"}
	if s.predictor, err = newPerceptron(1, form, "1"); err != nil {
		t.Fatal(err)
	}
	segments := slices.Clone(s.layouts[plan.FedAvg].Segments)
	segments[1].Length = form.Weights(1)
	s.layouts[plan.FedAvg] = vector.Layout{Segments: segments}
	if err := run(s); err != nil {
		t.Error(err)
	}
}

// What the agreement counts is what the network needs.
func TestWeightsOfANetworkAreCounted(t *testing.T) {
	if agreement.MaxWeights != network.MaxWeights {
		t.Errorf("agreements allow %d weights, networks %d", agreement.MaxWeights, network.MaxWeights)
	}
	for _, loss := range []network.Loss{network.Logistic, network.Softmax, network.Squared} {
		for _, hidden := range [][]int{{1}, {16, 8}, {3, 5, 7}} {
			form := agreement.Network{Hidden: hidden, Activation: "tanh", Loss: string(loss)}
			if got, want := form.Weights(13), network.Binary(13, hidden, network.Tanh, loss).Weights(); got != want {
				t.Errorf("%v %s: the agreement counts %d, the network has %d", hidden, loss, got, want)
			}
			p, err := newPerceptron(13, form, "1")
			if err != nil {
				t.Fatal(err)
			}
			m := &model.Model{}
			p.fill(m, p.start())
			if len(m.Network.Weights) != form.Weights(13) {
				t.Errorf("%v: the model has %d weights", hidden, len(m.Network.Weights))
			}
		}
	}
}
