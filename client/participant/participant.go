// Package participant is the participant's program: it drives protocol/site
// over the transport. Rows, updates and keys stay in this process; what leaves
// it goes through the transport and is recorded in the ledger.
package participant

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"samband/pkg/agreement"
	"samband/pkg/algorithm"
	"samband/pkg/data"
	"samband/pkg/digest"
	"samband/pkg/evidence"
	"samband/pkg/identity"
	"samband/pkg/journal"
	"samband/pkg/ledger"
	"samband/pkg/metrics"
	"samband/pkg/model"
	"samband/pkg/plan"
	"samband/pkg/protocol"
	"samband/pkg/protocol/site"
	"samband/pkg/seal"
	"samband/pkg/secagg"
	secsite "samband/pkg/secagg/site"
	"samband/pkg/transport"
	"samband/pkg/vector"
	"samband/pkg/wire"
)

// Config is what a run needs to know.
type Config struct {
	Agreement   *agreement.Agreement // signed by all; the caller has checked
	Self        identity.ID
	Key         *identity.PrivateKey
	Dir         string          // of the run: ledger, journal and what a round needs
	Train, Test *data.Table     // nil where a program of the site's own trains
	Table       *evidence.Table // what of the table may be told to others; nil for nothing
	Program     string          // this program: version, revision, SHA-256 of its file
	Trainer     Trainer         // that program; nil for none
	Coordinator string          // host:port
	Mode        protocol.Mode
	Log         *slog.Logger
	Notify      func(protocol.Notice, algorithm.Progress) // tells people, at this site alone; nil for nobody
	Metrics     *metrics.Run                              // figures of the run; nil for none
	Connected   func(Connection)                          // tells people of the connection; nil for nobody
	KeepSums    bool                                      // keep every sum, beside what was sent, in SumsFile
	Inspection  []byte                                    // public key to which contributions are kept for an inspector; nil if the agreement asks for none

	program algorithm.Program // Trainer in this run
}

// local is what learning gets of it.
func (c *Config) local() algorithm.Local {
	return algorithm.Local{ID: string(c.Self), Train: c.Train, Test: c.Test, Program: c.program}
}

// Outcome is what a participant has after a run.
type Outcome struct {
	Model      *model.Model          // nil where only the sites' own programs know it
	File       string                // of the model, in the directory of the run
	Digest     digest.Digest         // of the model
	Rehearsal  bool                  // it means nothing
	Evaluation *algorithm.Evaluation // of the model, on the test rows of all sites
	Rounds     int
	Clipped    []vector.Clipping  // per segment, over all rounds
	Progress   algorithm.Progress // after the last sum
	Personal   *algorithm.Personal
	Sets       [][]identity.ID // who was in the sum of each round
	Spent      *Spent          // of the privacy budget; nil without noise
	Warnings   []model.Fault   // about this site's rows and the result
	Table      *evidence.Table // as configured
	Program    string          // as configured
}

// Names of files in the directory of a run.
const (
	LedgerFile  = "ledger.jsonl"
	JournalFile = "journal.jsonl"
	ModelFile   = "model.json"

	// ParametersFile holds a model that only the sites' own programs know.
	ParametersFile = "model.safetensors"
)

// participant is one run under way. Only the loop touches it.
type participant struct {
	cfg     Config
	plan    *plan.Plan
	terms   *protocol.Terms
	machine *site.Machine
	learner algorithm.Learner
	scheme  secsite.Scheme
	name    secagg.Scheme

	dir     *directory
	journal *journal.Journal
	lines   *journal.Lines // of connections
	ledger  *ledger.Writer
	net     *link
	timer   *time.Timer
	later   []site.Input // answers to needs, in order

	again   bool              // in the directory of a process that crashed before the session stood
	founded bool              // the session stands, and the journal holds where the round began
	current journal.Entry     // the input whose effects are being done
	pending []protocol.Effect // that the process before may not have done
	opened  [2]uint32         // round and attempt whose contributors the ledger holds

	secrets secrets
	fetch   *fetching
	witness witness
	outcome Outcome
	halted  bool
	err     error // of the run
	rests   bool  // it may be taken up again
}

// Run takes part in a run and returns what it brought. A run that was cut short, by
// a crash or because somebody was missing, goes on where it stood. After a session
// that got as far as an endorsement there is no second one in the same directory.
// One that never got through to the coordinator leaves no directory.
func Run(ctx context.Context, cfg Config) (*Outcome, error) {
	release, err := journal.Hold(cfg.Dir)
	if err != nil {
		return nil, err
	}
	defer release()
	if cfg.Trainer != nil {
		cfg.program = program{cfg.Trainer, ctx}
	}
	p, err := newParticipant(cfg)
	if err != nil {
		return nil, err
	}
	if p.lines, err = journal.OpenLines(cfg.Dir, journal.ConnectionsFile); err == nil {
		err = p.startTrainer(ctx)
	}
	if err == nil {
		p.net, err = dial(ctx, cfg.Coordinator, p.transportConfig(), cfg.Agreement.Coordinator.ID, p.patience(), cfg.Connected)
	}
	if err != nil {
		if p.founded || p.again {
			p.rests = p.founded
			p.close()
			return nil, err
		}
		// Nothing was sent, so there was no run.
		p.close()
		return nil, errors.Join(err, os.RemoveAll(cfg.Dir))
	}
	defer p.close()
	defer p.net.close()
	// A coordinator that does not read must not keep this program from ending.
	stop := context.AfterFunc(ctx, func() { time.AfterFunc(leaveTime, p.net.abort) })
	defer stop()
	if !p.founded && !p.again {
		if err := journal.Reached(cfg.Dir); err != nil {
			return nil, err
		}
	}
	if err := p.loop(ctx); err != nil {
		return nil, err
	}
	return &p.outcome, nil
}

