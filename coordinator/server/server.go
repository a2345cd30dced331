// Package server is the coordinator's program: it drives protocol/hub over the
// transport, keeps bodies in a spool on disk and adds them. It holds no key but
// the one that signs its ledger, no row, no update and no sum that it could
// read.
package server

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"time"

	"samband/pkg/agreement"
	"samband/pkg/identity"
	"samband/pkg/journal"
	"samband/pkg/ledger"
	"samband/pkg/metrics"
	"samband/pkg/plan"
	"samband/pkg/protocol"
	"samband/pkg/protocol/hub"
	"samband/pkg/transport"
	"samband/pkg/wire"
)

// Config is what a run needs to know.
type Config struct {
	Agreement *agreement.Agreement // signed by all; the caller has checked
	Key       *identity.PrivateKey
	Dir       string        // of the run: ledger, journal and spool
	Mode      protocol.Mode // real or rehearsal
	Log       *slog.Logger
	Notify    func(protocol.Notice) // tells people; nil for nobody
	Metrics   *metrics.Run          // figures of the run; nil for none
	Linger    time.Duration         // how long an early end is still told; of a complete run, one deadline
}

// Names of files in the directory of a run.
const (
	LedgerFile  = "ledger.jsonl"
	JournalFile = "journal.jsonl"
	SpoolFolder = "spool"
	WitnessFile = "witness.json"
)

// server is one run under way. Only the loop touches it.
type server struct {
	cfg     Config
	plan    *plan.Plan
	machine *hub.Machine
	spool   *spool
	journal *journal.Journal
	lines   *journal.Lines // of connections
	ledger  *ledger.Writer
	net     *transport.Server
	inbox   chan event
	done    chan struct{} // closed when the loop has ended
	timer   *time.Timer
	sums    map[identity.ID]*sending // sums that are being sent
	told    map[identity.ID]bool     // who left after it was told that the run is complete
	witness *witness
	goesOn  bool              // where an earlier process stood
	pending []protocol.Effect // that it may not have done
	halted  bool
	err     error // of the run
	rests   bool  // it may be taken up again
}

// event is what the loop takes, one at a time.
type event struct {
	from    identity.ID
	message protocol.Message
	left    bool      // the connection of from is over
	refused bool      // because of what it sent
	flood   bool      // because of how much it sent
	orderly bool      // and from closed it itself
	sent    bool      // a sum has been sent to from
	input   hub.Input // the outcome of an effect
	err     error     // of an effect; ends the run
}

// Run waits on listener for the participants of the agreement, drives the run
// to its end and returns why it ended early, if it did. After a session that
// got as far as opening a sum there is no second one in the same directory.
func Run(ctx context.Context, cfg Config, listener net.Listener) error {
	p, err := plan.New(cfg.Agreement)
	if err != nil {
		return err
	}
	release, err := journal.Hold(cfg.Dir)
	if err != nil {
		return err
	}
	defer release()
	s := &server{
		cfg:   cfg,
		plan:  p,
		inbox: make(chan event, 64),
		done:  make(chan struct{}),
		timer: time.NewTimer(time.Hour),
		sums:  make(map[identity.ID]*sending),
		told:  make(map[identity.ID]bool),
		spool: newSpool(filepath.Join(cfg.Dir, SpoolFolder), p.Scheme()),
	}
	s.machine = hub.New(protocol.TermsOf(p, cfg.Mode))
	if err := s.openFiles(); err != nil {
		return err
	}
	defer s.closeFiles()

	s.net, err = transport.NewServer(s.transportConfig(), handler{s})
	if err != nil {
		return err
	}
	// The network outlives an interrupt, until everybody has been told of it.
	network, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	served := make(chan error, 1)
	go func() {
		served <- s.net.Serve(network, listener)
		close(served)
	}()

	err = s.loop(ctx, served)
	s.linger(ctx)
	close(s.done)
	cancel()
	<-served
	return err
}

