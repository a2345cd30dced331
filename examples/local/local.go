// Package local runs a whole federation on one machine, for the examples: it
// builds the real programs, makes a directory and an identity for each party,
// has all of them sign an agreement, and starts coordinator and participants as
// separate processes that meet over mutual TLS on loopback.
//
// Because an example owns the rows of every site it can also fit what no party
// could: the pooled model. See Compare.
package local

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"

	"samband/pkg/agreement"
	"samband/pkg/cli"
	"samband/pkg/document"
	"samband/pkg/export"
	"samband/pkg/identity"
	"samband/pkg/lang"
	"samband/pkg/schema"
	"samband/pkg/secagg"
)

// Hospital is one participant of an example.
type Hospital struct {
	ID   identity.ID
	Name string
	Data string // its CSV file

	Trainer string // command of its own training program, instead of Data
}

// Federation is what an example sets up and runs.
type Federation struct {
	Title, Purpose string
	Hospitals      []Hospital
	Schema         schema.Schema
	Split          agreement.Split
	Algorithm      agreement.Algorithm
	Network        *agreement.Network // nil: logistic regression
	External       *agreement.Trainer // the sites' own programs train; nil: they do not
	Privacy        *agreement.Privacy // nil: no noise, a row is a unit
	Scheme         string             // empty: the default
	Acknowledge    []string           // what the parties accept
	Out            string             // directory for everything that is made
	Lang           string             // language of the programs: en or sv
	Screen         io.Writer
	Synthetic      bool // the rows describe nobody
	KeepSums       bool // participants keep every sum beside what they sent
	Test           bool // participants test what the model tells, before the bundle is made
	Rehearse       bool // the agreement is run over made-up rows first, to compare with

	Operator identity.ID // participant that runs the coordinator; empty: none does

	programs string // directory of the built programs
}

// Parties' directories and shared files in Out.
const (
	agreementFile = "agreement.yaml"
	summaryFile   = "summary.json"
	logFile       = "log.txt" // in a party's directory: all that its program printed
	partFolder    = "part"    // in a party's directory: its part of the bundle
	bundleFolder  = "bundle"
	replayFolder  = "replay" // the bundle of the rehearsal
	hub           = identity.ID("hub")
)

// Process is one party's program as it ran.
type Process struct {
	PID  int         `json:"pid"`
	Role string      `json:"role"`
	ID   identity.ID `json:"id"`
}

// Run is a federation that has run.
type Run struct {
	*Federation
	Agreement *agreement.Agreement
	Processes []Process
}

// CheckScheme refuses the name of a scheme that there is not; empty is the
// default.
func CheckScheme(name string) error {
	if name == "" {
		return nil
	}
	return cli.Exit(cli.Usage, secagg.Scheme(name).Check(), "")
}

// Run sets everything up, runs it to its end and returns what is needed to
// look at it.
func (f *Federation) Run(ctx context.Context) (*Run, error) {
	l, err := lang.New(f.Lang)
	if err != nil {
		return nil, err
	}
	if err := CheckScheme(f.Scheme); err != nil {
		return nil, err
	}
	if err := f.clean(); err != nil {
		return nil, err
	}
	f.say("%s", l.Text(lang.Building))
	if err := f.build(ctx); err != nil {
		return nil, err
	}
	if f.Synthetic {
		f.say("%s", l.Text(lang.SyntheticData))
	}
	a, err := f.agree(ctx)
	if err != nil {
		return nil, err
	}
	r := &Run{Federation: f, Agreement: a}
	if err := r.rehearse(ctx, l); err != nil {
		return nil, err
	}
	if err := r.start(ctx, l); err != nil {
		return nil, err
	}
	if f.Test {
		if err := r.testAll(ctx, l); err != nil {
			return nil, err
		}
	}
	if err := r.bundle(ctx, bundleFolder); err != nil {
		return nil, err
	}
	r.say("%s", l.Text(lang.WrittenTo, filepath.Join(f.Out, bundleFolder)))
	r.say("%s", l.Text(lang.FullOutput, filepath.Join(f.Out, "*", logFile)))
	return r, nil
}

// Report prints why an example ended early, if it did, and gives its exit code:
// the codes of the programs.
func Report(ctx context.Context, tag string, err error) int {
	l, unknown := lang.New(tag)
	if unknown != nil {
		err = cli.Exit(cli.Usage, unknown, "")
		l, unknown = lang.New("en")
	}
	if unknown != nil {
		return cli.Failure
	}
	if err != nil && ctx.Err() != nil {
		err = cli.Exit(cli.Interrupted, ctx.Err(), "")
	}
	return cli.Report(os.Stderr, l, err)
}

// mark is a file in Out that says that an example made what lies there.
const mark = ".made-by-an-example"

// clean removes what an earlier run of an example left in Out. In a directory
// that no example made, nothing is touched: the same names may be somebody's
// keys and ledgers.
func (f *Federation) clean() error {
	names := append([]string{agreementFile, summaryFile, bundleFolder, replayFolder, string(hub)}, f.ids()...)
	for _, party := range append([]string{string(hub)}, f.ids()...) {
		names = append(names, fmt.Sprintf("%s.%s.sig", agreementFile, party))
	}
	names = append(append(names, document.Files()...), export.Folder)
	_, err := os.Stat(filepath.Join(f.Out, mark))
	ours := err == nil
	for _, name := range names {
		path := filepath.Join(f.Out, name)
		if _, err := os.Lstat(path); errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if !ours {
			return fmt.Errorf("%s was not made by an example and is not overwritten; choose another directory with -out", path)
		}
		if err := os.RemoveAll(path); err != nil {
			return err
		}
	}
	if err := os.MkdirAll(filepath.Join(f.Out, "bin"), 0o755); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(f.Out, mark), []byte("The next run with this directory deletes what it finds here.\n"), 0o644)
}

func (f *Federation) ids() []string {
	ids := make([]string, len(f.Hospitals))
	for i, h := range f.Hospitals {
		ids[i] = string(h.ID)
	}
	return ids
}

func (f *Federation) build(ctx context.Context) error {
	root, err := Root()
	if err != nil {
		return err
	}
	f.programs, err = filepath.Abs(filepath.Join(f.Out, "bin"))
	if err != nil {
		return err
	}
	c := exec.CommandContext(ctx, "go", "build", "-o", f.programs+string(filepath.Separator), "./coordinator", "./client")
	c.Dir = root
	if said, err := c.CombinedOutput(); err != nil {
		return fmt.Errorf("building the programs: %w\n%s", err, said)
	}
	return nil
}

// Root is the directory of the module's go.mod, from the working directory up.
func Root() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		up := filepath.Dir(dir)
		if up == dir {
			return "", errors.New("no go.mod here or above: run the example inside the repository")
		}
		dir = up
	}
}

func (f *Federation) program(name string) string { return filepath.Join(f.programs, name) }
func (f *Federation) dir(id identity.ID) string  { return filepath.Join(f.Out, string(id)) }

func (f *Federation) say(format string, arguments ...any) {
	fmt.Fprintf(f.Screen, format+"\n", arguments...)
}
