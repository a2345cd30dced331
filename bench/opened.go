package main

import (
	"errors"
	"fmt"
	"os"

	"samband/pkg/digest"
	"samband/pkg/ledger"
	"samband/pkg/protocol"
	"samband/pkg/protocol/site"
	"samband/pkg/residue"
)

// arrived takes a chunk of the sum; when it was the last, the sum is opened.
func (n *participant) arrived(c *protocol.Chunk) error {
	if n.need == nil || int(c.Index) != len(n.chunks) || len(c.Data) != n.bodies[c.Index] {
		return fmt.Errorf("chunk %d of the sum is not the next", c.Index)
	}
	if n.floats() {
		n.sum = append(n.sum, c.Data)
	} else if err := os.WriteFile(n.file("sum", int(c.Index)), c.Data, 0o600); err != nil {
		return err
	}
	n.chunks = append(n.chunks, residue.ChunkDigest(int(c.Index), c.Data))
	if len(n.chunks) < len(n.bodies) {
		return nil
	}
	result := n.need.Result
	if residue.Root(n.chunks) != result.Root {
		return errors.New("the chunks of the sum do not match its root")
	}
	shown, err := ledger.ParseCheckpoint(result.Checkpoint)
	if err == nil {
		n.shown = shown
		err = n.openSum(result)
	}
	n.need = nil
	return err
}

// openSum decodes the sum, checks it and answers the need.
func (n *participant) openSum(result *protocol.Result) error {
	var values []float64
	var state digest.Digest
	if n.floats() {
		state = protocol.NextState(n.needs.Group().StateKey(), result.Prefix.State, result.Prefix.Round, n.need.Set, nil)
		narrow := make([]float32, len(n.values))
		decodeFloats(n.sum, narrow)
		for _, v := range narrow {
			values = append(values, float64(v))
		}
	} else {
		sums := make([]uint64, n.cell.values)
		var err error
		if state, err = n.needs.Open(*n.need, func(chunk int) ([]byte, error) { return os.ReadFile(n.file("sum", chunk)) }, sums); err != nil {
			return err
		}
		if values, err = n.round.Layout.Restore(sums, len(n.need.Set)); err != nil {
			return err
		}
	}
	for k, v := range values {
		if v != n.exact[k] {
			return fmt.Errorf("value %d of the sum is %v, not %v", k, v, n.exact[k])
		}
	}
	next := learning
	if int(result.Prefix.Round) == n.cfg.Rounds {
		next = protocol.PhaseDone
	}
	n.later = append(n.later, site.Sum{Prefix: result.Prefix, State: state, Next: next})
	return nil
}
