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

func judged(what, asked, got string, ok bool) figure {
	f := figure{what, asked, got, missed}
	if ok {
		f.verdict = met
	}
	return f
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
	all = append(all, faster(rows, "encrypt, n = 2, beside direct-ckks with q = [60, 40, 40]", "direct-ckks", []int{2}, 50))
	all = append(all, faster(rows, "encrypt, beside Flower's masks at the same precision, least of n = 4, 8, 16", "flower-secagg+-all-shares", []int{4, 8, 16}, 2))
	all = append(all, speed("add, n = 2", two, addStep, 1000), speed("decrypt, n = 2", two, decryptStep, 60))
	return append(all, roundFigure(rows))
}

func speed(what string, r *row, step int, least float64) figure {
	asked := fmt.Sprintf("at least %s M values/s", chart.Number(least))
	if r == nil || r.seconds(step) == nil {
		return figure{what, asked, "", notMeasured}
	}
	reached := r.rate(step)
	return judged(what, asked, fmt.Sprintf("%s (by the processor's time %s; all cores %s)", chart.Number(reached), chart.Number(r.rateProcessor(step)), chart.Number(r.rateAll(step))), reached >= least)
}

// faster compares encryption with that of another, for the same numbers of
// participants; the least ratio counts.
func faster(rows []row, what, other string, participants []int, least float64) figure {
	asked := fmt.Sprintf("at least %g ×", least)
	ratio := math.Inf(1)
	var parts []string
	for _, n := range participants {
		mine, theirs := find(rows, string(secagg.OneTimeHE), n, full(rows)), findAny(rows, other, n)
		if mine == nil || theirs == nil || theirs.EncryptSeconds == nil || mine.Run != theirs.Run {
			continue
		}
		x := mine.rate(encryptStep) / theirs.rate(encryptStep)
		ratio = min(ratio, x)
		parts = append(parts, chart.Number(x))
	}
	if len(parts) == 0 {
		return figure{what, asked, "", notMeasured}
	}
	return judged(what, asked, strings.Join(parts, ", ")+" ×", ratio >= least)
}

// findAny is find whatever the length of the vector.
func findAny(rows []row, scheme string, participants int) *row {
	var found *row
	for i, r := range rows {
		if r.Scheme == scheme && r.Participants == participants && r.Kind != kindRound && (found == nil || r.Values > found.Values) {
			found = &rows[i]
		}
	}
	return found
}

// roundFigure compares whole rounds.
func roundFigure(rows []row) figure {
	const what, asked = "a secured round beside one of plaintext float32, n = 2, links of 100 Mbit/s", "at most 0.80 ×"
	shaped, loopback := roundRatio(rows, "100 Mbit/s"), roundRatio(rows, "loopback")
	if shaped == 0 {
		return figure{what, asked, "", notMeasured}
	}
	return judged(what, asked, fmt.Sprintf("%.2f × (over loopback: %.2f ×)", shaped, loopback), shaped <= 0.8)
}

// roundRatio is how long a secured round takes beside plaintext float32 over
// the same link in the same run; 0 if not measured.
func roundRatio(rows []row, link string) float64 {
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
		return 0
	}
	return *secured.RoundSeconds / *plain.RoundSeconds
}
