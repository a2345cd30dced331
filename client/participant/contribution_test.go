package participant

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"samband/pkg/agreement"
	"samband/pkg/algorithm"
	"samband/pkg/data"
	"samband/pkg/digest"
	"samband/pkg/journal"
	"samband/pkg/plan"
	"samband/pkg/protocol"
	"samband/pkg/secagg"
)

// noisy is a participant of a run with noise, as far as making vectors goes.
func noisy(t *testing.T, rows int) *participant {
	t.Helper()
	text, err := os.ReadFile("../../pkg/agreement/testdata/two-hospitals.yaml")
	if err != nil {
		t.Fatal(err)
	}
	noised := strings.Replace(string(text), "noise: none", "noise: discrete-gaussian\n  epsilon: 4\n  delta: 1e-6\n  clip: 1", 1)
	a, err := agreement.Parse("a.yaml", []byte(strings.Replace(noised, "unit: patient", "unit: patient\n  rows_per_patient: 2", 1)))
	if err != nil {
		t.Fatal(err)
	}
	pl, err := plan.New(a)
	if err != nil {
		t.Fatal(err)
	}
	table := &data.Table{}
	for _, c := range pl.Columns() {
		table.Columns = append(table.Columns, c.Name)
	}
	for i := range rows {
		for _, c := range pl.Columns() {
			table.X = append(table.X, c.Min+(c.Max-c.Min)*float64(i%2))
		}
		table.Y, table.Rows, table.Units = append(table.Y, float64(i%3/2)), append(table.Rows, i), append(table.Units, i)
	}
	p := &participant{plan: pl, dir: &directory{t.TempDir()}, name: pl.Scheme()}
	p.cfg = Config{Agreement: a, Self: a.Parties[0].ID, Train: table, Test: table}
	if p.learner, err = algorithm.New(pl, algorithm.Local{ID: string(p.cfg.Self), Train: table, Test: table}); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(p.dir.path, RoundFolder), 0o700); err != nil {
		t.Fatal(err)
	}
	if p.journal, err = journal.Open(filepath.Join(p.dir.path, JournalFile)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.journal.Close() })
	return p
}

// vectorIn has the participant make the vector of the first round in a session.
func (p *participant) vectorIn(t *testing.T, session string) ([]byte, error) {
	t.Helper()
	layout, err := p.plan.Layout(plan.Moments)
	if err != nil {
		t.Fatal(err)
	}
	prefix := protocol.Prefix{Session: digest.New(session).Sum(), Round: 1}
	v, err := p.vector(prefix, plan.Moments, secagg.Round{Layout: layout})
	if err != nil {
		return nil, err
	}
	if err := v.close(); err != nil {
		t.Fatal(err)
	}
	made, err := os.ReadFile(filepath.Join(p.dir.path, vectorFile))
	if err != nil {
		t.Fatal(err)
	}
	return made, nil
}

func (p *participant) wantsMoments(t *testing.T, want int) {
	t.Helper()
	s, err := ReadSpent(p.dir.path, p.plan)
	if err != nil || s.Vectors[plan.Moments] != want {
		t.Errorf("%+v, %v: want %d", s, err, want)
	}
}

// A session that is given up before anything was opened in it costs nothing
// more: every further one sends the same vector. With other rows it is drawn
// anew, which costs again.
func TestFirstVectorServesEverySession(t *testing.T) {
	p := noisy(t, 60)
	made, err := p.vectorIn(t, "one")
	if err != nil {
		t.Fatal(err)
	}
	for _, session := range []string{"two", "three"} {
		if err := p.restart(); err != nil {
			t.Fatal(err)
		}
		again, err := p.vectorIn(t, session)
		if err != nil || !bytes.Equal(again, made) {
			t.Errorf("session %s sends another vector, %v", session, err)
		}
		if attempt, err := p.vectorIn(t, session); err != nil || !bytes.Equal(attempt, made) {
			t.Errorf("another attempt sends another vector, %v", err)
		}
		p.wantsMoments(t, 1)
	}
	if err := p.restart(); err != nil {
		t.Fatal(err)
	}
	p.cfg.Train.X[0]++
	if _, err := p.vectorIn(t, "four"); err != nil { // moments twice is within ε: learning rounds are to come
		t.Fatal(err)
	}
	p.wantsMoments(t, 2)
}

// What the budget does not allow is refused before anything is made or charged.
func TestBudgetIsEnforced(t *testing.T) {
	p := noisy(t, 60)
	for n := 1; ; n++ {
		if n > 1000 {
			t.Fatal("a thousand vectors are within the budget")
		}
		if err := p.restart(); err != nil {
			t.Fatal(err)
		}
		if err := p.dir.endFirst(); err != nil {
			t.Fatal(err)
		}
		allowed := p.plan.Spent(map[string]int{plan.Moments: n}) <= p.cfg.Agreement.Privacy.Epsilon
		_, err := p.vectorIn(t, strings.Repeat("x", n))
		if allowed != (err == nil) {
			t.Fatalf("vector %d: %v, allowed: %v", n, err, allowed)
		}
		if allowed {
			p.wantsMoments(t, n)
			continue
		}
		if !strings.Contains(err.Error(), "nothing of it leaves") {
			t.Error(err)
		}
		p.wantsMoments(t, n-1)
		if _, err := os.Stat(filepath.Join(p.dir.path, vectorFile)); !os.IsNotExist(err) {
			t.Errorf("a vector was made: %v", err)
		}
		return
	}
}
