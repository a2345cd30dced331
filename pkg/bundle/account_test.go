package bundle

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"samband/pkg/evidence"
	"samband/pkg/identity"
	"samband/pkg/transport"
)

// connections replaces what a party measured.
func (w *world) connections(id identity.ID, edit func([]transport.Connection) []transport.Connection) {
	w.Helper()
	path := filepath.Join(w.runDir(id), ConnectionsFile)
	text, err := os.ReadFile(path)
	w.must(err)
	all, faults := readConnections(bufio.NewReader(bytes.NewReader(text)), ConnectionsFile)
	if len(faults) > 0 {
		w.Fatal(faults)
	}
	var plain []transport.Connection
	for _, c := range all {
		plain = append(plain, c.Connection)
	}
	w.must(os.Remove(path))
	for _, c := range edit(plain) {
		w.line(id, c)
	}
}

// Bytes that ledger and transport, or the two ends, do not have alike are found,
// with the file and the line.
func TestAccountFinds(t *testing.T) {
	for name, c := range map[string]struct {
		party  identity.ID
		edit   func([]transport.Connection) []transport.Connection
		says   string
		excess int64
	}{
		"a message that no ledger has": {"north", func(c []transport.Connection) []transport.Connection {
			c[0].Sent.Messages++
			c[0].Sent.Payload += 1000
			c[0].Sent.Data += 1005
			c[0].Sent.HTTP2 += 1005
			c[0].Sent.TCP += 1005
			return c
		}, "north/connections.jsonl: the transport counted 3 messages of 6100 bytes (sent), the ledger of north has 2 of 5100 bytes", 1000},
		"data that was no message": {"north", func(c []transport.Connection) []transport.Connection {
			c[0].Sent.Data += 10
			return c
		}, "north/connections.jsonl, line 1: DATA frames held 5120 bytes and messages with their prefixes 5110 (sent)", 10},
		"more arrived than was sent": {"north", func(c []transport.Connection) []transport.Connection {
			c[0].Received.TCP += 1
			return c
		}, "north/connections.jsonl, line 1: one end sent 3000 bytes and the other received 3001 (line 1 of the coordinator's file)", 0},
		"more was sent than arrived": {"hub", func(c []transport.Connection) []transport.Connection {
			c[0].Sent.TCP += 4000
			return c
		}, "north/connections.jsonl, line 1: one end sent 7000 bytes and the other received 3000", 0},
		"a connection left out": {"hub", func(c []transport.Connection) []transport.Connection { return c[1:] }, "north/connections.jsonl, line 1: the file of hub has no such connection", 5600},
		"a connection made up": {"north", func(c []transport.Connection) []transport.Connection {
			more := c[0]
			more.ID = "00112233445566778899aabbccddeeff"
			more.Sent, more.Received = transport.Measured{}, transport.Measured{}
			return append(c, more)
		}, "north/connections.jsonl, line 2: the file of hub has no such connection", 0},
		"another's connection": {"hub", func(c []transport.Connection) []transport.Connection {
			c[0].Peer, c[1].Peer = c[1].Peer, c[0].Peer
			return c
		}, "the coordinator has this connection as one of south", 0},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.connections(c.party, c.edit)
			b := w.made()
			a := b.Account(w.audited(b))
			if got := say(a.Problems); !strings.Contains(got, c.says) {
				t.Errorf("got\n%s\nwant %q", got, c.says)
			}
			excess := int64(0)
			for _, f := range a.Traffic {
				excess += f.Excess
			}
			if excess != c.excess {
				t.Errorf("%d bytes unexplained, want %d", excess, c.excess)
			}
		})
	}
}

// What was on its way when a connection broke is said and is no problem.
func TestBrokenConnectionIsSaid(t *testing.T) {
	w := newWorld(t)
	w.connections("north", func(c []transport.Connection) []transport.Connection {
		c[0].Orderly = false
		c[0].Sent.Data -= 100
		return c
	})
	w.connections("hub", func(c []transport.Connection) []transport.Connection {
		c[0].Orderly = false
		c[0].Received.Data -= 100
		c[0].Received.Messages--
		c[0].Received.Payload -= 95
		return c
	})
	b := w.made()
	a := b.Account(w.audited(b))
	if len(a.Problems) > 0 || a.Traffic[0].Lost == 0 || a.Traffic[0].Excess != 0 {
		t.Errorf("%+v\n%s", a.Traffic, say(a.Problems))
	}
}

