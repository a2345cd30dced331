package bundle

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"samband/pkg/agreement"
	"samband/pkg/data/cohort"
	"samband/pkg/digest"
	"samband/pkg/evidence"
	"samband/pkg/identity"
	"samband/pkg/ledger"
	"samband/pkg/transport"
)

// world is two participants and a coordinator that have run: ledgers by the real
// writer, messages and connections as a run would have them.
type world struct {
	testing.TB
	dir     string
	agreed  string
	a       *agreement.Agreement
	keys    map[identity.ID]*identity.PrivateKey
	ledgers map[identity.ID]*ledger.Writer
}

func newWorld(t testing.TB) *world {
	t.Helper()
	w := &world{TB: t, dir: t.TempDir(), keys: make(map[identity.ID]*identity.PrivateKey), ledgers: make(map[identity.ID]*ledger.Writer)}
	for _, id := range []identity.ID{"north", "south", "hub"} {
		key, err := identity.Generate()
		w.must(err)
		w.keys[id] = key
	}
	a := &agreement.Agreement{
		Version: agreement.Version, Title: "SYNTHETIC", Purpose: "Tests.", LegalBasis: "None.", Retention: "None.",
		Coordinator: agreement.Coordinator{ID: "hub", Name: "Hub", OperatedBy: "tests", Key: w.keys["hub"].Public()},
		Schema:      cohort.Schema(), Model: agreement.Logistic,
		Algorithm:   agreement.Algorithm{Name: agreement.Newton, Rounds: 8, Ridge: 1, MaxRows: 4096, Tolerance: 1e-8},
		Split:       agreement.Split{Seed: "1", Dataset: "synthetic", Test: 0.25},
		Aggregation: agreement.Aggregation{Scheme: agreement.OneTimeHE, Deadline: agreement.Duration(time.Minute)},
		Privacy:     agreement.Privacy{Unit: "record", Noise: agreement.NoNoise, MinCell: agreement.MinCell{Count: 5, Action: agreement.MergeCells}},
		Acknowledge: []string{agreement.AckTwoParties},
	}
	for _, id := range []identity.ID{"north", "south"} {
		a.Parties = append(a.Parties, agreement.Party{ID: id, Name: string(id), Role: "controller", Key: w.keys[id].Public()})
	}
	text, err := a.YAML()
	w.must(err)
	w.agreed = filepath.Join(w.dir, agreement.File)
	w.must(os.WriteFile(w.agreed, text, 0o600))
	for id, key := range w.keys {
		_, err := agreement.Sign(w.agreed, id, key)
		w.must(err)
	}
	w.a, err = agreement.Read(w.agreed)
	w.must(err)
	w.run()
	return w
}

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

// run writes what a run of one round leaves.
func (w *world) run() {
	w.Helper()
	for id, key := range w.keys {
		w.must(os.MkdirAll(w.runDir(id), 0o700))
		l, err := ledger.Create(filepath.Join(w.runDir(id), LedgerFile), ledger.Meta{Party: id, Agreement: w.a.Hash(), Key: key.Public()}, key)
		w.must(err)
		w.ledgers[id] = l
	}
	for _, id := range []identity.ID{"north", "south"} {
		w.message(id, "hub", "hello", 0, 100)
		w.message("hub", id, "hellos", 0, 200)
		w.message(id, "hub", "chunk", 1, 5000)
		w.message("hub", id, "done", 1, 300)
		w.connection(id)
	}
	for id, l := range w.ledgers {
		w.must(l.Append(ledger.Disposal(id, moment, ledger.RoundSecrets)))
		w.must(l.Close())
	}
}

var moment = time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)

func (w *world) runDir(id identity.ID) string { return filepath.Join(w.dir, string(id)) }

// message is recorded at both ends. Everybody gets the same hellos.
func (w *world) message(from, to identity.ID, kind string, round uint32, bytes int) {
	w.Helper()
	e := ledger.Event{Time: moment, Round: round, From: from, To: to, Kind: kind, Category: "control", Form: ledger.Metadata,
		Bytes: bytes, Digest: digest.New("test").Text(kind).Text(string(from)).Sum()}
	e.Direction = ledger.Sent
	w.must(w.ledgers[from].Append(e))
	e.Direction = ledger.Received
	w.must(w.ledgers[to].Append(e))
}

// connection is the one that the messages of a participant went over.
func (w *world) connection(id identity.ID) {
	w.Helper()
	up := transport.Measured{Messages: 2, Payload: 5100, Data: 5110, HTTP2: 5500, TCP: 8000}
	down := transport.Measured{Messages: 2, Payload: 500, Data: 510, HTTP2: 900, TCP: 3000}
	c := transport.Connection{ID: digest.Of([]byte(id)).String()[:32], Peer: "hub", Local: "10.0.0." + map[identity.ID]string{"north": "1", "south": "2"}[id] + ":40000", Remote: "10.1.0.1:7443",
		Opened: moment, Closed: moment.Add(time.Minute), Orderly: true, Sent: up, Received: down}
	w.line(id, c)
	c.Peer, c.Local, c.Remote, c.Sent, c.Received = id, c.Remote, c.Local, down, up
	w.line("hub", c)
}

// made makes a bundle of all parties' parts.
func (w *world) made() *Bundle {
	w.Helper()
	path := filepath.Join(w.TempDir(), "bundle")
	out, err := Create(path, w.agreed, w.a, false)
	w.must(err)
	for id, key := range w.keys {
		var account *evidence.Account
		if id != "hub" {
			account = &evidence.Account{Party: id, Outcome: &evidence.Outcome{Rounds: 1, Model: digest.Of([]byte("model"))}}
		}
		w.must(out.Own(id, key, w.runDir(id), account))
	}
	_, err = out.Close()
	w.must(err)
	b, err := Open(path)
	w.must(err)
	return b
}
