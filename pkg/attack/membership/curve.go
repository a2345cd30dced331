package membership

import (
	"cmp"
	"math"
	"slices"

	"gonum.org/v1/gonum/mathext"
)

// Guess is what an attack says of one unit, such as a patient, and the truth.
type Guess struct {
	Score float64 // the higher, the likelier in
	In    bool
}

// Interval is an estimate of a share with its confidence interval.
type Interval struct{ Value, Low, High float64 }

// Rate is how many of those who took part are found where the attacker may take
// at most a share False of those who did not for them.
type Rate struct {
	False    float64
	Hits     int // found, of Curve.Inside
	Interval     // of the true-positive rate, by Clopper and Pearson
	// Resolved tells whether there are enough units outside for the cell to mean
	// what it says: ten false alarms expected or, at a rate of 0, so many units
	// that none among them bounds the rate below 0.001.
	Resolved bool
}

// Curve is what an attack found in a sample.
type Curve struct {
	Inside, Outside int
	AUC             Interval // that a unit inside scores above one outside; interval by Hanley and McNeil
	Rates           []Rate   // at Falses
}

// Falses are the false-positive rates that attacks are reported at.
func Falses() []float64 { return []float64{0.1, 0.01, 0.001, 0} }

// Measure compares guesses with the truth. Intervals hold with the given
// confidence, such as 0.95, for units that are independent; that of a rate is for
// the threshold that this sample sets.
func Measure(guesses []Guess, confidence float64) Curve {
	var c Curve
	sorted := slices.Clone(guesses)
	slices.SortStableFunc(sorted, func(a, b Guess) int { return cmp.Compare(b.Score, a.Score) })
	for _, g := range sorted {
		if g.In {
			c.Inside++
		} else {
			c.Outside++
		}
	}
	c.AUC = area(sorted, c.Inside, c.Outside, confidence)
	for _, f := range Falses() {
		r := Rate{False: f, Hits: hits(sorted, int(math.Floor(f*float64(c.Outside)+1e-9)))}
		r.Interval = ClopperPearson(r.Hits, c.Inside, confidence)
		expected := f * float64(c.Outside)
		r.Resolved = c.Inside > 0 && (expected >= 10-1e-9 || f == 0 && c.Outside >= 3000)
		c.Rates = append(c.Rates, r)
	}
	return c
}

// hits counts the units inside whose score is above that of all but so many
// units outside. Of equal scores either all count or none.
func hits(sorted []Guess, alarms int) int {
	found, false := 0, 0
	for at := 0; at < len(sorted); {
		in, out, end := 0, 0, at
		for ; end < len(sorted) && sorted[end].Score == sorted[at].Score; end++ {
			if sorted[end].In {
				in++
			} else {
				out++
			}
		}
		if false += out; false > alarms {
			break
		}
		found, at = found+in, end
	}
	return found
}

// area is the probability that a unit inside scores above one outside, ties
// counted half. (Hanley and McNeil, Radiology 1982.)
func area(sorted []Guess, inside, outside int, confidence float64) Interval {
	if inside == 0 || outside == 0 {
		return Interval{0.5, 0, 1}
	}
	sum, above := 0.0, 0 // units inside with a higher score
	for at := 0; at < len(sorted); {
		in, out, end := 0, 0, at
		for ; end < len(sorted) && sorted[end].Score == sorted[at].Score; end++ {
			if sorted[end].In {
				in++
			} else {
				out++
			}
		}
		sum += float64(out) * (float64(above) + float64(in)/2)
		above, at = above+in, end
	}
	m, n := float64(inside), float64(outside)
	a := sum / (m * n)
	q1, q2 := a/(2-a), 2*a*a/(1+a)
	variance := (a*(1-a) + (m-1)*(q1-a*a) + (n-1)*(q2-a*a)) / (m * n)
	half := mathext.NormalQuantile((1+confidence)/2) * math.Sqrt(math.Max(0, variance))
	return Interval{a, math.Max(0, a-half), math.Min(1, a+half)}
}

// ClopperPearson is the exact interval of a share of which k of n were seen
// (Clopper and Pearson, Biometrika 1934): from 0 to 1 where n is 0.
func ClopperPearson(k, n int, confidence float64) Interval {
	if n == 0 {
		return Interval{0, 0, 1}
	}
	i := Interval{float64(k) / float64(n), 0, 1}
	tail := (1 - confidence) / 2
	if k > 0 {
		i.Low = mathext.InvRegIncBeta(float64(k), float64(n-k+1), tail)
	}
	if k < n {
		i.High = mathext.InvRegIncBeta(float64(k+1), float64(n-k), 1-tail)
	}
	return i
}

// ByUnit makes one guess of each unit out of its rows: the sum of their scores, as
// of likelihood ratios that are independent. units tells whose a row is; nil: each
// row is a unit of its own. A unit is in if any of its rows is.
func ByUnit(scores []float64, in []bool, units []int) []Guess {
	var guesses []Guess
	place := make(map[int]int)
	for i, s := range scores {
		unit := i
		if units != nil {
			unit = units[i]
		}
		at, known := place[unit]
		if !known {
			at = len(guesses)
			place[unit] = at
			guesses = append(guesses, Guess{})
		}
		guesses[at].Score += s
		guesses[at].In = guesses[at].In || in[i]
	}
	return guesses
}
