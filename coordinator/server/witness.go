package server

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"slices"
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
	given  map[identity.ID][]ledger.Checkpoint // those handed to each since one came back cosigned
	signed map[identity.ID]uint64              // size of the last one that each cosigned
	path   string                              // where given and signed outlive this process
}

// witnessed is what a file holds of one participant.
type witnessed struct {
	Given  []string `json:"given"`
	Signed uint64   `json:"signed"`
}

// newWitness takes up what an earlier process of this run left at path.
// mostGiven is how many checkpoints that were handed to a participant are kept: it
// cosigns one of the last, however often its connection breaks.
const mostGiven = 16

func newWitness(w *ledger.Writer, a *agreement.Agreement, key *identity.PrivateKey, path string) (*witness, error) {
	n := &witness{
		self: a.Coordinator.ID, key: key, ledger: w, keys: a.Keys(), path: path,
		given: make(map[identity.ID][]ledger.Checkpoint), signed: make(map[identity.ID]uint64),
	}
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return n, nil
	}
	var all map[identity.ID]witnessed
	if err == nil {
		err = json.Unmarshal(text, &all)
	}
	for id, had := range all {
		n.signed[id] = had.Signed
		for _, text := range had.Given {
			c, bad := ledger.ParseCheckpoint([]byte(text))
			err = errors.Join(err, bad)
			n.given[id] = append(n.given[id], c)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return n, nil
}

// save replaces the file whole.
func (w *witness) save() error {
	all := make(map[identity.ID]witnessed, len(w.given))
	for id, given := range w.given {
		had := witnessed{Given: []string{}, Signed: w.signed[id]}
		for _, c := range given {
			had.Given = append(had.Given, string(c.Marshal()))
		}
		all[id] = had
	}
	text, err := json.Marshal(all)
	if err != nil {
		return err
	}
	if err := os.WriteFile(w.path+".new", text, 0o600); err != nil {
		return err
	}
	return os.Rename(w.path+".new", w.path)
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
	given := append(w.given[to], c)
	w.given[to] = given[max(0, len(given)-mostGiven):]
	return w.save()
}

// cosigned keeps a participant's signature over the checkpoint it was given,
// and the participant's own checkpoint. One that is missing or wrong is said:
// it is shown in every verification until it comes.
func (w *witness) cosigned(from identity.ID, a *protocol.Ack, log *slog.Logger) {
	if len(w.given[from]) == 0 || len(a.Cosignature) == 0 {
		log.Warn("the coordinator's ledger was not cosigned", "party", from, "round", a.Prefix.Round)
		return
	}
	// Which of them it is, the ack does not say: a result that was sent again
	// brought another one than the result that is acked.
	var c ledger.Checkpoint
	err := errors.New("there is none")
	for i := len(w.given[from]) - 1; i >= 0 && err != nil; i-- {
		c = w.given[from][i].With(ledger.Signature{By: from, Bytes: a.Cosignature})
		err = c.Verify(w.keys)
	}
	if err != nil {
		log.Warn("the cosignature of the coordinator's ledger does not verify", "party", from, "round", a.Prefix.Round, "error", err)
		return
	}
	w.given[from] = slices.DeleteFunc(w.given[from], func(g ledger.Checkpoint) bool { return g.Size < c.Size })
	w.signed[from] = c.Size
	if err := errors.Join(w.save(), w.ledger.Cosigned(c)); err != nil {
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
