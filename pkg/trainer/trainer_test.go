package trainer

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"
)

const parameters = 5

// record is a log that can be read while it is written.
type record struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (r *record) Write(b []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.text.Write(b)
}

func (r *record) String() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.text.String()
}

// begin makes a trainer whose end the test waits for, and its log.
func begin(t *testing.T, limit time.Duration, command []string) (*Trainer, *record) {
	t.Helper()
	log := new(record)
	tr, err := New(Config{
		Command: command, Limit: limit, Clip: 100, Log: slog.New(slog.NewTextHandler(log, nil)),
		Hello: Hello{Parameters: parameters, Agreement: "0123abcd", Mode: "real", Site: "north", Rounds: 3, MaxRows: 1000},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(tr.Close)
	return tr, log
}

func wantFault(t *testing.T, err error, parts ...string) {
	t.Helper()
	var f *Fault
	if !errors.As(err, &f) {
		t.Fatalf("%v is no fault of a trainer", err)
	}
	t.Log(err)
	for _, p := range parts {
		if !strings.Contains(err.Error(), p) {
			t.Errorf("%v\ndoes not say %q", err, p)
		}
	}
	if strings.Contains(err.Error(), "%!") {
		t.Error(err)
	}
}

// A program is started once and kept.
func TestRounds(t *testing.T) {
	defer goleak.VerifyNone(t)
	dir := t.TempDir()
	tr, log := begin(t, time.Minute, command(t, "good", dir))
	if err := tr.Start(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	started := tr.process
	at := make([]float32, parameters)
	for round := 1; round <= 3; round++ {
		u, err := tr.Train(t.Context(), round, at)
		if err != nil {
			t.Fatal(err)
		}
		at = u.Parameters
		if want := slices.Repeat([]float32{float32(round)}, parameters); !slices.Equal(at, want) || u.Rows != 10 || u.Loss != 0.5 {
			t.Fatalf("round %d: %+v", round, u)
		}
		e, err := tr.Evaluate(t.Context(), round, Test, at)
		if err != nil || e != (Evaluation{Rows: 7, Loss: 0.25}) {
			t.Fatal(e, err)
		}
	}
	if tr.process != started {
		t.Error("another process")
	}
	tr.Close()
	if _, err := os.Stat(filepath.Join(dir, "goodbye")); err != nil {
		t.Error("no goodbye", err)
	}
	if !strings.Contains(log.String(), "trained from 24 bytes") {
		t.Error(log)
	}
}

// Whatever a program does wrong twice is named.
func TestFaults(t *testing.T) {
	for behaviour, parts := range map[string][]string{
		"crash-at-start": {"before its answer", "exit status 3", "cannot open the table"},
		"other-version":  {"version 2", "version 1"},
		"other-model":    {"6 parameters", "says 5"},
		"prints":         {"prints", `"Loadi"`, "standard error"},
		"crash":          {"train, round 2", "exit status 7", "MemoryError: 12 GB"},
		"nan":            {"parameter 1 as NaN"},
		"infinite":       {"parameter 2 as -Inf"},
		"beyond":         {"parameter 0 as -101", "clip of 100"},
		"nan-loss":       {"loss is NaN"},
		"short":          {"with 4 parameters, they must be 5"},
		"long":           {"with 6 parameters, they must be 5"},
		"huge":           {"they must be 5"},
		"no-rows":        {"no rows"},
		"many-rows":      {"18446744073709551615 rows", "max_rows 1000"},
		"other-round":    {"not asked"},
		"other-kind":     {"kind 6 with 41 bytes", "kind 4 with 41"},
		"garbage":        {"no answer", "kind 204"},
		"says":           {`says: "no rows for\tÅmål"`},
		"says-too-much":  {"kind 8 with 5001 bytes"},
	} {
		t.Run(behaviour, func(t *testing.T) {
			t.Parallel()
			tr, log := begin(t, time.Minute, command(t, behaviour))
			_, err := tr.Train(t.Context(), 2, make([]float32, parameters))
			wantFault(t, err, append(parts, behaviour)...)
			if n := strings.Count(log.String(), "started again"); n != 1 {
				t.Errorf("started again %d times", n)
			}
			if tr.process != nil {
				t.Error("it still runs")
			}
		})
	}
}

// A program that does not answer in time is ended.
func TestLate(t *testing.T) {
	for _, behaviour := range []string{"hang-at-start", "hang", "half"} {
		t.Run(behaviour, func(t *testing.T) {
			t.Parallel()
			tr, _ := begin(t, 100*time.Millisecond, command(t, behaviour))
			_, err := tr.Train(t.Context(), 1, make([]float32, parameters))
			wantFault(t, err, "has not answered within 100ms")
		})
	}
}

// A program that fails once costs nothing but its second start, and the second
// process is told the round that it comes into.
func TestFailsOnce(t *testing.T) {
	for _, behaviour := range []string{"crash-once", "hang-once", "crash-after"} {
		t.Run(behaviour, func(t *testing.T) {
			t.Parallel()
			limit := time.Minute
			if behaviour == "hang-once" {
				limit = 5 * time.Second
			}
			tr, log := begin(t, limit, command(t, behaviour, t.TempDir()))
			for round := 1; round <= 2; round++ {
				u, err := tr.Train(t.Context(), round, make([]float32, parameters))
				if err != nil || u.Parameters[0] != 1 {
					t.Fatal(u, err)
				}
				if behaviour == "crash-after" && round == 1 {
					<-tr.process.exited // between rounds
				}
			}
			if n := strings.Count(log.String(), "started again"); n != 1 {
				t.Errorf("started again %d times:\n%s", n, log)
			}
		})
	}
}

// A program that writes without being asked is named when it is asked next.
func TestFloods(t *testing.T) {
	tr, _ := begin(t, time.Minute, command(t, "floods"))
	if _, err := tr.Train(t.Context(), 1, make([]float32, parameters)); err != nil {
		t.Fatal(err)
	}
	u, err := tr.Train(t.Context(), 2, make([]float32, parameters))
	if err != nil || u.Parameters[0] != 1 {
		t.Fatal(u, err) // the second process answers before it floods
	}
}

// Standard error is bounded in lines and in their length, and goes to the log.
func TestStandardErrorIsBounded(t *testing.T) {
	tr, log := begin(t, time.Minute, command(t, "talks"))
	if _, err := tr.Train(t.Context(), 1, make([]float32, parameters)); err != nil {
		t.Fatal(err)
	}
	lines := tr.process.lines
	tr.Close()
	text := log.String()
	if n := strings.Count(text, "\n"); n > mostLines+1 || len(text) > 1<<18 {
		t.Errorf("%d lines with %d bytes", n, len(text))
	}
	if !strings.Contains(text, "the rest is left out") || lines.last() != "last\uFFFD" {
		t.Errorf("%q", lines.last())
	}
}

// Of this process's environment a program gets a few names, and no secret.
func TestEnvironment(t *testing.T) {
	t.Setenv("SAMBAND_SECRET", "swordfish")
	t.Setenv("LANG", "sv_SE.UTF-8")
	tr, log := begin(t, time.Minute, command(t, "environment"))
	_, err := tr.Train(t.Context(), 1, make([]float32, parameters))
	wantFault(t, err, "exit status 1")
	if text := log.String(); strings.Contains(text, "swordfish") || !strings.Contains(text, "LANG=sv_SE.UTF-8") || !strings.Contains(text, "PATH=") {
		t.Error(text)
	}
}

// Whoever stops the run does not wait for the program, and it is no fault.
func TestStopped(t *testing.T) {
	tr, log := begin(t, time.Hour, command(t, "hang"))
	if err := tr.Start(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(10*time.Millisecond, cancel)
	_, err := tr.Train(ctx, 1, make([]float32, parameters))
	if f := (*Fault)(nil); !errors.Is(err, context.Canceled) || errors.As(err, &f) {
		t.Error(err)
	}
	if strings.Contains(log.String(), "started again") {
		t.Error("started again")
	}
}

func TestNew(t *testing.T) {
	for _, c := range []struct {
		command    []string
		parameters int
		want       string
	}{
		{nil, 1, "no command"},
		{[]string{"samband-no-such-program"}, 1, "no program"},
		{[]string{os.Args[0]}, 0, "not 0"},
		{[]string{os.Args[0]}, MaxParameters + 1, "1 to 134217728"},
	} {
		_, err := New(Config{Command: c.command, Hello: Hello{Parameters: c.parameters}})
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v: %v", c, err)
		}
	}
	tr, _ := begin(t, time.Minute, command(t, "good"))
	if _, err := tr.Train(t.Context(), 1, make([]float32, parameters+1)); err == nil {
		t.Error("one parameter too many")
	}
	if _, err := tr.Evaluate(t.Context(), 1, Test, nil); err == nil {
		t.Error("no parameters")
	}
}

func TestWords(t *testing.T) {
	for command, want := range map[string][]string{
		`python3 trainer.py`:                 {"python3", "trainer.py"},
		"  a \t b\n":                         {"a", "b"},
		`"C:\Program Files\R\R.exe" -f x.R`:  {`C:\Program Files\R\R.exe`, "-f", "x.R"},
		`sh -c 'echo "$HOME" | train'`:       {"sh", "-c", `echo "$HOME" | train`},
		`a --name="two words" ''`:            {"a", "--name=two words", ""},
		`env CUDA_VISIBLE_DEVICES=1 python3`: {"env", "CUDA_VISIBLE_DEVICES=1", "python3"},
	} {
		if got, err := Words(command); err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: %q, %v", command, got, err)
		}
	}
	for _, command := range []string{"", " ", `a "b`, `'`} {
		if got, err := Words(command); err == nil {
			t.Errorf("%q: %q", command, got)
		}
	}
}

// A stand-in answers as a program would, within the same bounds, and never the
// same twice in a row.
func TestStandIn(t *testing.T) {
	s := StandIn{MaxRows: 7, Clip: 0.5}
	at := []float32{-0.5, 0, 0.5}
	for round := 1; round <= 3; round++ {
		u, err := s.Train(t.Context(), round, at)
		if err != nil || u.Rows != 7 || slices.Equal(u.Parameters, at) || slices.Max(u.Parameters) > 0.5 || slices.Min(u.Parameters) < -0.5 {
			t.Error(u, err)
		}
		at = u.Parameters
	}
	if e, err := s.Evaluate(t.Context(), 3, Test, at); err != nil || e.Rows != 7 || s.Start(t.Context(), 1) != nil {
		t.Error(e, err)
	}
}

// A program that cannot be ended, as one of another user, is not waited for.
func TestCannotBeEnded(t *testing.T) {
	tr, log := begin(t, time.Minute, command(t, "good"))
	if err := tr.Start(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	p := tr.process
	exited := p.exited
	p.exited, p.grace = make(chan struct{}), time.Millisecond // as if nothing of it were heard
	tr.process = nil
	if exit, _ := p.end(); exit != "" || !strings.Contains(log.String(), "cannot be ended") {
		t.Error(exit, log)
	}
	<-exited
}
