package participant

import (
	"path/filepath"
	"strings"
	"testing"

	"samband/pkg/agreement"
	"samband/pkg/digest"
	"samband/pkg/identity"
	"samband/pkg/ledger"
	"samband/pkg/protocol"
)

// A result brings a checkpoint of the coordinator's own ledger of this very
// run. One that is in perfect order otherwise, signed by whom it names and
// consistent, but of another party, agreement or mode, is refused for that
// reason, even where the witness knows that party's key.
func TestWitnessWantsThisLedger(t *testing.T) {
	keys := make(map[identity.ID]*identity.PrivateKey)
	a := &agreement.Agreement{}
	for _, id := range []identity.ID{"hub", "north"} {
		key, err := identity.Generate()
		if err != nil {
			t.Fatal(err)
		}
		keys[id] = key
	}
	a.Coordinator.ID, a.Coordinator.Key = "hub", keys["hub"].Public()
	agreed := digest.Of([]byte("agreement"))
	result := func(meta ledger.Meta) *protocol.Result {
		meta.Key = keys[meta.Party].Public()
		w, err := ledger.Create(filepath.Join(t.TempDir(), "ledger"), meta, keys[meta.Party])
		if err != nil {
			t.Fatal(err)
		}
		defer w.Close()
		if err := w.Append(ledger.Event{From: meta.Party, Kind: "invented", Direction: ledger.Local, Category: "access", Form: ledger.Metadata}); err != nil {
			t.Fatal(err)
		}
		c, err := w.Sign()
		if err != nil {
			t.Fatal(err)
		}
		proof, err := w.Prove(0, c.Size)
		if err != nil {
			t.Fatal(err)
		}
		return &protocol.Result{Prefix: protocol.Prefix{Agreement: agreed, Mode: protocol.Real}, Checkpoint: c.Marshal(), Proof: proof.Marshal()}
	}
	check := func(meta ledger.Meta) error {
		w := newWitness(a)
		w.keys["north"] = keys["north"].Public()
		err := w.check(result(meta))
		if err == nil == (w.next.Size == 0) {
			t.Errorf("%v, and keeps the checkpoint: %t", err, w.next.Size > 0)
		}
		return err
	}
	if err := check(ledger.Meta{Party: "hub", Agreement: agreed}); err != nil {
		t.Fatal(err)
	}
	for name, meta := range map[string]ledger.Meta{
		"of a participant":     {Party: "north", Agreement: agreed},
		"of another agreement": {Party: "hub", Agreement: digest.Of([]byte("another"))},
		"of a rehearsal":       {Party: "hub", Agreement: agreed, Rehearsal: true},
	} {
		if err := check(meta); err == nil || !strings.Contains(err.Error(), "of another ledger than the coordinator's of this agreement") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
