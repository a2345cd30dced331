package local

import (
	"flag"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"samband/pkg/identity"
	"samband/pkg/protocol"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares what a program printed with a file in testdata. What differs
// from run to run is masked first.
func golden(t *testing.T, name, text string) {
	t.Helper()
	for _, mask := range []struct{ pattern, with string }{
		{`/\S*/federation|/\S*?/00[0-9]+`, "DIR"},
		{`\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC`, "TIME"},
		{`"\d{4}-\d\d-\d\dT[^"]*"`, `"TIME"`},
		{`[0-9a-f]{64}`, "DIGEST"},
		{`\b[0-9a-f]{8}\b`, "SHORT"},
		{`[0-9a-f]{4}…`, "HEX…"},
		{`"program": "[^"]*"`, `"program": "PROGRAM"`},
		{`(\.\d{6})\d+`, "$1"}, // the last digits depend on the processor
		// Sizes of signed notes depend on how many events there were by then.
		{`[0-9][0-9,.\x{a0}]*\x{a0}k?B`, "SIZE"},
		{`[0-9][0-9,.\x{a0}]* B`, "SIZE"},
		{`"bytes": \d+`, `"bytes": SIZE`},
	} {
		text = regexp.MustCompile(mask.pattern).ReplaceAllString(text, mask.with)
	}
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), text); diff != "" {
		t.Errorf("%s (go test -update writes it anew):\n%s", file, diff)
	}
}

// scrape reads the figures that a program offers.
func scrape(t *testing.T, p *process) string {
	t.Helper()
	address := strings.TrimSuffix(p.saw("Figures for Prometheus at "), ".")
	response, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s, %v", address, response.Status, err)
	}
	return string(text)
}

// patient gives the agreement a longer deadline and has all sign it again.
func (w *world) patient() {
	w.Helper()
	w.change(func(s string) string { return strings.Replace(s, "deadline: 1s", "deadline: 20s", 1) })
	if err := w.sign(w.Context()); err != nil {
		w.Fatal(err)
	}
}

// One real run, watched while it waits for a participant, and then everything
// that can be asked afterwards.
func TestWhatComesAfterARun(t *testing.T) {
	w := newWorld(t)
	w.patient()
	c := w.start("coordinator", "run", w.agreement(), "--dir", w.dir(hub), "--listen", "127.0.0.1:0", "--metrics", ":0", "--json")
	address := strings.TrimSuffix(c.saw("Listening on "), ".")
	north := w.start("client", append(w.part("north", address), "--metrics", ":0", "--json")...)
	c.saw("Waiting for County hospital")
	if text := scrape(t, c); !strings.Contains(text, `samband_bytes_total{direction="received",kind="hello"}`) {
		t.Errorf("the coordinator counts no hello:\n%s", text)
	}
	if text := scrape(t, north); !strings.Contains(text, `samband_messages_total{direction="sent",kind="hello"} 1`) {
		t.Errorf("the participant counts no hello:\n%s", text)
	}
	south := w.take("south", address)
	for _, p := range []*process{c, north, south} {
		if s := p.end(); s.code != 0 {
			t.Fatalf("%v: %d\n%s", p.Args, s.code, s.err)
		}
	}
	golden(t, "run-client.json", north.end().out)
	golden(t, "run-coordinator.json", c.end().out)

	t.Run("report", func(t *testing.T) {
		for name, more := range map[string][]string{"report-en.txt": nil, "report-sv.txt": {"--lang", "sv"}, "report.json": {"--json"}} {
			s := w.run("client", append([]string{"report", "--dir", w.dir("north")}, more...)...)
			if s.code != 0 || s.err != "" {
				t.Errorf("%d %s", s.code, s.err)
			}
			golden(t, name, s.out)
		}
		out := filepath.Join(w.Out, "report")
		if s := w.run("client", "report", "--dir", w.dir("north"), "--out", out); s.code != 0 || s.out != "" {
			t.Errorf("%d %s", s.code, s.err)
		}
		for _, name := range []string{"report.txt", "report.json"} {
			if info, err := os.Stat(filepath.Join(out, name)); err != nil || info.Mode().Perm() != 0o600 {
				t.Errorf("%s: %v, %v", name, info, err)
			}
		}
		w.run("client", "report", "--dir", filepath.Join(w.Out, "nowhere")).wants(t, 1, "There is no run", "client run")
	})
	t.Run("status", func(t *testing.T) {
		golden(t, "status-en.txt", w.run("coordinator", "status", "--dir", w.dir(hub)).out)
		golden(t, "status-full-sv.txt", w.run("coordinator", "status", "--dir", w.dir(hub), "--full", "--lang", "sv").out)
		o := w.run("coordinator", "status", "--dir", w.dir(hub), "--json").object(t)
		if runs := o["runs"].([]any); len(runs) != 1 || runs[0].(map[string]any)["state"] != "done" {
			t.Errorf("%v", o)
		}
		if s := w.run("coordinator", "status", "--dir", w.Out); s.code != 0 || !strings.Contains(s.out, "no run") {
			t.Errorf("%d %s %s", s.code, s.out, s.err)
		}
	})
	t.Run("predict", func(t *testing.T) { predictions(t, w) })
	t.Run("close", func(t *testing.T) {
		if s := w.run("client", "audit", "--dir", w.dir("north"), "--data", filepath.Join(w.Out, "north.csv"), "--shadows", "16"); s.code != 0 {
			t.Errorf("%d %s", s.code, s.err)
		}
		s := w.run("client", "close", w.agreement(), "--dir", w.dir("north"), "--json")
		if o := s.object(t); s.code != 0 || o["torn_line"] != false {
			t.Errorf("%d %v", s.code, o)
		}
		w.named("north", s)
		w.verifies(t, "north", "south", hub)
	})
}

