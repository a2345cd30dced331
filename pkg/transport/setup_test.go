package transport

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"samband/pkg/digest"
	"samband/pkg/identity"
	"samband/pkg/ledger"
	"samband/pkg/protocol"
	"samband/pkg/wire"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const hub = identity.ID("hub")

// patience bounds waiting for what must happen; no test waits for it to pass.
const patience = 20 * time.Second

// run is a coordinator with its server on loopback, and the keys of everybody.
type run struct {
	t       testing.TB
	keys    map[identity.ID]*identity.PrivateKey
	cfg     Config // the coordinator's
	log     *text
	server  *Server
	handler *script
	address string
	ledger  string
}

// start serves a coordinator for the parties until the test ends.
func start(t testing.TB, parties ...identity.ID) *run {
	t.Helper()
	return startWith(t, func(*Config) {}, parties...)
}

// startWith is start with another configuration of the coordinator.
func startWith(t testing.TB, edit func(*Config), parties ...identity.ID) *run {
	t.Helper()
	r := &run{t: t, keys: make(map[identity.ID]*identity.PrivateKey), log: new(text), handler: newScript()}
	for _, id := range append(parties, hub) {
		r.keys[id] = newKey(t)
	}
	r.cfg = r.config(hub)
	r.cfg.Log = slog.New(slog.NewTextHandler(r.log, nil))
	edit(&r.cfg)
	var err error
	if r.server, err = NewServer(r.cfg, r.handler); err != nil {
		t.Fatal(err)
	}
	l, err := Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	r.address = l.Addr().String()
	ctx, cancel := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- r.server.Serve(ctx, l) }()
	t.Cleanup(func() {
		cancel()
		if err := receive(t, served, "the end of Serve"); err != nil {
			t.Errorf("Serve: %v", err)
		}
	})
	return r
}

func newKey(t testing.TB) *identity.PrivateKey {
	t.Helper()
	k, err := identity.Generate()
	if err != nil {
		t.Fatal(err)
	}
	return k
}

var agreed = digest.Of([]byte("agreement"))

// limits of the kinds that the tests send.
var limits = map[string]int{"resume": 1 << 10, "attempt": 1 << 10, "stop": 1 << 10, "done": 1 << 10, "ack": 1 << 12, "upload": 1 << 12, "result": 1 << 19, "chunk": 1<<18 + 1<<10}

// config is what a party is told, with a ledger of its own.
func (r *run) config(id identity.ID) Config {
	r.t.Helper()
	roster := make(map[identity.PublicKey]identity.ID)
	for id, key := range r.keys {
		roster[key.Public()] = id
	}
	path := filepath.Join(r.t.TempDir(), string(id)+".ledger")
	if id == hub {
		r.ledger = path
	}
	w, err := ledger.Create(path, ledger.Meta{Party: id, Agreement: agreed, Key: r.keys[id].Public()}, r.keys[id])
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() { w.Close() })
	return Config{Self: id, Key: r.keys[id], Roster: roster, Agreement: agreed, Mode: protocol.Real,
		Limits: wire.LimitsOf(4, limits), Quota: QuotaOf(4, 4), Scheme: "one-time-he", Ledger: w, Counters: new(Counters)}
}

// dial connects a party that must get through.
func (r *run) dial(cfg Config) *Client {
	r.t.Helper()
	c, err := Dial(context.Background(), r.address, cfg, hub)
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() { c.Close() })
	return c
}

func (r *run) join(id identity.ID) *Client {
	r.t.Helper()
	c := r.dial(r.config(id))
	r.handler.wait(r.t, "joined "+string(id))
	return c
}

// refused dials and wants an error that says all of want in one line.
func (r *run) refused(cfg Config, address string, want ...string) *Error {
	r.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	c, err := Dial(ctx, address, cfg, hub)
	if err == nil {
		c.Close()
		r.t.Fatal("connected")
	}
	var e *Error
	if !errors.As(err, &e) {
		r.t.Fatalf("%T is no *Error: %v", err, err)
	}
	contains(r.t, err.Error(), want...)
	return e
}

func contains(t testing.TB, got string, want ...string) {
	t.Helper()
	if strings.ContainsAny(got, "\n\x1b") {
		t.Errorf("not one clean line: %q", got)
	}
	for _, w := range want {
		if !strings.Contains(got, w) {
			t.Errorf("%q does not say %q", got, w)
		}
	}
}

func place() protocol.Prefix {
	return protocol.Prefix{Set: "sum-2", Agreement: agreed, Mode: protocol.Real, Round: 3, Attempt: 1}
}

func resume(id identity.ID) *protocol.Resume { return &protocol.Resume{Prefix: place(), From: id} }

// receive waits for a value.
func receive[T any](t testing.TB, c <-chan T, what string) T {
	t.Helper()
	select {
	case v := <-c:
		return v
	case <-time.After(patience):
		t.Fatalf("waited in vain for %s", what)
		panic("unreachable")
	}
}

func (r *run) next(c *Client) (protocol.Message, error) {
	r.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	return c.Receive(ctx)
}

// script is a handler that reports each call as a line, in order.
type script struct {
	lines    chan string
	received func(identity.ID, protocol.Message) error
}

func newScript() *script {
	return &script{make(chan string, 1024), func(identity.ID, protocol.Message) error { return nil }}
}

func (s *script) Joined(id identity.ID) { s.lines <- "joined " + string(id) }

func (s *script) Received(id identity.ID, m protocol.Message) error {
	err := s.received(id, m)
	s.lines <- fmt.Sprintf("%s from %s", m.Kind(), id)
	return err
}

func (s *script) Left(id identity.ID, err error) { s.lines <- fmt.Sprintf("left %s: %v", id, err) }

// wait wants the next line to begin as given, and gives all of it.
func (s *script) wait(t testing.TB, want string) string {
	t.Helper()
	got := receive(t, s.lines, want)
	if !strings.HasPrefix(got, want) {
		t.Fatalf("got %q, want %q", got, want)
	}
	return got
}

// text is a log that can be read while it is written.
type text struct {
	mu      sync.Mutex
	b       bytes.Buffer
	waiting []waiter
}

type waiter struct {
	want string
	seen chan string
}

func (l *text) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, w := range l.waiting {
		if strings.Contains(string(p), w.want) {
			select {
			case w.seen <- strings.TrimSpace(string(p)):
			default:
			}
		}
	}
	return l.b.Write(p)
}

// line waits for a line that says want.
func (l *text) line(t testing.TB, want string) string {
	t.Helper()
	l.mu.Lock()
	for line := range strings.Lines(l.b.String()) {
		if strings.Contains(line, want) {
			l.mu.Unlock()
			return strings.TrimSpace(line)
		}
	}
	w := waiter{want, make(chan string, 1)}
	l.waiting = append(l.waiting, w)
	l.mu.Unlock()
	return receive(t, w.seen, "a log line with "+want)
}

// silent is a TCP server that hands each connection to serve.
func silent(t testing.TB, serve func(net.Conn)) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	all.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			all.Go(func() { defer c.Close(); serve(c) })
		}
	})
	t.Cleanup(func() { l.Close(); all.Wait() })
	return l.Addr().String()
}
