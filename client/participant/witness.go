package participant

import (
	"fmt"

	"samband/pkg/agreement"
	"samband/pkg/identity"
	"samband/pkg/ledger"
	"samband/pkg/protocol"
)

// witness watches the coordinator's ledger: each result brings its checkpoint
// and the proof that it continues the last one, each ack takes this
// participant's signature over it back.
type witness struct {
	keys map[identity.ID]identity.PublicKey
	last ledger.Checkpoint // of the coordinator, as seen in the last accepted result
	next ledger.Checkpoint // as seen in the result that is being acked
	from identity.ID
}

func newWitness(a *agreement.Agreement) witness {
	c := &a.Coordinator
	return witness{keys: map[identity.ID]identity.PublicKey{c.ID: c.Key}, from: c.ID}
}

// check refuses a checkpoint that is not the coordinator's or does not continue
// the one before: the coordinator then shows different ledgers, or changed one.
func (w *witness) check(r *protocol.Result) error {
	c, err := ledger.ParseCheckpoint(r.Checkpoint)
	if err != nil {
		return fmt.Errorf("the checkpoint of the coordinator's ledger: %w", err)
	}
	if c.Party != w.from || c.Agreement != r.Prefix.Agreement || c.Rehearsal != (r.Prefix.Mode == protocol.Rehearsal) {
		return fmt.Errorf("the checkpoint is of another ledger than the coordinator's of this agreement")
	}
	if err := c.Verify(w.keys); err != nil {
		return fmt.Errorf("the checkpoint of the coordinator's ledger: %w", err)
	}
	proof, err := ledger.ParseProof(r.Proof)
	if err != nil {
		return err
	}
	if err := ledger.VerifyConsistency(w.last, c, proof); err != nil {
		return fmt.Errorf("the coordinator's ledger does not continue the one it showed before: %w", err)
	}
	w.next = c
	return nil
}

// restore takes up the last checkpoint of the coordinator that the process before
// cosigned. Should the ack that carried the signature have been lost, it is
// attached again.
func (w *witness) restore(l *ledger.Line) {
	if l.Kind == ledger.CosignedLine && l.Checkpoint.Party == w.from {
		w.last, w.next = l.Checkpoint, l.Checkpoint
		w.next.Signatures = w.next.Signatures[:1]
	}
}

// attach puts the signature over the coordinator's checkpoint and this
// participant's own checkpoint on an ack, and keeps both in its ledger.
func (w *witness) attach(a *protocol.Ack, own *ledger.Writer, self identity.ID, key *identity.PrivateKey) error {
	if len(a.Cosignature) > 0 || w.next.Size == 0 {
		return nil
	}
	s := w.next.Cosign(self, key)
	if err := own.Cosigned(w.next.With(s)); err != nil {
		return err
	}
	w.last = w.next
	a.Cosignature = s.Bytes
	c, err := own.Sign()
	if err != nil {
		return err
	}
	a.Checkpoint = c.Marshal()
	return nil
}
