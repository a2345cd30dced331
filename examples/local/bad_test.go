package local

import (
	"context"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"samband/pkg/agreement"
	"samband/pkg/cli"
)

// TestBadInput gives one program something wrong: an exit code, one line that
// says what, where and who, and what to do.
func TestBadInput(t *testing.T) {
	replace := func(old, text string) func(string) string {
		return func(s string) string { return strings.Replace(s, old, text, 1) }
	}
	// table edits north's rows; the programs refuse before anything is sent.
	table := func(edit func(string) string) func(*world) {
		return func(w *world) { w.rewrite(w.Hospitals[0].Data, edit) }
	}
	header, row := cells(t)
	withCell := func(column, value string) func(string) string {
		changed := append([]string(nil), row...)
		for i, name := range header {
			if name == column {
				changed[i] = value
			}
		}
		return replace(strings.Join(row, ","), strings.Join(changed, ","))
	}
	client := func(w *world) said { return w.run("client", w.part("north", "127.0.0.1:1")...) }
	both := func(w *world) said {
		w.run("coordinator", "run", w.agreement(), "--dir", w.dir(hub), "--listen", "127.0.0.1:0").wants(w.T, cli.Refused)
		return client(w)
	}
	for _, c := range []struct {
		name   string
		breaks func(*world)
		run    func(*world) said
		code   int
		parts  []string
	}{
		{"agreement changed after signing", func(w *world) { w.change(replace("ridge: 1", "ridge: 2")) }, both,
			cli.Refused, []string{"agreement.yaml.north.sig", "north", "changed after signing", "let all sign again"}},
		{"signed by a wrong key", wrongKey, both, cli.Refused, []string{"agreement.yaml.south.sig", "south", "wrong key"}},
		{"signature of another party", func(w *world) {
			w.rewrite(w.agreement()+".south.sig", func(string) string { return read(w.T, w.agreement()+".north.sig") })
		}, both, cli.Refused, []string{"agreement.yaml.south.sig", "signature of north, not of south"}},
		{"signature forged", func(w *world) {
			w.rewrite(w.agreement()+".south.sig", func(s string) string {
				at := strings.Index(s, "\nsignature ") + len("\nsignature ")
				return s[:at] + flip(s[at:at+1]) + s[at+1:]
			})
		}, both, cli.Refused, []string{"agreement.yaml.south.sig", "south", "does not verify"}},
		{"signature missing", func(w *world) { os.Remove(w.agreement() + ".south.sig") }, both,
			cli.Refused, []string{"agreement.yaml.south.sig", "south has not signed", "every party signs"}},
		{"the coordinator's signature missing", func(w *world) { os.Remove(w.agreement() + ".hub.sig") }, both,
			cli.Refused, []string{"agreement.yaml.hub.sig", "hub has not signed"}},
		{"duplicate party", func(w *world) { w.change(replace("id: south", "id: north")) }, both,
			cli.Refused, []string{"agreement.yaml:", "parties[1].id", "north is also parties[0]"}},
		{"one participant", func(w *world) {
			a, err := agreement.Read(w.agreement())
			if err != nil {
				w.Fatal(err)
			}
			a.Parties = a.Parties[:1]
			text, err := a.YAML()
			if err != nil {
				w.Fatal(err)
			}
			w.change(func(string) string { return string(text) })
		}, both, cli.Refused, []string{"agreement.yaml:", "parties"}},
		{"not an agreement", func(w *world) { w.change(func(string) string { return "a: [1, 2\n" }) }, both, cli.Refused, []string{"agreement.yaml:1"}},
		{"no agreement", func(w *world) { os.Remove(w.agreement()) }, client, cli.Failure, []string{"agreement.yaml", "does not exist", "hint: name the file"}},

		{"missing column", table(replace("lvef", "ef")), client, cli.Refused, []string{"north.csv", "line 1", `"lvef"`, "missing"}},
		{"text in a number", table(withCell("age", "old")), client, cli.Refused, []string{"north.csv", "line 2", `"age"`, `"old"`}},
		{"value out of range", table(withCell("age", "1888")), client, cli.Refused, []string{"north.csv", "line 2", `"age"`, "1888", "18 to 110"}},
		{"unknown category", table(withCell("nyha", "9")), client, cli.Refused, []string{"north.csv", "line 2", `"nyha"`, `"9"`, "levels"}},
		{"neither 0 nor 1", table(withCell("male", "2")), client, cli.Refused, []string{"north.csv", "line 2", `"male"`, "neither 0 nor 1"}},
		{"empty table", table(func(string) string { return "" }), client, cli.Refused, []string{"north.csv", "is empty"}},
		{"no rows", table(func(s string) string { return s[:strings.Index(s, "\n")+1] }), client, cli.Refused, []string{"north.csv", "no rows"}},
		{"ragged row", table(replace(strings.Join(row, ","), strings.Join(row[1:], ","))), client, cli.Refused, []string{"north.csv", "line 2", "cells where the header has"}},
		{"no table", func(w *world) { os.Remove(w.Hospitals[0].Data) }, client, cli.Refused, []string{"north.csv"}},

		{"key missing", func(w *world) { os.Remove(filepath.Join(w.dir("north"), "identity.key")) }, client,
			cli.Failure, []string{"identity.key", "does not exist", "hint: name this party"}},
		{"key readable by others", func(w *world) { os.Chmod(filepath.Join(w.dir("north"), "identity.key"), 0o644) }, client,
			cli.Failure, []string{"identity.key", "others may read", "chmod 600"}},
		{"key damaged", func(w *world) {
			w.rewrite(filepath.Join(w.dir("north"), "identity.key"), func(s string) string { return s[:len(s)-5] })
		}, client,
			cli.Failure, []string{"identity.key", "damaged", "backup"}},
		{"key of the coordinator", nil, func(w *world) said {
			return w.run("client", "run", w.agreement(), "--dir", w.dir(hub), "--data", w.Hospitals[0].Data, "--coordinator", "127.0.0.1:1")
		}, cli.Refused, []string{"the key in", "the coordinator's", "hint: the coordinator uses the coordinator program"}},
		{"key of a participant", nil, func(w *world) said {
			return w.run("coordinator", "run", w.agreement(), "--dir", w.dir("north"), "--listen", "127.0.0.1:0")
		}, cli.Refused, []string{"participant north", "hint: participants use the client program"}},

		{"nobody listens", nil, client, cli.Peer, []string{"hub", "127.0.0.1:1", "refused", "is the coordinator running"}},
		{"unresolvable", nil, func(w *world) said { return w.run("client", w.part("north", "nowhere.invalid:7443")...) },
			cli.Peer, []string{"hub", "nowhere.invalid", "does not resolve", "check its spelling"}},
		{"no port", nil, func(w *world) said { return w.run("client", w.part("north", "hub.example")...) },
			cli.Usage, []string{"hub.example", "HOST:PORT"}},
		{"not a coordinator", nil, func(w *world) said {
			l := listen(t)
			go func() {
				for c, err := l.Accept(); err == nil; c, err = l.Accept() {
					c.Write([]byte("HTTP/1.1 400 Bad Request\r\n\r\n"))
					c.Close()
				}
			}()
			return w.run("client", w.part("north", l.Addr().String())...)
		}, cli.Peer, []string{"hub", "does not speak TLS", "check the port"}},
		{"port in use", nil, func(w *world) said {
			return w.run("coordinator", "run", w.agreement(), "--dir", w.dir(hub), "--listen", listen(t).Addr().String())
		}, cli.Failure, []string{"127.0.0.1:", "another program uses this port"}},
		{"no address of this machine", nil, func(w *world) said {
			return w.run("coordinator", "run", w.agreement(), "--dir", w.dir(hub), "--listen", "nowhere.invalid:0")
		}, cli.Failure, []string{"nowhere.invalid", "give an IP address"}},

		{"no coordinator named", nil, func(w *world) said {
			return w.run("client", "run", w.agreement(), "--dir", w.dir("north"), "--data", w.Hospitals[0].Data)
		}, cli.Usage, []string{"--coordinator", "HOST:PORT", "see client run --help"}},
		{"no colon in --listen", nil, func(w *world) said {
			return w.run("coordinator", "run", w.agreement(), "--dir", w.dir(hub), "--listen", "7443")
		}, cli.Usage, []string{`"7443"`, "HOST:PORT", "hint: such as --listen :7443"}},
		{"no such command, but --help", nil, func(w *world) said { return w.run("client", "nonsense", "--help") }, cli.Usage, []string{`no command "nonsense"`, "hint: see client --help"}},
		{"no such command, but flags", nil, func(w *world) said { return w.run("coordinator", "report", "--dir", "nav") }, cli.Usage, []string{`coordinator has no command "report"`, "hint: see coordinator --help"}},
		{"no agreement named", nil, func(w *world) said { return w.run("client", "run") }, cli.Usage, []string{"missing: AGREEMENT", "hint: see client run --help"}},
		{"no such command", nil, func(w *world) said { return w.run("coordinator", "rum") }, cli.Usage, []string{`"rum"`, "hint: did you mean coordinator run?"}},
		{"a second identity", nil, func(w *world) said { return w.run("client", "init", "--dir", w.dir("north")) },
			cli.Refused, []string{"identity.key", "exists already"}},
		{"ledger that is not there", nil, func(w *world) said {
			return w.run("coordinator", "verify", "--agreement", w.agreement(), filepath.Join(w.Out, "ledger.jsonl"))
		}, cli.Failure, []string{"ledger.jsonl", "no such file or folder"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			if c.breaks != nil {
				c.breaks(w)
			}
			c.run(w).wants(t, c.code, c.parts...)
		})
	}
}

