package earlier

import (
	"fmt"
	"strings"

	"samband/pkg/agreement"
	"samband/pkg/lang"
)

// Most lines and names that are written out; JSON has all of them.
const (
	mostLines = 20
	mostNames = 30
)

// Known says which earlier sums there are, a line each.
func (k *Look) Known(l *lang.Lang) []string {
	if len(k.Sums) == 0 {
		return []string{l.Text(lang.EarlierNone)}
	}
	var lines []string
	for _, s := range k.Sums {
		names := nameAll(l, s.Contributors)
		if s.First == s.Last {
			lines = append(lines, l.Text(lang.EarlierOnce, date(l, s), s.Agreement.Short(), s.Title, int(s.First), names))
		} else {
			lines = append(lines, l.Text(lang.EarlierRounds, date(l, s), s.Agreement.Short(), s.Title, int(s.First), int(s.Last), names))
		}
	}
	lines = append(first(l, lines), k.spent(l)...)
	return append(lines, l.Text(lang.EarlierLimit))
}

// Found says what these sums and those of the new agreement give together, a
// paragraph each; nothing if they give nothing.
func (k *Look) Found(l *lang.Lang) []string {
	var all []string
	same, blurred := false, k.noised
	for _, s := range k.Sums {
		same = same || s.Same
		blurred = blurred && (s.noised || !s.Same)
	}
	switch {
	case same && blurred:
		all = append(all, l.Text(lang.EarlierBlurred))
	case same:
		all = append(all, l.Text(lang.EarlierSame))
	}
	switch {
	case k.Undone && k.noised:
		all = append(all, l.Text(lang.EarlierWasBare))
	case k.Undone:
		all = append(all, l.Text(lang.EarlierIsBare))
	}
	for _, s := range k.Small {
		all = append(all, k.small(l, s)...)
	}
	if len(k.Small) > 0 {
		all = append(all, l.Text(lang.EarlierExact))
	}
	if k.Missing > 0 {
		all = append(all, l.Text(lang.EarlierMissing, k.Missing))
	}
	if k.Acknowledged && len(k.Small)+k.Missing > 0 {
		all = append(all, l.Text(lang.EarlierAccepted, agreement.AckDropout))
	}
	return all
}

// spent says what earlier agreements told of one unit at most, and all together;
// nothing if none of them has noise.
func (k *Look) spent(l *lang.Lang) []string {
	var lines []string
	none := true
	for _, b := range k.Budgets {
		if b.Noise == agreement.NoNoise {
			lines = append(lines, l.Text(lang.EarlierUnbounded, b.Agreement.Short(), b.Title))
			continue
		}
		none = false
		lines = append(lines, l.Text(lang.EarlierBudget, b.Agreement.Short(), b.Title, l.Named(lang.PromiseUnit, b.Unit), l.Short(b.Epsilon), l.Short(b.Agreed), l.Small(b.Delta)))
	}
	if none && !k.noised {
		return nil
	}
	lines = first(l, lines)
	if t := k.Total; t != nil {
		lines = append(lines, l.Text(lang.EarlierTotal, l.Named(lang.PromiseUnit, t.Unit), l.Short(t.Epsilon), l.Small(t.Delta)))
		if t.Others > 0 {
			lines = append(lines, l.Text(lang.EarlierOtherUnits, t.Others))
		}
	}
	return lines
}

func (k *Look) small(l *lang.Lang, s Small) []string {
	names := nameAll(l, s.Participants)
	head := l.Text(lang.EarlierOne, names)
	if n := len(s.Participants); n > 1 {
		head = l.Text(lang.EarlierSmall, names, n, k.SmallestClass)
	}
	if len(s.Derivable) == 0 {
		return []string{head + " " + l.Text(lang.EarlierPooled)}
	}
	lines := []string{head}
	for _, d := range s.Derivable {
		by, of := nameAll(l, d.By), name(d.Of)
		if len(d.By) > 1 {
			by = l.Text(lang.EarlierEach, by)
		}
		if d.Sum == nil {
			lines = append(lines, l.Text(lang.EarlierPlanned, by, of))
			continue
		}
		key, sum := lang.EarlierDifference, k.Sums[*d.Sum]
		if d.Alone {
			key = lang.EarlierAlone
		}
		lines = append(lines, l.Text(key, by, of, int(sum.First), sum.Agreement.Short(), date(l, sum)))
	}
	return first(l, lines)
}

// Refusal is why the agreement is refused and what to do about it; empty if it is
// not.
func (k *Look) Refusal(l *lang.Lang) (why, do string) {
	switch {
	case !k.Refused:
		return "", ""
	case len(k.Small) > 0:
		var few []Party
		for _, s := range k.Small {
			few = append(few, s.Participants...)
		}
		return l.Text(lang.EarlierRefused, nameAll(l, few)), l.Text(lang.EarlierHint, k.SmallestClass, agreement.AckDropout)
	}
	return l.Text(lang.EarlierLoose, k.Missing), l.Text(lang.EarlierLooseHint, k.participants, agreement.AckDropout)
}

func date(l *lang.Lang, s Sum) string {
	if s.Time.IsZero() {
		return l.Text(lang.EarlierNoDate)
	}
	return s.Time.Local().Format("2006-01-02")
}

func name(p Party) string { return fmt.Sprintf("%s (%s)", p.Name, p.ID) }

func nameAll(l *lang.Lang, all []Party) string {
	names := make([]string, len(all))
	for i, p := range all {
		names[i] = name(p)
	}
	if more := len(names) - mostNames; more > 0 {
		return strings.Join(names[:mostNames], ", ") + " " + l.Text(lang.CheckMore, more)
	}
	return l.List(names)
}

// first keeps so many lines and says how many there are besides.
func first(l *lang.Lang, lines []string) []string {
	if len(lines) <= mostLines {
		return lines
	}
	return append(lines[:mostLines:mostLines], l.Text(lang.CheckMore, len(lines)-mostLines))
}
