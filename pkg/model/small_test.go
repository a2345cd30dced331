package model

import (
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"samband/pkg/data"
)

// small is a made-up table; its answers below come from scikit-learn 1.9.1
// (LogisticRegression(C=1/ridge, solver="newton-cholesky", tol=1e-15) on the
// standardised columns, roc_auc_score, log_loss) and, for ridge 0, statsmodels
// 0.15.0 (GLM, Binomial).
func small() *data.Table {
	t := &data.Table{
		Columns: []string{"a", "b"},
		X:       []float64{51, 0, 62, 1, 70, 1, 45, 0, 58, 1, 66, 0, 73, 1, 39, 0, 55, 1, 60, 0, 48, 1, 77, 0},
		Y:       []float64{0, 0, 1, 0, 1, 1, 1, 0, 0, 1, 0, 0},
	}
	for i := range t.Y {
		t.Rows = append(t.Rows, i)
	}
	return t
}

func near(t *testing.T, what string, got, want, within float64) {
	t.Helper()
	if !(math.Abs(got-want) <= within) {
		t.Errorf("%s is %.12g, want %.12g within %g", what, got, want, within)
	}
}

func TestFitEqualsKnownAnswers(t *testing.T) {
	for _, c := range []struct {
		ridge   float64
		weights [3]float64
		loss    float64
	}{
		{1, [3]float64{-0.4053068917207082, 0.8180725296369924, 0.1718531780443894}, 0.5452112165960864},
		{0.25, [3]float64{-0.4567750978971812, 1.1056018660669904, 0.20667570440855176}, 0.5320286864934146},
		{0, [3]float64{-0.4934096288068568, 1.2832381688958545, 0.22743166812066423}, 0.5299917389797854},
	} {
		m, err := Fit(small(), c.ridge)
		if err != nil {
			t.Fatal(err)
		}
		for j, w := range m.Weights() {
			near(t, "weight", w, c.weights[j], 1e-8)
		}
		scores, err := m.Scores(small())
		if err != nil {
			t.Fatal(err)
		}
		loss, _ := LogLoss(scores, small().Y)
		near(t, "log-loss", loss, c.loss, 1e-8)
		auc, ok := AUC(scores, small().Y)
		if !ok {
			t.Error("AUC undefined")
		}
		near(t, "AUC", auc, 0.8, 1e-12)
	}
}

func TestAUC(t *testing.T) {
	auc, ok := AUC([]float64{.1, .1, .4, .4, .4, .8, .9}, []float64{0, 1, 0, 1, 1, 0, 1})
	if !ok {
		t.Fatal("undefined")
	}
	near(t, "AUC with ties", auc, 6.5/12, 1e-15) // roc_auc_score: 0.5416666666666667
	for _, y := range [][]float64{{}, {1, 1}, {0, 0, 0}} {
		if _, ok := AUC(make([]float64, len(y)), y); ok {
			t.Errorf("AUC of outcomes %v is defined", y)
		}
	}
}

func TestFitRefusesWhatHasNoOptimum(t *testing.T) {
	same := small()
	for i := range same.Y {
		same.Y[i] = 1
	}
	if _, err := Fit(same, 1); err == nil {
		t.Error("all outcomes are the same and no error")
	}
	twice := small()
	for i := range twice.Len() {
		twice.Row(i)[1] = 2 * twice.Row(i)[0]
	}
	if _, err := Fit(twice, 0); err == nil {
		t.Error("one column is twice the other and no error")
	}
	if _, err := Fit(&data.Table{Columns: []string{"a"}}, 1); err == nil {
		t.Error("no rows and no error")
	}
}

func TestFitIgnoresAColumnThatDoesNotVary(t *testing.T) {
	table := small()
	for i := range table.Len() {
		table.Row(i)[1] = 0.1
	}
	m, err := Fit(table, 1)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "coefficient", m.Coefficients[1], 0, 1e-12)
}

// table draws rows of d columns.
func table(t *rapid.T, d int) *data.Table {
	n := rapid.IntRange(3, 30).Draw(t, "n")
	all := &data.Table{Columns: strings.Split("abcdef"[:d], "")}
	for i := range n {
		all.X = append(all.X, rapid.SliceOfN(rapid.Float64Range(-3, 3), d, d).Draw(t, "x")...)
		all.Y = append(all.Y, rapid.SampledFrom([]float64{0, 1}).Draw(t, "y"))
		all.Rows = append(all.Rows, i)
	}
	return all
}

func TestDerivativesEqualFiniteDifferences(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const d, h = 3, 1e-5
		rows := table(t, d)
		scale := Scale{[]float64{0.5, -1, 0}, []float64{1, 2, 0.7}}
		w := rapid.SliceOfN(rapid.Float64Range(-2, 2), d+1, d+1).Draw(t, "w")
		at := Derive(rows, scale, w)
		k := 0
		for i := range w {
			up, down := Add(w, unit(i, h, d+1)), Add(w, unit(i, -h, d+1))
			above, below := Derive(rows, scale, up), Derive(rows, scale, down)
			within := 1e-6 * float64(rows.Len())
			if g := (above.Loss - below.Loss) / (2 * h); math.Abs(g-at.Gradient[i]) > within {
				t.Errorf("gradient %d is %v, differences give %v", i, at.Gradient[i], g)
			}
			for j := i; j <= d; j++ {
				if g := (above.Gradient[j] - below.Gradient[j]) / (2 * h); math.Abs(g-at.Hessian[k]) > within {
					t.Errorf("Hessian %d %d is %v, differences give %v", i, j, at.Hessian[k], g)
				}
				k++
			}
		}
	})
}

// unit is a vector of n zeros but for v at i.
func unit(i int, v float64, n int) []float64 {
	e := make([]float64, n)
	e[i] = v
	return e
}

func TestDerivativesOfPartsAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := table(t, 2), table(t, 2)
		scale := Scale{[]float64{0, 1}, []float64{1, 3}}
		w := rapid.SliceOfN(rapid.Float64Range(-2, 2), 3, 3).Draw(t, "w")
		da, db := Derive(a, scale, w), Derive(b, scale, w)
		a.Append(b)
		all := Derive(a, scale, w)
		for i, v := range Add(da.Hessian, db.Hessian) {
			if math.Abs(v-all.Hessian[i]) > 1e-9 {
				t.Errorf("Hessian value %d: %v and %v", i, v, all.Hessian[i])
			}
		}
		if math.Abs(da.Loss+db.Loss-all.Loss) > 1e-9 {
			t.Errorf("loss %v and %v", da.Loss+db.Loss, all.Loss)
		}
	})
}

func TestLossAndProbabilityStayFinite(t *testing.T) {
	for _, score := range []float64{-1e6, -745, -1, 0, 1, 745, 1e6} {
		for _, y := range []float64{0, 1} {
			if l := Loss(score, y); math.IsNaN(l) || math.IsInf(l, 0) || l < 0 {
				t.Errorf("loss of score %v, outcome %v is %v", score, y, l)
			}
		}
		if p := Probability(score); !(p >= 0 && p <= 1) {
			t.Errorf("probability of score %v is %v", score, p)
		}
	}
	near(t, "loss far off", Loss(1e6, 0), 1e6, 1e-9)
	near(t, "loss at 0", Loss(0, 1), math.Ln2, 1e-15)
}
