package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"samband/pkg/document"
	"samband/pkg/evidence"
	"samband/pkg/exposure"
	"samband/pkg/identity"
	"samband/pkg/lang"
)

// writer says in one language what came of all steps.
type writer struct {
	page
	l     *lang.Lang
	steps []*step
}

func (w *writer) write() {
	var names []string
	for _, s := range w.steps {
		names = append(names, s.Name)
	}
	w.head(w.l.Text(lang.LadderMatrix))
	w.table(names, w.matrices())
	w.say(w.l.Text(lang.LadderNoise))
	w.head(w.l.Text(lang.LadderFigures))
	w.table(names, w.figures())
	w.say(w.l.Text(lang.LadderCompare))
	for i, s := range w.steps[1:] {
		w.head(w.l.Text(lang.LadderNext, s.Name) + ": " + w.l.Named(lang.LadderStep, s.Name))
		w.say(w.l.Text(lang.LadderChanges) + " " + w.l.Named(lang.LadderGains, s.Name))
		w.say(w.l.Text(lang.LadderUnchanged) + " " + w.l.Named(lang.LadderStays, s.Name))
		w.say(w.l.Text(lang.LadderCells, w.changed(i+1)))
	}
	w.say("")
	w.say(w.l.Text(lang.NotReviewed))
}

// figures are what was measured in each run.
func (w *writer) figures() (rows []row) {
	line := func(name string, of func(*step) string) {
		r := row{name: name}
		for _, s := range w.steps {
			r.cells = append(r.cells, of(s))
		}
		rows = append(rows, r)
	}
	line(w.l.Text(lang.LadderTakes), w.takes)
	line(w.l.Text(lang.LadderDerived, string(north), string(south)), func(s *step) string {
		d := s.Summary.Subtraction
		if d == nil {
			return absent
		}
		return w.l.Text(lang.LadderExact, w.l.Count(d.Values-d.Different), w.l.Count(d.Values))
	})
	line(w.l.Text(lang.LadderMembers, string(north)), func(s *step) string {
		if r := area(s.Tests); r != nil {
			return fmt.Sprintf("%s (%s–%s)", w.l.Number(r.Value, 3), w.l.Number(r.Low, 3), w.l.Number(r.High, 3))
		}
		return absent
	})
	line(w.l.Text(lang.LadderBound), func(s *step) string {
		if r := area(s.Tests); r != nil && r.Promise != nil {
			return "≤ " + w.l.Number(*r.Promise, 3)
		}
		return absent
	})
	auc := func(v *float64) string {
		if v == nil {
			return absent
		}
		return w.l.Number(*v, 3)
	}
	line(w.l.Text(lang.LadderQuality), func(s *step) string { return auc(s.Summary.Metrics.Joint["overall"].AUC) })
	line(w.l.Text(lang.LadderPooled), func(s *step) string { return auc(s.Summary.Metrics.Pooled["overall"].AUC) })
	line(w.l.Text(lang.LadderOpened), func(s *step) string { return w.l.Count(s.Summary.Rounds) })
	line(w.l.Text(lang.LadderSent, string(north)), func(s *step) string {
		return w.l.Bytes(int64(s.Summary.Bytes.Participants[identity.ID(north)].Up))
	})
	return rows
}

// area is that under the curve of the likelihood-ratio test on the released model.
func area(t *evidence.Tests) *evidence.Rate {
	for _, a := range t.Attacks {
		if a.Kind == evidence.LiRA && a.Target == string(exposure.FinalModel) {
			return &a.Rates[0]
		}
	}
	return nil
}

// keep writes what was found, for programs and, in both languages, for people.
func keep(dir string, steps []*step) error {
	text, err := json.MarshalIndent(steps, "", "  ")
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, "ladder.json"), append(text, '\n'), 0o644); err != nil {
		return err
	}
	for _, tag := range document.Languages() {
		l, err := lang.New(tag)
		if err != nil {
			return err
		}
		var b bytes.Buffer
		fmt.Fprintf(&b, "# %s\n\n%s\n\n", l.Text(lang.LadderHead), l.Text(lang.SyntheticData))
		for _, s := range steps {
			fmt.Fprintf(&b, "- %s\n", l.Text(lang.LadderRunning, s.Name, l.Named(lang.LadderStep, s.Name)))
		}
		fmt.Fprintln(&b)
		(&writer{markdown{&b}, l, steps}).write()
		if err := os.WriteFile(filepath.Join(dir, "ladder."+tag+".md"), b.Bytes(), 0o644); err != nil {
			return err
		}
	}
	return nil
}
