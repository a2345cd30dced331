package main

import (
	"errors"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"samband/client/participant"
	"samband/pkg/bundle"
	"samband/pkg/cli"
	"samband/pkg/command"
	"samband/pkg/evidence"
	"samband/pkg/lang"
	"samband/pkg/plan"
	"samband/pkg/report"
)

// Files that report writes with --out.
const (
	reportText = "report.txt"
	reportJSON = "participant.json"
)

func reports(app *cli.App) *cobra.Command {
	var dir, run, out string
	var others []string
	var json bool
	c := &cobra.Command{
		Use:   "report",
		Short: "Say what the latest run was, what left this building, and what others could see",
		Long: "Reads the directory of the latest run (or of the one that --run names) and writes, in\n" +
			"plain words: who took part, the purpose and legal basis that the agreement declares,\n" +
			"rounds and attempts, what was sent and received by kind, form and size, who could see\n" +
			"what, values that were clipped, metrics and coefficients of the joint model, refusals,\n" +
			"what is not shown, and whether the files contradict each other. It is for people at\n" +
			"this organisation: clipped values tell about its rows.\n\n" +
			"With --out it also writes documents for analysts and lawyers, in Swedish and English,\n" +
			"as HTML, Markdown and JSON: every question with its answer and how it is known. With\n" +
			"--with the ledgers of the other parties are compared too, and more is measured by\n" +
			"both ends.",
		Example: "  client report --dir north\n" +
			"  client report --dir north --lang sv --out report/\n" +
			"  client report --dir north --out report/ --with hub.jsonl --with south.jsonl\n" +
			"  client report --run north/runs/1a2b3c4d-rehearsal --json",
		Args: cli.Arguments(),
		RunE: func(*cobra.Command, []string) error {
			r, err := latest(app.Lang(), dir, run)
			if err != nil {
				return err
			}
			switch {
			case out != "":
				return r.save(app, out, others)
			case json:
				return command.JSON(app.Out, r)
			}
			return r.text(report.NewText(app.Out, app.Lang()))
		},
	}
	c.Flags().StringVar(&dir, "dir", ".", "directory of this party")
	c.Flags().StringVar(&run, "run", "", "directory of one run (default: the latest in --dir)")
	c.Flags().StringVar(&out, "out", "", "write "+reportText+", "+reportJSON+" and the documents into this directory")
	c.Flags().StringArrayVar(&others, "with", nil, "ledger of another party of the run, for the documents; may be repeated")
	c.Flags().BoolVar(&json, "json", false, "print one JSON object instead of text")
	return c
}

// participantReport is what report prints with --json: the facts of the run,
// and what came of it if it finished.
type participantReport struct {
	run  *report.Run
	rows *participant.Rows // that the run was of; in no report
	*report.Facts
	ModelFile string              `json:"model_file,omitempty"`
	Outcome   *participant.Record `json:"outcome"`
	// Coefficients are null if there is no model that the outcome names, or it is
	// a network.
	Coefficients   *coefficients      `json:"coefficients"`
	Noised         bool               `json:"noised,omitempty"` // the model was learnt from sums with noise in them
	Network        *network           `json:"network,omitempty"`
	Contradictions []contradiction    `json:"contradictions"`  // between the files of the run
	Spent          *participant.Spent `json:"spent,omitempty"` // of the privacy budget, by this participant; absent without noise
}

// latest reads the run that the person means.
func latest(l *lang.Lang, dir, run string) (*participantReport, error) {
	var r *report.Run
	var err error
	if run != "" {
		r, err = report.Read(run)
	} else {
		var runs []*report.Run
		if runs, err = report.All(dir); len(runs) > 0 {
			r, err = runs[0], nil // a directory that cannot be read is no reason to keep this one back
		}
	}
	if err != nil {
		return nil, cli.Exit(cli.Failure, err, l.Text(lang.RunHint))
	}
	if r == nil {
		return nil, cli.Exit(cli.Failure, errors.New(l.Text(lang.NoRuns, dir)), l.Text(lang.RunHint))
	}
	facts, err := r.Facts()
	if err != nil {
		return nil, err
	}
	p := &participantReport{run: r, Facts: facts, Contradictions: []contradiction{}}
	if p.Outcome, err = participant.ReadRecord(r.Path); err != nil {
		return nil, err
	}
	planned, err := plan.New(r.Agreement)
	if err != nil {
		return nil, err
	}
	if p.Spent, err = participant.ReadSpent(r.Path, planned); err != nil {
		return nil, err
	}
	if p.Outcome != nil {
		p.rows, p.Outcome.Rows = p.Outcome.Rows, nil
		p.ModelFile = p.Outcome.ModelPath(r.Path)
		tests, err := evidence.ReadTests(r.Path, p.Outcome.Model)
		if err != nil {
			return nil, err
		}
		if tests != nil {
			p.Tested = append(p.Tested, p.Party)
		}
	}
	if p.State == report.Stopped && command.Rests(r.Path, participant.SessionFile, participant.JournalFile) {
		p.State = report.Resting
	}
	return p, p.hold()
}

