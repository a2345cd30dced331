// Package sample makes up a small run, with an agreement that its parties sign
// and ledgers that the real writer writes, so that documents and exports can be
// tested and looked at without running programs. Nobody's rows are in it.
package sample

import (
	"fmt"
	"path/filepath"
	"time"

	"samband/pkg/agreement"
	"samband/pkg/audit"
	"samband/pkg/data/cohort"
	"samband/pkg/digest"
	"samband/pkg/evidence"
	"samband/pkg/identity"
	"samband/pkg/ledger"
	"samband/pkg/plan"
	"samband/pkg/protocol"
)

// Run says what run to make up; the zero Run is of two participants under
// one-time-he.
type Run struct {
	Names      []string // of the participants; two hospitals if nil
	OperatedBy string   // who operates the coordinator; somebody apart if empty
	Purpose    string
	Plaintext  bool
	Noised     bool
	Planned    bool // nothing has run
	Stopped    bool // the run did not come to its end
	Alone      bool // only the first participant's ledger is at hand
	Accounts   []evidence.Account
}

const hub = identity.ID("hub")

// began is when the made-up run began.
func began() time.Time { return time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC) }

func (r Run) names() []string {
	if r.Names == nil {
		return []string{"Region North", "Region South"}
	}
	return r.Names
}

type keys map[identity.ID]*identity.PrivateKey

func (k keys) make(id identity.ID) (identity.PublicKey, error) {
	key, err := identity.Generate()
	if err != nil {
		return identity.PublicKey{}, err
	}
	k[id] = key
	return key.Public(), nil
}

// agreement is what the made-up parties sign.
func (r Run) agreement(private keys) (*agreement.Agreement, error) {
	a := &agreement.Agreement{
		Version: agreement.Version, Title: "Made up: readmission after heart failure", Purpose: "Show what a report is like.",
		LegalBasis:  "None: no row describes a person.",
		Coordinator: agreement.Coordinator{ID: hub, Name: "Coordinating agency", OperatedBy: "an agency that brings no rows"},
		Schema:      cohort.Schema(), Model: agreement.Logistic,
		Algorithm:   agreement.Algorithm{Name: agreement.Newton, Rounds: 8, Ridge: 1, MaxRows: 4096, Tolerance: 1e-8},
		Split:       agreement.Split{Seed: "1", Dataset: "made-up", Test: 0.25},
		Aggregation: agreement.Aggregation{Scheme: agreement.OneTimeHE, Deadline: agreement.Duration(2 * time.Minute)},
		Privacy:     agreement.Privacy{Unit: agreement.Record, Noise: agreement.NoNoise, MinCell: agreement.MinCell{Count: 5, Action: agreement.MergeCells}},
		Retention:   "One year after the run.",
	}
	if r.OperatedBy != "" {
		a.Coordinator.OperatedBy = r.OperatedBy
	}
	if r.Purpose != "" {
		a.Purpose = r.Purpose
	}
	if len(r.names()) == 2 {
		a.Acknowledge = append(a.Acknowledge, agreement.AckTwoParties)
	}
	if r.Plaintext {
		a.Aggregation.Scheme = agreement.Plaintext
		a.Acknowledge = append(a.Acknowledge, agreement.AckPlaintext)
	}
	if r.Noised {
		a.Algorithm = agreement.Algorithm{Name: agreement.FedAvg, Rounds: 4, Steps: 1, Rate: 0.5, Ridge: 1, MaxRows: 4096}
		a.Privacy = agreement.Privacy{Unit: agreement.Record, Noise: agreement.DiscreteGaussian, Epsilon: 4, Delta: 1e-6, Clip: 1, MinCell: a.Privacy.MinCell}
	}
	for i, name := range r.names() {
		id := identity.ID(fmt.Sprintf("site%d", i+1))
		key, err := private.make(id)
		if err != nil {
			return nil, err
		}
		a.Parties = append(a.Parties, agreement.Party{ID: id, Name: name, Role: "controller", Key: key})
	}
	var err error
	if a.Coordinator.Key, err = private.make(hub); err != nil {
		return nil, err
	}
	text, err := a.YAML()
	if err != nil {
		return nil, err
	}
	return agreement.Parse(agreement.File, text)
}

