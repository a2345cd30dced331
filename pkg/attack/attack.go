// Package attack tries what the rest of the product promises to withstand, and
// says how far it got. Now it audits noise: canaries, units made up for the
// purpose, are or are not in a sum as coins decide, an auditor guesses from what
// was released which are, and how often it is right bounds from below what the
// release costs in (ε, δ). A bound above the claim shows that the claim is
// false; one below it shows nothing more than that this attack did not succeed.
//
// Participants and tests only: the coordinator's program does not contain it.
package attack

import (
	"cmp"
	"math"
	"slices"

	"samband/pkg/budget"
)

// Canary is a unit that a fair coin, independent of all others, put into a
// release or left out, and what the auditor thinks of it: the higher the score,
// the likelier in.
type Canary struct {
	Score float64
	In    bool
}

// Guesses is how an auditor fared who said "in" or "out" of some canaries and
// nothing of the others.
type Guesses struct {
	Canaries int // m
	Made     int // r
	Correct  int // v, of those made
}

// Guess says "in" of the canaries with the highest scores and "out" of as many
// with the lowest, made of them in all, or one more "in" if that is odd. Which of
// equal scores are among them is a matter of their order, not of their coins.
func Guess(canaries []Canary, made int) Guesses {
	made = max(0, min(made, len(canaries)))
	order := make([]int, len(canaries))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(canaries[b].Score, canaries[a].Score) })
	g := Guesses{Canaries: len(canaries), Made: made}
	for _, i := range order[:made-made/2] {
		if canaries[i].In {
			g.Correct++
		}
	}
	for _, i := range order[len(order)-made/2:] {
		if !canaries[i].In {
			g.Correct++
		}
	}
	return g
}

// Bound is what an audit shows, each with the confidence that was asked for.
type Bound struct {
	Epsilon  float64 // by Guesses.Epsilon
	Mu       float64 // by Guesses.Mu
	Gaussian float64 // the ε of real-valued Gaussian noise of Mu
}

// Audit is the best bound over several numbers of guesses, which were chosen
// before the canaries were seen: each number is allowed its part of the
// significance, which is below one half, and each of the two bounds holds by
// itself.
func Audit(canaries []Canary, made []int, significance, delta float64) Bound {
	var best Bound
	significance /= float64(len(made))
	for _, r := range made {
		g := Guess(canaries, r)
		best.Epsilon = math.Max(best.Epsilon, g.Epsilon(significance, delta))
		best.Mu = math.Max(best.Mu, g.Mu(significance))
	}
	best.Gaussian = budget.AnalyticEpsilon(best.Mu, delta)
	return best
}