func newParticipant(cfg Config) (*participant, error) {
	pl, err := plan.New(cfg.Agreement)
	if err != nil {
		return nil, err
	}
	learner, err := algorithm.New(pl, cfg.local())
	if err != nil {
		return nil, err
	}
	name := pl.Scheme()
	scheme, err := secsite.New(name)
	if err != nil {
		return nil, err
	}
	p := &participant{
		cfg:     cfg,
		plan:    pl,
		terms:   protocol.TermsOf(pl, cfg.Mode),
		learner: learner,
		scheme:  scheme,
		name:    name,
		timer:   time.NewTimer(time.Hour),
		secrets: secrets{attempt: make(map[protocol.Prefix]*seal.PrivateKey)},
	}
	p.outcome.Rehearsal = cfg.Mode == protocol.Rehearsal
	p.machine = site.New(p.terms, cfg.Self, cfg.Key)
	p.witness = newWitness(cfg.Agreement)
	about := journal.About{Version: journal.Version, Party: cfg.Self, Agreement: pl.Hash, Mode: string(cfg.Mode)}
	meta := ledger.Meta{Party: cfg.Self, Agreement: pl.Hash, Key: cfg.Key.Public(), Rehearsal: cfg.Mode == protocol.Rehearsal}
	if goesOn, err := p.recover(about, meta); goesOn || err != nil {
		return p, err
	}
	if crashed, err := p.crashedEarly(about); err != nil {
		return nil, err
	} else if crashed {
		return p, p.startAgain(meta)
	}
	if p.dir, err = makeDirectory(cfg.Dir, about); err != nil {
		return nil, err
	}
	if err := cfg.Agreement.Save(filepath.Join(cfg.Dir, agreement.File)); err != nil {
		return nil, err
	}
	if p.ledger, err = ledger.Create(filepath.Join(cfg.Dir, LedgerFile), meta, cfg.Key); err != nil {
		return nil, err
	}
	if p.journal, err = journal.Open(filepath.Join(cfg.Dir, JournalFile)); err != nil {
		p.ledger.Close()
		return nil, err
	}
	return p, nil
}

func (p *participant) close() {
	p.secrets.destroy()
	p.journal.Close()
	if p.lines != nil {
		if err := p.lines.Close(); err != nil {
			p.cfg.Log.Warn("what was measured of connections could not be kept", "error", err)
		}
	}
	var err error
	if !p.founded || !p.rests {
		err = p.dispose()
	}
	if err != nil {
		p.cfg.Log.Error("what the run left could not be deleted: use close", "error", err)
	}
	if err := p.ledger.Close(); err != nil {
		p.cfg.Log.Error("the ledger could not be closed", "error", err)
	}
}

// dispose deletes what only a run under way needs, and records it.
func (p *participant) dispose() error {
	if err := errors.Join(p.dir.close(), os.RemoveAll(filepath.Join(p.cfg.Dir, JournalFile))); err != nil {
		return err
	}
	return p.ledger.Append(ledger.Disposal(p.cfg.Self, time.Now(), ledger.RoundSecrets))
}

func (p *participant) transportConfig() transport.Config {
	var counters *transport.Counters
	if p.cfg.Metrics != nil {
		counters = p.cfg.Metrics.Counters
	}
	return transport.Config{
		Counters:  counters,
		Self:      p.cfg.Self,
		Key:       p.cfg.Key,
		Roster:    p.cfg.Agreement.Roster(),
		Agreement: p.plan.Hash,
		Mode:      p.cfg.Mode,
		Limits:    wire.LimitsOf(len(p.plan.Participants), p.plan.Limits()),
		Scheme:    string(p.name),
		Ledger:    p.ledger,
		Log:       p.cfg.Log,
		Connections: func(c transport.Connection) {
			if err := p.lines.Add(c); err != nil {
				p.cfg.Log.Warn("what was measured of connections could not be kept", "error", err)
			}
		},
	}
}

// leaveTime is how long what is being sent may take once the program is told to
// end.
const leaveTime = 3 * time.Second

// patience is how long a lost connection is tried anew.
func (p *participant) patience() time.Duration { return p.terms.Deadline }