// Report makes up the run, with its ledgers in dir, and what is known about it.
func (r Run) Report(dir string) (*evidence.Report, error) {
	private := make(keys)
	a, err := r.agreement(private)
	if err != nil {
		return nil, err
	}
	p, err := plan.New(a)
	if err != nil {
		return nil, err
	}
	in := evidence.Input{Plan: p, Accounts: r.Accounts}
	if r.Planned {
		return evidence.Of(in)
	}
	files, err := write(p, private, dir, !r.Stopped)
	if err != nil {
		return nil, err
	}
	for i, file := range files {
		if r.Alone && i != 1 {
			continue
		}
		result, err := audit.VerifyFile(file, a.Keys(), p.Hash)
		if err != nil {
			return nil, err
		}
		in.Ledgers = append(in.Ledgers, result)
	}
	return evidence.Of(in)
}

// write writes every party's ledger, the coordinator's first.
func write(p *plan.Plan, private keys, dir string, finished bool) ([]string, error) {
	w := &writer{plan: p, at: began(), writers: make(map[identity.ID]*ledger.Writer)}
	var files []string
	for _, id := range append([]identity.ID{hub}, p.Participants...) {
		var err error
		files = append(files, filepath.Join(dir, string(id)+".jsonl"))
		w.writers[id], err = ledger.Create(files[len(files)-1], ledger.Meta{Party: id, Agreement: p.Hash, Key: private[id].Public()}, private[id])
		if err != nil {
			return nil, err
		}
	}
	w.run(finished)
	for _, one := range w.writers {
		if err := one.Close(); err != nil && w.err == nil {
			w.err = err
		}
	}
	return files, w.err
}

type writer struct {
	plan    *plan.Plan
	at      time.Time
	writers map[identity.ID]*ledger.Writer
	count   uint64
	err     error
}

// run writes what a run of four rounds would.
func (w *writer) run(finished bool) {
	all := w.plan.Participants
	w.each(all, true, 0, "hello", "public-keys", ledger.Metadata, 1400)
	w.each(all, false, 0, "hellos", "public-keys", ledger.Metadata, 2900)
	form := ledger.Ciphertext
	if w.plan.Agreement.Aggregation.Scheme == agreement.Plaintext {
		form = ledger.Plain
	}
	phases := []string{w.plan.First(), w.plan.Learning(), w.plan.Learning(), plan.Evaluate}
	for i, phase := range phases {
		round := uint32(i + 1)
		w.each(all, true, round, "commit", "digests", ledger.Metadata, 700)
		w.each(all, true, round, string(protocol.KindChunk), "update", form, w.plan.Sizes(phase).Body)
		if form == ledger.Ciphertext {
			w.each(all, true, round, "upload", "key-shares", ledger.Sealed, 5200)
			w.each(all, true, round, "release", "key-share-sum", ledger.Sealed, 2400)
		}
		for id, one := range w.writers {
			for _, e := range ledger.Contributors(id, w.at, round, 1, w.plan.Agreement.Aggregation.Scheme, all) {
				w.keep(one.Append(e))
			}
		}
		w.each(all, false, round, string(protocol.KindChunk), "sum", form, w.plan.Sizes(phase).Body)
		w.each(all, true, round, "ack", "digests", ledger.Metadata, 1900)
	}
	if !finished {
		return
	}
	w.each(all, false, uint32(len(phases)), "done", "digests", ledger.Metadata, 800)
	for id, one := range w.writers {
		w.keep(one.Append(ledger.Event{Time: w.at, From: id, Kind: ledger.KindDisposal, Direction: ledger.Local, Category: "disposal", Form: ledger.Metadata, Note: ledger.RoundSecrets}))
		_, err := one.Sign()
		w.keep(err)
	}
}

func (w *writer) keep(err error) {
	if w.err == nil {
		w.err = err
	}
}

// each writes a message between every participant and the coordinator, at both
// ends.
func (w *writer) each(all []identity.ID, up bool, round uint32, kind, category string, form ledger.Form, bytes int) {
	for _, id := range all {
		w.count++
		w.at = w.at.Add(40 * time.Millisecond)
		e := ledger.Event{Time: w.at, Round: round, Attempt: min(round, 1), From: id, To: hub, Kind: kind, Category: category, Form: form,
			Scheme: w.plan.Agreement.Aggregation.Scheme, Bytes: bytes, Digest: digest.New("samband/sample").Uint(w.count).Sum()}
		if !up {
			e.From, e.To = hub, id
		}
		e.Direction = ledger.Sent
		w.keep(w.writers[e.From].Append(e))
		e.Direction = ledger.Received
		w.keep(w.writers[e.To].Append(e))
	}
}
