package main

import (
	"fmt"
	"slices"
	"strings"

	"samband/pkg/secagg"

	"samband/bench/chart"
)

// tables is the part of README.md that is made of the results.
func tables(rows []row) string {
	var b strings.Builder
	b.WriteString("\n" + ran(rows) + "\n")
	b.WriteString("\n## What was to be reached\n\nOne core, 1 Mi values of 16 bits.\n\n")
	table(&b, "what|asked for|measured|", figureLines(figures(rows)))
	b.WriteString("\n## By trust and precision\n\n" + legend + "\n")
	chosen, last := compared(rows), latest(rows)
	for _, g := range groups(chosen) {
		fmt.Fprintf(&b, "\n### %s. %s\n\n", g.letter, g.trust)
		table(&b, "scheme|n|up, bits a value|× float32|× packed|in no chunk, bytes|encrypt, M values/s|add, M values/s|release, ms|decrypt, M values/s|peak MiB: participant, coordinator|error|precision", lines(g.rows, func(r row) string { return comparison(r, last) }))
	}
	b.WriteString(chartLinks)
	b.WriteString("\n## Small vectors\n\n" + smallText + "\n")
	small(&b, rows)
	b.WriteString("\n## A whole round\n\n" + roundText + "\n")
	table(&b, "scheme|link|seconds, least to greatest|× float32|up, bits a value", lines(rounds(rows), func(r row) string { return roundLine(rows, r) }))
	b.WriteString("\n![Seconds of a whole round](round.svg)\n\n## Times and their spread\n\nMilliseconds on one core, median (least to greatest).\n\n")
	timed := slices.DeleteFunc(slices.Clone(chosen), func(r row) bool { return r.Spread == nil })
	table(&b, "scheme|n|encrypt|add n contributions|release|decrypt", lines(timed, func(r row) string { return timeLine(r, last) }))
	b.WriteString("\n## Set-up\n\n" + setupText + "\n")
	setUp := slices.DeleteFunc(slices.Clone(chosen), func(r row) bool { return r.SetupSeconds == nil || *r.SetupSeconds == 0 })
	table(&b, "scheme|n|seconds|bytes up", lines(setUp, setupLine))
	notes(&b, rows)
	return b.String()
}

const (
	legend = `M values/s counts the values of the vector, for the coordinator those of all
contributions; the number behind the stroke is with all cores. *Encrypt* includes
making, sharing and sealing the key, *decrypt* combining the releases and the checksum,
*release* is a member's, over all contributors. × packed is beside the values' own bits
packed. The error is in steps of a value. What a participant sends in no chunk is of the same size
whatever the number of values, but for the releases of the direct schemes. An empty cell was not measured, a dash is
where there is no such step. In the row of what was not measured the last cell says why.`
	chartLinks = `
The letter behind a name is that of its trust statement above.

![Bits that a participant sends for each value](uplink.svg)

![Values encrypted in a second on one core](encrypt.svg)

![Values decrypted in a second on one core](decrypt.svg)
`
	smallText = `Everything a participant sends beside float32 values, which need no keys, shares and
signatures. Below the break-even sizes, which follow from the fixed bytes and the bits a
value of the longest vector, plaintext float32 is smaller; packed plaintext integers and
an ideal mask are smaller at every size.
`
	setupText = `What is done before the first round and is in no figure above, except the traffic of those
whose set-up belongs to every round (the notes say which). Of peers it is that of one
participant, the coordinator and a dealer together. Not listed: the greetings and the
group key of a session, which all schemes of Samband have.
`
	roundText = `Between two sums that are final, all parties' work and waiting included; see above for
what is in it.
`
)

// ran says what the results were measured on.
func ran(rows []row) string {
	var all []string
	for _, r := range rows {
		m := r.Machine
		text := fmt.Sprintf("Measured on %s: %s, %d cores, %s of memory, %s %s; %s", strings.Replace(strings.TrimSuffix(r.Run, "Z"), "T", " ", 1)+" UTC",
			m.CPU, m.Cores, chart.Number(float64(m.Memory>>20)/1024)+" GiB", m.OS, m.Arch, r.Versions["go"])
		if v := r.Versions["samband"]; v != "" {
			text += ", Samband at " + v
		}
		text += "."
		if r.Kind != kindPeer && !slices.Contains(all, text) {
			all = append(all, text)
		}
	}
	return strings.Join(all, "\n")
}

// table writes a table; its columns and the cells of each line are separated by
// strokes.
func table(b *strings.Builder, columns string, lines []string) {
	if len(lines) == 0 {
		b.WriteString("Not measured.\n")
		return
	}
	fmt.Fprintf(b, "| %s |\n|%s\n", strings.ReplaceAll(columns, "|", " | "), strings.Repeat("---|", strings.Count(columns, "|")+1))
	for _, l := range lines {
		fmt.Fprintf(b, "| %s |\n", strings.ReplaceAll(l, "|", " | "))
	}
}

func lines(rows []row, line func(row) string) []string {
	var all []string
	for _, r := range rows {
		all = append(all, line(r))
	}
	return all
}

func figureLines(all []figure) []string {
	var lines []string
	for _, f := range all {
		lines = append(lines, strings.Join([]string{f.what, f.asked, f.got, f.verdict}, "|"))
	}
	return lines
}

// named is the name of a row, and that of its run if it is not of the last.
func named(r row, last string) string {
	if r.Run != last {
		return r.Scheme + " (earlier run)"
	}
	return r.Scheme
}

