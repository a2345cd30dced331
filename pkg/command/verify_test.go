package command_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"samband/pkg/bundle"
	"samband/pkg/cli"
	"samband/pkg/command"
	"samband/pkg/evidence"
	"samband/pkg/lang"
)

// The bundle of examples/analyst, and that of its rehearsal.
var (
	made      = filepath.Join("..", "..", "examples", "analyst", "bundle")
	rehearsed = made + "-rehearsal"
	counted   = filepath.Join("..", "..", "examples", "analyst", "firewall.csv")
)

// verify runs the command as a program would.
func verify(arguments ...string) (int, string) {
	var said bytes.Buffer
	app := &cli.App{Out: &said, Err: &said, Getenv: func(string) string { return "" }, Name: "client"}
	root := &cobra.Command{Use: "client", SilenceErrors: true, SilenceUsage: true}
	root.AddCommand(command.Verify(app, "client"))
	code := app.Run(root, append([]string{"verify", "--lang", "en"}, arguments...))
	return code, said.String()
}

// without makes a bundle of the parts of from without that of a party, as its
// parties make one.
func without(t *testing.T, from, party string) string {
	t.Helper()
	rest, out := filepath.Join(t.TempDir(), "rest"), filepath.Join(t.TempDir(), "bundle")
	if err := os.CopyFS(rest, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(filepath.Join(rest, party)); err != nil {
		t.Fatal(err)
	}
	b, err := bundle.Open(rest)
	if err != nil {
		t.Fatal(err)
	}
	w, err := bundle.Create(out, filepath.Join(rest, "agreement.yaml"), b.Agreement, b.Rehearsal)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Abort()
	if err := w.Add(b); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out
}

// The last line of a bundle is a verdict on all of it: a file that was changed, a
// part that is missing and a rehearsal that is no witness are told apart, though
// the ledgers at hand have nothing unexplained.
func TestVerdict(t *testing.T) {
	changed := filepath.Join(t.TempDir(), "changed")
	if err := os.CopyFS(changed, os.DirFS(made)); err != nil {
		t.Fatal(err)
	}
	account := filepath.Join(changed, "north", "account.json")
	text, err := os.ReadFile(account)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(account, bytes.Replace(text, []byte(`"rounds": 5`), []byte(`"rounds": 6`), 1), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		arguments []string
		code      int
		says      []string
		not       []string
	}{
		"whole":     {[]string{made}, cli.OK, []string{", 0 unexplained", "\nRESULT: no problem was found.\n"}, []string{"  !"}},
		"rehearsed": {[]string{made, "--replay", rehearsed}, cli.OK, []string{"different: 0", "Rounds: 5 in the run, 4 in the rehearsal", "\nRESULT: no problem was found.\n"}, []string{"  !"}},
		"changed": {[]string{changed}, cli.Verification,
			[]string{"  ! north/account.json: is not the file that north signed", "has the size that the manifest lists and another content", ", 0 unexplained", "in the bundle; each has a line with !."}, []string{"in the ledgers"}},
		"a part is missing": {[]string{without(t, made, "hub")}, cli.Verification,
			[]string{"Not matched, because the other end is in a ledger that is not at hand (hub): 142; contradicted: 0.", "RESULT: no contradiction was found", "error: not all was checked"}, []string{"  !", "problem"}},
		"a rehearsal that does not verify": {[]string{made, "--replay", without(t, rehearsed, "hub")}, cli.Verification,
			[]string{"does not verify", "nothing was compared with it", "says nothing of the run"}, []string{"NOT send", "RESULT"}},
		"a folder that is not there": {[]string{"bundel"}, cli.Failure, []string{"no such file or folder: bundel"}, []string{"agreement"}},
		"one party's folder":         {[]string{filepath.Join(made, "north")}, cli.Verification, []string{"one party's folder in a bundle: give the bundle, " + made}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			code, said := verify(c.arguments...)
			if code != c.code {
				t.Errorf("exit code %d", code)
			}
			for _, w := range c.says {
				if !strings.Contains(said, w) {
					t.Errorf("does not say %q", w)
				}
			}
			for _, w := range c.not {
				if strings.Contains(said, w) {
					t.Errorf("says %q", w)
				}
			}
			if t.Failed() {
				t.Log(said)
			}
		})
	}
}

// Documents that replace others say so.
func TestReplacedReportIsSaid(t *testing.T) {
	out := filepath.Join(t.TempDir(), "report")
	for _, replaced := range []bool{false, true} {
		code, said := verify(made, "--out", out)
		if code != cli.OK || strings.Contains(said, "An earlier report in "+out+" is replaced.") != replaced {
			t.Errorf("%d, %v: %s", code, replaced, said)
		}
	}
}

// What a count from outside cannot show stands in the same sentence as what it
// shows.
func TestCountSaysItsTolerance(t *testing.T) {
	in, err := command.OfBundle(made, counted, "")
	if err != nil {
		t.Fatal(err)
	}
	if w := in.Outside.Within; w < 3000 || w > 12_000 {
		t.Errorf("within %d bytes", w)
	}
	r, err := evidence.Of(in)
	if err != nil {
		t.Fatal(err)
	}
	l, err := lang.New("en")
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range r.Answers {
		for _, s := range a.Statements {
			if s.Name == "outside" && !strings.Contains(s.Say(l), "2 of 2 connections, to within "+l.Bytes(in.Outside.Within)) {
				t.Error(s.Say(l))
			}
		}
	}
}
