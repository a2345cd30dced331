package attack_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"samband/client/participant"
	"samband/pkg/algorithm"
	"samband/pkg/digest"
	"samband/pkg/identity"
	"samband/pkg/protocol"
)

// snapshot is what a directory held at one moment, by name.
type snapshot map[string][]byte

func look(t testing.TB, dir string) snapshot {
	s := make(snapshot)
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) || d != nil && d.IsDir() {
			return nil // gone meanwhile
		}
		if err != nil {
			return err
		}
		name, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		s[filepath.ToSlash(name)], err = os.ReadFile(path)
		if errors.Is(err, fs.ErrNotExist) {
			err = nil
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
	return s
}

// watched is a run of which a test has seen everything that left a participant
// and everything that lay in its directory at every step.
type watched struct {
	f      *federation
	dir    string
	mu     sync.Mutex
	seen   []snapshot
	names  map[string]bool // at any moment, between steps too
	chunks map[string]bool // bodies that left or reached it
	public map[string]bool // sealed releases and sealed shares that left it
	states map[digest.Digest]bool
	heads  []protocol.Header
}

// Every byte in a participant's directory, at every step of a run, is accounted
// for by what the design allows there: what was sent, the sum, the vector, the
// session with the group key, signed text and the ledger's codes and digests.
// So no one-time key, own share, noise or private key of HPKE is there. At the
// end only what is kept for ever is left.
func TestAttackOnTheDisk(t *testing.T) {
	f := federate(t, 2, slow)
	w := &watched{f: f, dir: filepath.Join(f.dir, string(north)), names: make(map[string]bool),
		chunks: make(map[string]bool), public: make(map[string]bool), states: make(map[digest.Digest]bool)}
	c := f.scheme(func(c *schemer) {
		c.hear = func(from identity.ID, m protocol.Message) bool {
			if from == north {
				w.heard(m)
			}
			return false
		}
		alter(c, func(_ identity.ID, m *protocol.Chunk) []protocol.Message {
			w.mu.Lock()
			defer w.mu.Unlock()
			w.chunks[string(m.Data)] = true
			return same(m)
		})
	})
	steps := func(cfg *participant.Config) {
		cfg.Notify = func(protocol.Notice, algorithm.Progress) {
			s := look(t, w.dir)
			w.mu.Lock()
			defer w.mu.Unlock()
			w.seen = append(w.seen, s)
		}
	}
	p, other := f.join(north, c.address, steps), f.join(south, c.address)
	f.must(p.wait())
	f.must(other.wait())
	w.mu.Lock()
	defer w.mu.Unlock()
	end := look(t, w.dir)
	left := slices.Sorted(func(yield func(string) bool) {
		for name := range end {
			if !yield(name) {
				return
			}
		}
	})
	forever := []string{"agreement.yaml", "connections.jsonl", "ledger.jsonl", "model.json", "outcome.json", "run.json", "sets.jsonl"}
	if d := cmp.Diff(forever, left); d != "" {
		t.Errorf("left at the end: %s", d)
	}
	if len(w.seen) < 15 {
		t.Errorf("only %d looks at the directory", len(w.seen))
	}
	found := make(map[string]bool)
	for _, s := range append(w.seen, end) {
		for name, content := range s {
			w.names[name] = true
			found[w.account(name, content)] = true
		}
	}
	for _, kind := range []string{"vector", "ciphertext", "sum", "learner", "session", "journal", "sets"} {
		if !found[kind] {
			t.Errorf("never saw a %s: this test looks at the wrong moments", kind)
		}
	}
	for name := range w.names {
		if !allowed.MatchString(name) {
			t.Errorf("%s has no place in the directory", name)
		}
	}
}

// allowed are the names in client/participant/directory.go; .new is a file that
// is being replaced.
var allowed = regexp.MustCompile(`^(run\.json|session\.json|learner\.json|journal\.jsonl|sets\.jsonl|ledger\.jsonl|connections\.jsonl|model\.json|outcome\.json|agreement\.yaml|` +
	`round/(vector|learner\.json|ciphertext-\d/\d{8}|sum-\d/\d{8}))(\.new)?$`)

func (w *watched) heard(m protocol.Message) {
	names := look(w.f.t, w.dir)
	w.mu.Lock()
	defer w.mu.Unlock()
	for name := range names {
		w.names[name] = true
	}
	switch m := m.(type) {
	case *protocol.Chunk:
		w.chunks[string(m.Data)] = true
	case *protocol.Release:
		w.public[string(m.Sealed)] = true
	case *protocol.Ready:
		w.states[m.Prefix.State] = true
		w.public[string(m.Key)] = true
	case *protocol.Upload:
		w.heads = append(w.heads, m.Header)
		for _, s := range m.Shares {
			w.public[string(s.Sealed)] = true
		}
	}
}

// A run that failed leaves as little, and no model.
func TestAttackOnTheDiskAfterAFailure(t *testing.T) {
	f := federate(t, 2, slow)
	c := f.scheme(func(c *schemer) {
		alter(c, func(_ identity.ID, m *protocol.Chunk) []protocol.Message {
			m.Data[0] ^= 1
			return same(m)
		})
	})
	for _, p := range c.everybody() {
		p.failed()
		for name := range look(t, p.dir) {
			if !slices.Contains([]string{"agreement.yaml", "connections.jsonl", "journal.jsonl", "ledger.jsonl", "run.json", "sets.jsonl"}, name) {
				t.Errorf("%s left %s", p.id, name)
			}
		}
	}
}
