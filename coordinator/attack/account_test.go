package attack_test

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"samband/pkg/agreement"
	"samband/pkg/algorithm"
	"samband/pkg/digest"
	"samband/pkg/journal"
	"samband/pkg/protocol"
	"samband/pkg/protocol/site"
	"samband/pkg/seal"
	"samband/pkg/transport"
	"samband/pkg/vector"
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
	case file == "learner.json" && (dir == "" || dir == "round/"):
		w.learner(name, content)
		return "learner"
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
	case name == journal.ConnectionsFile: // addresses, times and counts
		for line := range bytes.Lines(content) {
			d := json.NewDecoder(bytes.NewReader(line))
			d.DisallowUnknownFields()
			if err := d.Decode(new(transport.Connection)); err != nil {
				t.Errorf("%s: %v: %s", name, err, line)
			}
		}
		return "connections"
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
		n, err := algorithm.New(w.f.plan, algorithm.Local{ID: string(north), Train: train, Test: test})
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
func (w *watched) commit(c site.Commit) {
	t := w.f.t
	if !slices.ContainsFunc(w.heads, func(h protocol.Header) bool { return h.Root == c.Root && h.Nonce == c.Nonce }) {
		t.Error("the journal holds a commitment that was not sent")
	}
	for _, s := range c.Shares {
		if s.To != south || !w.public[string(s.Sealed)] {
			t.Error("the journal holds a share that was not sent")
		}
	}
}

// learner wants what learning under this agreement goes on from.
func (w *watched) learner(name string, content []byte) {
	var l struct {
		Version int
		Learner json.RawMessage
		Clipped []vector.Clipping
	}
	strictly(w.f.t, name, content, &l)
	train, test := w.f.table(north)
	if _, err := algorithm.Resume(w.f.plan, algorithm.Local{ID: string(north), Train: train, Test: test}, l.Learner); err != nil {
		w.f.t.Errorf("%s: %v", name, err)
	}
}

// strictly decodes JSON that has the fields of v and no other.
func strictly(t testing.TB, name string, content []byte, v any) {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(content))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		t.Errorf("%s: %v", name, err)
	}
}

// session wants the group key, by what follows from it, and nothing else.
func (w *watched) session(content []byte) {
	t := w.f.t
	var s struct {
		Version int
		Session digest.Digest
		Hellos  digest.Digest
		Group   []byte
		Rows    digest.Digest
	}
	strictly(t, "session.json", content, &s)
	group, err := seal.ParseGroup(s.Group)
	w.f.must(err)
	if !w.states[protocol.StartState(group.StateKey(), s.Session)] {
		t.Error("session.json: the group key is not that of the run")
	}
}

// journal wants where the round began, what the coordinator sent, and what this
// participant signed or sealed and sent.
func (w *watched) journal(content []byte) {
	t := w.f.t
	path := filepath.Join(t.TempDir(), "journal.jsonl")
	w.f.must(os.WriteFile(path, content, 0o600))
	entries, err := journal.Read(path, w.f.limits)
	w.f.must(err)
	for i, e := range entries {
		switch e.Input {
		case "snapshot":
			if i > 0 {
				t.Error("the journal begins twice")
			}
			strictly(t, "snapshot", e.Value, new(site.Snapshot))
		case "received":
			switch k := e.Message.Kind(); k {
			case protocol.KindAttempt, protocol.KindOpen, protocol.KindCommitments, protocol.KindClose, protocol.KindEndorsements, protocol.KindResult, protocol.KindDone:
			default:
				t.Errorf("the journal holds a received %s", k)
			}
		case "ready":
			var r site.Ready
			strictly(t, "ready", e.Value, &r)
			if !w.public[string(r.Key)] {
				t.Error("the journal holds a key that was not sent")
			}
		case "commit":
			var c site.Commit
			strictly(t, "commit", e.Value, &c)
			w.commit(c)
		case "release":
			var r site.Release
			strictly(t, "release", e.Value, &r)
			if !w.public[string(r.Sealed)] {
				t.Error("the journal holds a release that was not sent")
			}
		case "sum":
			strictly(t, "sum", e.Value, new(site.Sum))
		default:
			t.Errorf("the journal holds the input %s", e.Input)
		}
	}
}
