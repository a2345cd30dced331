package server

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"time"

	"samband/pkg/digest"
	"samband/pkg/identity"
	"samband/pkg/journal"
	"samband/pkg/ledger"
	"samband/pkg/protocol"
	"samband/pkg/protocol/hub"
	"samband/pkg/wire"
)

// Names of what the journal holds: every input of the machine from the first
// hello on.
const (
	recordReceived = "received"
	recordStored   = "stored"
	recordAdded    = "added"
	recordLate     = "late"  // the deadline of a step passed
	recordFault    = "fault" // the driver refused what a party sent
)

// bodyRecord is the value of recordStored and recordAdded.
type bodyRecord struct {
	Prefix protocol.Prefix `json:"prefix"`
	Root   digest.Digest   `json:"root"`
}

// faultRecord is the value of recordFault.
type faultRecord struct {
	Family protocol.Family `json:"family"`
	Code   protocol.Code   `json:"code"`
	Party  identity.ID     `json:"party"`
	Text   string          `json:"text"`
}

// entry is an input as the journal holds it.
func entry(in hub.Input) (journal.Entry, error) {
	switch in := in.(type) {
	case hub.Received:
		return journal.Entry{Input: recordReceived, From: in.From, Message: in.Message}, nil
	case hub.Stored:
		value, err := json.Marshal(bodyRecord{in.Prefix, in.Root})
		return journal.Entry{Input: recordStored, From: in.From, Value: value}, err
	case hub.Added:
		value, err := json.Marshal(bodyRecord{in.Prefix, in.Root})
		return journal.Entry{Input: recordAdded, Value: value}, err
	}
	return journal.Entry{}, fmt.Errorf("the journal has no name for the input %T", in)
}

// record puts what the machine took on stable storage before its effects are
// done. What ends the run for now is not recorded: whoever takes it up goes on
// from before.
func (s *server) record(e journal.Entry, effects []protocol.Effect) error {
	sends := false
	for _, effect := range effects {
		switch h := effect.(type) {
		case protocol.Halt:
			if resumable(h.Err) {
				return nil
			}
		case protocol.Send, hub.Add, hub.Discard, hub.Forget:
			sends = true
		}
	}
	if len(effects) == 0 {
		return nil
	}
	return s.journal.Append(e, sends)
}

func resumable(err error) bool {
	var e *protocol.Error
	return errors.As(err, &e) && e.Code.Resumable()
}

// replay gives a new machine what the journal of an earlier process of this run
// holds; false if there is no session to go on from. What the inputs led to was
// done, except for the last one's effects and bodies that were not added yet.
func (s *server) replay() (bool, error) {
	path := filepath.Join(s.cfg.Dir, JournalFile)
	entries, err := journal.Read(path, wire.LimitsOf(len(s.plan.Participants), s.plan.Limits()))
	if errors.Is(err, fs.ErrNotExist) || err == nil && len(entries) == 0 {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	for i, e := range entries {
		effects, err := s.again(e)
		if err == nil {
			err = s.redo(effects)
		}
		if err != nil {
			return false, fmt.Errorf("%s, entry %d: %w", path, i+1, err)
		}
		if i == len(entries)-1 {
			s.pending = append(s.pending, unsent(effects)...)
		}
	}
	over := s.machine.State() == hub.Stopped
	if s.machine.State() == hub.Finished && !s.machine.Owes() {
		// Complete; unless it crashed before it had tidied up, that is all.
		if over, err = ledger.Disposed(filepath.Join(s.cfg.Dir, LedgerFile)); err != nil {
			return false, err
		}
	}
	if s.machine.Session().IsZero() || over {
		s.machine, s.pending = hub.New(protocol.TermsOf(s.plan, s.cfg.Mode)), nil
		s.spool = newSpool(s.spool.dir, s.spool.scheme)
		return false, nil
	}
	return true, nil
}

// again gives the machine one input of the journal.
func (s *server) again(e journal.Entry) ([]protocol.Effect, error) {
	now := time.Now()
	var body bodyRecord
	var in hub.Input
	switch e.Input {
	case recordReceived:
		if e.Message == nil {
			return nil, errors.New("the journal names a message and holds none")
		}
		in = hub.Received{From: e.From, Message: e.Message}
	case recordStored:
		if err := json.Unmarshal(e.Value, &body); err != nil {
			return nil, err
		}
		s.spool.arrived(e.From, body.Prefix)
		in = hub.Stored{From: e.From, Prefix: body.Prefix, Root: body.Root}
	case recordAdded:
		if err := json.Unmarshal(e.Value, &body); err != nil {
			return nil, err
		}
		in = hub.Added{Prefix: body.Prefix, Root: body.Root}
		s.pending = nil // it answers the one effect that is awaited
	case recordLate:
		return s.machine.Tick(s.machine.Deadline()), nil
	case recordFault:
		var f faultRecord
		if err := json.Unmarshal(e.Value, &f); err != nil {
			return nil, err
		}
		return s.machine.Fault(now, &protocol.Error{Family: f.Family, Code: f.Code, Party: f.Party, Text: f.Text}), nil
	default:
		return nil, fmt.Errorf("an input %q that this program does not know", e.Input)
	}
	effects, _ := s.machine.Step(now, in) // refused then, refused now
	return effects, nil
}

// redo does again what concerns the spool: what was there stays, and what was
// to be deleted may not have been.
func (s *server) redo(effects []protocol.Effect) error {
	for _, effect := range effects {
		switch e := effect.(type) {
		case hub.Expect, hub.Discard, hub.Forget:
			if err := s.one(e); err != nil {
				return err
			}
		case hub.Add:
			s.pending = []protocol.Effect{e}
		}
	}
	return nil
}

// unsent are the effects of the last input that may not have been done: all but
// messages, which those who return are sent again, and what redo did.
func unsent(effects []protocol.Effect) []protocol.Effect {
	var all []protocol.Effect
	for _, effect := range effects {
		switch effect.(type) {
		case protocol.Send, protocol.Timer, hub.Expect, hub.Discard, hub.Forget, hub.Add, hub.SendSum:
		default:
			all = append(all, effect)
		}
	}
	return all
}
