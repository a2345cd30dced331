package membership

import (
	"math"
	"slices"
	"sort"
)

// Guess is what an attack says of one unit, such as a patient, and the truth.
type Guess struct {
	Score float64 // the higher, the likelier in
	In    bool
}

// Rate is how many of those who took part are found where the attacker may take
// at most a share False of those who did not for them.
type Rate struct {
	False    float64
	Hits     int // found, of Curve.Inside
	Interval     // of the true-positive rate
	// Resolved tells whether there are units enough for the cell to mean what it
	// says: 30 inside, and outside so many that ten false alarms are expected or,
	// at a rate of 0, that none among them bounds the rate below 0.001.
	Resolved bool
}

// Units that it takes for a cell to mean something.
const (
	fewestInside = 30
	fewestAlarms = 10
	fewestQuiet  = 3000 // outside, without an alarm: at most 3 / 3,000 with 95 % confidence
)

// Curve is what an attack found in a sample.
type Curve struct {
	Inside, Outside int
	AUC             Interval // that a unit inside scores above one outside, ties counted half
	Rates           []Rate   // at Falses
}

// Falses are the false-positive rates that attacks are reported at.
func Falses() []float64 { return []float64{0.1, 0.01, 0.001, 0} }

// Measure compares guesses with the truth. Intervals hold with the given
// confidence, such as 0.95, for units that are independent; that at a rate of 0
// is for the threshold that this sample sets.
func Measure(guesses []Guess, confidence float64) Curve {
	var in, out []float64
	for _, g := range guesses {
		if g.In {
			in = append(in, g.Score)
		} else {
			out = append(out, g.Score)
		}
	}
	slices.Sort(in)
	slices.Sort(out)
	r := ranking{in, out, len(in), len(out)}
	c := Curve{Inside: r.inside, Outside: r.outside, AUC: r.area(confidence)}
	for _, f := range Falses() {
		rate := Rate{False: f, Interval: Interval{0, 0, 1}}
		expected := f * float64(r.outside)
		if r.inside > 0 && r.outside > 0 {
			rate.Hits = r.above(alarms(expected))
			rate.Interval = rateInterval(r, f, confidence)
		}
		rate.Resolved = r.inside >= fewestInside && (expected >= fewestAlarms-1e-9 || f == 0 && r.outside >= fewestQuiet)
		c.Rates = append(c.Rates, rate)
	}
	return c
}

// alarms is how many are allowed where so many are expected.
func alarms(expected float64) int { return int(math.Floor(expected + 1e-9)) }

// ranking has the scores of units inside and outside, ascending, and how many
// they are.
type ranking struct {
	in, out         []float64
	inside, outside int
}

// above counts the units inside whose score is above that of all but so many
// units outside. Of equal scores either all count or none.
func (r ranking) above(outside int) int {
	if outside >= r.outside {
		return r.inside
	}
	limit := r.out[r.outside-1-outside]
	return r.inside - sort.Search(r.inside, func(i int) bool { return r.in[i] > limit })
}

// from counts the units inside whose score is at least that of the last of so
// many units outside with the highest scores.
func (r ranking) from(outside int) int {
	if outside > r.outside {
		return r.inside
	}
	limit := r.out[r.outside-outside]
	return r.inside - sort.SearchFloat64s(r.in, limit)
}

// area is the probability that a unit inside scores above one outside.
func (r ranking) area(confidence float64) Interval {
	if r.inside == 0 || r.outside == 0 {
		return Interval{0.5, 0, 1}
	}
	a, spreadIn := below(r.in, r.out)
	_, spreadOut := below(r.out, r.in)
	return areaInterval(a, spreadIn+spreadOut, r.inside, r.outside, confidence)
}

// below is the share of others that is below each score, ties counted half, on
// average, and the variance of that average.
func below(scores, others []float64) (average, variance float64) {
	shares := make([]float64, len(scores))
	for i, s := range scores {
		low := sort.SearchFloat64s(others, s)
		equal := sort.Search(len(others)-low, func(k int) bool { return others[low+k] > s })
		shares[i] = (float64(low) + float64(equal)/2) / float64(len(others))
		average += shares[i]
	}
	average /= float64(len(scores))
	for _, s := range shares {
		variance += (s - average) * (s - average)
	}
	n := float64(len(scores))
	return average, variance / (n * math.Max(1, n-1))
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
