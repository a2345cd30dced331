package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"time"

	"samband/pkg/identity"
	"samband/pkg/journal"
	"samband/pkg/ledger"
	"samband/pkg/protocol"
	"samband/pkg/secagg"
	"samband/pkg/transport"
	"samband/pkg/wire"
)

// partyCommandName is the command by which this program starts itself as one
// party of a round.
const partyCommandName = "one-party"

const coordinatorID = identity.ID("coordinator")

// partyConfig is what such a process is told on its standard input.
type partyConfig struct {
	Self          identity.ID
	Dir           string // with the keys of all parties; the process makes a folder of its own there
	Address       string // of the coordinator; empty for itself
	Participants  int
	Values        int
	Bits          int
	Scheme        string // of secagg, or float32Name
	Rounds        int
	BitsPerSecond float64 // of each link; 0 for as fast as the machine is
}

// listening is the coordinator's first line of output, finished its last.
type listening struct{ Address string }

type finished struct {
	Rounds []float64 // seconds that each round took, the first without the session before it
	Counts []transport.Count
}

// party is what both sides of a round have.
type party struct {
	cfg     partyConfig
	cell    cell
	round   secagg.Round // of the first prefix
	bodies  []int        // length of each chunk
	terms   *protocol.Terms
	keys    map[identity.ID]*identity.PrivateKey
	journal *journal.Journal
	ledger  *ledger.Writer
	counted *transport.Counters
}

// learning is the one phase of a run of rounds.
const learning = "learn"

func newParty(cfg partyConfig) (*party, error) {
	p := &party{cfg: cfg, cell: cell{cfg.Participants, cfg.Values, cfg.Bits}, keys: make(map[identity.ID]*identity.PrivateKey), counted: new(transport.Counters)}
	name := p.scheme()
	var prefix protocol.Prefix
	var err error
	if p.round, prefix, err = p.cell.round(name); err != nil {
		return nil, err
	}
	for _, shape := range p.round.Chunks {
		p.bodies = append(p.bodies, name.BodySize(shape))
	}
	if p.floats() {
		p.bodies = nil
		for left := 4 * cfg.Values; left > 0; left -= 4 * floatRun {
			p.bodies = append(p.bodies, min(left, 4*floatRun))
		}
	}
	if err := p.agree(prefix); err != nil {
		return nil, err
	}
	own := filepath.Join(cfg.Dir, string(cfg.Self))
	about := journal.About{Party: cfg.Self, Agreement: prefix.Agreement, Mode: string(protocol.Real)}
	if err := journal.Prepare(own, about, "bodies"); err != nil {
		return nil, err
	}
	meta := ledger.Meta{Party: cfg.Self, Agreement: prefix.Agreement, Key: p.keys[cfg.Self].Public()}
	if p.ledger, err = ledger.Create(filepath.Join(own, "ledger.jsonl"), meta, p.keys[cfg.Self]); err != nil {
		return nil, err
	}
	p.journal, err = journal.Open(filepath.Join(own, "journal.jsonl"))
	return p, err
}

// floats tells whether the round is that of float32 values in plaintext.
func (p *party) floats() bool { return p.cfg.Scheme == float32Name }

func (p *party) scheme() secagg.Scheme {
	if p.floats() {
		return secagg.Plaintext
	}
	return secagg.Scheme(p.cfg.Scheme)
}

// agree reads the keys and makes the terms of the run.
func (p *party) agree(prefix protocol.Prefix) error {
	c, k := p.cell, p.cell.committee(p.scheme())
	t := &protocol.Terms{
		Set: prefix.Set, Agreement: prefix.Agreement, Mode: protocol.Real, Coordinator: coordinatorID,
		Keys: make(map[identity.ID]identity.PublicKey), Threshold: k.threshold, Quorum: k.quorum,
		MinContributors: c.participants, MinClass: min(k.threshold+1, c.participants),
		Sealed: p.scheme() != secagg.Plaintext, Deadline: 10 * time.Minute,
		Phases: map[string][]string{learning: {learning, protocol.PhaseDone}}, First: learning, MaxRounds: p.cfg.Rounds,
	}
	for i := range c.participants {
		t.Participants = append(t.Participants, id(i))
	}
	t.Members = t.Participants[:k.members]
	for _, party := range append([]identity.ID{coordinatorID}, t.Participants...) {
		key, err := identity.Load(keyFile(p.cfg.Dir, party))
		if err != nil {
			return err
		}
		p.keys[party], t.Keys[party] = key, key.Public()
	}
	p.terms = t
	return nil
}

func keyFile(dir string, id identity.ID) string { return filepath.Join(dir, string(id)+".key") }

// makeKeys writes the identity keys of all parties of a run.
func makeKeys(dir string, participants int) error {
	for i := range participants + 1 {
		party := coordinatorID
		if i > 0 {
			party = id(i - 1)
		}
		key, err := identity.Generate()
		if err == nil {
			err = key.Save(keyFile(dir, party))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (p *party) transport() transport.Config {
	roster, limits := make(map[identity.PublicKey]identity.ID), make(map[protocol.Kind]int)
	for id, key := range p.terms.Keys {
		roster[key] = id
	}
	for _, k := range []protocol.Kind{protocol.KindHello, protocol.KindHellos, protocol.KindGroupKey, protocol.KindGroupKeys, protocol.KindAttempt,
		protocol.KindReady, protocol.KindOpen, protocol.KindCommit, protocol.KindCommitments, protocol.KindUpload, protocol.KindClose, protocol.KindEndorse,
		protocol.KindEndorsements, protocol.KindRelease, protocol.KindResult, protocol.KindFetch, protocol.KindChunk, protocol.KindAck, protocol.KindDone,
		protocol.KindResume, protocol.KindRefuse, protocol.KindStop} {
		limits[k] = 1 << 22
	}
	return transport.Config{
		Self: p.cfg.Self, Key: p.keys[p.cfg.Self], Roster: roster, Agreement: p.terms.Agreement, Mode: protocol.Real,
		Limits: wire.Limits{Participants: p.cfg.Participants, Bytes: limits}, Quota: transport.QuotaOf(p.cfg.Rounds, len(p.bodies)),
		Scheme: string(p.scheme()), Ledger: p.ledger, Counters: p.counted,
	}
}

func (p *party) close() error { return errors.Join(p.journal.Close(), p.ledger.Close()) }

// file is where a chunk of a body of this round lies. One file is written over
// in every round.
func (p *party) file(body string, chunk int) string {
	return filepath.Join(p.cfg.Dir, string(p.cfg.Self), "bodies", fmt.Sprintf("%s-%08d", body, chunk))
}

// partyCommand is one party of a round.
func partyCommand(_ []string, in io.Reader, out io.Writer) error {
	var cfg partyConfig
	if err := json.NewDecoder(in).Decode(&cfg); err != nil {
		return err
	}
	p, err := newParty(cfg)
	if err != nil {
		return err
	}
	if cfg.Self == coordinatorID {
		err = coordinate(p, out)
	} else {
		err = participate(p)
	}
	return errors.Join(err, p.close())
}
