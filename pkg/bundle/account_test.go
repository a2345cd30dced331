package bundle

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"samband/pkg/evidence"
	"samband/pkg/identity"
	"samband/pkg/ledger"
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

// A participant's program that is killed as it connects knows nothing of that
// connection. Of one on which something was said it has to.
func TestKilledWhileConnecting(t *testing.T) {
	for name, c := range map[string]struct {
		edit func(*transport.Connection)
		says bool
	}{
		"idle":              {func(*transport.Connection) {}, false},
		"ended in order":    {func(c *transport.Connection) { c.Orderly = true }, true},
		"frames of data":    {func(c *transport.Connection) { c.Received.Data = 9 }, true},
		"more than a greet": {func(c *transport.Connection) { c.Received.TCP = mostRefused + 1 }, true},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.connections("hub", func(all []transport.Connection) []transport.Connection {
				more := all[0]
				more.ID, more.Orderly = "00112233445566778899aabbccddeeff", false
				more.Sent, more.Received = transport.Measured{TCP: 2500, HTTP2: 60}, transport.Measured{TCP: 2100, HTTP2: 90}
				c.edit(&more)
				return append(all, more)
			})
			b := w.made()
			got := say(b.Account(w.audited(b)).Problems)
			if says := strings.Contains(got, "has no such connection"); says != c.says {
				t.Errorf("got\n%s", got)
			}
		})
	}
}

// rewritten has a party write its ledger anew, with its own key.
func (w *world) rewritten(id identity.ID, edit func([]ledger.Event) []ledger.Event) {
	w.Helper()
	path := filepath.Join(w.runDir(id), LedgerFile)
	var events []ledger.Event
	w.must(ledger.Each(path, func(l *ledger.Line) {
		if l.Kind == ledger.EventLine {
			events = append(events, l.Event)
		}
	}))
	w.must(os.Remove(path))
	l, err := ledger.Create(path, ledger.Meta{Party: id, Agreement: w.a.Hash(), Key: w.keys[id].Public()}, w.keys[id])
	w.must(err)
	for _, e := range edit(events) {
		w.must(l.Append(e))
	}
	w.must(l.Close())
}

// first and only the first connection is changed.
func first(edit func(*transport.Connection)) func([]transport.Connection) []transport.Connection {
	return func(all []transport.Connection) []transport.Connection {
		edit(&all[0])
		return all
	}
}

// What was on its way when a connection broke, and what a program that was killed
// did not tell, is said and is no problem.
func TestBrokenConnectionIsSaid(t *testing.T) {
	for name, breaks := range map[string]func(*world){
		"a message half arrived": func(w *world) {
			w.connections("north", first(func(c *transport.Connection) {
				c.Orderly = false
				c.Sent.Data -= 100
			}))
			w.connections("hub", first(func(c *transport.Connection) {
				c.Orderly = false
				c.Received.Data, c.Received.Messages, c.Received.Payload = 4000, 1, 100
			}))
			w.rewritten("hub", func(all []ledger.Event) []ledger.Event {
				return slices.DeleteFunc(all, func(e ledger.Event) bool { return e.Kind == "chunk" && e.From == "north" })
			})
		},
		"a message taken and not recorded": func(w *world) {
			w.connections("hub", first(func(c *transport.Connection) { c.Orderly = false }))
			w.rewritten("hub", func(all []ledger.Event) []ledger.Event {
				return slices.DeleteFunc(all, func(e ledger.Event) bool { return e.Kind == "chunk" && e.From == "north" })
			})
		},
		"a program killed": func(w *world) {
			w.connections("north", func([]transport.Connection) []transport.Connection { return nil })
			w.must(os.WriteFile(filepath.Join(w.runDir("north"), ConnectionsFile), nil, 0o600))
			w.rewritten("north", func(all []ledger.Event) []ledger.Event {
				return append(all, ledger.Reopening("north", moment, false))
			})
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			breaks(w)
			b := w.made()
			a := b.Account(w.audited(b))
			if len(a.Problems) > 0 || a.Traffic[0].Lost == 0 || a.Traffic[0].Excess != 0 {
				t.Errorf("%+v\n%s", a.Traffic, say(a.Problems))
			}
			if killed := name == "a program killed"; killed != (a.Traffic[0].Framing == OneSide) || killed != (a.OneSided == 1) {
				t.Errorf("framing by %s, %d connections by one side", a.Traffic[0].Framing, a.OneSided)
			}
		})
	}
}

