package attack_test

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
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
	"samband/pkg/agreement"
	"samband/pkg/algorithm"
	"samband/pkg/digest"
	"samband/pkg/identity"
	"samband/pkg/journal"
	"samband/pkg/protocol"
	"samband/pkg/seal"
	"samband/pkg/wire"
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
	sent   map[string]bool // bytes of messages that left north
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
	w := &watched{f: f, dir: filepath.Join(f.dir, string(north)), names: make(map[string]bool), sent: make(map[string]bool),
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
	forever := []string{"agreement.yaml", "journal.jsonl", "ledger.jsonl", "model.json", "outcome.json", "run.json", "sets.jsonl"}
	if d := cmp.Diff(forever, left); d != "" {
		t.Errorf("left at the end: %s", d)
	}
	if len(end["journal.jsonl"]) > 0 {
		t.Error("the journal holds messages after the last round")
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
	for _, kind := range []string{"vector", "ciphertext", "commit", "sum", "release", "session", "journal", "sets"} {
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
var allowed = regexp.MustCompile(`^(run\.json|session\.json|journal\.jsonl|sets\.jsonl|ledger\.jsonl|model\.json|outcome\.json|agreement\.yaml|` +
	`round/(vector|release-\d|commit-\d\.json|ciphertext-\d/\d{8}|sum-\d/\d{8}))(\.new)?$`)

func (w *watched) heard(m protocol.Message) {
	names := look(w.f.t, w.dir)
	w.mu.Lock()
	defer w.mu.Unlock()
	for name := range names {
		w.names[name] = true
	}
	b, err := wire.Marshal(m)
	w.f.must(err)
	w.sent[string(b)] = true
	switch m := m.(type) {
	case *protocol.Chunk:
		w.chunks[string(m.Data)] = true
	case *protocol.Release:
		w.public[string(m.Sealed)] = true
	case *protocol.Ready:
		w.states[m.Prefix.State] = true
	case *protocol.Upload:
		w.heads = append(w.heads, m.Header)
		for _, s := range m.Shares {
			w.public[string(s.Sealed)] = true
		}
	case *protocol.Ack: // kept without what is put beside its signed part on the way
		bare := *m
		bare.Cosignature, bare.Checkpoint = nil, nil
		b, err := wire.Marshal(&bare)
		w.f.must(err)
		w.sent[string(b)] = true
	}
}

// account says what a file is, and fails the test if its content is not that.
func (w *watched) account(name string, content []byte) string {
	t := w.f.t
	dir, file := filepath.Split(name)
	switch {
	case len(content) == 0:
		return "empty"
	case name == "round/vector":
		w.vector(content)
		return "vector"
	case file[0] == 'r' && dir == "round/":
		if !w.public[string(content)] {
			t.Errorf("%s is not a release that was sent", name)
		}
		return "release"
	case file[0] == 'c' && dir == "round/":
		w.commit(name, content)
		return "commit"
	case dir != "":
		if !w.chunks[string(content)] {
			t.Errorf("%s is neither a chunk that was sent nor one of a sum", name)
		}
		return regexp.MustCompile(`[a-z]+`).FindString(filepath.Base(dir))
	case name == "session.json":
		w.session(content)
		return "session"
	case name == "journal.jsonl":
		w.journal(content)
		return "journal"
	case name == "agreement.yaml":
		if a, err := agreement.Parse(name, content); err != nil || a.Hash() != w.f.plan.Hash {
			t.Errorf("%s: %v", name, err)
		}
		return "agreement"
	case name == "sets.jsonl":
		if _, err := journal.ReadBound(w.dir); err != nil {
			t.Error(err)
		}
		return "sets"
	}
	return name // run.json, model.json, outcome.json, ledger.jsonl: what verify and tests of their packages read
}

// vector wants numbers of one round's layout and nothing else; those of the
// first round are known here.
func (w *watched) vector(content []byte) {
	t := w.f.t
	version, round := binary.LittleEndian.Uint64(content), binary.LittleEndian.Uint64(content[8:])
	if version != 1 || round == 0 {
		t.Errorf("a vector of version %d, round %d", version, round)
	}
	lengths := make(map[int]bool)
	for _, phase := range w.f.plan.Phases() {
		l, err := w.f.plan.Layout(phase)
		w.f.must(err)
		lengths[8*(2+l.Values())] = true
		if round > 1 || phase != w.f.plan.First() {
			continue
		}
		train, test := w.f.table(north)
		n, err := algorithm.New(w.f.plan, train, test)
		w.f.must(err)
		contribution, err := n.Contribution(phase)
		w.f.must(err)
		values, _, err := l.Quantise(contribution)
		w.f.must(err)
		for i, v := range values {
			if 8*(i+3) > len(content) || binary.LittleEndian.Uint64(content[8*(i+2):]) != v {
				t.Errorf("value %d of the first round is not its own", i)
				break
			}
		}
	}
	if !lengths[len(content)] {
		t.Errorf("a vector of %d bytes", len(content))
	}
}

// commit wants what a header that was sent commits to.
func (w *watched) commit(name string, content []byte) {
	t := w.f.t
	var c struct {
		Version int
		Nonce   []byte
		Root    digest.Digest
		Shares  []protocol.Share
	}
	d := json.NewDecoder(bytes.NewReader(content))
	d.DisallowUnknownFields()
	if err := d.Decode(&c); err != nil {
		t.Errorf("%s: %v", name, err)
	}
	if !slices.ContainsFunc(w.heads, func(h protocol.Header) bool { return h.Root == c.Root && bytes.Equal(h.Nonce[:], c.Nonce) }) {
		t.Errorf("%s: is not what was sent", name)
	}
	for _, s := range c.Shares {
		if s.To != south || !w.public[string(s.Sealed)] {
			t.Errorf("%s: holds a share that was not sent", name)
		}
	}
}

// session wants the group key, by what follows from it, and nothing else.
func (w *watched) session(content []byte) {
	t := w.f.t
	var s struct {
		Version int
		Session digest.Digest
		Group   []byte
	}
	d := json.NewDecoder(bytes.NewReader(content))
	d.DisallowUnknownFields()
	if err := d.Decode(&s); err != nil {
		t.Errorf("session.json: %v", err)
	}
	group, err := seal.ParseGroup(s.Group)
	w.f.must(err)
	if !w.states[protocol.StartState(group.StateKey(), s.Session)] {
		t.Error("session.json: the group key is not that of the run")
	}
}

// journal wants messages that were sent.
func (w *watched) journal(content []byte) {
	path := filepath.Join(w.f.t.TempDir(), "journal.jsonl")
	w.f.must(os.WriteFile(path, content, 0o600))
	messages, err := journal.Read(path, w.f.limits)
	w.f.must(err)
	for _, m := range messages {
		b, err := wire.Marshal(m)
		w.f.must(err)
		if !w.sent[string(b)] {
			w.f.t.Errorf("the journal holds a %s that was not sent", m.Kind())
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
			if !slices.Contains([]string{"agreement.yaml", "journal.jsonl", "ledger.jsonl", "run.json", "sets.jsonl"}, name) {
				t.Errorf("%s left %s", p.id, name)
			}
		}
	}
}
