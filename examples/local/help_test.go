package local

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"samband/pkg/identity"
	"samband/pkg/protocol"
)

var (
	commandLine = regexp.MustCompile(`(?m)^  ([a-z]+)  +\S`)
	flagLine    = regexp.MustCompile(`(?m)^ +(?:-., )?(--[a-z]+)(?: string)? +(\S.*)$`)
)

// flags are the texts of a help's flags.
func flags(help string) map[string]string {
	all := make(map[string]string)
	for _, m := range flagLine.FindAllStringSubmatch(help, -1) {
		all[m[1]] = m[2]
	}
	return all
}

// Every command of both programs says in both languages what it does and what
// its flags are, with examples; the programs themselves say how to begin and
// what the exit codes mean.
func TestHelpInBothLanguages(t *testing.T) {
	w := newWorld(t)
	for _, program := range []string{"client", "coordinator"} {
		alone := w.run(program)
		if alone.code != 0 || !strings.Contains(alone.out, "Start with:") || !strings.Contains(alone.out, "Exit codes: 0 done") {
			t.Errorf("%s alone: %d\n%s%s", program, alone.code, alone.out, alone.err)
		}
		_, list, _ := strings.Cut(alone.out, "Available Commands:")
		list, _, _ = strings.Cut(list, "Flags:")
		commands := commandLine.FindAllStringSubmatch(list, -1)
		if len(commands) < 8 {
			t.Fatalf("%s: %d commands in\n%s", program, len(commands), alone.out)
		}
		sv := w.run(program, "--lang", "sv").out
		for _, c := range commands {
			name := c[1]
			if svLine := regexp.MustCompile(`(?m)^  ` + name + `  .*$`).FindString(sv); svLine == "" || strings.Contains(list, svLine) {
				t.Errorf("%s %s: no short text in Swedish: %q", program, name, svLine)
			}
			if name == "help" {
				continue
			}
			english, swedish := w.run(program, name, "--help").out, w.run(program, "--lang=sv", name, "--help").out
			if !strings.Contains(english, "Examples:\n  ") || !strings.Contains(swedish, "Exempel:\n  ") {
				t.Errorf("%s %s has no examples:\n%s", program, name, english)
			}
			if strings.SplitN(english, "\n", 2)[0] == strings.SplitN(swedish, "\n", 2)[0] {
				t.Errorf("%s %s: no text in Swedish:\n%s", program, name, swedish)
			}
			said := flags(swedish)
			for flag, text := range flags(english) {
				if said[flag] == "" || said[flag] == text {
					t.Errorf("%s %s %s has no Swedish text: %q", program, name, flag, text)
				}
			}
		}
	}
}

func TestCompletion(t *testing.T) {
	w := newWorld(t)
	for _, program := range []string{"client", "coordinator"} {
		for _, shell := range []string{"bash", "zsh", "fish", "powershell"} {
			if s := w.run(program, "completion", shell); s.code != 0 || s.err != "" || !strings.Contains(s.out, program) {
				t.Errorf("%s %s: %d %s", program, shell, s.code, s.err)
			}
		}
		w.run(program, "completion", "tcsh").wants(t, 2, "none of bash, zsh, fish, powershell")
	}
}

// Every key that a command prints with --json is on the page that describes
// them.
func TestJSONIsDocumented(t *testing.T) {
	w := newWorld(t)
	root, err := Root()
	if err != nil {
		t.Fatal(err)
	}
	page := read(t, filepath.Join(root, "docs", "json.md"))
	documented := func(name string, o any) {
		for _, key := range keys(o) {
			if !strings.Contains(page, "`"+key+"`") {
				t.Errorf("%s: the key %q is not in docs/json.md", name, key)
			}
		}
	}
	documented("init", w.run("client", "init", "--dir", filepath.Join(w.Out, "east"), "--json").object(t))
	documented("sign", w.run("client", "sign", w.agreement(), "--dir", w.dir("north"), "--json").object(t))
	c, address := w.coordinateRehearsal("--json")
	north, south := w.rehearses("north", address, "--json"), w.rehearses("south", address)
	south.end()
	documented("run", north.end().object(t))
	documented("coordinator run", c.end().object(t))
	ledger := func(id identity.ID) string { return filepath.Join(w.runDir(id, protocol.Rehearsal), "ledger.jsonl") }
	documented("verify", w.run("client", "verify", "--agreement", w.agreement(), "--json", ledger("north"), ledger(hub)).object(t))
	audited := w.run("client", "audit", "--dir", w.dir("north"), "--json").object(t)
	delete(audited, "comparison") // its keys are names of parties
	documented("audit", audited)
	part := filepath.Join(w.Out, "north-part")
	documented("bundle", w.run("client", "bundle", w.agreement(), "--dir", w.dir("north"), "--rehearse", "--out", part, "--json").object(t))
	counted := filepath.Join(w.Out, "flows.csv")
	if err := os.WriteFile(counted, []byte("time,source,destination,port,bytes_out,bytes_in\n2000-01-01T00:00:00Z,::1,::1,1,1,1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	documented("verify of a bundle", w.run("client", "verify", part, "--json", "--flows", counted).object(t))
	report := w.run("client", "report", "--dir", w.dir("north"), "--json").object(t)
	if report["rehearsal"] != true || report["state"] != "done" {
		t.Errorf("%v", report)
	}
	delete(report, "visibility") // its keys are parties and assets
	documented("report", report)
	documented("close", w.run("coordinator", "close", w.agreement(), "--dir", w.dir(hub), "--rehearse", "--json").object(t))
	var predicted any
	if err := json.Unmarshal([]byte(read(t, "testdata/predict.json")), &predicted); err != nil {
		t.Fatal(err)
	}
	documented("predict", predicted)
}

// keys lists the keys of all objects in v.
func keys(v any) (all []string) {
	switch v := v.(type) {
	case map[string]any:
		for k, inner := range v {
			all = append(append(all, k), keys(inner)...)
		}
	case []any:
		for _, inner := range v {
			all = append(all, keys(inner)...)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}
