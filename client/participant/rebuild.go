package participant

import (
	"fmt"

	"samband/pkg/digest"
	"samband/pkg/identity"
	"samband/pkg/plan"
	"samband/pkg/protocol"
	secsite "samband/pkg/secagg/site"
	"samband/pkg/wire"
)

// Rebuilt is one message as it was made a second time.
type Rebuilt struct {
	Chunk  int           `json:"chunk"`
	Bytes  int           `json:"bytes"`
	Digest digest.Digest `json:"digest"`
}

// Rebuild makes the messages that carried the contribution of an attempt once
// more, from what was kept of it and nothing else.
func (i *Inspected) Rebuild(p *plan.Plan, self identity.ID) ([]Rebuilt, error) {
	scheme, err := secsite.New(p.Scheme())
	if err != nil {
		return nil, err
	}
	s, ok := scheme.(secsite.Reproducible)
	if !ok {
		return nil, fmt.Errorf("contributions of the scheme %s cannot be made a second time", p.Scheme())
	}
	r, err := roundOf(p, i.Prefix, i.Phase)
	if err != nil {
		return nil, err
	}
	if len(i.Values) != r.Layout.Values() {
		return nil, fmt.Errorf("%d values were kept, the phase %s has %d", len(i.Values), i.Phase, r.Layout.Values())
	}
	read := func(from int, dst []uint64) error { copy(dst, i.Values[from:]); return nil }
	var all []Rebuilt
	err = s.Rebuild(r, i.seed, i.checksum, read, func(chunk int, body []byte) error {
		b, err := wire.Marshal(&protocol.Chunk{Prefix: i.Prefix, From: self, Index: uint32(chunk), Data: body})
		if err == nil {
			all = append(all, Rebuilt{chunk, len(b), digest.Of(b)})
		}
		return err
	})
	return all, err
}
