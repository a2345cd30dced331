package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"samband/pkg/lang"
)

// program is a small tree of commands such as the real ones.
func program(a *App, act func(*cobra.Command) error) *cobra.Command {
	root := &cobra.Command{Use: "client", Short: "takes part"}
	run := &cobra.Command{
		Use: "run AGREEMENT", Short: "runs", Args: Arguments("AGREEMENT"),
		RunE: func(c *cobra.Command, _ []string) error { return act(c) },
	}
	run.Flags().Int("port", 0, "a number")
	load := &cobra.Command{Use: "load FILE", Args: Arguments("FILE"), RunE: run.RunE}
	load.Flags().String("data", "", "must be given")
	if err := load.MarkFlagRequired("data"); err != nil {
		panic(err)
	}
	root.AddCommand(run, load)
	return root
}

func execute(environment string, act func(*App, *cobra.Command) error, arguments ...string) (code int, out, err string) {
	var stdout, stderr bytes.Buffer
	a := &App{Out: &stdout, Err: &stderr, Getenv: func(name string) string {
		return map[string]string{"LANG": environment}[name]
	}}
	code = a.Run(program(a, func(c *cobra.Command) error { return act(a, c) }), arguments)
	return code, stdout.String(), stderr.String()
}

type refusal struct{}

func (refusal) Error() string { return "the agreement asks for three parties" }
func (refusal) ExitCode() int { return Refused }
func (refusal) Hint() string  { return "sign again" }

func TestExitCodesAndMessages(t *testing.T) {
	fail := func(err error) func(*App, *cobra.Command) error {
		return func(*App, *cobra.Command) error { return err }
	}
	for name, c := range map[string]struct {
		arguments []string
		language  string
		act       func(*App, *cobra.Command) error
		code      int
		out, err  string // parts of what is printed
	}{
		"done":        {[]string{"run", "a.yaml"}, "", fail(nil), OK, "", ""},
		"help":        {nil, "", nil, OK, "Usage:", ""},
		"no argument": {[]string{"run"}, "", nil, Usage, "run AGREEMENT", "error: missing: AGREEMENT\nhint: see client run --help\n"},
		"one too many": {[]string{"run", "a", "b"}, "", nil, Usage, "",
			"error: unexpected argument \"b\"\nhint: see client run --help\n"},
		"misspelt":          {[]string{"rum"}, "", nil, Usage, "", "error: client has no command \"rum\"\nhint: did you mean client run?\n"},
		"unheard, --help":   {[]string{"dance", "--help"}, "", nil, Usage, "", "error: client has no command \"dance\"\nhint: see client --help\n"},
		"unheard, flags":    {[]string{"-v", "--lang=sv", "dance", "--shoes", "red"}, "", nil, Usage, "", "fel: client har inget kommando \"dance\"\ntips: se client --help\n"},
		"unheard after":     {[]string{"--shoes", "red"}, "", nil, Usage, "", "error: unknown flag: --shoes\n"},
		"help of a command": {[]string{"run", "--help"}, "", nil, OK, "Usage:", ""},
		"unheard":           {[]string{"dance"}, "", nil, Usage, "", "hint: see client --help\n"},
		"bad flag":          {[]string{"run", "a", "--port", "x"}, "", nil, Usage, "", "hint: see client run --help\n"},
		"help of none":      {[]string{"help", "dance"}, "", nil, Usage, "", "error: client has no command \"dance\"\nhint: see client --help\n"},
		"help of help":      {[]string{"help", "--help"}, "", nil, OK, "Usage:", ""},
		"no number":         {[]string{"run", "a", "--port", "x", "--lang=sv"}, "", nil, Usage, "", "fel: --port tar ett heltal, inte \"x\"\n"},
		"neither":           {[]string{"run", "a", "--verbose=x", "--lang=sv"}, "", nil, Usage, "", "fel: --verbose står ensamt eller med true eller false, inte med \"x\"\n"},
		"three hyphens":     {[]string{"run", "a", "---port", "--lang=sv"}, "", nil, Usage, "", "fel: \"---port\" är inte skrivet som en flagga, till exempel --dir north\n"},
		"missing, Swedish":  {[]string{"load", "a", "--lang=sv"}, "", nil, Usage, "", "fel: saknas: --data\ntips: se client load --help\n"},
		"no flag":           {[]string{"run", "a", "--prot", "1"}, "", nil, Usage, "", "unknown flag: --prot"},
		"flag missing":      {[]string{"load", "a"}, "", nil, Usage, "", "error: missing: --data\nhint: see client load --help\n"},
		"flag given":        {[]string{"load", "a", "--data", "b"}, "", fail(nil), OK, "", ""},
		"failure":           {[]string{"run", "a"}, "", fail(errors.New("disk full")), Failure, "", "error: disk full\n"},
		"refusal": {[]string{"run", "a"}, "", fail(fmt.Errorf("check: %w", refusal{})), Refused, "",
			"error: check: the agreement asks for three parties\nhint: sign again\n"},
		"in Swedish": {[]string{"run", "a"}, "sv_SE.UTF-8", fail(refusal{}), Refused, "",
			"fel: the agreement asks for three parties\ntips: sign again\n"},
		"asked for Swedish": {[]string{"run", "a", "--lang", "sv"}, "", fail(refusal{}), Refused, "", "fel: the"},
		"asked for another": {[]string{"run", "a", "--lang", "tlh"}, "", fail(nil), Usage, "", "hint: use en or sv\n"},
		"interrupted":       {[]string{"run", "a"}, "", fail(fmt.Errorf("round 3: %w", context.Canceled)), Interrupted, "", "error: interrupted\n"},
		"peer":              {[]string{"run", "a"}, "", fail(Exit(Peer, errors.New("south never came"), "")), Peer, "", "error: south never came\n"},
		"hint kept":         {[]string{"run", "a"}, "", fail(Exit(Verification, refusal{}, "")), Verification, "", "hint: sign again\n"},
		"hint replaced":     {[]string{"run", "a"}, "", fail(Exit(Verification, refusal{}, "look")), Verification, "", "hint: look\n"},
		"escape codes":      {[]string{"run", "a"}, "", fail(errors.New("peer says \x1b[2J\u202eolleh")), Failure, "", `peer says \u001b[2J\u202eolleh`},
	} {
		code, out, err := execute(c.language, c.act, c.arguments...)
		if code != c.code || !strings.Contains(out, c.out) || !strings.Contains(err, c.err) || (c.err == "" && err != "") {
			t.Errorf("%s: code %d, out %q, err %q", name, code, out, err)
		}
		if strings.Count(err, "error:") > 1 {
			t.Errorf("%s: printed twice: %q", name, err)
		}
	}
}

