package learn

import (
	"fmt"
	"math"
)

// interval is the mean of some runs, one for each seed, and the half width of
// its 95 % interval by Student's t distribution.
type interval struct {
	mean, half float64 // half is 0 of one run
	runs       int
	ended      int // runs besides that ended early
	undefined  int // runs besides of which the figure is not defined
}

func newInterval(values []float64) interval {
	n := float64(len(values))
	i := interval{runs: len(values)}
	for _, v := range values {
		i.mean += v / n
	}
	if len(values) < 2 {
		return i
	}
	squares := 0.0
	for _, v := range values {
		squares += (v - i.mean) * (v - i.mean)
	}
	i.half = student(len(values)-1) * math.Sqrt(squares/(n-1)/n)
	return i
}

// student is the 97.5 % quantile of the t distribution, found by halving on its
// distribution function (Abramowitz and Stegun, Handbook of Mathematical
// Functions, 26.7.3 and 26.7.4).
func student(freedom int) float64 {
	low, high := 0.0, 20.0
	for range 60 {
		if middle := (low + high) / 2; inside(middle, freedom) < 0.95 {
			low = middle
		} else {
			high = middle
		}
	}
	return low
}

// inside is the probability that a variate is between −t and t.
func inside(t float64, freedom int) float64 {
	angle := math.Atan(t / math.Sqrt(float64(freedom)))
	cosine := math.Cos(angle)
	if freedom == 1 {
		return 2 * angle / math.Pi
	}
	sum, term, from := 1.0, 1.0, 2
	if freedom%2 == 1 {
		sum, term, from = cosine, cosine, 3
	}
	for k := from; k < freedom; k += 2 {
		term *= float64(k-1) / float64(k) * cosine * cosine
		sum += term
	}
	if freedom%2 == 1 {
		return 2 / math.Pi * (angle + math.Sin(angle)*sum)
	}
	return math.Sin(angle) * sum
}

// String is for tables.
func (i interval) String() string {
	text := ""
	switch {
	case i.runs > 1:
		text = fmt.Sprintf("%.3f ± %.3f", i.mean, i.half)
	case i.runs == 1:
		text = fmt.Sprintf("%.3f", i.mean)
	case i.undefined > 0:
		return "undefined"
	case i.ended == 0:
		return ""
	}
	if i.ended > 0 {
		text += fmt.Sprintf(" (%d ended early)", i.ended)
	}
	return text
}
