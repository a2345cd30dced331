package attack

import (
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"

	"samband/pkg/budget"
)

// likely is what the theorem says, summed plainly.
func TestLikely(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		made := rapid.IntRange(1, 120).Draw(t, "made")
		g := Guesses{rapid.IntRange(made, 500).Draw(t, "canaries"), made, rapid.IntRange(1, made).Draw(t, "correct")}
		epsilon := rapid.Float64Range(0, 6).Draw(t, "ε")
		delta := rapid.SampledFrom([]float64{0, 1e-9, 1e-5, 1e-3}).Draw(t, "δ")
		p := make([]float64, made+1)
		right := math.Exp(epsilon) / (1 + math.Exp(epsilon))
		for v := range p {
			p[v] = binomial(made, v, 1-right)
		}
		from := func(v int) (sum float64) {
			for ; v <= made; v++ {
				sum += p[v]
			}
			return sum
		}
		want := from(g.Correct)
		most := 0.0
		for i := 1; i <= g.Correct; i++ {
			most = max(most, (from(g.Correct-i)-want)/float64(i))
		}
		want = min(1, want+2*delta*float64(g.Canaries)*most)
		if got := g.likely(epsilon, delta); math.Abs(got-want) > 1e-9 && !(got == 1 && want >= 0.5-1e-9) {
			t.Fatalf("%+v, ε %v, δ %v: %v, want %v", g, epsilon, delta, got, want)
		}
	})
}

// Binomial probabilities sum to 1 and have the right ratios.
func TestBinomial(t *testing.T) {
	for _, n := range []int{1, 7, 300} {
		sum := 0.0
		for k := 0; k <= n; k++ {
			sum += binomial(n, k, 0.3)
			if k > 0 {
				want := float64(n-k+1) / float64(k) * 0.7 / 0.3
				if got := binomial(n, k, 0.3) / binomial(n, k-1, 0.3); math.Abs(got/want-1) > 1e-9 {
					t.Errorf("%d of %d: ratio %v, want %v", k, n, got, want)
				}
			}
		}
		if math.Abs(sum-1) > 1e-9 {
			t.Errorf("n %d: the sum is %v", n, sum)
		}
	}
}

// Better guesses show more; a larger δ and more canaries left unguessed less.
func TestBoundsMonotone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		made := rapid.IntRange(1, 300).Draw(t, "made")
		g := Guesses{rapid.IntRange(made, 3000).Draw(t, "canaries"), made, rapid.IntRange(0, made-1).Draw(t, "correct")}
		better, more := g, g
		better.Correct++
		more.Canaries *= 2
		epsilon, mu := g.Epsilon(0.05, 1e-5), g.Mu(0.05)
		if better.Epsilon(0.05, 1e-5) < epsilon-1e-8 || better.Mu(0.05) < mu-1e-8 {
			t.Fatalf("%+v: one more right shows less", g)
		}
		if e := g.Epsilon(0.05, 1e-3); e > epsilon+1e-8 {
			t.Fatalf("%+v: a larger δ shows %v instead of %v", g, e, epsilon)
		}
		if e := more.Epsilon(0.05, 1e-5); e > epsilon+1e-8 {
			t.Fatalf("%+v: more canaries show %v instead of %v", g, e, epsilon)
		}
		if e, m := g.Epsilon(0.01, 1e-5), g.Mu(0.01); e > epsilon+1e-8 || m > mu+1e-8 {
			t.Fatalf("%+v: more confidence shows more", g)
		}
	})
}

// Nothing guessed, nothing right and everything right.
func TestEdges(t *testing.T) {
	for _, g := range []Guesses{{}, {10, 0, 0}, {10, 5, 0}, {10, 5, 2}, {1, 1, 1}} {
		if e, mu := g.Epsilon(0.05, 1e-6), g.Mu(0.05); e != 0 || mu != 0 {
			t.Errorf("%+v shows ε %v, µ %v", g, e, mu)
		}
	}
	all := Guesses{2000, 2000, 2000}
	// Without δ: (e^ε/(1+e^ε))^2000 = 0.05.
	q := math.Pow(0.05, 1.0/2000)
	if got, want := all.Epsilon(0.05, 0), math.Log(q/(1-q)); math.Abs(got-want) > 1e-6 {
		t.Errorf("all right shows ε %v, want %v", got, want)
	}
	if mu := all.Mu(0.05); mu < 2 || mu > 6 {
		t.Errorf("all right shows µ %v", mu)
	}
	for made, correct := range []int{0, 0, 1, 2} {
		// In: 4, which is wrong, then 3, which is right. Out: 1, which is right.
		if got := Guess([]Canary{{1, false}, {4, false}, {3, true}, {2, true}}, made); got != (Guesses{4, made, correct}) {
			t.Errorf("guessed %+v", got)
		}
	}
	if got := Guess([]Canary{{1, true}}, 9); got != (Guesses{1, 1, 1}) {
		t.Errorf("guessed %+v", got)
	}
	if got := Audit(nil, []int{5}, 0.05, 1e-6); got != (Bound{}) {
		t.Errorf("no canaries show %+v", got)
	}
}

// Where ε and µ are known, the bounds exceed them in no more than the part of
// runs that is allowed, and come near them.
func TestBoundsHold(t *testing.T) {
	const runs, significance = 200, 0.05
	random := rand.New(rand.NewPCG(11, 1))
	allowed := int(runs*significance + 3*math.Sqrt(runs*significance))
	above, aboveMu, sum, sumMu := 0, 0, 0.0, 0.0
	const epsilon, mu = 1.5, 1.0
	for range runs {
		var response, gaussian []Canary
		for range 1000 {
			in := random.IntN(2) == 1
			// Randomised response: the answer is right with e^ε/(1+e^ε).
			said := in == (random.Float64() < 1/(1+math.Exp(-epsilon)))
			response = append(response, Canary{map[bool]float64{true: 1}[said], in})
			x := random.NormFloat64()
			if in {
				x += mu
			}
			gaussian = append(gaussian, Canary{x, in})
		}
		e := Guess(response, 400).Epsilon(significance, 0)
		m := Guess(gaussian, 100).Mu(significance)
		if e > epsilon {
			above++
		}
		if m > mu {
			aboveMu++
		}
		sum, sumMu = sum+e/runs, sumMu+m/runs
	}
	if above > allowed || aboveMu > allowed {
		t.Errorf("%d and %d of %d bounds are above the truth", above, aboveMu, runs)
	}
	if sum < 0.75*epsilon || sumMu < 0.4*mu {
		t.Errorf("the bounds are %v and %v on average, of %v and %v", sum, sumMu, epsilon, mu)
	}
}

// The ε of the Gaussian bound is that of its µ.
func TestAudit(t *testing.T) {
	canaries := quantiles(2)
	b := Audit(canaries, []int{200, 1000}, 0.05, 1e-6)
	if b.Mu <= 0.5 || b.Mu >= 2 || b.Gaussian != budget.AnalyticEpsilon(b.Mu, 1e-6) || b.Epsilon <= 1 || b.Epsilon >= b.Gaussian {
		t.Errorf("%+v", b)
	}
	for _, r := range []int{200, 1000} {
		if one := Audit(canaries, []int{r}, 0.025, 1e-6); one.Epsilon > b.Epsilon || one.Mu > b.Mu {
			t.Errorf("%d guesses alone show %+v, both %+v", r, one, b)
		}
	}
}
