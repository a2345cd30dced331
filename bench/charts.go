package main

import (
	"fmt"
	"math"
	"slices"

	"samband/pkg/secagg"

	"samband/bench/chart"
)

// charts are the pictures of README.md by name of file.
func charts(rows []row) map[string][]byte {
	chosen := compared(rows)
	return map[string][]byte{
		"uplink.svg": bars(chosen, chart.Bars{
			Title: "Bits that a participant sends for each value, everything included", Axis: "bits a value", Log: true,
			Marks: []chart.Mark{{Name: "float32", Value: 32}},
		}, func(r row) (v, low, high float64) { return bitsPerValue(r), 0, 0 }).SVG(),
		"encrypt.svg": bars(chosen, chart.Bars{
			Title: "Values encrypted in a second, one core", Axis: "million values a second", Log: true,
		}, stepRate(encryptStep)).SVG(),
		"decrypt.svg": bars(chosen, chart.Bars{
			Title: "Values decrypted in a second, one core", Axis: "million values a second", Log: true,
		}, stepRate(decryptStep)).SVG(),
		"round.svg":      roundChart(rows).SVG(),
		"break-even.svg": evenChart(rows).SVG(),
	}
}

// bitsPerValue that a participant sends, 0 if not measured.
func bitsPerValue(r row) float64 {
	if r.UplinkBitsPerValue == nil {
		return 0
	}
	return *r.UplinkBitsPerValue
}

// charted are the numbers of participants that charts show.
var charted = []int{2, 8, 64, 1000}

// What the colours of bars stand for.
var legendOf = []string{"one-time-he", "other schemes of Samband", "peers", "baselines"}

func colourOf(r row) int {
	switch {
	case r.Scheme == string(secagg.OneTimeHE):
		return 0
	case r.Kind == kindScheme && r.Scheme != string(secagg.Plaintext):
		return 1
	case r.Kind == kindPeer:
		return 2
	}
	return 3
}

// bars groups rows by the number of participants. The letter beside a name is
// that of its trust statement.
func bars(rows []row, b chart.Bars, value func(row) (v, low, high float64)) chart.Bars {
	b.Legend = legendOf
	all := groups(rows)
	for _, n := range participantsOf(rows) {
		if !slices.Contains(charted, n) {
			continue
		}
		g := chart.Group{Heading: fmt.Sprintf("n = %d", n)}
		for _, trust := range all {
			for _, r := range trust.rows {
				v, low, high := value(r)
				if r.Participants == n && v > 0 {
					g.Bars = append(g.Bars, chart.Bar{Name: r.Scheme + "  " + trust.letter, Value: v, Low: low, High: high, Series: colourOf(r)})
				}
			}
		}
		if len(g.Bars) > 0 {
			b.Groups = append(b.Groups, g)
		}
	}
	return b
}

// stepRate is a step's speed with its spread.
func stepRate(step int) func(row) (v, low, high float64) {
	return func(r row) (v, low, high float64) {
		if s, ok := r.Spread[stepNames[step]]; ok {
			low, high = r.handled(step)/s[1]/1e6, r.handled(step)/s[0]/1e6
		}
		return r.rate(step), low, high
	}
}

func roundChart(rows []row) chart.Bars {
	b := chart.Bars{Title: "A whole round of 4 Mi values, n = 2", Axis: "seconds"}
	for _, link := range []string{linkName(hundred), linkName(0)} {
		g := chart.Group{Heading: link}
		for _, r := range rounds(rows) {
			if r.Link != link {
				continue
			}
			s := r.Spread["round_seconds"]
			g.Bars = append(g.Bars, chart.Bar{Name: r.Scheme, Value: *r.RoundSeconds, Low: s[0], High: s[1], Series: colourOf(r)})
		}
		b.Groups = append(b.Groups, g)
	}
	return b
}

// evenChart shows what a participant sends beside float32, by the number of
// values, from the fixed bytes and those of a value.
func evenChart(rows []row) chart.Lines {
	l := chart.Lines{Title: "What a participant sends under one-time-he, beside float32", X: "values in the vector", Y: "× float32", LogY: true}
	packed := 0.0
	for _, n := range participantsOf(rows) {
		r := find(rows, string(secagg.OneTimeHE), n, full(rows))
		if r == nil || len(l.Lines) == chart.Series {
			continue
		}
		packed = float64(r.Bits) / 32
		line := chart.Line{Name: fmt.Sprintf("n = %d", n)}
		for e := 8.0; e <= 24; e += 0.25 {
			values := math.Exp2(e)
			line.Points = append(line.Points, chart.Point{X: values, Y: (float64(*r.FixedBytes) + perValue(*r)*values) / (4 * values)})
		}
		l.Lines = append(l.Lines, line)
	}
	l.Marks = []chart.Mark{{Name: "float32", Value: 1}}
	if packed > 0 {
		l.Marks = append(l.Marks, chart.Mark{Name: "packed integers", Value: packed})
	}
	return l
}
