// Package cli holds the rules by which the programs speak with a person at a
// terminal: language, progress, log lines, errors with hints, exit codes, and
// how commands behave that were typed without arguments.
//
// A program makes one App, hands it to its commands, and ends with its Run:
//
//	app := cli.New()
//	os.Exit(app.Run(server.Command(app), os.Args[1:]))
package cli

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"samband/pkg/lang"
)

// App is one program at one terminal. The fields may be set before Run, by
// tests; New sets them for the process.
type App struct {
	Out      io.Writer // results
	Err      io.Writer // progress, log lines, errors
	Terminal bool      // whether Err is a terminal
	Getenv   func(string) string
	Name     string // of the program in its help; empty for the one in the code

	tag      string
	verbose  bool
	words    *lang.Lang
	progress *Progress
}

// New is the program of this process.
func New() *App {
	return &App{Out: os.Stdout, Err: os.Stderr, Terminal: isTerminal(os.Stderr), Getenv: os.Getenv, Name: programName()}
}

// Run executes root with the arguments of the command line, reports its error
// and gives the exit code. It adds the flags --lang and --verbose and cancels
// the context of the command on the first interrupt; the second one kills.
// A command of root must not set PersistentPreRunE, which takes the language.
func (a *App) Run(root *cobra.Command, arguments []string) int {
	var err error
	if a.words, err = lang.From(a.Getenv); err != nil {
		fmt.Fprintln(a.Err, err)
		return Failure
	}
	root.PersistentFlags().StringVar(&a.tag, "lang", "", "language of the output: en or sv (default: from LC_ALL, LC_MESSAGES, LANG)")
	root.PersistentFlags().BoolVarP(&a.verbose, "verbose", "v", false, "print more about what happens")
	root.AddCommand(completion(a, root))
	a.words = a.spoken(arguments)
	prepare(root)
	translate(root, a.words)
	if a.Name != "" {
		rename(root, a.Name)
	}
	if err := unknownCommand(root, arguments); err != nil {
		return Report(a.Err, a.words, err)
	}
	root.PersistentPreRunE = func(*cobra.Command, []string) error { return a.choose() }
	root.SetOut(a.Out)
	root.SetErr(a.Err)
	root.SetArgs(arguments)

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // from now on an interrupt has its usual effect
	err = root.ExecuteContext(ctx)
	if err != nil && ctx.Err() != nil {
		err = Exit(Interrupted, ctx.Err(), "") // whatever else it led to
	}
	if a.progress != nil {
		a.progress.Close()
	}
	return Report(a.Err, a.words, err)
}

// choose takes the language that --lang names.
func (a *App) choose() error {
	if a.tag == "" {
		return nil
	}
	words, err := lang.New(a.tag)
	if err != nil {
		return Exit(Usage, err, "")
	}
	a.words = words
	return nil
}

// Lang is the language of the person; valid while a command runs.
func (a *App) Lang() *lang.Lang { return a.words }

// Progress shows what is under way on Err. There is one for each App.
func (a *App) Progress() *Progress {
	if a.progress == nil {
		a.progress = NewProgress(a.Err, a.Terminal, a.words)
	}
	return a.progress
}

// Logger writes log lines for people on Err, above the progress bars.
func (a *App) Logger() *slog.Logger {
	level := slog.LevelInfo
	if a.verbose {
		level = slog.LevelDebug
	}
	return slog.New(NewHandler(a.Progress(), a.words, level))
}

// programName is what this process was started as, without folder and .exe.
func programName() string {
	return strings.TrimSuffix(filepath.Base(os.Args[0]), ".exe")
}

// isTerminal tells whether f shows its output to a person.
func isTerminal(f *os.File) bool {
	info, err := f.Stat()
	if err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return false
	}
	null, err := os.Stat(os.DevNull)
	return (err != nil || !os.SameFile(info, null)) && os.Getenv("TERM") != "dumb"
}