// TestHelp runs both programs without arguments: help on standard output, and
// nothing is wrong.
func TestHelp(t *testing.T) {
	w := newWorld(t)
	for _, program := range []string{"client", "coordinator"} {
		if s := w.run(program); s.code != cli.OK || s.err != "" || !strings.Contains(s.out, "Usage:") || !strings.Contains(s.out, "Exit codes:") {
			t.Errorf("%s: %+v", program, s)
		}
	}
}

// wrongKey has somebody else sign for south.
func wrongKey(w *world) {
	w.Helper()
	other := *w.Federation
	other.Out = w.TempDir()
	if err := os.CopyFS(other.Out, os.DirFS(w.Out)); err != nil {
		w.Fatal(err)
	}
	os.RemoveAll(other.dir("south"))
	key, err := other.identity(context.Background(), "client", "south", "somebody else")
	if err != nil {
		w.Fatal(err)
	}
	a, err := agreement.Read(w.agreement())
	if err != nil {
		w.Fatal(err)
	}
	text := strings.Replace(read(w.T, w.agreement()), a.Parties[1].Key.String(), key.String(), 1)
	path := filepath.Join(other.Out, agreementFile)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		w.Fatal(err)
	}
	if _, err := other.tool(context.Background(), "client", "sign", path, "--dir", other.dir("south")); err != nil {
		w.Fatal(err)
	}
	w.rewrite(w.agreement()+".south.sig", func(string) string { return read(w.T, path+".south.sig") })
}

// cells are the header and the first complete row of north's table, on line 2.
func cells(t *testing.T) (header, row []string) {
	t.Helper()
	lines := strings.SplitN(read(t, first.Hospitals[0].Data), "\n", 3)
	return strings.Split(lines[0], ","), strings.Split(lines[1], ",")
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// flip changes one character of base64.
func flip(s string) string {
	if s == "A" {
		return "B"
	}
	return "A"
}

// listen takes a port of this machine until the test ends.
func listen(t *testing.T) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l
}
