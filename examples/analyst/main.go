// Command analyst walks through the evidence of a run as somebody who took no
// part in it: it is given a bundle, no key and nobody's help. It verifies the
// bundle with the real program, also against what was counted outside, shows who
// could see what and what tests of the model found, answers some of the
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
	"samband/pkg/cli"
	"samband/pkg/command"
	"samband/pkg/lang"
	"samband/pkg/report"
)

func main() {
	path := flag.String("bundle", "", "the bundle to look at (default: the one beside this program's source)")
	counted := flag.String("flows", "", "what was counted outside, a CSV file (default: that of the same bundle)")
	out := flag.String("out", filepath.Join("out", "analyst"), "directory for the report")
	tag := flag.String("lang", "en", "language of the output: en or sv")
	anew := flag.String("make", "", "look at nothing: run the synthetic example and leave its bundle in this directory")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	context.AfterFunc(ctx, stop) // a second interrupt kills
	if *path == "" {
		*path = filepath.Join("examples", "analyst", "bundle")
		if *counted == "" {
			*counted = filepath.Join("examples", "analyst", "firewall.csv")
		}
	}
	do := func() error { return walk(ctx, os.Stdout, *path, *counted, *out, *tag) }
	if *anew != "" {
		do = func() error { return remake(ctx, *anew, *tag) }
	}
	os.Exit(local.Report(ctx, *tag, do()))
}

// walker shows one bundle to a person.
type walker struct {
	ctx     context.Context
	screen  io.Writer
	t       *report.Text
	says    says
	program string // the participant's program, of which only verify is used
	tag     string
	bad     bool     // verify found something
	beside  []string // arguments for what lies beside the bundle: a count, a rehearsal
}

// walk takes all steps. Without counted it is only said that nobody counted.
func walk(ctx context.Context, screen io.Writer, path, counted, out, tag string) error {
	l, err := lang.New(tag)
	if err != nil {
		return cli.Exit(cli.Usage, err, "")
	}
	w := &walker{ctx: ctx, screen: screen, t: report.NewText(screen, l), says: texts()[l.Tag()], tag: tag}
	bin, err := os.MkdirTemp("", "samband-analyst-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(bin)
	if err := w.build(bin); err != nil {
		return err
	}
	w.step(w.says.what)
	if err := w.files(path); err != nil {
		return err
	}
	replay := rehearsalOf(path)
	if _, err := os.Stat(replay); errors.Is(err, fs.ErrNotExist) { // nobody rehearsed, or it was not handed over
		replay = ""
	}
	w.step(w.says.verify)
	if w.bad, err = w.verify(screen, path); err != nil {
		return err
	}
	w.step(w.says.outside)
	if err := w.against(path, w.says.nobody, "--flows", counted); err != nil {
		return err
	}
	w.step(w.says.rehearsal)
	if err := w.against(path, w.says.unrehearsed, "--replay", replay); err != nil {
		return err
	}
	in, err := command.OfBundle(path, counted, replay)
	if err != nil {
		return err
	}
	w.step(w.says.matrix)
	if err := w.matrix(in); err != nil {
		return err
	}
	w.step(w.says.tests)
	w.tests(in)
	w.step(w.says.questions)
	if err := w.questions(in); err != nil {
		return err
	}
	w.step(w.says.report)
	if err := w.report(path, out); err != nil {
		return err
	}
	w.step(w.says.damage)
	if err := w.damage(path, bin); err != nil {
		return err
	}
	w.t.Line("")
	w.t.Line(w.says.end)
	if w.bad {
		return cli.Exit(cli.Verification, errors.New(w.says.bad), "")
	}
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

// files lists what is in the bundle, those of the whole first.
func (w *walker) files(path string) error {
	var whole, parts []string
	err := filepath.WalkDir(path, func(file string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil || entry.IsDir():
			return err
		case filepath.Dir(file) == filepath.Clean(path):
			whole = append(whole, file)
		default:
			parts = append(parts, file)
		}
		return nil
	})
	for _, file := range append(whole, parts...) {
		w.t.Line("  " + file)
	}
	return err
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

// verify runs the real command on a bundle; bad tells whether it found something.
func (w *walker) verify(screen io.Writer, bundle string, arguments ...string) (bad bool, err error) {
	arguments = append([]string{"verify", bundle}, arguments...)
	w.t.Line("  $ client " + strings.Join(arguments, " "))
	c := exec.CommandContext(w.ctx, w.program, append(arguments, "--lang", w.tag)...)
	c.Stdout, c.Stderr = screen, screen
	err = c.Run()
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) && exit.ExitCode() == cli.Verification {
		return true, nil
	}
	return false, err
}