// named tells whether close, which printed JSON, says of every file of the run that
// it remains.
func (w *world) named(id identity.ID, s said) {
	w.Helper()
	remains := s.object(w.T)["remains"].([]any)
	files, err := os.ReadDir(w.runDir(id, protocol.Real))
	if err != nil {
		w.Fatal(err)
	}
	for _, f := range files {
		if !slices.Contains(remains, any(f.Name())) {
			w.Errorf("%s: close does not say that %s remains: %v", id, f.Name(), remains)
		}
	}
}

// predictions scores new rows with the model of the run.
func predictions(t *testing.T, w *world) {
	model := filepath.Join(w.runDir("north", protocol.Real), "model.json")
	header := "age,male,nyha,lvef,systolic,heart_rate,ntprobnp_log10,egfr,haemoglobin,sodium,diabetes,atrial_fibrillation,copd,prior_admissions,length_of_stay,beta_blocker\n"
	rows := filepath.Join(w.Out, "new.csv")
	write := func(text string) {
		if err := os.WriteFile(rows, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(header + "71,1,3,35,118,80,3.6,52,128,137,1,1,0,2,7,1\n" + "119,0,2,50,130,70,3,60,215,140,0,0,0,0,3,1\n" + ",1,2,40,120,70,3,60,130,140,0,0,0,0,5,1\n")
	s := w.run("client", "predict", "--model", model, "--data", rows, "--agreement", w.agreement())
	golden(t, "predict.csv", s.out)
	golden(t, "predict-en.txt", s.err)
	golden(t, "predict.json", w.run("client", "predict", "--model", model, "--data", rows, "--json", "--lang", "sv").out)
	out := filepath.Join(w.Out, "scores.csv")
	if to := w.run("client", "predict", "--model", model, "--data", rows, "--out", out); to.code != 0 || to.out != "" || read(t, out) != s.out {
		t.Errorf("%d %q %s", to.code, to.out, to.err)
	}
	w.run("client", "predict", "--model", model, "--data", rows, "--out", out).wants(t, 3, "is there already", "--force")
	if to := w.run("client", "predict", "--model", model, "--data", rows, "--out", out, "--force"); to.code != 0 || read(t, out) != s.out {
		t.Errorf("%d %s", to.code, to.err)
	}
	write(header + "old,1,3,35,118,80,3.6,52,128,137,1,1,0,2,7,1\n")
	w.run("client", "predict", "--model", model, "--data", rows).wants(t, 3, "line 2", `"age"`, "is not a number")
	if sv := w.run("client", "predict", "--model", model, "--data", rows, "--lang", "sv"); !strings.Contains(sv.err, "är inget tal") {
		t.Errorf("not in Swedish: %s", sv.err)
	}
	w.run("client", "predict", "--model", model).wants(t, 2, "data")
	tampered := filepath.Join(w.Out, "tampered.json")
	for name, c := range map[string]struct{ pattern, with, says string }{
		"coefficient": {`"intercept": `, `"intercept": 1`, "changed or damaged"},
		"version":     {`"version": 3`, `"version": 9`, "version 9"},
	} {
		text := strings.Replace(read(t, model), c.pattern, c.with, 1)
		text = strings.Replace(text, `1-`, `-1`, 1)
		if err := os.WriteFile(tampered, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		s := w.run("client", "predict", "--model", tampered, "--data", rows)
		s.wants(t, 3, c.says)
		if s.out != "" {
			t.Errorf("%s: printed %q", name, s.out)
		}
	}
	w.change(func(s string) string { return strings.Replace(s, "ridge: 1", "ridge: 2", 1) })
	w.run("client", "predict", "--model", model, "--data", rows, "--agreement", w.agreement()).wants(t, 3, "was trained under agreement")
	w.change(func(s string) string { return strings.Replace(s, "ridge: 2", "ridge: 1", 1) })
}

// verifies checks that the ledgers of a real run, each by itself, are whole.
func (w *world) verifies(t *testing.T, ids ...identity.ID) {
	t.Helper()
	for _, id := range ids {
		s := w.run("client", "verify", "--agreement", w.agreement(), filepath.Join(w.runDir(id, protocol.Real), "ledger.jsonl"))
		if s.code != 0 {
			t.Errorf("the ledger of %s: %d\n%s%s", id, s.code, s.out, s.err)
		}
	}
}

// A program that is killed leaves secrets and an unsigned ledger. close refuses
// while it runs, deletes afterwards, and the ledger then verifies.
func TestCloseAfterACrash(t *testing.T) {
	w := newWorld(t)
	w.patient()
	c, address := w.coordinate()
	north, south := w.take("north", address), w.take("south", address)
	north.saw("round 1: ")
	c.Process.Kill() // the participants now wait for it to come back
	c.end()
	w.run("client", "close", w.agreement(), "--dir", w.dir("north")).wants(t, 3, "another program is running")
	for _, p := range []*process{north, south} {
		p.Process.Kill()
		p.end()
	}
	dir := w.runDir("north", protocol.Real)
	if _, err := os.Stat(filepath.Join(dir, "session.json")); err != nil {
		t.Fatalf("the run had ended already: %v", err)
	}
	status := w.run("coordinator", "status", "--dir", w.dir(hub), "--json").object(t)
	if state := status["runs"].([]any)[0].(map[string]any)["state"]; state != "open" {
		t.Errorf("the state is %v", state)
	}
	w.run("client", "close", w.agreement(), "--dir", w.dir("north")).wants(t, 3, "goes on where it stood", "--give-up")
	s := w.run("client", "close", w.agreement(), "--dir", w.dir("north"), "--give-up")
	if s.code != 0 || s.out != dir+"\n" {
		t.Fatalf("%d %s %s", s.code, s.out, s.err)
	}
	for _, part := range []string{"Deleted: " + filepath.Join(dir, "session.json"), "What remains, and why:", "sets.jsonl: ", "Retention (declared"} {
		if !strings.Contains(s.err, part) {
			t.Errorf("does not say %q:\n%s", part, s.err)
		}
	}
	for _, name := range []string{"session.json", "session.json.new", "round", "journal.jsonl"} {
		if _, err := os.Stat(filepath.Join(dir, name)); !os.IsNotExist(err) {
			t.Errorf("%s is still there: %v", name, err)
		}
	}
	if text := read(t, filepath.Join(dir, "ledger.jsonl")); !strings.Contains(text, `"kind":"disposal"`) || !strings.Contains(text, `"note":"round-secrets"`) {
		t.Error("the disposal is not in the ledger")
	}
	report := w.run("client", "report", "--dir", w.dir("north"), "--json").object(t)
	if report["state"] != "closed" || report["ledger"].(map[string]any)["end"] != "closed" {
		t.Errorf("the state after close is %v", report["state"])
	}
	if again := w.run("client", "close", w.agreement(), "--dir", w.dir("north"), "--lang", "sv"); again.code != 0 || !strings.Contains(again.err, "inget kvar att radera") {
		t.Errorf("%d %s", again.code, again.err)
	}
	w.run("client", "close", w.agreement(), "--dir", w.dir("north"), "--rehearse").wants(t, 3, "has no run of this agreement", "--rehearse")
	for program, id := range map[string]identity.ID{"client": "south", "coordinator": hub} {
		if s := w.run(program, "close", w.agreement(), "--dir", w.dir(id), "--give-up"); s.code != 0 {
			t.Errorf("%s: %d %s", id, s.code, s.err)
		}
	}
	w.verifies(t, "north", "south", hub)
	// A ledger that somebody changed is left alone, and so are the files.
	w.rewrite(filepath.Join(dir, "ledger.jsonl"), func(s string) string { return strings.Replace(s, `"bytes":`, `"bytes":1`, 1) })
	w.run("client", "close", w.agreement(), "--dir", w.dir("north")).wants(t, 5, "cannot be continued", "nothing was deleted")
}
