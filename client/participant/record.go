package participant

import (
	"encoding/json"
	"errors"
	"fmt"

	"samband/pkg/journal"
	"samband/pkg/protocol"
	"samband/pkg/protocol/site"
)

// Names of what the journal holds: where the round began, then every input since.
const (
	recordSnapshot = "snapshot"
	recordReceived = "received"
	recordReady    = "ready"
	recordCommit   = "commit"
	recordProtect  = "protected"
	recordRelease  = "release"
	recordSum      = "sum"
	recordFailed   = "failed"
)

// entry is an input as the journal holds it. Before the session stands there is
// nothing to go on from, and no input of then has an entry.
func entry(in site.Input) (journal.Entry, error) {
	if r, ok := in.(site.Received); ok {
		return journal.Entry{Input: recordReceived, Message: r.Message}, nil
	}
	name := ""
	switch in.(type) {
	case site.Ready:
		name = recordReady
	case site.Commit:
		name = recordCommit
	case site.Protected:
		name = recordProtect
	case site.Release:
		name = recordRelease
	case site.Sum:
		name = recordSum
	case site.Failed:
		name = recordFailed
	default:
		return journal.Entry{}, fmt.Errorf("the journal has no name for the input %T", in)
	}
	value, err := json.Marshal(in)
	return journal.Entry{Input: name, Value: value}, err
}

func snapshotEntry(s *site.Snapshot) (journal.Entry, error) {
	value, err := json.Marshal(s)
	return journal.Entry{Input: recordSnapshot, Value: value}, err
}

// input is the opposite of entry.
func input(e journal.Entry) (site.Input, error) {
	switch e.Input {
	case recordReceived:
		if e.Message == nil {
			return nil, errors.New("the journal names a message and holds none")
		}
		return site.Received{Message: e.Message}, nil
	case recordReady:
		return parse[site.Ready](e)
	case recordCommit:
		return parse[site.Commit](e)
	case recordProtect:
		return parse[site.Protected](e)
	case recordRelease:
		return parse[site.Release](e)
	case recordSum:
		return parse[site.Sum](e)
	case recordFailed:
		return parse[site.Failed](e)
	}
	return nil, fmt.Errorf("the journal holds an input %q that this program does not know", e.Input)
}

func parse[T site.Input](e journal.Entry) (site.Input, error) {
	var v T
	err := json.Unmarshal(e.Value, &v)
	return v, err
}

// record puts an input on stable storage before its effects are done. One that
// ends the run for now is not recorded: whoever takes it up goes on from before.
func (p *participant) record(in site.Input, effects []protocol.Effect) error {
	p.current = journal.Entry{}
	if !p.founded || len(effects) == 0 || rests(effects) {
		return nil
	}
	e, err := entry(in)
	if err != nil {
		return err
	}
	p.current = e
	return p.journal.Append(e, binding(effects))
}

// rests tells whether effects end the run so that it may be taken up again.
func rests(effects []protocol.Effect) bool {
	for _, e := range effects {
		if h, ok := e.(protocol.Halt); ok {
			return resumable(h.Err)
		}
	}
	return false
}

func resumable(err error) bool {
	var e *protocol.Error
	return errors.As(err, &e) && e.Code.Resumable()
}

// binding tells whether anything is sent or bound by effects.
func binding(effects []protocol.Effect) bool {
	for _, e := range effects {
		switch e.(type) {
		case protocol.Persist, protocol.Send, site.Keep, protocol.Halt:
			return true
		}
	}
	return false
}
