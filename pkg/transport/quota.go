package transport

import (
	"errors"
	"fmt"

	"samband/pkg/identity"
	"samband/pkg/protocol"
)

// Quota is how much one participant may bring in a run, over all its
// connections. What the protocol ignores, a message that is late or there
// twice, is recorded all the same, so without a quota one participant could
// fill the coordinator's ledger.
type Quota struct {
	Messages int // and connections, but not chunks
	Chunks   int
}

const (
	// perAttempt is how many messages a participant sends in an attempt that
	// goes all its way: ready, commit, upload, endorse, release, fetch, ack and
	// a refusal.
	perAttempt = 8
	// spare is how often everything may come again, after connections that
	// broke.
	spare = 4
	// once is for what does not depend on rounds: the hello, the group key and
	// connections that break without a message.
	once = 1024
)

// QuotaOf is the quota of a run of at most that many rounds with at most that
// many chunks in a body.
func QuotaOf(rounds, chunks int) Quota {
	attempts := rounds * protocol.MaxEndorsed * spare
	return Quota{Messages: attempts*perAttempt + once, Chunks: attempts*chunks + once}
}

// ErrFlood is the cause when a party sent more than its quota; it is an
// ErrRefused too.
var ErrFlood = errors.New("far more than this run can need")

// spend takes a message off the quota of its sender, nil for a connection or
// for what is no message. A party that goes over it gets nothing more through
// in this run, and the ledger says so once; again tells that it has said so
// before.
func (s *Server) spend(id identity.ID, m protocol.Message) (again bool, err error) {
	s.mu.Lock()
	used := s.used[id]
	again = s.flooded(used)
	if _, chunk := m.(*protocol.Chunk); chunk {
		used.Chunks++
	} else {
		used.Messages++
	}
	over := s.flooded(used)
	if !again {
		s.used[id] = used
	}
	s.mu.Unlock()
	if !over {
		return false, nil
	}
	if !again {
		s.cfg.local(kindRefusal, id, "flood")
	}
	return again, refusal{fmt.Errorf("%s sent more than %d messages or %d chunks: %w", id, s.cfg.Quota.Messages, s.cfg.Quota.Chunks, ErrFlood)}
}

func (s *Server) flooded(used Quota) bool {
	return used.Messages > s.cfg.Quota.Messages || used.Chunks > s.cfg.Quota.Chunks
}
