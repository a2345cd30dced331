package main

import (
	"fmt"
	"math"
	"strings"

	"samband/pkg/secagg"

	"samband/bench/chart"
)

// figure is something that was to be reached, and what was.
type figure struct {
	what, asked, got string
	verdict          string
}

const (
	met         = "met"
	missed      = "**not met**"
	notMeasured = "not measured"
)

// judged says whether a figure was reached. It rests on the times of some rows,
// or on none where it is about sizes.
func judged(what, asked, got string, ok bool, timed ...*row) figure {
	f := figure{what, asked, got, missed}
	if ok {
		f.verdict = met
	}
	f.verdict += provisional(timed)
	return f
}

// provisional is what is added to a verdict on times that other work on the
// machine may have disturbed, as far as the rows tell: a load of more than one
// for each core.
func provisional(timed []*row) string {
	note := ""
	for _, r := range timed {
		switch {
		case r.Load == nil:
			note = ", provisional (load not recorded)"
		case *r.Load > float64(r.Machine.Cores):
			return ", provisional (busy machine)"
		}
	}
	return note
}

// figures compares the results with what was asked for.
func figures(rows []row) []figure {
	most, ours := full(rows), string(secagg.OneTimeHE)
	var all []figure
	for _, u := range []struct {
		n    int
		most float64
	}{{2, 0.56}, {8, 0.64}, {64, 0.78}, {1000, 0.96}} {
		what, asked := fmt.Sprintf("uplink, n = %d, everything included", u.n), fmt.Sprintf("at most %.2f × float32", u.most)
		if r := find(rows, ours, u.n, most); r != nil {
			ratio := *r.UplinkBitsPerValue / 32
			all = append(all, judged(what, asked, fmt.Sprintf("%.3f", ratio), ratio <= u.most))
		} else {
			all = append(all, figure{what, asked, "", notMeasured})
		}
	}
	two := find(rows, ours, 2, most)
	all = append(all, speed("encrypt, n = 2", two, encryptStep, 40))
	all = append(all, faster(rows, "encrypt, n = 2, beside direct-ckks with q = [60, 40, 40]", string(secagg.DirectCKKS), []int{2}, 50))
	all = append(all, faster(rows, "encrypt, beside the fastest of Flower's masks at the same precision, least of n = 4, 8, 16", flowers, []int{4, 8, 16}, 2))
	all = append(all, speed("add, n = 2", two, addStep, 1000), speed("decrypt, n = 2", two, decryptStep, 60))
	return append(all, roundFigure(rows))
}

func speed(what string, r *row, step int, least float64) figure {
	asked := fmt.Sprintf("at least %s M values/s", chart.Number(least))
	if r == nil || r.seconds(step) == nil {
		return figure{what, asked, "", notMeasured}
	}
	reached := r.rate(step)
	return judged(what, asked, fmt.Sprintf("%s (by the processor's time %s; all cores %s)", chart.Number(reached), chart.Number(r.rateProcessor(step)), chart.Number(r.rateAll(step))), reached >= least, r)
}

// flowers is how the names of Flower's variants begin.
const flowers = "flower-secagg+"

// faster compares encryption with that of others, those whose names begin so:
// for each number of participants with the fastest of the same run and bits of a
// value. The least ratio counts.
func faster(rows []row, what, others string, participants []int, least float64) figure {
	asked := fmt.Sprintf("at least %g ×", least)
	ratio := math.Inf(1)
	var parts []string
	var timed []*row
	for _, n := range participants {
		mine := find(rows, string(secagg.OneTimeHE), n, full(rows))
		if mine == nil {
			continue
		}
		theirs := fastest(rows, others, mine)
		if theirs == nil {
			continue
		}
		timed = append(timed, mine, theirs)
		x := mine.rate(encryptStep) / theirs.rate(encryptStep)
		ratio = min(ratio, x)
		parts = append(parts, fmt.Sprintf("%s × %s (n = %d)", chart.Number(x), theirs.Scheme, n))
	}
	if len(parts) == 0 {
		return figure{what, asked, "", notMeasured}
	}
	return judged(what, asked, strings.Join(parts, ", "), ratio >= least, timed...)
}

// fastest is the row that encrypts most values a second of those whose names
// begin so, in the same run, with as many participants and bits of a value as
// mine, and the longest vector; nil if there is none.
func fastest(rows []row, names string, mine *row) *row {
	var found *row
	for i, r := range rows {
		if !strings.HasPrefix(r.Scheme, names) || r.Kind == kindRound || r.Run != mine.Run || r.Participants != mine.Participants || r.Bits != mine.Bits || r.rate(encryptStep) == 0 {
			continue
		}
		if found == nil || r.Values > found.Values || r.Values == found.Values && r.rate(encryptStep) > found.rate(encryptStep) {
			found = &rows[i]
		}
	}
	return found
}

// roundFigure compares whole rounds.
func roundFigure(rows []row) figure {
	const what, asked = "a secured round beside one of plaintext float32, n = 2, links of 100 Mbit/s", "at most 0.80 ×"
	shaped, timed := roundRatio(rows, linkName(hundred))
	if shaped == 0 {
		return figure{what, asked, "", notMeasured}
	}
	got := fmt.Sprintf("%.2f ×", shaped)
	if loopback, _ := roundRatio(rows, linkName(0)); loopback > 0 {
		got += fmt.Sprintf(" (over loopback: %.2f ×)", loopback)
	}
	return judged(what, asked, got, shaped <= 0.8, timed...)
}

// roundRatio is how long a secured round takes beside plaintext float32 over
// the same link in the same run, and the rows that say so; 0 if not measured.
func roundRatio(rows []row, link string) (ratio float64, timed []*row) {
	var plain, secured *row
	for i, r := range rows {
		if r.Kind != kindRound || r.Link != link {
			continue
		}
		switch r.Scheme {
		case float32Name:
			plain = &rows[i]
		case string(secagg.OneTimeHE):
			secured = &rows[i]
		}
	}
	if plain == nil || secured == nil || plain.Run != secured.Run {
		return 0, nil
	}
	return *secured.RoundSeconds / *plain.RoundSeconds, []*row{secured, plain}
}
