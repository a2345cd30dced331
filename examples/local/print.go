package local

import (
	"fmt"
	"path/filepath"
	"strings"
	"text/tabwriter"

	"samband/pkg/exposure"
	"samband/pkg/lang"
)

// Print shows a summary to a person.
func (r *Run) Print(s *Summary) error {
	l, err := lang.New(r.Lang)
	if err != nil {
		return err
	}
	r.say("")
	r.printMetrics(l, s)
	r.say("%s", l.Text(lang.Difference, fmt.Sprintf("%.1e", s.Metrics.CoefficientDifference)))
	r.say("")
	r.printBytes(l, s)
	r.say("")
	r.printVisibility(l, s)
	r.say("")
	r.say("%s", l.Text(lang.EventsMatched, s.Ledger.Events, s.Ledger.Unexplained))
	if len(r.Hospitals) == 2 {
		r.printTwoParties(l)
	}
	r.say("")
	r.say("%s", l.Text(lang.NotReviewed))
	r.say("%s", l.Text(lang.WrittenTo, filepath.Join(r.Out, summaryFile)))
	return nil
}

func (r *Run) printMetrics(l *lang.Lang, s *Summary) {
	w := tabwriter.NewWriter(r.Screen, 0, 0, 3, ' ', 0)
	defer w.Flush()
	ways := []struct {
		name   string
		scores Scores
	}{{l.Text(lang.LocalOnly), s.Metrics.Local}, {l.Text(lang.Joint), s.Metrics.Joint}, {l.Text(lang.Pooled), s.Metrics.Pooled}}
	fmt.Fprint(w, "AUC / "+l.Text(lang.LogLoss))
	for _, way := range ways {
		fmt.Fprint(w, "\t"+way.name)
	}
	fmt.Fprintln(w)
	for _, site := range append(r.ids(), overall) {
		name := site
		if site == overall {
			name = l.Text(lang.Overall)
		}
		fmt.Fprintf(w, "%s (%s)", name, l.Count(s.Metrics.Joint[site].Rows))
		for _, way := range ways {
			score := way.scores[site]
			fmt.Fprintf(w, "\t%s / %s", number(l, score.AUC), number(l, score.LogLoss))
		}
		fmt.Fprintln(w)
	}
}

func number(l *lang.Lang, v *float64) string {
	if v == nil {
		return l.Text(lang.Undefined)
	}
	return l.Number(*v, 4)
}

func (r *Run) printBytes(l *lang.Lang, s *Summary) {
	for _, h := range r.Hospitals {
		r.say("%s", l.Text(lang.BytesLine, h.Name, l.Bytes(int64(s.Bytes.Participants[h.ID].Up)), l.Bytes(int64(s.Bytes.Float32)), l.Bytes(int64(s.Bytes.Packed))))
	}
	if s.Bytes.BreakEven > 0 {
		r.say("%s", l.Text(lang.BreakEven, s.Bytes.BreakEven))
	}
}

func (r *Run) printVisibility(l *lang.Lang, s *Summary) {
	r.say("%s", l.Text(lang.VisibilityHead))
	w := tabwriter.NewWriter(r.Screen, 0, 0, 2, ' ', 0)
	defer w.Flush()
	for _, asset := range exposure.Assets() {
		fmt.Fprint(w, "\t"+l.Named(lang.Asset, assetKey(asset)))
	}
	fmt.Fprintln(w)
	for _, party := range r.parties(s) {
		fmt.Fprint(w, "  "+party)
		for _, asset := range exposure.Assets() {
			fmt.Fprint(w, "\t"+l.Named(lang.Sees, s.Visibility[party][string(asset)]))
		}
		fmt.Fprintln(w)
	}
}

// parties are the rows of the matrix in a fixed order: coordinator,
// participants, then everybody else.
func (r *Run) parties(s *Summary) []string {
	rows := append([]string{string(hub)}, r.ids()...)
	for _, h := range r.Hospitals {
		for name := range s.Visibility {
			if strings.HasPrefix(name, string(hub)+" ") && strings.HasSuffix(name, " "+string(h.ID)) {
				rows = append(rows, name)
			}
		}
	}
	return append(rows, exposure.Recipient, exposure.Observer)
}

// assetKey is the name of an asset in the catalogue of texts.
func assetKey(a exposure.Asset) string {
	switch a {
	case exposure.RawRows:
		return "rows"
	case exposure.IndividualUpdate:
		return "update"
	case exposure.Sum:
		return "sum"
	case exposure.FinalModel:
		return "model"
	case exposure.Metrics:
		return "counts"
	}
	return "metadata"
}

// printTwoParties says what nobody who runs this with two participants may
// miss.
func (r *Run) printTwoParties(l *lang.Lang) {
	a, b := r.Hospitals[0].Name, r.Hospitals[1].Name
	rule := strings.Repeat("=", 88)
	r.say("")
	r.say("%s", rule)
	for _, text := range []string{l.Text(lang.TwoParty, a, b), l.Text(lang.TwoPartyMeaning), l.Text(lang.TwoPartyAdvice)} {
		for _, line := range wrap(text, 84) {
			r.say("  %s", line)
		}
	}
	r.say("%s", rule)
}

// wrap breaks text into lines of at most width characters, at spaces.
func wrap(text string, width int) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(text) {
		switch {
		case line == "":
			line = word
		case len([]rune(line))+1+len([]rune(word)) > width:
			lines = append(lines, line)
			line = word
		default:
			line += " " + word
		}
	}
	return append(lines, line)
}