// text writes the report for people.
func (r *participantReport) text(t *report.Text) error {
	r.Who(t)
	r.contradicted(t)
	r.metrics(t)
	r.personal(t)
	r.effects(t)
	r.Moved(t)
	r.clipped(t)
	r.promised(t)
	r.Refused(t)
	r.Seen(t)
	r.Record(t)
	return t.Err()
}

// personal writes what the joint model is worth at this site.
func (r *participantReport) personal(t *report.Text) {
	if r.Outcome == nil || r.Outcome.Personal == nil {
		return
	}
	p := r.Outcome.Personal
	t.Head(lang.PersonalHead, p.Rows, p.Positives)
	for _, line := range personally(t.Lang, p) {
		t.Line("  " + line)
	}
}

// outside writes what the sites' own programs say that the joint model is worth.
func (r *participantReport) outside(t *report.Text) {
	l := t.Lang
	if e := r.Outcome.Evaluation; e != nil && e.Loss != nil {
		t.Head(lang.ExternalHead, e.Rows)
		t.Line("  " + l.Text(lang.ExternalLoss, l.Number(*e.Loss, 4)))
	} else {
		t.Head(lang.ExternalUntested)
	}
	t.Line("  " + l.Text(lang.ModelLine, r.Outcome.Model.Short(), r.ModelFile))
	if r.Rehearsal {
		t.Line("  " + l.Text(lang.RehearsalModel))
	}
}

// clipped writes how many of this participant's values did not fit.
func (r *participantReport) clipped(t *report.Text) {
	if r.Outcome == nil {
		return
	}
	clipped, values := 0, 0
	for _, c := range r.Outcome.Clipped {
		clipped, values = clipped+c.Clipped, values+c.Values
	}
	t.Head(lang.Clipped, clipped, values, t.Lang.Text(lang.AllRounds))
	for _, c := range r.Outcome.Clipped {
		if c.Clipped > 0 {
			t.Line("  " + t.Lang.Text(lang.Clipped, c.Clipped, c.Values, c.Segment))
		}
	}
}

// promised writes what the noise promises, and what of the budget was drawn.
func (r *participantReport) promised(t *report.Text) {
	t.Head(lang.PromiseHead)
	for _, said := range r.Privacy.Words(t.Lang) {
		t.Line("  " + said)
	}
	if s := r.Spent; s != nil {
		t.Line("  " + t.Lang.Text(lang.PromiseSpent, t.Lang.Short(s.Epsilon), t.Lang.Small(s.Delta), t.Lang.Short(s.Agreed)))
	}
}

// account is what this participant tells beside its ledger.
func (r *participantReport) account() (evidence.Account, error) {
	return participant.Account(r.run.Path, r.Party)
}

// save writes both forms, and the documents, into a directory.
func (r *participantReport) save(app *cli.App, dir string, others []string) error {
	own, err := r.account()
	if err != nil {
		return err
	}
	in, err := command.OfRun(r.run, others, own)
	if err != nil {
		return err
	}
	if err := bundle.KeepOut(dir); err != nil {
		return cli.Exit(cli.Usage, err, "")
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	for _, file := range []struct {
		name  string
		write func(io.Writer) error
	}{
		{reportText, func(w io.Writer) error { return r.text(report.NewText(w, app.Lang())) }},
		{reportJSON, func(w io.Writer) error { return command.JSON(w, r) }},
	} {
		path := filepath.Join(dir, file.name)
		if err := whole(path, file.write); err != nil {
			return err
		}
		app.Progress().Line(app.Lang().Text(lang.WrittenTo, path))
	}
	return command.Documents(app, dir, in)
}