// openFiles goes on with the files of an earlier process of this run if it
// founded a session, and else makes new ones.
func (s *server) openFiles() error {
	c := &s.cfg.Agreement.Coordinator
	about := journal.About{Version: journal.Version, Party: c.ID, Agreement: s.plan.Hash, Mode: string(s.cfg.Mode)}
	meta := ledger.Meta{Party: c.ID, Agreement: s.plan.Hash, Key: s.cfg.Key.Public(), Rehearsal: s.cfg.Mode == protocol.Rehearsal}
	again := false
	book, messages := filepath.Join(s.cfg.Dir, LedgerFile), filepath.Join(s.cfg.Dir, JournalFile)
	if had, err := journal.ReadAbout(s.cfg.Dir); err == nil && had == about {
		if s.goesOn, err = s.replay(); err != nil {
			return err
		}
		if !s.goesOn {
			if again, err = s.crashedEarly(book); err != nil {
				return err
			}
		}
	}
	if again { // there is nothing to go on from, but the ledger goes on
		for _, name := range []string{SpoolFolder, WitnessFile, JournalFile} {
			if err := os.RemoveAll(filepath.Join(s.cfg.Dir, name)); err != nil {
				return err
			}
		}
	}
	if s.goesOn || again {
		w, torn, err := ledger.Reopen(book, meta, s.cfg.Key)
		if err != nil {
			return err
		}
		s.ledger = w
		err = w.Append(ledger.Reopening(c.ID, time.Now(), torn))
		if s.goesOn {
			err = errors.Join(err, journal.Repair(messages))
		}
		if err != nil {
			return errors.Join(err, w.Close())
		}
	} else {
		if err := journal.Prepare(s.cfg.Dir, about, SpoolFolder, WitnessFile); err != nil {
			return err
		}
		if err := s.cfg.Agreement.Save(filepath.Join(s.cfg.Dir, agreement.File)); err != nil {
			return err
		}
		w, err := ledger.Create(book, meta, s.cfg.Key)
		if err != nil {
			return fmt.Errorf("the ledger of this run: %w", err)
		}
		s.ledger = w
	}
	var err error
	if s.witness, err = newWitness(s.ledger, s.cfg.Agreement, s.cfg.Key, filepath.Join(s.cfg.Dir, WitnessFile)); err != nil {
		return errors.Join(err, s.ledger.Close())
	}
	s.lines, err = journal.OpenLines(s.cfg.Dir, journal.ConnectionsFile)
	if err != nil {
		return errors.Join(err, s.ledger.Close())
	}
	s.journal, err = journal.Open(messages)
	return err
}

// crashedEarly tells whether an earlier process crashed before a session stood.
func (s *server) crashedEarly(book string) (bool, error) {
	bound, err := journal.ReadBound(s.cfg.Dir)
	if err != nil || len(bound) > 0 {
		return false, err
	}
	disposed, err := ledger.Disposed(book)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return !disposed, err
}

func (s *server) closeFiles() {
	if s.journal != nil {
		s.journal.Close()
	}
	if err := s.lines.Close(); err != nil {
		s.cfg.Log.Warn("what was measured of connections could not be kept", "error", err)
	}
	var err error
	if !s.keeps() {
		if err = errors.Join(s.spool.remove(), os.RemoveAll(filepath.Join(s.cfg.Dir, WitnessFile))); err == nil {
			err = s.ledger.Append(ledger.Disposal(s.cfg.Agreement.Coordinator.ID, time.Now(), ledger.Bodies))
		}
	}
	if err != nil {
		s.cfg.Log.Error("the spool could not be deleted: use close", "error", err)
	}
	if err := s.ledger.Close(); err != nil {
		s.cfg.Log.Error("the ledger could not be closed", "error", err)
	}
}

// keeps tells whether the run may be taken up again, or somebody still has to
// accept one of its sums.
func (s *server) keeps() bool {
	return s.rests && !s.machine.Session().IsZero() || s.machine.State() == hub.Finished && s.machine.Owes()
}

func (s *server) transportConfig() transport.Config {
	var counters *transport.Counters
	if s.cfg.Metrics != nil {
		counters = s.cfg.Metrics.Counters
	}
	return transport.Config{
		Counters:  counters,
		Self:      s.cfg.Agreement.Coordinator.ID,
		Key:       s.cfg.Key,
		Roster:    s.cfg.Agreement.Roster(),
		Agreement: s.plan.Hash,
		Mode:      s.cfg.Mode,
		Limits:    wire.LimitsOf(len(s.plan.Participants), s.plan.Limits()),
		Quota:     quota(s.plan),
		Scheme:    s.cfg.Agreement.Aggregation.Scheme,
		Ledger:    s.ledger,
		Log:       s.cfg.Log,
		Connections: func(c transport.Connection) {
			if err := s.lines.Add(c); err != nil {
				s.cfg.Log.Warn("what was measured of connections could not be kept", "error", err)
			}
		},
	}
}

// handler hands what the connections bring to the loop. It blocks while the
// loop is behind, so that a flood stays with its sender.
type handler struct{ s *server }

func (h handler) Joined(identity.ID) {} // its hello or resume follows

func (h handler) Left(id identity.ID, err error) { // transport has logged why
	h.s.post(event{from: id, left: true, orderly: err == nil, refused: errors.Is(err, transport.ErrRefused), flood: errors.Is(err, transport.ErrFlood)})
}

func (h handler) Received(id identity.ID, m protocol.Message) error {
	h.s.post(event{from: id, message: m})
	return nil
}

// post hands an event to the loop, or to nobody once that has ended.
func (s *server) post(e event) {
	select {
	case s.inbox <- e:
	case <-s.done:
	}
}
