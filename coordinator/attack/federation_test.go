package attack_test

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"samband/pkg/agreement"
	"samband/pkg/data"
	"samband/pkg/digest"
	"samband/pkg/identity"
	"samband/pkg/plan"
	"samband/pkg/protocol"
	"samband/pkg/schema"
	"samband/pkg/wire"
)

const (
	hub   identity.ID = "hub"
	north identity.ID = "north"
	south identity.ID = "south"
	east  identity.ID = "east"
	west  identity.ID = "west"
	up    identity.ID = "up"
)

// slow is a deadline that no test may reach; quick is one that a test waits
// for, and patient one that it waits for while others must not miss it.
const (
	slow    = time.Minute
	quick   = 4 * time.Second
	patient = 12 * time.Second
)

// federation is parties that have all signed one agreement.
type federation struct {
	t      testing.TB
	a      *agreement.Agreement
	plan   *plan.Plan
	terms  *protocol.Terms // of a real run
	keys   map[identity.ID]*identity.PrivateKey
	ids    []identity.ID // participants
	dir    string
	limits wire.Limits
	draw   uint64 // another number, other rows
}

// federate makes an agreement of two or three participants, all of whom every
// sum needs, has everybody sign it and reads it back.
func federate(t testing.TB, n int, deadline time.Duration) *federation {
	t.Helper()
	return form(t, n, deadline, func(a *agreement.Agreement) { a.Aggregation.Threshold = n })
}

// form makes an agreement of n participants with the defaults of their number,
// but for what change does to it.
func form(t testing.TB, n int, deadline time.Duration, change ...func(*agreement.Agreement)) *federation {
	t.Helper()
	f := draft(t, n, deadline)
	for _, c := range change {
		c(f.a)
	}
	f.sign(f.a)
	return f
}

// draft is an agreement that nobody has signed yet.
func draft(t testing.TB, n int, deadline time.Duration) *federation {
	t.Helper()
	f := &federation{t: t, ids: roster(n), dir: t.TempDir(), keys: make(map[identity.ID]*identity.PrivateKey)}
	f.a = &agreement.Agreement{
		Version:     agreement.Version,
		Title:       "Attacks",
		Purpose:     "Show what is refused.",
		LegalBasis:  "None: no person is concerned.",
		Coordinator: agreement.Coordinator{ID: hub, Name: "Hub", OperatedBy: "nobody", Key: f.key(hub)},
		Schema: schema.Schema{
			Outcome:  schema.Outcome{Name: "ill", Column: "ill", Positive: "= 1", Min: 0, Max: 1},
			Features: []schema.Feature{{Name: "dose", Type: schema.Number, Unit: "mg", Min: 0, Max: 1}, {Name: "old", Type: schema.Binary}},
		},
		Model:       agreement.Logistic,
		Algorithm:   agreement.Algorithm{Name: agreement.Newton, Rounds: 6, Ridge: 20, MaxRows: 1024, Tolerance: 0.1},
		Split:       agreement.Split{Seed: "1", Dataset: "attack", Test: 0.25},
		Aggregation: agreement.Aggregation{Scheme: agreement.OneTimeHE, Deadline: agreement.Duration(deadline)},
		Privacy:     agreement.Privacy{Unit: "record", Noise: agreement.NoNoise, MinCell: agreement.MinCell{Count: 5, Action: agreement.MergeCells}},
		Retention:   "Until the test ends.",
	}
	for _, id := range f.ids {
		f.a.Parties = append(f.a.Parties, agreement.Party{ID: id, Name: "Hospital " + string(id), Role: "controller", Key: f.key(id)})
	}
	if n == 2 {
		f.a.Acknowledge = []string{agreement.AckTwoParties}
	}
	return f
}

// roster names n participants.
func roster(n int) []identity.ID {
	ids := []identity.ID{north, south, east, west, up, "down", "left", "right", "fore", "aft", "in", "out"}
	for len(ids) < n {
		ids = append(ids, identity.ID(fmt.Sprintf("site-%d", len(ids)+1)))
	}
	return ids[:n]
}

func (f *federation) key(id identity.ID) identity.PublicKey {
	k, err := identity.Generate()
	f.must(err)
	f.keys[id] = k
	return k.Public()
}

func (f *federation) sign(a *agreement.Agreement) {
	f.t.Helper()
	text, err := a.YAML()
	f.must(err)
	path := filepath.Join(f.dir, "agreement.yaml")
	f.must(os.WriteFile(path, text, 0o600))
	for id, key := range f.keys {
		_, err := agreement.Sign(path, id, key)
		f.must(err)
	}
	f.a, err = agreement.Read(path)
	f.must(err)
	f.must(agreement.VerifySignatures(path, f.a))
	f.plan, err = plan.New(f.a)
	f.must(err)
	f.terms = protocol.TermsOf(f.plan, protocol.Real)
	f.limits = wire.LimitsOf(len(f.ids), f.plan.Limits())
}

func (f *federation) must(err error) {
	f.t.Helper()
	if err != nil {
		f.t.Fatal(err)
	}
}

// table makes a participant's rows: the same ones whenever asked.
func (f *federation) table(id identity.ID) (train, test *data.Table) {
	seed := digest.Of([]byte(id))
	random := rand.New(rand.NewPCG(binary.LittleEndian.Uint64(seed[:]), f.draw))
	t := &data.Table{}
	for _, c := range f.plan.Columns() {
		t.Columns = append(t.Columns, c.Name)
	}
	for row := range 60 {
		dose, old, ill := random.Float64(), float64(random.IntN(2)), 0.0
		if dose+old/2+random.Float64() > 1.2 {
			ill = 1
		}
		t.X = append(t.X, []float64{dose, old}[2-len(t.Columns):]...) // some agreements have no dose
		t.Y = append(t.Y, ill)
		t.Rows = append(t.Rows, row)
	}
	s := f.a.Split
	return t.Split(data.Split{Seed: s.Seed, Dataset: s.Dataset, Test: s.Test}, string(id))
}

// others are the participants but one.
func (f *federation) others(but identity.ID) []identity.ID {
	return protocol.Missing(f.ids, func(id identity.ID) bool { return id == but })
}

// copyOf is m as it would arrive: nothing of it is shared.
func copyOf[M protocol.Message](f *federation, m M) M {
	b, err := wire.Marshal(m)
	f.must(err)
	c, err := wire.Unmarshal(b, f.limits)
	f.must(err)
	return c.(M)
}