// A party cannot hide what does not fit behind a connection that broke, or a
// program that was killed: neither explains more bytes on the way than it sent,
// or numbers that its own transport has beyond its ledger.
func TestBreakingExplainsNoMore(t *testing.T) {
	reopened := func(w *world, id identity.ID) {
		w.rewritten(id, func(all []ledger.Event) []ledger.Event { return append(all, ledger.Reopening(id, moment, false)) })
	}
	more := func(m *transport.Measured) {
		m.Messages, m.Payload, m.Data, m.HTTP2, m.TCP = m.Messages+1, m.Payload+1000, m.Data+1005, m.HTTP2+1005, m.TCP+1005
	}
	for name, c := range map[string]struct {
		do   func(*world)
		says string
	}{
		"sent and not in the ledger": {func(w *world) {
			w.connections("north", first(func(c *transport.Connection) { c.Orderly = false; more(&c.Sent) }))
			reopened(w, "north")
		}, "the transport counted 3 messages of 6100 bytes (sent), the ledger of north has 2 of 5100 bytes"},
		"many received and not in the ledger": {func(w *world) {
			w.connections("hub", first(func(c *transport.Connection) { c.Orderly = false; more(&c.Received); more(&c.Received) }))
		}, "the transport counted 4 messages of 7100 bytes (received)"},
		"bytes beside the messages": {func(w *world) {
			w.connections("north", first(func(c *transport.Connection) { c.Orderly = false; c.Sent.Data += 100 }))
		}, "DATA frames held 5210 bytes and messages with their prefixes 5110 (sent)"},
		"messages that never arrived": {func(w *world) {
			w.connections("hub", first(func(c *transport.Connection) { c.Orderly = false; c.Received.Data -= 100 }))
		}, "DATA frames held 5010 bytes and messages with their prefixes 5110 (received)"},
		"more data arrived than was sent": {func(w *world) {
			w.connections("north", first(func(c *transport.Connection) { c.Orderly = false; c.Sent.Data -= 100 }))
		}, "one end sent 5010 bytes of DATA and the other received 5110"},
		"framing made small": {func(w *world) {
			w.connections("north", first(func(c *transport.Connection) { c.Sent.HTTP2 -= 200 }))
		}, "one end sent 5300 bytes of HTTP/2 and the other received 5500"},
		"framing made large": {func(w *world) {
			w.connections("hub", first(func(c *transport.Connection) { c.Sent.HTTP2 += 1000 }))
		}, "one end sent 1900 bytes of HTTP/2 and the other received 900"},
		"with somebody else": {func(w *world) {
			w.connections("north", func(all []transport.Connection) []transport.Connection {
				c := all[0]
				c.ID, c.Peer, c.Sent, c.Received = strings.Repeat("0a", 16), "south", transport.Measured{}, transport.Measured{}
				return append(all, c)
			})
		}, "north/connections.jsonl, line 2: a connection with south, with whom north has none by the agreement"},
		"with a stranger": {func(w *world) {
			w.connections("hub", func(all []transport.Connection) []transport.Connection {
				c := all[0]
				c.ID, c.Peer = strings.Repeat("0a", 16), "mallory"
				return append(all, c)
			})
		}, "hub/connections.jsonl, line 3: a connection with mallory"},
		"measurements withheld": {func(w *world) {
			w.must(os.Remove(filepath.Join(w.runDir("north"), ConnectionsFile)))
		}, "north/connections.jsonl: is not there: north does not say what its transport measured"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			c.do(w)
			b := w.made()
			a := b.Account(w.audited(b))
			if got := say(b.Problems) + say(a.Problems); !strings.Contains(got, c.says) {
				t.Errorf("got\n%s\nwant %q", got, c.says)
			}
			for _, f := range a.Traffic {
				if f.Framing == BothEnds && (f.From == "north" || f.To == "north") && strings.HasPrefix(name, "framing") {
					t.Errorf("%s to %s is said to be measured by both ends", f.From, f.To)
				}
			}
		})
	}
}

// Lines that cannot be compared are found: they would be passed over.
func TestConnectionsThatCannotBeCompared(t *testing.T) {
	for says, edit := range map[string]func(*transport.Connection){
		`"hospital:7443" is no address and port`:                func(c *transport.Connection) { c.Local = "hospital:7443" },
		`"" is no address and port`:                             func(c *transport.Connection) { c.Remote = "" },
		`the name "north" is none of a connection`:              func(c *transport.Connection) { c.ID = "north" },
		`a connection without a name has a peer`:                func(c *transport.Connection) { c.ID = "" },
		"a connection without a name has a peer, or carried so": func(c *transport.Connection) { c.ID, c.Peer = "", "" },
		"a connection that was refused has 1000000 bytes": func(c *transport.Connection) { // a flow to elsewhere, made out as one
			*c = transport.Connection{Local: c.Local, Remote: "203.0.113.1:443", Sent: transport.Measured{TCP: 1_000_000}}
		},
	} {
		w := newWorld(t)
		w.connections("north", first(edit))
		if got := say(w.made().Problems); !strings.Contains(got, "north/connections.jsonl, line 1: "+says) {
			t.Errorf("got %q, want %q", got, says)
		}
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
