package algorithm

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"samband/pkg/agreement"
	"samband/pkg/data"
	"samband/pkg/digest"
	"samband/pkg/model"
)

// Batches go through all rows before any comes again, in another order each time,
// and the same order whenever asked.
func TestOrderOfRows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows, batch := rapid.IntRange(1, 60).Draw(t, "rows"), rapid.IntRange(1, 70).Draw(t, "batch")
		seed := digest.Of([]byte{byte(rapid.IntRange(0, 255).Draw(t, "seed"))})
		o, again := newOrder(seed, rows), newOrder(seed, rows)
		for range 3 {
			var seen []int
			for len(seen) < rows {
				b := o.next(batch)
				if !slices.Equal(b, again.next(batch)) || len(b) == 0 || len(b) > batch {
					t.Fatalf("%d rows of at most %d", len(b), batch)
				}
				seen = append(seen, b...)
			}
			slices.Sort(seen)
			for i, row := range seen {
				if row != i {
					t.Fatalf("a pass over %d rows took %v", rows, seen)
				}
			}
		}
	})
}

// A local round on batches is stochastic gradient descent: each step along the
// mean gradient of its own rows.
func TestBatchesAreStochasticGradientDescent(t *testing.T) {
	s, parts := differing()
	s = s.family(agreement.Algorithm{Name: agreement.FedAvg, Rounds: 1, Steps: 11, Rate: 0.2, Ridge: 3, Batch: 7})
	table := parts[0].train
	scale := model.ScaleOf(table)
	d := &descent{predictor: s.predictor, rows: table, scale: scale, steps: 11, rate: 0.2, ridge: 0.05, batch: 7, seed: "1", id: "north"}
	from := []float64{0.1, -0.2, 0.3}
	got, err := d.train(4, from, nil)
	if err != nil {
		t.Fatal(err)
	}
	w, o := slices.Clone(from), newOrder(digest.New("samband order of rows").Text("1").Text("north").Count(4).Sum(), table.Len())
	for range 11 {
		batch := &data.Table{Columns: table.Columns}
		for _, row := range o.next(7) {
			batch.X, batch.Y, batch.Rows = append(batch.X, table.Row(row)...), append(batch.Y, table.Y[row]), append(batch.Rows, row)
		}
		g := model.Slope(batch, scale, w).Gradient
		for j := range w {
			g[j] /= float64(batch.Len())
			if j > 0 {
				g[j] += 0.05 * w[j]
			}
			w[j] -= 0.2 * g[j]
		}
	}
	if off := model.Largest(model.Add(got.weights, negative(w))); off > 1e-12 {
		t.Errorf("off by %v", off)
	}
	if want := model.Slope(table, scale, from).Loss; math.Abs(got.loss-want) > 1e-9 || got.rows != float64(table.Len()) {
		t.Errorf("loss %v of %v rows, want %v", got.loss, got.rows, want)
	}
	for name, change := range map[string]func(*descent){"site": func(d *descent) { d.id = "south" }, "seed": func(d *descent) { d.seed = "2" }} {
		other := *d
		change(&other)
		if made, err := other.train(4, from, nil); err != nil || slices.Equal(made.weights, got.weights) {
			t.Errorf("another %s has the same order: %v", name, err)
		}
	}
	if made, err := d.train(5, from, nil); err != nil || slices.Equal(made.weights, got.weights) {
		t.Errorf("another round has the same order: %v", err)
	}
	whole := *d
	whole.batch = 1000
	all := whole
	all.batch = 0
	one, _ := whole.train(4, from, nil)
	if two, _ := all.train(4, from, nil); !slices.Equal(one.weights, two.weights) {
		t.Error("a batch of more rows than there are is not all of them")
	}
}

// On batches the average comes near the fit of the pooled rows, and a rise of the
// loss from round to round is no fault.
func TestFedAvgOnBatches(t *testing.T) {
	s, parts := differing()
	s = s.family(agreement.Algorithm{Name: agreement.FedAvg, Rounds: 60, Steps: 5, Rate: 0.1, Ridge: 1, Batch: 8})
	sites := s.learners(t, parts)
	if _, err := learn(hushed{t}, s.layouts, sites); err != nil {
		t.Fatal(err)
	}
	pooled := &data.Table{Columns: s.features}
	for _, p := range parts {
		pooled.Append(p.train)
	}
	want, err := model.Fit(pooled, 1)
	if err != nil {
		t.Fatal(err)
	}
	if off := model.Largest(model.Add(sites[0].Model().Weights(), negative(want.Weights()))); off > 0.4 {
		t.Errorf("off by %v", off)
	}
}

// Steps on single rows make the loss rise and fall; that ends no run, where the same
// rises over all rows would.
func TestRisesOnBatchesAreNoFault(t *testing.T) {
	s, parts := differing()
	s = s.family(agreement.Algorithm{Name: agreement.FedAvg, Rounds: 30, Steps: 4, Rate: 0.5, Ridge: 1, Batch: 1})
	sites := s.learners(t, parts)
	rises, before := 0, math.Inf(1)
	err := learnWith(hushed{t}, s.layouts, sites, func(phase string, number int) []Learner {
		if now := sites[0].Progress(); number > 1 && now.Phase == agreement.FedAvg {
			if now.Loss > before*(1+jump) {
				rises++
			}
			before = now.Loss
		}
		return sites
	})
	if err != nil || rises < 2 {
		t.Errorf("%d rises: %v", rises, err)
	}
}
