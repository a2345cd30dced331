package membership

import (
	"math"
	"sort"

	"gonum.org/v1/gonum/mathext"
)

// Interval is an estimate of a share with its confidence interval.
type Interval struct{ Value, Low, High float64 }

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

// areaInterval is that of an area a of m units inside and n outside: as far as
// either of two reaches, because each alone is too narrow in places that tests
// of attacks meet. The one takes the variance that a curve of usual form has at
// the area asked about (Newcombe, Statistics in Medicine 2006, part 2, method 5,
// after Hanley and McNeil, Radiology 1982); it is right for few units and near 1,
// where it has a width also if all pairs are in order. The other takes variance,
// that of the area, from the scores (DeLong, DeLong and Clarke-Pearson,
// Biometrics 1988); it is right where scores inside and outside spread unequally.
func areaInterval(a, variance float64, m, n int, confidence float64) Interval {
	z := mathext.NormalQuantile((1 + confidence) / 2)
	average := float64(m+n)/2 - 1
	beyond := func(t float64) bool { // a is too far from an area of t
		v := t * (1 - t) * (1 + average*((1-t)/(2-t)+t/(1+t))) / (float64(m) * float64(n))
		return (a-t)*(a-t) > z*z*v
	}
	half := z * math.Sqrt(variance)
	return Interval{a, math.Max(0, math.Min(edge(a, 0, beyond), a-half)), math.Min(1, math.Max(edge(a, 1, beyond), a+half))}
}

// edge is the place between inside, where beyond is false, and outside, where it
// becomes true; outside if it never does.
func edge(inside, outside float64, beyond func(float64) bool) float64 {
	if !beyond(outside) {
		return outside
	}
	for range 60 {
		if middle := (inside + outside) / 2; beyond(middle) {
			outside = middle
		} else {
			inside = middle
		}
	}
	return outside
}

// rateInterval is that of the share found of those inside at a share f of false
// alarms. That threshold is known only from the sample's units outside: the
// bounds are those of Clopper and Pearson at the lowest threshold that has, by
// them, no more than f false alarms, and at the highest that has no fewer, each
// of the four tails with a quarter of what may go wrong. At f = 0 no sample tells
// the threshold, and the interval is for the one that this sample sets.
func rateInterval(r ranking, f, confidence float64) Interval {
	i := ClopperPearson(r.above(alarms(f*float64(r.outside))), r.inside, confidence)
	if f == 0 {
		return i
	}
	tail := (1 - confidence) / 4
	n := float64(r.outside)
	// Most is how many units outside, of the highest scores, are so many that a
	// threshold at the last of them has f false alarms or more.
	most := 1 + sort.Search(r.outside, func(j int) bool { return mathext.RegIncBeta(float64(j+1), n-float64(j), f) <= tail })
	i.High = ClopperPearson(r.from(most), r.inside, 1-2*tail).High
	// Fewest is the same for one above which there are f false alarms or fewer.
	fewest := sort.Search(r.outside, func(j int) bool { return 1-mathext.RegIncBeta(float64(j+1), n-float64(j), f) > tail })
	i.Low = 0
	if fewest > 0 {
		i.Low = ClopperPearson(r.above(fewest-1), r.inside, 1-2*tail).Low
	}
	return i
}
