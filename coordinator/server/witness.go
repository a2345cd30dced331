package server

import (
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
	ledger *ledger.Writer
	keys   map[identity.ID]identity.PublicKey
	given  map[identity.ID]ledger.Checkpoint // last one handed to each
}

func newWitness(w *ledger.Writer, a *agreement.Agreement) *witness {
	keys := map[identity.ID]identity.PublicKey{a.Coordinator.ID: a.Coordinator.Key}
	for _, p := range a.Parties {
		keys[p.ID] = p.Key
	}
	return &witness{ledger: w, keys: keys, given: make(map[identity.ID]ledger.Checkpoint)}
}

// attach puts the present checkpoint and its proof on a result.
func (w *witness) attach(to identity.ID, r *protocol.Result) error {
	c, err := w.ledger.Sign()
	if err != nil {
		return err
	}
	proof, err := w.ledger.Prove(w.given[to].Size, c.Size)
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
	if err := w.ledger.Cosigned(c); err != nil {
		log.Error("the cosignature could not be kept", "party", from, "error", err)
	}
}

// refuse records and tells what was refused.
func (s *server) refuse(from identity.ID, e *protocol.Error) {
	s.cfg.Log.Warn("refused", "party", from, "round", e.Round, "code", e.Code, "why", e.Text)
	c := s.cfg.Agreement.Coordinator.ID
	err := s.ledger.Append(ledger.Event{
		Time: time.Now(), Round: e.Round, From: c, To: from, Kind: string(protocol.KindRefuse),
		Direction: ledger.Local, Category: "refusal", Form: ledger.Metadata, Note: string(e.Code),
	})
	if err != nil {
		s.cfg.Log.Error("a refusal could not be recorded", "error", err)
	}
}
