package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"samband/pkg/audit"
	"samband/pkg/cli"
	"samband/pkg/evidence"
	"samband/pkg/exposure"
	"samband/pkg/lang"
	"samband/pkg/report"
)

// against holds the bundle against a file that lies beside it, and shows that
// part of what verify prints, the last one, with the result. Without a file it says why not.
func (w *walker) against(path, without, option, file string) error {
	if file == "" {
		w.t.Line("  " + without)
		return nil
	}
	w.beside = append(w.beside, option, file)
	var printed bytes.Buffer
	bad, err := w.verify(&printed, path, option, file)
	parts := strings.Split(strings.TrimSpace(printed.String()), "\n\n")
	fmt.Fprintln(w.screen, strings.Join(parts[max(0, len(parts)-2):], "\n\n"))
	w.bad = w.bad || bad
	return err
}

// matrix shows who could see what, worked out from the ledgers; the coordinator
// together with each participant, too.
func (w *walker) matrix(in evidence.Input) error {
	seen, err := audit.Visibility(in.Plan, in.Ledgers...)
	if err != nil {
		return err
	}
	l, hub := w.t.Lang, string(in.Plan.Agreement.Coordinator.ID)
	rows := [][]string{{""}}
	for _, a := range exposure.Assets() {
		rows[0] = append(rows[0], l.Named(lang.Asset, string(a)))
	}
	for _, view := range seen {
		row := []string{l.Named(lang.Seat, view.Party)}
		if id, together := strings.CutPrefix(view.Party, hub+" with "); together {
			row[0] = l.Text(lang.Together, hub, id)
		}
		for _, a := range exposure.Assets() {
			row = append(row, l.Named(lang.Sees, string(view.Seen[a])))
		}
		rows = append(rows, row)
	}
	w.t.Table(rows)
	return nil
}

// tests shows how well those in the model could be told from others, as each
// participant measured it with its own rows.
func (w *walker) tests(in evidence.Input) {
	l := w.t.Lang
	rows := [][]string{{"", "", l.Text(lang.AuditAUC), l.Text(lang.AuditTPR, l.Percent(0.1, 0)), l.Text(lang.AuditTPR, l.Percent(0.01, 0))}}
	shown := len(rows[0]) - 2 // rates of each test
	for _, account := range in.Accounts {
		for _, a := range account.Attacks {
			if a.Target != string(exposure.FinalModel) || len(a.Rates) < shown {
				continue
			}
			row := []string{string(account.Party), l.Text(lang.AuditShort + lang.Key("."+a.Kind))}
			for _, r := range a.Rates[:shown] {
				row = append(row, w.rate(r))
			}
			rows = append(rows, row)
		}
	}
	if len(rows) == 1 {
		w.t.Line("  " + w.says.untested)
		return
	}
	w.t.Table(rows)
	w.guesses(in)
}

// guesses shows how well one value of a person was guessed from all others.
func (w *walker) guesses(in evidence.Input) {
	l := w.t.Lang
	names := []string{evidence.FigureInside, evidence.FigureOutside, evidence.FigureFrequent, evidence.FigureAdvantage}
	rows := [][]string{{"", l.Text(lang.AuditAttribute), l.Text(lang.AuditInside), l.Text(lang.AuditOutside), l.Text(lang.AuditFrequent), l.Text(lang.AuditAdvantage)}}
	for _, account := range in.Accounts {
		for _, a := range account.Attacks {
			if a.Kind != evidence.AttributeInf {
				continue
			}
			row := []string{string(account.Party), a.Feature}
			for _, name := range names {
				at := slices.IndexFunc(a.Found, func(f evidence.Figure) bool { return f.Name == name })
				switch {
				case at < 0:
					row = append(row, "-")
				case name == evidence.FigureAdvantage:
					f := a.Found[at]
					row = append(row, fmt.Sprintf("%s (%s – %s)", l.Number(100*f.Value, 1), l.Number(100*f.Low, 1), l.Number(100*f.High, 1)))
				default:
					row = append(row, l.Percent(a.Found[at].Value, 1))
				}
			}
			rows = append(rows, row)
		}
	}
	if len(rows) == 1 {
		return
	}
	w.t.Head(lang.AuditAttributes)
	w.t.Table(rows)
	for _, line := range cli.Wrap(l.Text(lang.AuditAdvantageIs), 90) {
		w.t.Line(line)
	}
}

