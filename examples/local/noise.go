package local

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"text/tabwriter"

	"samband/pkg/cli"
	"samband/pkg/lang"
	"samband/pkg/plan"
	"samband/pkg/promise"
)

// noiseFile is what a run with noise leaves beside its summary.
const noiseFile = "noise.json"

// Outcome is a run of two with what came of it, and what the first has of the
// second by subtraction.
type Outcome struct {
	Run         *Run
	Summary     *Summary
	Promise     promise.Promise
	Subtraction *Subtraction
}

// Outcome looks at a run whose participants kept their sums.
func (r *Run) Outcome() (*Outcome, error) {
	p, err := plan.New(r.Agreement)
	if err != nil {
		return nil, err
	}
	o := &Outcome{Run: r, Promise: promise.Of(p)}
	if o.Summary, err = r.Summarise(); err != nil {
		return nil, err
	}
	if o.Subtraction = o.Summary.Subtraction; o.Subtraction == nil {
		o.Subtraction, err = r.Subtract(p)
	}
	return o, err
}

// PrintNoise shows a run with noise beside one without over the same rows: what
// noise costs, what it promises, and what subtraction yields. It leaves both in
// a file of the run with noise.
func PrintNoise(l *lang.Lang, without, with *Outcome) error {
	r := with.Run
	if err := r.Print(with.Summary); err != nil {
		return err
	}
	r.say("")
	r.say("%s", l.Text(lang.UtilityHead))
	w := tabwriter.NewWriter(r.Screen, 0, 0, 3, ' ', 0)
	noise := l.Text(lang.SubtractionWith, l.Short(with.Promise.Epsilon))
	fmt.Fprintf(w, "AUC / %s\t%s\t%s\t%s\n", l.Text(lang.LogLoss), l.Text(lang.LocalOnly), l.Text(lang.SubtractionNone), noise)
	for _, site := range append(r.ids(), overall) {
		name := site
		if site == overall {
			name = l.Text(lang.Overall)
		}
		fmt.Fprintf(w, "%s", name)
		for _, score := range []Score{with.Summary.Metrics.Local[site], with.Summary.Metrics.Pooled[site], with.Summary.Metrics.Joint[site]} {
			fmt.Fprintf(w, "\t%s / %s", number(l, score.AUC), number(l, score.LogLoss))
		}
		fmt.Fprintln(w)
	}
	w.Flush()
	r.head(l.Text(lang.PromiseHead))
	for _, said := range with.Promise.Words(l) {
		for _, line := range cli.Wrap(said, 86) {
			r.say("  %s", line)
		}
	}
	r.head(l.Text(lang.SubtractionHead))
	r.PrintSubtractions(l, []string{l.Text(lang.SubtractionNone), noise}, without.Subtraction, with.Subtraction)
	for _, line := range cli.Wrap(l.Text(lang.SubtractionMeans, l.Short(with.Promise.Epsilon), l.Small(with.Promise.Delta)), 88) {
		r.say("%s", line)
	}
	path := filepath.Join(r.Out, noiseFile)
	text, err := json.MarshalIndent(map[string]any{
		"promise": with.Promise, "without": without.Subtraction, "with": with.Subtraction,
		"joint_without": without.Summary.Metrics.Joint, "joint_with": with.Summary.Metrics.Joint,
	}, "", "  ")
	if err != nil {
		return err
	}
	r.say("%s", l.Text(lang.WrittenTo, path))
	return os.WriteFile(path, append(text, '\n'), 0o644)
}

func (r *Run) head(text string) {
	r.say("")
	r.say("%s", text)
}
