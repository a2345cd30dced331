package attack_test

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"

	"samband/pkg/agreement"
	"samband/pkg/algorithm"
	"samband/pkg/digest"
	"samband/pkg/journal"
	"samband/pkg/protocol"
	"samband/pkg/seal"
	"samband/pkg/wire"
)

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
