// Command analyst walks through the evidence of a run as somebody who took no
// part in it: it is given a bundle, no key and nobody's help. It verifies the
// bundle with the real program, shows who could see what, answers some of the
// questions, writes the report, and then damages a copy to show that it is found.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"

	"samband/examples/local"
	"samband/pkg/audit"
	"samband/pkg/cli"
	"samband/pkg/command"
	"samband/pkg/evidence"
	"samband/pkg/exposure"
	"samband/pkg/lang"
	"samband/pkg/report"
)

func main() {
	path := flag.String("bundle", filepath.Join("examples", "analyst", "bundle"), "the bundle to look at")
	out := flag.String("out", filepath.Join("out", "analyst"), "directory for the report")
	tag := flag.String("lang", "en", "language of the output: en or sv")
	anew := flag.String("make", "", "look at nothing: run the synthetic example and leave its bundle in this directory")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	context.AfterFunc(ctx, stop) // a second interrupt kills
	do := func() error { return walk(ctx, os.Stdout, *path, *out, *tag) }
	if *anew != "" {
		do = func() error { return remake(ctx, *anew, *tag) }
	}
	os.Exit(local.Report(ctx, *tag, do()))
}

// walker shows one bundle to a person.
type walker struct {
	ctx     context.Context
	t       *report.Text
	says    says
	program string // the participant's program, of which only verify is used
	tag     string
}

func walk(ctx context.Context, screen io.Writer, path, out, tag string) error {
	l, err := lang.New(tag)
	if err != nil {
		return cli.Exit(cli.Usage, err, "")
	}
	w := &walker{ctx: ctx, t: report.NewText(screen, l), says: texts()[l.Tag()], tag: tag}
	bin, err := os.MkdirTemp("", "samband-analyst-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(bin)
	if err := w.build(bin); err != nil {
		return err
	}
	w.step(w.says.what)
	files, err := filepath.Glob(filepath.Join(path, "*", "*"))
	if err != nil {
		return err
	}
	for _, f := range files {
		w.t.Line("  " + f)
	}
	w.step(w.says.verify)
	replay := rehearsalOf(path)
	arguments := []string{path, "--out", out, "--replay", replay}
	if _, err := os.Stat(replay); errors.Is(err, fs.ErrNotExist) { // nobody rehearsed, or it was not handed over
		replay, arguments = "", arguments[:3]
	}
	if _, err := w.verify(screen, arguments...); err != nil {
		return err
	}
	in, err := command.OfBundle(path, "", replay)
	if err != nil {
		return err
	}
	w.step(w.says.matrix)
	if err := w.matrix(in); err != nil {
		return err
	}
	w.step(w.says.questions)
	if err := w.questions(in); err != nil {
		return err
	}
	w.step(w.says.report)
	w.t.Line("  " + filepath.Join(out, "report."+l.Tag()+".html"))
	w.step(w.says.damage)
	if err := w.damage(screen, path, bin); err != nil {
		return err
	}
	w.t.Line("")
	w.t.Line(w.says.end)
	return w.t.Err()
}

// step begins a step.
func (w *walker) step(text string) {
	w.t.Line("")
	for _, line := range cli.Wrap(text, 90) {
		w.t.Line(line)
	}
	w.t.Line("")
}

// build makes the program that verifies. An analyst would be given it.
func (w *walker) build(dir string) error {
	root, err := local.Root()
	if err != nil {
		return err
	}
	w.program = filepath.Join(dir, "client")
	c := exec.CommandContext(w.ctx, "go", "build", "-o", w.program, "./client")
	c.Dir = root
	if said, err := c.CombinedOutput(); err != nil {
		return fmt.Errorf("building the program: %w\n%s", err, said)
	}
	return nil
}

// verify runs the real command; bad tells whether it found something.
func (w *walker) verify(screen io.Writer, arguments ...string) (bad bool, err error) {
	c := exec.CommandContext(w.ctx, w.program, append([]string{"verify", "--lang", w.tag}, arguments...)...)
	c.Stdout, c.Stderr = screen, screen
	w.t.Line("  $ client verify " + strings.Join(arguments, " "))
	err = c.Run()
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) && exit.ExitCode() == cli.Verification {
		return true, nil
	}
	return false, err
}

// matrix shows who could see what, worked out from the ledgers.
func (w *walker) matrix(in evidence.Input) error {
	seen, err := audit.Visibility(in.Plan, in.Ledgers...)
	if err != nil {
		return err
	}
	l, all := w.t.Lang, seen.Table()
	rows := [][]string{{""}}
	for _, a := range exposure.Assets() {
		rows[0] = append(rows[0], l.Named(lang.Asset, string(a)))
	}
	seats := []string{string(in.Plan.Agreement.Coordinator.ID)}
	for _, p := range in.Plan.Agreement.Parties {
		seats = append(seats, string(p.ID))
	}
	for _, seat := range append(seats, exposure.Recipient, exposure.Observer) {
		row := []string{l.Named(lang.Seat, seat)}
		for _, a := range exposure.Assets() {
			row = append(row, l.Named(lang.Sees, all[seat][string(a)]))
		}
		rows = append(rows, row)
	}
	w.t.Table(rows)
	return nil
}

// questions prints some of the answers, each with how it is known.
func (w *walker) questions(in evidence.Input) error {
	r, err := evidence.Of(in)
	if err != nil {
		return err
	}
	for _, a := range r.Answers {
		switch a.Question.Code {
		case "ends", "decrypt", "recoverable", "participation", "inversion", "described", "logs":
		default:
			continue
		}
		w.t.Line("  " + a.Question.Text(w.t.Lang))
		for _, s := range a.Statements {
			for i, line := range cli.Wrap(fmt.Sprintf("[%s] %s", w.t.Lang.Named(lang.Status, string(s.Status)), s.Say(w.t.Lang)), 84) {
				w.t.Line(strings.Repeat(" ", 4+2*min(i, 1)) + line)
			}
		}
	}
	return nil
}

// damage changes one digit in a copy of the first ledger, and verifies that.
func (w *walker) damage(screen io.Writer, path, dir string) error {
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
	bad, err := w.verify(screen, b)
	if err == nil && !bad {
		err = errors.New("the change was not found")
	}
	return err
}