// comparison is the line of a row in its group.
func comparison(r row, last string) string {
	name := named(r, last)
	if r.UplinkBitsPerValue == nil {
		return fmt.Sprintf("%s|%d%s%s", name, r.Participants, strings.Repeat("|", 11), r.Note)
	}
	if r.Kind == kindPeer {
		name += " (peer)"
	}
	if r.Kind == kindPeer && r.Values != 1<<20 {
		name += fmt.Sprintf(", %s values", chart.Number(float64(r.Values)))
	}
	bits, wrong, fixed := *r.UplinkBitsPerValue, "", ""
	if r.MaxError != nil {
		wrong = chart.Number(*r.MaxError)
	}
	if r.FixedBytes != nil {
		fixed = chart.Number(float64(*r.FixedBytes))
	}
	return strings.Join([]string{name, fmt.Sprint(r.Participants), chart.Number(bits), fmt.Sprintf("%.3f", bits/32), fmt.Sprintf("%.2f", bits/float64(r.Bits)), fixed,
		speedCell(r, encryptStep), speedCell(r, addStep), milliseconds(r, shareStep), speedCell(r, decryptStep), peakCell(r), wrong, r.Precision}, "|")
}

func speedCell(r row, step int) string {
	one := r.rate(step)
	switch {
	case r.seconds(step) == nil:
		return ""
	case one == 0:
		return "–"
	}
	text := chart.Number(one)
	if every := r.rateAll(step); every > 0 {
		text += " / " + chart.Number(every)
	}
	return text
}

func milliseconds(r row, step int) string {
	s := r.seconds(step)
	switch {
	case s == nil:
		return ""
	case *s == 0:
		return "–"
	}
	return chart.Number(1000 * *s)
}

func peakCell(r row) string {
	if r.PeakBytes == nil {
		return ""
	}
	return fmt.Sprintf("%.1f, %.1f", float64(r.PeakBytes["participant"])/(1<<20), float64(r.PeakBytes["coordinator"])/(1<<20))
}

func timeLine(r row, last string) string {
	cells := []string{named(r, last), fmt.Sprint(r.Participants)}
	for _, step := range []int{encryptStep, addStep, shareStep, decryptStep} {
		cell := milliseconds(r, step)
		if s, ok := r.Spread[stepNames[step]]; ok {
			cell += fmt.Sprintf(" (%s to %s)", chart.Number(1000*s[0]), chart.Number(1000*s[1]))
		}
		cells = append(cells, cell)
	}
	return strings.Join(cells, "|")
}

func setupLine(r row) string {
	bytes := ""
	if r.SetupUplinkBytes != nil {
		bytes = chart.Number(float64(*r.SetupUplinkBytes))
	}
	return strings.Join([]string{r.Scheme, fmt.Sprint(r.Participants), chart.Number(*r.SetupSeconds), bytes}, "|")
}

// rounds are the rows of whole rounds.
func rounds(rows []row) []row {
	return slices.DeleteFunc(slices.Clone(rows), func(r row) bool { return r.Kind != kindRound })
}

func roundLine(rows []row, r row) string {
	beside := ""
	for _, o := range rows {
		if o.Kind == kindRound && o.Link == r.Link && o.Scheme == float32Name && o.Run == r.Run {
			beside = fmt.Sprintf("%.2f", *r.RoundSeconds / *o.RoundSeconds)
		}
	}
	s := r.Spread["round_seconds"]
	return strings.Join([]string{r.Scheme, r.Link, fmt.Sprintf("%.2f (%.2f to %.2f)", *r.RoundSeconds, s[0], s[1]), beside, chart.Number(*r.UplinkBitsPerValue)}, "|")
}

// small writes what each number of values costs, and from where on encryption
// is smaller than float32.
func small(b *strings.Builder, rows []row) {
	most := full(rows)
	var sizes []int
	for _, r := range rows {
		if r.Kind == kindScheme && r.Scheme == string(secagg.OneTimeHE) {
			sizes = append(sizes, r.Values)
		}
	}
	slices.Sort(sizes)
	sizes = slices.Compact(sizes)
	columns, all := "n|break-even with float32, values", []string(nil)
	for _, s := range sizes {
		columns += fmt.Sprintf("|× float32 at %s values", chart.Number(float64(s)))
	}
	for _, n := range participantsOf(rows) {
		r := find(rows, string(secagg.OneTimeHE), n, most)
		if r == nil {
			continue
		}
		line := fmt.Sprintf("%d|%s", n, chart.Number(breakEven(*r)))
		for _, s := range sizes {
			line += "|"
			if at := find(rows, string(secagg.OneTimeHE), n, s); at != nil {
				line += chart.Number(*at.UplinkBitsPerValue / 32)
			}
		}
		all = append(all, line)
	}
	table(b, columns, all)
	b.WriteString("\n![Traffic beside float32 by the number of values](break-even.svg)\n")
}

// perValue is how many bytes each value adds to what a participant sends.
func perValue(r row) float64 { return float64(*r.UplinkBytes-*r.FixedBytes) / float64(r.Values) }

// breakEven is the number of values from which on a scheme sends no more than
// float32 takes.
func breakEven(r row) float64 { return float64(*r.FixedBytes) / (4 - perValue(r)) }

// notes lists what rows say beside their figures, once.
func notes(b *strings.Builder, rows []row) {
	var all []string
	for _, r := range rows {
		line := fmt.Sprintf("- %s, n = %d: %s.\n", r.Scheme, r.Participants, r.Note)
		if r.Note != "" && (r.Kind == kindPeer || r.UplinkBitsPerValue != nil) && r.Kind != kindBaseline && !slices.Contains(all, line) {
			all = append(all, line)
		}
	}
	if len(all) > 0 {
		b.WriteString("\n## Notes to single rows\n\n" + strings.Join(all, ""))
	}
}
