package participant

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"time"

	"samband/pkg/data"
	"samband/pkg/digest"
	"samband/pkg/journal"
	"samband/pkg/ledger"
	"samband/pkg/phrase"
	"samband/pkg/protocol"
	"samband/pkg/protocol/site"
	"samband/pkg/seal"
	"samband/pkg/wire"
)

// recover goes on where an earlier process of the same run stood; false if there
// is none that a session of it could go on from.
func (p *participant) recover(about journal.About, meta ledger.Meta) (bool, error) {
	dir := p.cfg.Dir
	if had, err := journal.ReadAbout(dir); err != nil || had.Party != about.Party || had.Agreement != about.Agreement || had.Mode != about.Mode {
		return false, nil // makeDirectory says why, or makes it
	}
	path := filepath.Join(dir, JournalFile)
	entries, err := journal.Read(path, wire.LimitsOf(len(p.plan.Participants), p.plan.Limits()))
	if errors.Is(err, fs.ErrNotExist) || err == nil && len(entries) == 0 {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	session, err := p.readSession()
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	p.dir = &directory{dir}
	if err := p.replay(entries, session); err != nil {
		return false, fmt.Errorf("%s: %w", path, err)
	}
	if err := errors.Join(p.dir.dropStale(p.machine.Round()), journal.Repair(path)); err != nil {
		return false, err
	}
	return true, p.reopen(meta)
}

// crashedEarly tells whether an earlier process crashed before its session stood:
// there is nothing to go on from, but its ledger goes on.
func (p *participant) crashedEarly(about journal.About) (bool, error) {
	dir := p.cfg.Dir
	if had, err := journal.ReadAbout(dir); err != nil || had != about {
		return false, nil
	}
	if _, err := os.Stat(filepath.Join(dir, journal.AwaitFile)); err == nil {
		return false, nil
	}
	bound, err := journal.ReadBound(dir)
	if err != nil || len(bound) > 0 {
		return false, err
	}
	disposed, err := ledger.Disposed(filepath.Join(dir, LedgerFile))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return !disposed, err
}

// startAgain says hello in the directory of a process that crashed before its
// session stood.
func (p *participant) startAgain(meta ledger.Meta) error {
	p.dir = &directory{p.cfg.Dir}
	if err := errors.Join(p.dir.close(), os.RemoveAll(filepath.Join(p.cfg.Dir, JournalFile)), p.dir.endRound()); err != nil {
		return err
	}
	p.again = true
	return p.reopen(meta)
}

// replay gives the machine the inputs since the round began. What they led to
// was done by the process before, except for the last one's and for needs that
// were not answered.
func (p *participant) replay(entries []journal.Entry, session digest.Digest) error {
	var s site.Snapshot
	if entries[0].Input != recordSnapshot {
		return errors.New("does not begin with where a round began")
	}
	if err := json.Unmarshal(entries[0].Value, &s); err != nil {
		return err
	}
	if s.Prefix.Session != session {
		return fmt.Errorf("is of another session than %s", SessionFile)
	}
	p.machine = site.Resume(p.terms, p.cfg.Self, p.cfg.Key, &s)
	p.founded = true
	p.outcome.Sets, p.outcome.Rounds = s.Sets, len(s.Sets)
	summed := false
	var last []protocol.Effect
	if len(entries) == 1 && s.Ready == nil && p.terms.IsMember(p.cfg.Self) {
		last = []protocol.Effect{site.NeedReady{Prefix: s.Prefix}}
	}
	for i, e := range entries[1:] {
		in, err := input(e)
		if err != nil {
			return err
		}
		p.pending = unanswered(p.pending, in)
		effects, _ := p.machine.Step(time.Now(), in) // refused then, refused now
		summed = summed || e.Input == recordSum
		if last = effects; i == len(entries)-2 {
			p.current = e
			break
		}
		if more := needs(effects); len(more) > 0 {
			p.pending = more // a newer need takes the place of what it supersedes
		}
	}
	for _, e := range last {
		switch e.(type) {
		case protocol.Send, site.SendBody, protocol.Timer: // the return sends all again
		default:
			p.pending = append(p.pending, e)
		}
	}
	return p.restoreLearner(summed)
}

// needs are the effects that the driver answers.
func needs(effects []protocol.Effect) []protocol.Effect {
	var all []protocol.Effect
	for _, e := range effects {
		switch e.(type) {
		case site.NeedReady, site.NeedCommit, site.NeedProtect, site.NeedRelease, site.NeedSum:
			all = append(all, e)
		}
	}
	return all
}

// unanswered are the needs that in does not answer.
func unanswered(pending []protocol.Effect, in site.Input) []protocol.Effect {
	_, failed := in.(site.Failed)
	for i, e := range pending {
		answered := false
		switch e.(type) {
		case site.NeedReady:
			_, answered = in.(site.Ready)
		case site.NeedCommit:
			_, answered = in.(site.Commit)
			answered = answered || failed
		case site.NeedProtect:
			_, answered = in.(site.Protected)
			answered = answered || failed
		case site.NeedRelease:
			_, answered = in.(site.Release)
			answered = answered || failed
		case site.NeedSum:
			_, answered = in.(site.Sum)
			answered = answered || failed
		}
		if answered {
			return append(pending[:i:i], pending[i+1:]...)
		}
	}
	return pending
}

// goOn does what the process before may not have done, and tells the coordinator
// where this participant stands.
func (p *participant) goOn() {
	p.do(p.machine.Continue(time.Now()))
	p.do(p.machine.Return(time.Now()))
	pending := p.pending
	p.pending = nil
	p.do(pending)
}

// reopen continues the ledger and the journal of the process before.
func (p *participant) reopen(meta ledger.Meta) error {
	path := filepath.Join(p.cfg.Dir, LedgerFile)
	w, torn, err := ledger.Reopen(path, meta, p.cfg.Key)
	if err != nil {
		return err
	}
	p.ledger = w
	if err := w.Append(ledger.Reopening(p.cfg.Self, time.Now(), torn)); err != nil {
		return errors.Join(err, w.Close())
	}
	err = ledger.Each(path, func(l *ledger.Line) {
		p.witness.restore(l)
		if l.Kind == ledger.EventLine && l.Event.Kind == ledger.KindContributor {
			p.opened = [2]uint32{l.Event.Round, l.Event.Attempt}
		}
	})
	if err != nil {
		return errors.Join(err, w.Close())
	}
	if p.journal, err = journal.Open(filepath.Join(p.cfg.Dir, JournalFile)); err != nil {
		return errors.Join(err, w.Close())
	}
	return nil
}

// readSession takes up the keys of the session that the process before was in.
func (p *participant) readSession() (session digest.Digest, err error) {
	path := filepath.Join(p.cfg.Dir, SessionFile)
	text, err := os.ReadFile(path)
	if err != nil {
		return session, err
	}
	defer clear(text)
	var s sessionFile
	if err := json.Unmarshal(text, &s); err != nil || s.Version != fileVersion {
		return session, phrase.Errorf("run.session", "%s: not written by this version of the program (%d); use the program that wrote it", path, fileVersion)
	}
	defer clear(s.Group)
	defer clear(s.Part)
	if p.secrets.group, err = seal.ParseGroup(s.Group); err != nil {
		return session, fmt.Errorf("%s: %w", path, err)
	}
	if s.Rows != p.rows(p.secrets.group) {
		return session, phrase.Errorf("run.rows", "%s: this run began with other rows than those at hand: the difference of two sums would show what has changed; use the same table, or give the run up with: close --give-up", path)
	}
	if s.Part != nil {
		if p.secrets.part, err = p.scheme.ParsePart(p.plan.Set, s.Part); err == nil {
			p.scheme, err = p.scheme.Join(p.plan.Set, s.Hellos, s.Publics, p.secrets.part)
		}
		if err != nil {
			return session, fmt.Errorf("%s: %w", path, err)
		}
	}
	return s.Session, nil
}

// rows identifies the rows of this site under a key of the session.
func (p *participant) rows(group *seal.Group) digest.Digest { return p.rowsUnder(group.StateKey()) }

func (p *participant) rowsUnder(key []byte) digest.Digest {
	h := digest.NewKeyed(key, "samband rows")
	for _, t := range []*data.Table{p.cfg.Train, p.cfg.Test} {
		if t == nil {
			h.Count(0)
			continue
		}
		h.Count(t.Len())
		for _, list := range [][]float64{t.X, t.Y} {
			bits := make([]uint64, len(list))
			for i, v := range list {
				bits[i] = math.Float64bits(v)
			}
			h.Uints(bits)
		}
	}
	return h.Sum()
}
