package shadow

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"

	"samband/pkg/attack/membership"
	"samband/pkg/data"
	"samband/pkg/digest"
	"samband/pkg/model"
	"samband/pkg/network"
)

// Setting of the figures: 1,000 rows of 30 standard normal columns, an outcome
// whose log-odds are a linear function of deviation 1.5, and models of a random
// 500 of them; 65 models, each the target of an attack with the 64 others.
const (
	columns = 30
	pool    = 1000
	targets = 65
)

func rows() *data.Table {
	r := rand.New(rand.NewPCG(1, 2))
	t := &data.Table{}
	var effect []float64
	for j := range columns {
		t.Columns = append(t.Columns, "x"+strconv.Itoa(j))
		effect = append(effect, 1.5*r.NormFloat64()/math.Sqrt(columns))
	}
	for i := range pool {
		score := 0.0
		for j := range columns {
			x := r.NormFloat64()
			score += x * effect[j]
			t.X = append(t.X, x)
		}
		y := 0.0
		if r.Float64() < model.Probability(score) {
			y = 1
		}
		t.Y, t.Rows = append(t.Y, y), append(t.Rows, i)
	}
	return t
}

// confidences are those of log-odds.
func confidences(t *data.Table, scores []float64) [][]float64 {
	for i, v := range scores {
		scores[i] = membership.Confidence(v, t.Y[i])
	}
	return [][]float64{scores}
}

// logistic is regression with a ridge of 1.
func logistic(t *data.Table) Train {
	return func(rows []int) ([][]float64, error) {
		m, err := model.Fit(t.Subset(rows), 1)
		if err != nil {
			return nil, err
		}
		scores, err := m.Scores(t)
		return confidences(t, scores), err
	}
}

// perceptron has 64 hidden units, and takes 200 steps on all its rows.
func perceptron(t *data.Table) Train {
	const epochs, rate = 200, 1
	scale := model.ScaleOf(t)
	return func(rows []int) ([][]float64, error) {
		p, err := model.NewPerceptron(columns, []int{64}, network.ReLU, network.Logistic)
		if err != nil {
			return nil, err
		}
		seed := digest.New("samband figures")
		for _, row := range rows[:8] {
			seed = seed.Count(row)
		}
		weights := p.Start(seed.Sum())
		gradient := make([]float64, len(weights))
		for range epochs {
			clear(gradient)
			p.AddSlope(t, scale, weights, rows, gradient)
			for j, g := range gradient {
				weights[j] -= rate * g / float64(len(rows))
			}
		}
		return confidences(t, p.Scores(t, scale, weights)), nil
	}
}

// The figures of the design, within three points.
func TestFigures(t *testing.T) {
	if testing.Short() {
		t.Skip("trains 130 models")
	}
	table := rows()
	for _, c := range []struct {
		name                       string
		train                      Train
		area, atThousandth, byLoss float64 // AUC of online LiRA; TPR at an FPR of 0.001, of it and of the loss
	}{
		{"logistic regression", logistic(table), 0.56, 0.002, 0.001},
		{"network", perceptron(table), 0.82, 0.07, 0.0013},
	} {
		s, err := Group{Rows: pool, Seed: 1}.Shadows(context.Background(), targets, c.train, nil)
		if err != nil {
			t.Fatal(err)
		}
		all := s.Stages[0]
		var online, offline, loss []membership.Guess
		each := 0.0 // TPR at 0.1 % of each target's own curve, on average: with 500 outside, without an alarm
		for k, target := range all {
			others := slices.Concat(all[:k], all[k+1:])
			own := membership.ByUnit(membership.Online(target.Confidence, others), target.In, nil)
			each += membership.Measure(own, 0.95).Rates[2].Value / float64(len(all))
			online = append(online, own...)
			offline = append(offline, membership.ByUnit(membership.Offline(target.Confidence, others), target.In, nil)...)
			loss = append(loss, membership.ByUnit(membership.Loss(target.Confidence), target.In, nil)...)
		}
		lira, smoke := membership.Measure(online, 0.95), membership.Measure(loss, 0.95)
		for name, curve := range map[string]membership.Curve{"online": lira, "offline": membership.Measure(offline, 0.95), "loss": smoke} {
			t.Logf("%s, %s: AUC %.3f, TPR %.4f %.4f %.4f %.4f", c.name, name, curve.AUC.Value,
				curve.Rates[0].Value, curve.Rates[1].Value, curve.Rates[2].Value, curve.Rates[3].Value)
		}
		t.Logf("%s, online, each target by itself: TPR at 0.1 %% %.4f", c.name, each)
		within := func(what string, got, want, points float64) {
			if math.Abs(got-want) > points {
				t.Errorf("%s, %s: %.4f, want %.4f", c.name, what, got, want)
			}
		}
		within("AUC of LiRA", lira.AUC.Value, c.area, 0.03)
		within("TPR at 0.1 % of LiRA", lira.Rates[2].Value, c.atThousandth, 0.03)
		within("TPR at 0.1 % of LiRA, each target by itself", each, c.atThousandth, 0.03)
		within("TPR at 0.1 % of the loss", smoke.Rates[2].Value, c.byLoss, 0.001)
	}
}