func TestContradictions(t *testing.T) {
	w := newWorld(t)
	path := filepath.Join(w.TempDir(), "bundle")
	out, err := Create(path, w.agreed, w.a, false)
	w.must(err)
	for id, o := range map[identity.ID]*evidence.Outcome{"north": {Rounds: 1}, "south": {Rounds: 2, Model: [32]byte{1}}} {
		w.must(out.Own(id, w.keys[id], w.runDir(id), &evidence.Account{Party: id, Outcome: o}))
	}
	_, err = out.Close()
	w.must(err)
	b, err := Open(path)
	w.must(err)
	got := say(b.Contradictions(w.audited(b)))
	for _, part := range []string{"declares the model 01000000, north declares 00000000", "declares 2 rounds, the party's ledger has 1"} {
		if !strings.Contains(got, part) {
			t.Errorf("does not say %q:\n%s", part, got)
		}
	}
}

func FuzzManifest(f *testing.F) {
	w := newWorld(f)
	b := w.made()
	text, err := os.ReadFile(filepath.Join(b.Path, ManifestFile))
	w.must(err)
	f.Add(text)
	f.Add([]byte(`{"bundle":1}`))
	f.Add([]byte(strings.Repeat("[", 100)))
	f.Fuzz(func(t *testing.T, text []byte) {
		m, err := parseManifest(text)
		if err != nil {
			return
		}
		if again, err := encode(m); err != nil || !bytes.Equal(again, text) {
			t.Errorf("%q is also %q", text, again)
		}
		for _, file := range m.Files {
			if !filepath.IsLocal(filepath.FromSlash(file.Path)) {
				t.Errorf("accepts %q", file.Path)
			}
		}
	})
}

func FuzzStatement(f *testing.F) {
	w := newWorld(f)
	b := w.made()
	text, err := os.ReadFile(filepath.Join(b.Path, "north", PartFile))
	w.must(err)
	f.Add(text)
	f.Add([]byte(`{"part":1}`))
	f.Fuzz(func(t *testing.T, other []byte) {
		_, err := parseStatement(other, "north", b.Hash, false, w.keys["north"].Public())
		if err == nil && !bytes.Equal(other, text) {
			t.Errorf("%q has a signature of north", other)
		}
	})
}

func FuzzConnections(f *testing.F) {
	text, err := json.Marshal(transport.Connection{ID: "00", Peer: "hub", Local: "[::1]:1", Opened: moment, Closed: moment})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(append(text, '\n'))
	f.Add([]byte("\n\n{}\n"))
	f.Add(bytes.Repeat([]byte("x"), maxConnection+1))
	f.Fuzz(func(t *testing.T, text []byte) {
		all, faults := readConnections(bufio.NewReader(bytes.NewReader(text)), "file")
		if len(faults) > 0 {
			return
		}
		var again []byte
		for _, c := range all {
			line, err := json.Marshal(c.Connection)
			if err != nil {
				t.Fatal(err)
			}
			again = append(append(again, line...), '\n')
		}
		if !bytes.Equal(again, text) {
			t.Errorf("%q is also %q", text, again)
		}
	})
}

// Whatever somebody makes of the ledger in a bundle, reading it ends and names
// nothing outside.
func FuzzOpen(f *testing.F) {
	w := newWorld(f)
	b := w.made()
	f.Add("north/ledger.jsonl", []byte("{}"))
	f.Add("bundle.json", []byte("{}"))
	f.Add("agreement.yaml", []byte("version: 1"))
	f.Add("hub/connections.jsonl", []byte("{}\n"))
	f.Fuzz(func(t *testing.T, name string, content []byte) {
		if !plain(name) {
			return
		}
		dir := filepath.Join(t.TempDir(), "bundle")
		if err := os.CopyFS(dir, os.DirFS(b.Path)); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(dir, filepath.FromSlash(name))
		if os.MkdirAll(filepath.Dir(path), 0o700) != nil || os.WriteFile(path, content, 0o600) != nil {
			return
		}
		changed, err := Open(dir)
		if err != nil {
			return
		}
		if old, err := os.ReadFile(filepath.Join(b.Path, filepath.FromSlash(name))); (err != nil || !bytes.Equal(old, content)) && len(changed.Problems) == 0 {
			t.Errorf("%s with %q goes unnoticed", name, content)
		}
	})
}
