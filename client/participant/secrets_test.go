package participant

import (
	"bytes"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"samband/pkg/agreement"
	"samband/pkg/data"
	"samband/pkg/digest"
	"samband/pkg/identity"
	"samband/pkg/keyshare"
	"samband/pkg/protocol"
	"samband/pkg/protocol/site"
	"samband/pkg/schema"
	"samband/pkg/seal"
	"samband/pkg/secagg"
)

// alone is north's program with an agreement of two and no connection.
func alone(t *testing.T) *participant {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	key := func() *identity.PrivateKey {
		k, err := identity.Generate()
		must(err)
		return k
	}
	north := key()
	a := &agreement.Agreement{
		Version: agreement.Version, Title: "Secrets", Purpose: "Show what is gone.", LegalBasis: "None: no person is concerned.",
		Coordinator: agreement.Coordinator{ID: "hub", Name: "Hub", OperatedBy: "nobody", Key: key().Public()},
		Parties: []agreement.Party{
			{ID: "north", Name: "North", Role: "controller", Key: north.Public()},
			{ID: "south", Name: "South", Role: "controller", Key: key().Public()},
		},
		Schema: schema.Schema{
			Outcome:  schema.Outcome{Name: "ill", Column: "ill", Positive: "= 1", Min: 0, Max: 1},
			Features: []schema.Feature{{Name: "dose", Type: schema.Number, Unit: "mg", Min: 0, Max: 1}},
		},
		Model:       agreement.Logistic,
		Algorithm:   agreement.Algorithm{Name: agreement.Newton, Rounds: 6, Ridge: 20, MaxRows: 1024, Tolerance: 0.1},
		Split:       agreement.Split{Seed: "1", Dataset: "secrets", Test: 0.25},
		Aggregation: agreement.Aggregation{Scheme: agreement.OneTimeHE, Threshold: 2, Deadline: agreement.Duration(time.Minute)},
		Privacy:     agreement.Privacy{Unit: "record", Noise: agreement.NoNoise, MinCell: agreement.MinCell{Count: 5, Action: agreement.MergeCells}},
		Retention:   "Until the test ends.", Acknowledge: []string{agreement.AckTwoParties},
	}
	text, err := a.YAML()
	must(err)
	a, err = agreement.Parse("agreement.yaml", text)
	must(err)
	table := &data.Table{Columns: []string{"dose"}}
	for row := range 40 {
		table.X, table.Y, table.Rows = append(table.X, float64(row)/40), append(table.Y, float64(row%2)), append(table.Rows, row)
	}
	train, test := table.Split(data.Split{Seed: "1", Dataset: "secrets", Test: 0.25}, "north")
	p, err := newParticipant(Config{Agreement: a, Self: "north", Key: north, Dir: filepath.Join(t.TempDir(), "north"),
		Train: train, Test: test, Mode: protocol.Real, Log: slog.New(slog.DiscardHandler)})
	must(err)
	t.Cleanup(p.close)
	p.secrets.group, err = seal.NewGroup([][32]byte{{1}, {2}}, digest.Of([]byte("session")))
	must(err)
	return p
}

// readied goes through an attempt up to the commitment, and gives what its
// release needs and the secrets that it leaves in memory.
func (p *participant) readied(t *testing.T, attempt uint32) (site.NeedRelease, *seal.PrivateKey, *keyshare.Share) {
	t.Helper()
	prefix := p.terms.Prefix()
	prefix.Round, prefix.Attempt = 1, attempt
	mine, err := p.makeReady(site.NeedReady{Prefix: prefix})
	if err != nil {
		t.Fatal(err)
	}
	other, err := seal.NewKey()
	if err != nil {
		t.Fatal(err)
	}
	ready := []protocol.Ready{{From: "north", Key: mine.(site.Ready).Key}, {From: "south", Key: other.Public()}}
	if _, err := p.commit(site.NeedCommit{Prefix: prefix, Phase: p.plan.First(), Ready: ready}); err != nil {
		t.Fatal(err)
	}
	// South's share for north, out of a commitment of its own.
	r, err := p.round(prefix, p.plan.First(), nil)
	if err != nil {
		t.Fatal(err)
	}
	members := []secagg.Member{{ID: "north", Point: 1, Key: ready[0].Key}, {ID: "south", Point: 2, Key: ready[1].Key}}
	made, err := p.scheme.Offer(r, members[1], members)
	if err != nil {
		t.Fatal(err)
	}
	need := site.NeedRelease{Prefix: prefix, Phase: p.plan.First(), Set: p.terms.Participants}
	for _, s := range made.Shares {
		need.Shares = append(need.Shares, protocol.Share{From: "south", To: identity.ID(s.To), Sealed: s.Bytes})
	}
	if b := p.secrets.offer.offer.Own.Marshal(); bytes.Equal(b[1:], make([]byte, len(b)-1)) {
		t.Fatal("no own share was made")
	}
	return need, p.secrets.attempt[prefix], p.secrets.offer.offer.Own
}

// gone wants the secrets of an attempt to be out of memory, not just out of use.
func (p *participant) gone(t *testing.T, key *seal.PrivateKey, own *keyshare.Share) {
	t.Helper()
	if len(p.secrets.attempt) > 0 || p.secrets.offer != nil {
		t.Errorf("%d keys of attempts and own share %v are left", len(p.secrets.attempt), p.secrets.offer)
	}
	if _, err := key.Open(nil, make([]byte, 2*seal.Overhead)); err == nil || err.Error() != "the sealing key was destroyed already" {
		t.Errorf("the key of the attempt is still there: %v", err)
	}
	cleared(t, own)
}

func cleared(t *testing.T, own *keyshare.Share) {
	t.Helper()
	b := own.Marshal()
	if len(b) < 2 || !bytes.Equal(b[1:], make([]byte, len(b)-1)) {
		t.Error("the own share is still there")
	}
}

// After a release nothing can be released again for another set of the same
// attempt, not even by this program: its secrets are gone, those of earlier
// attempts too, and none was ever on disk.
func TestReleaseEndsItsSecrets(t *testing.T) {
	p := alone(t)
	_, before, early := p.readied(t, 1)
	need, key, own := p.readied(t, 2)
	cleared(t, early) // the second attempt took its place
	written := own.Marshal()
	in, err := p.release(need, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := in.(site.Release); !ok {
		t.Fatalf("%+v", in)
	}
	p.gone(t, key, own)
	p.gone(t, before, early)
	if failed, ok := first(p.release(need, nil)).(site.Failed); !ok || failed.Code != protocol.CodeLost {
		t.Error("released twice")
	}
	err = filepath.WalkDir(p.cfg.Dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		if bytes.Contains(b, written[1:33]) {
			t.Errorf("%s holds the own share", path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// A share that does not open ends nothing: another attempt needs other secrets,
// and these go with the run.
func TestEndOfRunEndsItsSecrets(t *testing.T) {
	p := alone(t)
	need, key, own := p.readied(t, 1)
	need.Shares[0].Sealed[5] ^= 1
	if failed, ok := first(p.release(need, nil)).(site.Failed); !ok || failed.Party != "south" {
		t.Errorf("%+v", failed)
	}
	p.secrets.destroy()
	p.gone(t, key, own)
}

func first(in site.Input, _ error) site.Input { return in }
