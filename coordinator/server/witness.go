package server

import (
	"fmt"
	"log/slog"
	"time"

	"samband/pkg/agreement"
	"samband/pkg/identity"
	"samband/pkg/ledger"
	"samband/pkg/protocol"
)

// witness has the coordinator's ledger cosigned: every result carries its
// checkpoint and the proof that it continues the one which that participant
// saw before, and every ack brings the participant's signature over it. A log
// that only the coordinator signs would prove nothing.
type witness struct {
	self   identity.ID
	key    *identity.PrivateKey
	ledger *ledger.Writer
	keys   map[identity.ID]identity.PublicKey
	given  map[identity.ID]ledger.Checkpoint // last one handed to each
	signed map[identity.ID]uint64            // size of the last one that each cosigned
}

func newWitness(w *ledger.Writer, a *agreement.Agreement, key *identity.PrivateKey) *witness {
	return &witness{
		self: a.Coordinator.ID, key: key, ledger: w, keys: a.Keys(),
		given: make(map[identity.ID]ledger.Checkpoint), signed: make(map[identity.ID]uint64),
	}
}

// attach puts the present checkpoint on a result, and the proof that it
// continues the one that the recipient cosigned last. A result that is sent
// again stays as it was.
func (w *witness) attach(to identity.ID, r *protocol.Result) error {
	if len(r.Checkpoint) > 0 {
		return nil
	}
	c, err := w.ledger.Sign()
	if err != nil {
		return err
	}
	proof, err := w.ledger.Prove(w.signed[to], c.Size)
	if err != nil {
		return err
	}
	r.Checkpoint, r.Proof = c.Marshal(), proof.Marshal()
	w.given[to] = c
	return nil
}

// cosigned keeps a participant's signature over the checkpoint it was given,
// and the participant's own checkpoint. One that is missing or wrong is said:
// it is shown in every verification until it comes.
func (w *witness) cosigned(from identity.ID, a *protocol.Ack, log *slog.Logger) {
	c, ok := w.given[from]
	if !ok || len(a.Cosignature) == 0 {
		log.Warn("the coordinator's ledger was not cosigned", "party", from, "round", a.Prefix.Round)
		return
	}
	c = c.With(ledger.Signature{By: from, Bytes: a.Cosignature})
	if err := c.Verify(w.keys); err != nil {
		log.Warn("the cosignature of the coordinator's ledger does not verify", "party", from, "round", a.Prefix.Round, "error", err)
		return
	}
	w.signed[from] = c.Size
	if err := w.ledger.Cosigned(c); err != nil {
		log.Error("the cosignature could not be kept", "party", from, "error", err)
	}
	if err := w.keep(from, a); err != nil {
		log.Warn("the checkpoint of a participant's ledger was not kept", "party", from, "round", a.Prefix.Round, "error", err)
	}
}

// keep cosigns and keeps the participant's own checkpoint: a ledger of it that
// ends before, or says something else, is then found by comparing.
func (w *witness) keep(from identity.ID, a *protocol.Ack) error {
	c, err := ledger.ParseCheckpoint(a.Checkpoint)
	if err != nil {
		return err
	}
	if c.Party != from || c.Agreement != a.Prefix.Agreement {
		return fmt.Errorf("it is of the ledger of %s under agreement %s", c.Party, c.Agreement.Short())
	}
	if err := c.Verify(w.keys); err != nil {
		return err
	}
	return w.ledger.Cosigned(c.With(c.Cosign(w.self, w.key)))
}

// refuse records and tells what was refused.
func (s *server) refuse(from identity.ID, e *protocol.Error) {
	if s.cfg.Metrics != nil {
		s.cfg.Metrics.Refused(e.Code)
	}
	s.cfg.Log.Warn("refused", "party", from, "why", e.Phrase())
	c := s.cfg.Agreement.Coordinator.ID
	err := s.ledger.Append(ledger.Event{
		Time: time.Now(), Round: e.Round, From: c, To: from, Kind: string(protocol.KindRefuse),
		Direction: ledger.Local, Category: "refusal", Form: ledger.Metadata, Note: string(e.Code),
	})
	if err != nil {
		s.cfg.Log.Error("a refusal could not be recorded", "error", err)
	}
}
