package attack_test

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"samband/client/participant"
	"samband/coordinator/server"
	"samband/pkg/digest"
	"samband/pkg/identity"
	"samband/pkg/ledger"
	"samband/pkg/protocol"
	"samband/pkg/transport"
)

// longest is how long a party may take to return before it counts as hanging.
const longest = 30 * time.Second

// party is a real program under way.
type party struct {
	f       *federation
	id      identity.ID
	dir     string
	cancel  context.CancelFunc
	done    chan struct{}
	outcome *participant.Outcome
	err     error
}

func (f *federation) start(id identity.ID, dir string, run func(context.Context, *party) error) *party {
	ctx, cancel := context.WithCancel(context.Background())
	p := &party{f: f, id: id, dir: dir, cancel: cancel, done: make(chan struct{})}
	f.t.Cleanup(func() { cancel(); <-p.done })
	go func() {
		defer close(p.done)
		p.err = run(ctx, p)
	}()
	return p
}

// wait wants the party to return.
func (p *party) wait() error {
	p.f.t.Helper()
	select {
	case <-p.done:
	case <-time.After(longest):
		p.f.t.Fatalf("%s does not return", p.id)
	}
	return p.err
}

// join starts a real participant; change may alter how.
func (f *federation) join(id identity.ID, address string, change ...func(*participant.Config)) *party {
	train, test := f.table(id)
	cfg := participant.Config{
		Agreement: f.a, Self: id, Key: f.keys[id], Dir: filepath.Join(f.dir, string(id)), Train: train, Test: test,
		Coordinator: address, Mode: protocol.Real, Log: slog.New(slog.DiscardHandler),
	}
	for _, c := range change {
		c(&cfg)
	}
	return f.start(id, cfg.Dir, func(ctx context.Context, p *party) (err error) {
		p.outcome, err = participant.Run(ctx, cfg)
		return err
	})
}

// inDir has a participant use another directory.
func inDir(f *federation, name string) func(*participant.Config) {
	return func(c *participant.Config) { c.Dir = filepath.Join(f.dir, name, string(c.Self)) }
}

// serve starts the real coordinator and returns where it listens.
func (f *federation) serve(change ...func(*server.Config)) (*party, string) {
	l, err := transport.Listen("127.0.0.1:0")
	f.must(err)
	cfg := server.Config{
		Agreement: f.a, Key: f.keys[hub], Dir: filepath.Join(f.dir, string(hub)), Mode: protocol.Real,
		Log: slog.New(slog.DiscardHandler), Linger: time.Second,
	}
	for _, c := range change {
		c(&cfg)
	}
	p := f.start(hub, cfg.Dir, func(ctx context.Context, _ *party) error { return server.Run(ctx, cfg, l) })
	return p, l.Addr().String()
}

// joined is closed when the coordinator has a participant's hello.
func (f *federation) joined(id identity.ID) (<-chan struct{}, func(*server.Config)) {
	c := make(chan struct{})
	return c, func(cfg *server.Config) {
		cfg.Notify = func(n protocol.Notice) {
			if n.Step == protocol.StepJoined && n.Parties[0] == id {
				close(c)
			}
		}
	}
}

// events reads a party's ledger.
func (p *party) events() []ledger.Event {
	p.f.t.Helper()
	file, err := os.Open(filepath.Join(p.dir, participant.LedgerFile))
	p.f.must(err)
	defer file.Close()
	var events []ledger.Event
	for r := ledger.NewReader(file); ; {
		l, err := r.Next()
		if errors.Is(err, io.EOF) {
			return events
		}
		p.f.must(err)
		if l.Kind == ledger.EventLine {
			events = append(events, l.Event)
		}
	}
}

// refused wants a party's ledger to say that it refused for this reason, and
// because of whom.
func (p *party) refused(code protocol.Code, about identity.ID) {
	p.f.t.Helper()
	var had []string
	for _, e := range p.events() {
		if e.Direction != ledger.Local || e.Kind != string(protocol.KindRefuse) && e.Kind != "refusal" && e.Kind != "connection" {
			continue
		}
		if e.Note == string(code) && e.To == about {
			return
		}
		had = append(had, e.Note+" by "+string(e.To))
	}
	p.f.t.Errorf("%s has not recorded the refusal %s by %q, but %q; it ended with: %v", p.id, code, about, had, p.err)
}

// ended wants a party to have returned with one line that has the code and the
// name.
func (p *party) ended(code protocol.Code, about identity.ID) {
	p.f.t.Helper()
	var e *protocol.Error
	if err := p.wait(); !errors.As(err, &e) {
		p.f.t.Errorf("%s ended with: %v", p.id, err)
	} else if e.Code != code || e.Party != about || strings.Contains(e.Error(), "\n") {
		p.f.t.Errorf("%s ended with %q, want one line with %s naming %q", p.id, e, code, about)
	}
}

// failed wants a party to have returned, without success and without a model.
func (p *party) failed() {
	p.f.t.Helper()
	if p.wait() == nil {
		p.f.t.Errorf("%s ended as if all were well", p.id)
	}
	if _, err := os.Stat(filepath.Join(p.dir, participant.ModelFile)); !errors.Is(err, fs.ErrNotExist) {
		p.f.t.Errorf("%s has a model: %v", p.id, err)
	}
}

// sent counts the messages of a kind that a party's ledger says it sent.
func (p *party) sent(kind protocol.Kind) int {
	p.f.t.Helper()
	n := 0
	for _, e := range p.events() {
		if e.Direction == ledger.Sent && e.Kind == string(kind) {
			n++
		}
	}
	return n
}

// sentIn counts those of one round.
func (p *party) sentIn(kind protocol.Kind, round uint32) int {
	p.f.t.Helper()
	n := 0
	for _, e := range p.events() {
		if e.Direction == ledger.Sent && e.Kind == string(kind) && e.Round == round {
			n++
		}
	}
	return n
}

// nothing wants that parties failed and that none of them ever endorsed or
// released anything.
func nothing(parties ...*party) {
	for _, p := range parties {
		p.f.t.Helper()
		p.failed()
		for _, k := range []protocol.Kind{protocol.KindEndorse, protocol.KindRelease} {
			if n := p.sent(k); n > 0 {
				p.f.t.Errorf("%s sent %d %s", p.id, n, k)
			}
		}
	}
}

// model is the digest of a party's model file.
func (p *party) model() digest.Digest {
	p.f.t.Helper()
	if err := p.wait(); err != nil {
		p.f.t.Fatalf("%s ended with: %v", p.id, err)
	}
	b, err := os.ReadFile(filepath.Join(p.dir, participant.ModelFile))
	p.f.must(err)
	return digest.Of(b)
}

// undisturbed is the model that a run in which nobody misbehaves gives.
func (f *federation) undisturbed() digest.Digest {
	f.t.Helper()
	coordinator, address := f.serve(func(c *server.Config) { c.Dir = filepath.Join(f.dir, "undisturbed", string(hub)) })
	var parties []*party
	for _, id := range f.ids {
		parties = append(parties, f.join(id, address, inDir(f, "undisturbed")))
	}
	first := parties[0].model()
	for _, p := range parties {
		if p.model() != first {
			f.t.Error("the participants have different models")
		}
	}
	f.must(coordinator.wait())
	return first
}

// listen opens a port on loopback.
func listen(t testing.TB) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return l
}
