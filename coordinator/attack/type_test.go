package attack_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"samband/client/participant"
	"samband/coordinator/server"
	"samband/pkg/identity"
	"samband/pkg/protocol"
	"samband/pkg/wire"
)

// uplink and downlink are all kinds of messages, by who sends them.
var (
	uplink   = append(slices.Clone(kinds), protocol.KindResume, protocol.KindRefuse, protocol.KindStop)
	downlink = []protocol.Kind{
		protocol.KindHellos, protocol.KindGroupKeys, protocol.KindAttempt, protocol.KindOpen, protocol.KindCommitments, protocol.KindClose,
		protocol.KindEndorsements, protocol.KindResult, protocol.KindChunk, protocol.KindDone, protocol.KindShown, protocol.KindStop,
	}
	// unasked are not sent in a run without trouble: tests send them themselves.
	unasked = []protocol.Kind{protocol.KindResume, protocol.KindRefuse, protocol.KindStop, protocol.KindAttempt, protocol.KindShown}
)

// bomb is appended to a message. It is far longer than any message of a run.
var bomb = make([]byte, 64<<20)

// spare is what a run that is attacked may allocate more than one that is not.
const spare = 24 << 20

// ways are how a message is malformed. Each gives the bytes that travel, and what
// the refusal has to say.
var ways = []struct {
	name, says string
	do         func(b []byte, m protocol.Message, sign func(protocol.Message)) []byte
}{
	{"truncated", "", func(b []byte, _ protocol.Message, _ func(protocol.Message)) []byte { return b[:len(b)-1] }},
	{"oversized", "longer than", func(b []byte, _ protocol.Message, _ func(protocol.Message)) []byte {
		return bomb[:len(bomb):len(bomb)]
	}},
	{"out of range", "prefix: mode", func(_ []byte, m protocol.Message, sign func(protocol.Message)) []byte {
		prefixOf(m).Mode = "dry-run"
		return encoded(m, sign)
	}},
	{"wrong parameter", "parameter set", func(_ []byte, m protocol.Message, sign func(protocol.Message)) []byte {
		prefixOf(m).Set = "sum-1000.1"
		return encoded(m, sign)
	}},
}

// binding tells whether a kind has a prefix that somebody compares: who returns
// or leaves may not know where the others stand.
func binding(kind protocol.Kind) bool {
	return kind != protocol.KindResume && kind != protocol.KindStop && kind != protocol.KindShown
}

func encoded(m protocol.Message, sign func(protocol.Message)) []byte {
	sign(m)
	b, err := wire.Marshal(m)
	if err != nil {
		panic(err)
	}
	return b
}

// prefixOf is where a message has its prefix.
func prefixOf(m protocol.Message) *protocol.Prefix {
	if u, ok := m.(*protocol.Upload); ok {
		return &u.Header.Prefix
	}
	return reflect.ValueOf(m).Elem().FieldByName("Prefix").Addr().Interface().(*protocol.Prefix)
}

// diary keeps the lines of a log from a level on.
type diary struct {
	mu    sync.Mutex
	lines []string
}

func (d *diary) Enabled(_ context.Context, l slog.Level) bool { return l >= slog.LevelWarn }
func (d *diary) WithAttrs([]slog.Attr) slog.Handler           { return d }
func (d *diary) WithGroup(string) slog.Handler                { return d }

func (d *diary) Handle(_ context.Context, r slog.Record) error {
	line := r.Message
	r.Attrs(func(a slog.Attr) bool { line += fmt.Sprintf(" %s=%v", a.Key, a.Value); return true })
	d.mu.Lock()
	defer d.mu.Unlock()
	d.lines = append(d.lines, line)
	return nil
}

// naming counts the lines that have all words.
func (d *diary) naming(words ...string) int {
	d.mu.Lock()
	defer d.mu.Unlock()
	n := 0
	for _, l := range d.lines {
		if !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(l, w) }) && !strings.Contains(l, "\n") {
			n++
		}
	}
	return n
}

