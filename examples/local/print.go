package local

import (
	"fmt"
	"path/filepath"
	"strings"
	"text/tabwriter"

	"samband/pkg/agreement"
	"samband/pkg/cli"
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
	if d := s.Metrics.CoefficientDifference; d != nil {
		r.say("%s", l.Text(lang.Difference, l.Small(*d)))
	}
	r.say("")
	r.printBytes(l, s)
	r.say("%s", l.Text(lang.BytesNote, s.Bytes.Values, s.Rounds))
	if s.Bytes.BreakEven > 0 {
		r.say("%s", l.Text(lang.BreakEven, s.Bytes.BreakEven))
	}
	r.say("")
	r.printVisibility(l, s)
	r.say("%s", l.Text(lang.SeenAs))
	r.say("")
	r.say("%s", l.Text(lang.EventsMatched, s.Ledger.Events, s.Ledger.Unexplained))
	if len(r.Hospitals) == 2 {
		r.printTwoParties(l)
	}
	if s.Subtraction != nil {
		r.head(l.Text(lang.SubtractionHead))
		r.PrintSubtractions(l, []string{l.Text(lang.SubtractionDerived)}, s.Subtraction)
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

// printBytes shows what each hospital sent and received, beside what the same
// values would have taken without encryption.
func (r *Run) printBytes(l *lang.Lang, s *Summary) {
	r.say("%s", l.Text(lang.BytesHead))
	w := tabwriter.NewWriter(r.Screen, 0, 0, 3, ' ', 0)
	defer w.Flush()
	for _, key := range []lang.Key{lang.Sent, lang.Received, lang.Float32, lang.Packed, lang.Ratio} {
		fmt.Fprint(w, "\t"+l.Text(key))
	}
	fmt.Fprintln(w)
	for _, id := range s.Participants {
		b := s.Bytes.Participants[id]
		fmt.Fprintf(w, "  %s\t%s\t%s\t%s\t%s\t%s\n", id, l.Bytes(int64(b.Up)), l.Bytes(int64(b.Down)),
			l.Bytes(int64(s.Bytes.Float32)), l.Bytes(int64(s.Bytes.Packed)), l.Number(float64(b.Up)/float64(s.Bytes.Float32), 1))
	}
}

func (r *Run) printVisibility(l *lang.Lang, s *Summary) {
	r.say("%s", l.Text(lang.VisibilityHead))
	w := tabwriter.NewWriter(r.Screen, 0, 0, 2, ' ', 0)
	defer w.Flush()
	// Names of assets stand on as many lines as they have parts.
	var heads [][]string
	lines := 0
	for _, asset := range exposure.Assets() {
		head := cli.Wrap(l.Named(lang.Asset, string(asset)), 13)
		heads, lines = append(heads, head), max(lines, len(head))
	}
	for i := range lines {
		for _, head := range heads {
			fmt.Fprint(w, "\t")
			if from := lines - len(head); i >= from {
				fmt.Fprint(w, head[i-from])
			}
		}
		fmt.Fprintln(w)
	}
	for _, party := range r.parties(l) {
		fmt.Fprint(w, "  "+party.shown)
		for _, asset := range exposure.Assets() {
			fmt.Fprint(w, "\t"+l.Named(lang.Sees, s.Visibility[party.name][string(asset)]))
		}
		fmt.Fprintln(w)
	}
}

// row is a party of the matrix: its name in the summary, and for people.
type row struct{ name, shown string }

// parties are the rows of the matrix in a fixed order: coordinator,
// participants, the coordinator with each of them, everybody else.
func (r *Run) parties(l *lang.Lang) []row {
	rows := []row{{string(hub), string(hub)}}
	for _, id := range r.ids() {
		rows = append(rows, row{id, id})
	}
	for _, id := range r.ids() {
		rows = append(rows, row{string(hub) + " with " + id, l.Text(lang.Together, string(hub), id)})
	}
	for _, seat := range []string{exposure.Recipient, exposure.Observer} {
		rows = append(rows, row{seat, l.Named(lang.Seat, seat)})
	}
	return rows
}

// printTwoParties says what nobody who runs this with two participants may
// miss.
func (r *Run) printTwoParties(l *lang.Lang) {
	a, b := r.Hospitals[0].Name, r.Hospitals[1].Name
	meaning := lang.TwoPartyMeaning
	if r.Agreement.Algorithm.Averages() {
		meaning = lang.TwoPartyAverages
	}
	said := []string{l.Text(lang.TwoParty, a, b), l.Text(meaning), l.Text(lang.TwoPartyAdvice)}
	switch privacy := r.Agreement.Privacy; {
	case privacy.Noised() && privacy.Unit == agreement.Participant:
		said = []string{l.Text(lang.TwoPartyBounded, a, b)}
	case privacy.Noised():
		said = []string{l.Text(lang.TwoPartyNoised, a, b)}
	}
	rule := strings.Repeat("=", 88)
	r.say("")
	r.say("%s", rule)
	for _, text := range said {
		for _, line := range cli.Wrap(text, 84) {
			r.say("  %s", line)
		}
	}
	r.say("%s", rule)
}