// The help speaks of the program by the name of its file.
func TestProgramName(t *testing.T) {
	for _, language := range []string{"", "sv"} {
		var out, errs bytes.Buffer
		a := &App{Out: &out, Err: &errs, Name: "samband-client", Getenv: func(name string) string {
			return map[string]string{"LANG": language}[name]
		}}
		root := program(a, func(*cobra.Command) error { return nil })
		root.Commands()[0].Example = "  client load north.csv; the client runs"
		if code := a.Run(root, []string{"load", "--help"}); code != OK || !strings.Contains(out.String(), "  samband-client load north.csv; the client runs") || !strings.Contains(out.String(), "samband-client load FILE [") {
			t.Errorf("code %d\n%s%s", code, &out, &errs)
		}
	}
}

func TestExitOfNothing(t *testing.T) {
	if err := Exit(Peer, nil, "wait"); err != nil {
		t.Error(err)
	}
	if err := Exit(Peer, refusal{}, "wait"); !errors.Is(err, refusal{}) {
		t.Error("the error inside is lost")
	}
}

func TestLogger(t *testing.T) {
	log := func(arguments ...string) string {
		_, _, err := execute("sv", func(a *App, _ *cobra.Command) error {
			l := a.Logger().With("round", 3)
			l.Debug("detail")
			l.Info("added", "from", "north", "size", 12)
			l.WithGroup("peer").With("id", "south").Warn("slow\nerror: forged", "text", "a b", "odd", "\x1b[1m", "empty", "")
			return nil
		}, append([]string{"run", "a"}, arguments...)...)
		return err
	}
	want := "added  round=3  from=north  size=12\n" +
		"varning: slow\\nerror: forged  round=3  peer.id=south  peer.text=\"a b\"  peer.odd=\"\\x1b[1m\"  peer.empty=\"\"\n"
	if got := log(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got := log("-v"); got != "felsökning: detail  round=3\n"+want {
		t.Errorf("with -v:\n%s", got)
	}
}

func english(t *testing.T) *lang.Lang {
	t.Helper()
	l, err := lang.New("en")
	if err != nil {
		t.Fatal(err)
	}
	return l
}