// allocated is how many bytes a function has this process allocate.
func allocated(do func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	do()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// inPlaceOf makes the malformed bytes of a kind out of the message that is due,
// or for a kind that is not due out of one that stands where commitments stand.
func inPlaceOf(f *federation, kind protocol.Kind, from identity.ID, m protocol.Message) protocol.Message {
	if m.Kind() == kind {
		return copyOf(f, m)
	}
	if at := m.Kind(); !slices.Contains(unasked, kind) || at != protocol.KindCommit && at != protocol.KindCommitments {
		return nil
	}
	p := m.Position()
	switch kind {
	case protocol.KindResume:
		return &protocol.Resume{Prefix: p, From: from}
	case protocol.KindRefuse:
		return &protocol.Refuse{Prefix: p, From: from, Code: protocol.CodeShare}
	case protocol.KindStop:
		return &protocol.Stop{Prefix: p, From: from, Code: protocol.CodeStopped}
	case protocol.KindAttempt:
		p.Attempt++
		return &protocol.Attempt{Prefix: p}
	}
	return &protocol.Shown{Prefix: p}
}

// Every kind of message of a participant, malformed in every way: the run ends
// by the coordinator's one line that names the sender and what is wrong, and it
// allocates no more than a run without it.
func everyTypeToCoordinator(t *testing.T) {
	usual := allocated(func() { federate(t, 2, slow).undisturbed() })
	for _, kind := range uplink {
		for _, way := range ways {
			if way.name == "wrong parameter" && !binding(kind) {
				continue
			}
			t.Run(string(kind)+" "+way.name, func(t *testing.T) {
				used := allocated(func() {
					f := federate(t, 2, slow)
					log := new(diary)
					joined, first := f.joined(north)
					coordinator, address := f.serve(first, func(cfg *server.Config) { cfg.Log = slog.New(log) })
					p := f.join(north, address)
					<-joined // or the villain would end the run before
					f.enlist(south, address, func(v *villain) {
						done := false
						v.frame = func(m protocol.Message, b []byte) [][]byte {
							x := inPlaceOf(f, kind, south, m)
							if x == nil || done {
								return [][]byte{b}
							}
							done = true
							return [][]byte{way.do(bytes.Clone(b), x, func(m protocol.Message) {
								if u, ok := m.(*protocol.Upload); ok {
									v.sign(&u.Header)
								}
								v.sign(m)
							})}
						}
					})
					p.failed()
					coordinator.failed()
					if err := p.err.Error(); !strings.Contains(err, "south") || strings.Contains(err, "\n") {
						t.Errorf("north ended with: %s", err)
					}
					says := way.says
					if kind == protocol.KindChunk && way.name == "wrong parameter" {
						says = "without an upload"
					}
					if n := log.naming("south", says); n != 1 {
						t.Errorf("%d lines of the coordinator say what is wrong: %q", n, log.lines)
					}
				})
				if used > usual+spare {
					t.Errorf("%d MB were allocated, %d MB in a run without trouble", used>>20, usual>>20)
				}
			})
		}
	}
}

// The same of every kind of message of the coordinator: the participant ends with
// one line.
func everyTypeToParticipant(t *testing.T) {
	usual := allocated(func() { federate(t, 2, slow).undisturbed() })
	for _, kind := range downlink {
		for _, way := range ways {
			// A chunk of another prefix is one of an attempt that has passed.
			if way.name == "wrong parameter" && (!binding(kind) || kind == protocol.KindChunk) {
				continue
			}
			t.Run(string(kind)+" "+way.name, func(t *testing.T) {
				used := allocated(func() {
					f := federate(t, 2, slow)
					log := new(diary)
					_, address := f.serve()
					done := false
					r := f.relay(address, func(to identity.ID, m protocol.Message, b []byte) [][]byte {
						if to != north || done {
							return [][]byte{b}
						}
						x := inPlaceOf(f, kind, hub, m)
						if x == nil {
							return [][]byte{b}
						}
						done = true
						return [][]byte{way.do(bytes.Clone(b), x, func(protocol.Message) {})}
					})
					other := f.join(south, r.address)
					p := f.join(north, r.address, func(cfg *participant.Config) { cfg.Log = slog.New(log) })
					p.failed()
					log.lines = append(log.lines, p.err.Error())
					if n := log.naming("hub", way.says); n == 0 || strings.Contains(p.err.Error(), "\n") {
						t.Errorf("north says: %q", log.lines)
					}
					other.cancel()
				})
				if used > usual+spare {
					t.Errorf("%d MB were allocated, %d MB in a run without trouble", used>>20, usual>>20)
				}
			})
		}
	}
}
