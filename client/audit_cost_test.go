package main

import (
	"math"
	"testing"
	"time"

	"samband/pkg/agreement"
	"samband/pkg/plan"
)

// Tables of usual size have the usual number of shadow models, long trainings
// fewer, and no agreement makes the number senseless.
func TestAffordable(t *testing.T) {
	base, err := agreement.Read("../pkg/agreement/testdata/two-hospitals.yaml")
	if err != nil {
		t.Fatal(err)
	}
	average := func(rounds, steps, batch int) agreement.Algorithm {
		return agreement.Algorithm{Name: agreement.FedAvg, Rounds: rounds, Steps: steps, Rate: 0.1, Batch: batch, MaxRows: 10000}
	}
	network := &agreement.Network{Hidden: []int{512}, Activation: agreement.ReLU, Loss: agreement.LogisticLoss}
	for _, c := range []struct {
		name      string
		algorithm agreement.Algorithm
		network   *agreement.Network
		rows      int
		want      int
	}{
		{"newton", base.Algorithm, nil, 100000, usualShadows},
		{"fedavg", average(20, 5, 0), nil, 10000, usualShadows},
		{"network", average(20, 5, 0), network, 10000, usualShadows},
		{"long", average(100, 10, 0), network, 10000, 16},
		{"long, in batches", average(100, 10, 32), network, 10000, usualShadows},
		{"longest", average(math.MaxInt32, math.MaxInt32, 0), network, math.MaxInt32, fewestShadows},
		{"nobody", base.Algorithm, nil, 0, usualShadows},
	} {
		a := *base
		a.Algorithm, a.Network = c.algorithm, c.network
		p, err := plan.New(&a)
		if err != nil {
			t.Fatal(err)
		}
		each := shadowCost(p, c.rows)
		if got := affordable(each); got != c.want || each < 0 {
			t.Errorf("%s: %d shadow models of %v, want %d", c.name, got, each, c.want)
		}
		if each*usualShadows/shadowCores < shadowTime && affordable(each) < usualShadows || affordable(0) != usualShadows || affordable(time.Hour) != fewestShadows {
			t.Errorf("%s: %v", c.name, each)
		}
	}
}
