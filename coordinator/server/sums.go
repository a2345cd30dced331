package server

import (
	"samband/pkg/identity"
	"samband/pkg/protocol"
)

// sending is a sum on its way to one participant.
type sending struct {
	fetch *protocol.Fetch
	next  *sending // asked for meanwhile; only the last one counts
}

// serve sends a sum to a participant, one at a time however often it asks.
func (s *server) serve(to identity.ID, n *sending) {
	if under := s.sums[to]; under != nil {
		under.next = n
		return
	}
	s.sums[to] = n
	go func() {
		s.sendSum(to, n.fetch)
		s.post(event{from: to, sent: true})
	}()
}

// sendSum streams the chunks of the sum, at the recipient's pace.
func (s *server) sendSum(to identity.ID, fetch *protocol.Fetch) {
	chunks, err := s.spool.chunks(fetch.Prefix)
	if err != nil {
		s.cfg.Log.Debug("the sum is not there any more", "party", to, "round", fetch.Prefix.Round, "error", err)
		return
	}
	for i := int(fetch.Chunk); i < chunks; i++ {
		body, err := s.spool.chunk(fetch.Prefix, i)
		if err != nil {
			s.cfg.Log.Debug("the sum is not there any more", "party", to, "round", fetch.Prefix.Round, "error", err)
			return
		}
		offset := uint64(0)
		if i == int(fetch.Chunk) {
			offset = min(fetch.Offset, uint64(len(body)))
		}
		c := &protocol.Chunk{Prefix: fetch.Prefix, Index: uint32(i), Offset: offset, Data: body[offset:]}
		if err := s.net.Send(to, c); err != nil {
			s.cfg.Log.Debug("the sum was not delivered", "party", to, "chunk", i, "error", err)
			return
		}
	}
}