// rate is a figure with its interval, in brackets where there were too few rows.
func (w *walker) rate(r evidence.Rate) string {
	number := func(v float64) string {
		if r.False == nil {
			return w.t.Lang.Number(v, 3)
		}
		return w.t.Lang.Percent(v, 1)
	}
	text := fmt.Sprintf("%s (%s–%s)", number(r.Value), number(r.Low), number(r.High))
	if !r.Resolved {
		text = "[" + text + "]"
	}
	return text
}

// questions prints some of the answers, each with how it is known.
func (w *walker) questions(in evidence.Input) error {
	r, err := evidence.Of(in)
	if err != nil {
		return err
	}
	for _, a := range r.Answers {
		switch a.Question.Code {
		case "ends", "decrypt", "recoverable", "participation", "inversion", "described", "logs", "limits":
		default:
			continue
		}
		w.t.Line("  " + a.Question.Text(w.t.Lang))
		tested := false
		for _, s := range a.Statements {
			if test := r.Attack(s); test != nil && (len(test.Rates) > 0 || test.Kind == evidence.AttributeInf) {
				tested = true
				continue
			}
			how := w.t.Lang.Named(lang.Status, string(s.Status))
			if s.Vantage != "" {
				how += " " + w.t.Lang.Named(lang.Vantage, string(s.Vantage))
			}
			for i, line := range cli.Wrap(fmt.Sprintf("[%s] %s", how, s.Say(w.t.Lang)), 84) {
				w.t.Line(strings.Repeat(" ", 4+2*min(i, 1)) + line)
			}
		}
		if tested {
			w.t.Line("    " + w.says.tested)
		}
	}
	return nil
}

// report writes the documents.
func (w *walker) report(path, out string) error {
	var printed bytes.Buffer
	if _, err := w.verify(&printed, path, append([]string{"--out", out}, w.beside...)...); err != nil {
		fmt.Fprint(w.screen, printed.String())
		return err
	}
	w.t.Line("")
	w.t.Line("  " + filepath.Join(out, "report."+w.t.Lang.Tag()+".html"))
	return nil
}

// damage changes one digit in a copy of the last ledger, and verifies that. Of
// what verify prints the beginning is shown.
func (w *walker) damage(path, dir string) error {
	b := filepath.Join(dir, "damaged")
	if err := os.CopyFS(b, os.DirFS(path)); err != nil {
		return err
	}
	ledgers, err := filepath.Glob(filepath.Join(b, "*", report.LedgerFile))
	if err != nil || len(ledgers) == 0 {
		return errors.Join(err, errors.New("the bundle has no ledger"))
	}
	text, err := os.ReadFile(ledgers[len(ledgers)-1])
	if err != nil {
		return err
	}
	lines := strings.SplitAfter(string(text), "\n")
	for i := len(lines) / 2; i < len(lines); i++ {
		if changed := strings.Replace(lines[i], `"bytes":1`, `"bytes":2`, 1); changed != lines[i] {
			lines[i] = changed
			break
		}
	}
	if err := os.WriteFile(ledgers[len(ledgers)-1], []byte(strings.Join(lines, "")), 0o600); err != nil {
		return err
	}
	var printed bytes.Buffer
	bad, err := w.verify(&printed, b)
	if err == nil && !bad {
		err = errors.New("the change was not found")
	}
	said := strings.SplitAfter(printed.String(), "\n")
	const few = 12
	if len(said) > few {
		said = append(said[:few], "…\n")
	}
	fmt.Fprint(w.screen, strings.Join(said, ""))
	return err
}
