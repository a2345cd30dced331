package transport

import (
	"cmp"
	"slices"
	"sync"

	"samband/pkg/identity"
	"samband/pkg/ledger"
	"samband/pkg/protocol"
)

// Counters counts messages and their bytes by peer, kind and direction. The
// zero value is ready; it may be read while connections use it.
type Counters struct {
	mu     sync.Mutex
	counts map[flow]Count
}

type flow struct {
	peer      identity.ID
	kind      protocol.Kind
	direction ledger.Direction
}

// Count is what was counted for one peer, kind and direction. Bytes are those
// of the messages as the ledger records them, without what gRPC, TLS and TCP
// add.
type Count struct {
	Peer      identity.ID      `json:"peer"`
	Kind      protocol.Kind    `json:"kind"`
	Direction ledger.Direction `json:"direction"`
	Messages  int64            `json:"messages"`
	Bytes     int64            `json:"bytes"`
}

func (c *Counters) add(f flow, bytes int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.counts == nil {
		c.counts = make(map[flow]Count)
	}
	n := c.counts[f]
	c.counts[f] = Count{f.peer, f.kind, f.direction, n.Messages + 1, n.Bytes + int64(bytes)}
}

// Counts lists all counts, by peer, direction and kind.
func (c *Counters) Counts() []Count {
	c.mu.Lock()
	defer c.mu.Unlock()
	var all []Count
	for _, n := range c.counts {
		all = append(all, n)
	}
	slices.SortFunc(all, func(a, b Count) int {
		return cmp.Or(cmp.Compare(a.Peer, b.Peer), cmp.Compare(a.Direction, b.Direction), cmp.Compare(a.Kind, b.Kind))
	})
	return all
}

// Total sums over kinds what was sent to, or received from, peer.
func (c *Counters) Total(peer identity.ID, d ledger.Direction) (messages, bytes int64) {
	for _, n := range c.Counts() {
		if n.Peer == peer && n.Direction == d {
			messages += n.Messages
			bytes += n.Bytes
		}
	}
	return messages, bytes
}
