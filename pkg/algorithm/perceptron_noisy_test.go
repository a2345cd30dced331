package algorithm

import (
	"math"
	"testing"

	"samband/pkg/agreement"
	"samband/pkg/network"
	"samband/pkg/plan"
)

// Under noise too, all sites have one network; with draws of 0 and a clip that
// nothing reaches it is the one that gradient steps without noise lead to.
func TestANetworkUnderNoise(t *testing.T) {
	form := agreement.Network{Hidden: []int{6}, Activation: "tanh", Loss: "logistic"}
	under := func(epsilon, clip float64) func(*agreement.Agreement) {
		return func(a *agreement.Agreement) {
			networks(form, agreement.Algorithm{Name: agreement.FedAvg, Rounds: 40, Ridge: 5, MaxRows: 1000, Tolerance: 1e-8})(a)
			noised(epsilon, clip, agreement.FedAvg, 40)(a)
		}
	}
	p, parts, sites := hospitals(t, under(8, 1))
	withNoise(hushed{t}, p, sites, "network")
	auc, loss, _ := exact(t, sites[0].Model(), parts)
	t.Logf("epsilon 8: AUC %.3f, log-loss %.3f", auc, loss)
	if len(sites[0].Model().Network.Weights) != p.Parameters() || auc < 0.75 {
		t.Errorf("AUC %v", auc)
	}

	p, parts, sites = hospitals(t, under(1000, 50))
	silent(hushed{t}, p, sites)
	auc, loss, _ = exact(t, sites[0].Model(), parts)
	plain, _, without := hospitals(t, func(a *agreement.Agreement) {
		under(1, 1)(a)
		a.Privacy.Noise = agreement.NoNoise
	})
	if _, err := learn(hushed{t}, layoutsOf(t, plain), without); err != nil {
		t.Fatal(err)
	}
	wantAUC, wantLoss, _ := exact(t, without[0].Model(), parts)
	t.Logf("draws of 0: AUC %.3f, log-loss %.4f; without noise %.3f, %.4f", auc, loss, wantAUC, wantLoss)
	if math.Abs(auc-wantAUC) > 0.01 || math.Abs(loss-wantLoss) > 0.01 {
		t.Error("another network than without noise")
	}
}

// With noise for whole participants sites send how far their training took a
// network.
func TestUpdatesOfANetworkUnderNoise(t *testing.T) {
	form := agreement.Network{Hidden: []int{4}, Activation: "relu", Loss: "softmax"}
	p, _, sites := hospitals(t, func(a *agreement.Agreement) {
		networks(form, agreement.Algorithm{Name: agreement.FedAvg, Rounds: 4, MaxRows: 1000, Tolerance: 1e-8})(a)
		noised(8, 0.5, agreement.FedAvg, 4)(a)
		a.Privacy.Unit, a.Algorithm.Standardise, a.Algorithm.Steps, a.Algorithm.Batch = agreement.Participant, agreement.BySite, 6, 32
	})
	for _, n := range sites {
		update, err := n.Contribution(p.First())
		if err != nil {
			t.Fatal(err)
		}
		square := 0.0
		for _, v := range update {
			square += v * v
		}
		if len(update) != p.Parameters() || square == 0 || math.Sqrt(square) > 0.5 {
			t.Errorf("an update of %d values and norm %v", len(update), math.Sqrt(square))
		}
	}
}

// The clipped sum over units of which each is formed and added by itself is that
// of the closed form, which forms none.
func TestSumsOfUnitsHaveTheClosedForm(t *testing.T) {
	form := agreement.Network{Hidden: []int{5, 3}, Activation: "tanh", Loss: "softmax"}
	const clip = 0.8
	p, parts, _ := hospitals(t, func(a *agreement.Agreement) {
		networks(form, agreement.Algorithm{Name: agreement.FedAvg, Rounds: 3, MaxRows: 1000, Tolerance: 1e-8})(a)
		noised(4, clip, agreement.FedAvg, 3)(a)
	})
	a := *p.Agreement // the files have no column of patients
	a.Schema.PatientID, a.Privacy.Unit, a.Privacy.RowsPerPatient = "patient", agreement.Patient, 3
	p, err := plan.New(&a)
	if err != nil {
		t.Fatal(err)
	}
	// Patients have one to three rows, which follow each other.
	train := parts[0].train
	var units []int
	for i := 0; i < train.Len(); {
		size := min(1+len(units)%3, train.Len()-i)
		for range size {
			train.Units = append(train.Units, len(units))
		}
		units, i = append(units, size), i+size
	}
	n, err := New(p, Local{ID: heartSites[0], Train: train, Test: parts[0].test})
	if err != nil {
		t.Fatal(err)
	}
	sum, err := n.Contribution(silently(t, p, n))
	if err != nil {
		t.Fatal(err)
	}
	s := n.(*site)
	shape := network.Binary(len(s.features), form.Hidden, network.Tanh, network.Softmax)
	net, err := network.New(shape, 16)
	if err != nil {
		t.Fatal(err)
	}
	var b network.Batch
	for i := range train.Len() {
		for j, v := range train.Row(i) {
			b.X = append(b.X, float32((v-s.state.Mean[j])/s.state.SD[j]))
		}
		b.Y = append(b.Y, float32(1-train.Y[i]), float32(train.Y[i]))
	}
	weights, closed := make([]float32, shape.Weights()), make([]float32, shape.Weights())
	for i, w := range s.state.Weights {
		weights[i] = float32(w)
	}
	_, shortened := net.Clipped(closed, weights, b, units, clip)
	if shortened == 0 || shortened == len(units) || shortened != s.clipped {
		t.Errorf("%d of %d units are clipped, %d by the closed form", s.clipped, len(units), shortened)
	}
	for i, v := range closed {
		if math.Abs(float64(v)-sum[i]) > 1e-3 {
			t.Errorf("weight %d: %v, by the closed form %v", i, sum[i], v)
		}
	}
}

// silently takes a site, alone and without noise, through the first phase and
// names the next.
func silently(t *testing.T, p *plan.Plan, n Learner) string {
	t.Helper()
	layout, err := p.Layout(plan.Moments)
	if err != nil {
		t.Fatal(err)
	}
	sum, err := layout.Restore(integers(t, layout, n, plan.Moments), 1)
	if err != nil {
		t.Fatal(err)
	}
	return allApply(t, []Learner{n}, plan.Moments, sum)
}
