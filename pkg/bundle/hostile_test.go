package bundle

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"samband/pkg/agreement"
	"samband/pkg/audit"
	"samband/pkg/digest"
	"samband/pkg/identity"
)

// stated has a party sign its part anew for what lies in its folder, and the
// manifest made anew, as whoever deviates can.
func (w *world) stated(b *Bundle, id identity.ID, edit func(*Statement)) {
	w.Helper()
	s := Statement{Version: Version, Party: id, Agreement: b.Hash, Files: []File{}}
	for _, p := range parts() {
		if text, err := os.ReadFile(filepath.Join(b.Path, string(id), p.name)); err == nil {
			s.Files = append(s.Files, File{p.name, int64(len(text)), digest.Of(text)})
		}
	}
	if edit != nil {
		edit(&s)
	}
	w.must(s.sign(w.keys[id]))
	text, err := encode(&s)
	w.must(err)
	w.must(os.WriteFile(filepath.Join(b.Path, string(id), PartFile), text, 0o600))
	w.manifest(b)
}

// all is everything that a check of a bundle finds.
func (w *world) all(b *Bundle) string {
	w.Helper()
	again, err := Open(b.Path)
	if err != nil {
		return err.Error()
	}
	results := w.audited(again)
	return say(again.Problems) + say(again.Account(results).Problems) + say(again.Contradictions(results))
}

// A party that signs whatever it likes: what it hands over has one meaning, and
// says nothing that runs over lines.
func TestHostilePart(t *testing.T) {
	account := func(text string) func(*world, *Bundle) {
		return func(w *world, b *Bundle) {
			w.must(os.WriteFile(filepath.Join(b.Path, "north", AccountFile), []byte(text), 0o600))
			w.stated(b, "north", nil)
		}
	}
	for name, c := range map[string]struct {
		do   func(*world, *Bundle)
		says string
	}{
		"nothing": {func(w *world, b *Bundle) { w.stated(b, "north", nil) }, ""},
		"a file listed twice": {func(w *world, b *Bundle) {
			w.stated(b, "north", func(s *Statement) {
				other := s.Files[2]
				other.Digest = digest.Of([]byte("another ledger"))
				s.Files = append([]File{other}, s.Files...)
			})
		}, "listed once each, in order"},
		"a file that no part has": {func(w *world, b *Bundle) {
			w.stated(b, "north", func(s *Statement) { s.Files = append(s.Files, File{Path: "rows.csv"}) })
		}, `the list has "rows.csv"`},
		"the list in the list": {func(w *world, b *Bundle) {
			w.stated(b, "north", func(s *Statement) { s.Files = append(s.Files, File{Path: PartFile}) })
		}, `the list has "part.json"`},
		"a huge size": {func(w *world, b *Bundle) {
			w.stated(b, "north", func(s *Statement) { s.Files[0].Size = 1 << 62 })
		}, `the list has "account.json"`},
		"the ledger of another": {func(w *world, b *Bundle) {
			text, err := os.ReadFile(filepath.Join(b.Path, "south", LedgerFile))
			w.must(err)
			w.must(os.WriteFile(filepath.Join(b.Path, "north", LedgerFile), text, 0o600))
			w.stated(b, "north", nil)
		}, "north/ledger.jsonl: is the ledger of south"},
		"an account of two minds":   {account("{\n \"party\": \"north\",\n \"program\": \"a\",\n \"program\": \"b\"\n}\n"), "north/account.json: not written in the one accepted way"},
		"an account in capitals":    {account("{\n \"PARTY\": \"north\"\n}\n"), "north/account.json: not written in the one accepted way"},
		"an account with BOM":       {account("\ufeff{\n \"party\": \"north\"\n}\n"), "north/account.json: account of a party"},
		"an account not in UTF-8":   {account("{\n \"party\": \"north\",\n \"program\": \"\xff\"\n}\n"), "north/account.json: not written in the one accepted way"},
		"an account of another":     {account("{\n \"party\": \"south\"\n}\n"), `north/account.json: is the account of "south"`},
		"an account without end":    {account(`{"party":` + strings.Repeat("[", 1<<19)), "north/account.json: account of a party"},
		"a number without end":      {account(`{"party":"north","outcome":{"rounds":` + strings.Repeat("9", 1<<19) + `}}`), "north/account.json: account of a party"},
		"a name without end":        {account(`{"` + strings.Repeat("x", 1<<19) + `":1}`), "north/account.json: account of a party"},
		"a number that is none":     {account(`{"party":"north","outcome":{"rounds":NaN}}`), "north/account.json: account of a party"},
		"a number that is infinite": {account(`{"party":"north","outcome":{"spent":{"epsilon":1e999}}}`), "north/account.json: account of a party"},
		"a negative count":          {account(`{"party":"north","outcome":{"rounds":-1,"model":"` + strings.Repeat("0", 64) + `","clipped":0,"values":0}}`), "-1 is no count"},
		"a word that moves the cursor": {func(w *world, b *Bundle) {
			account(`{"`+"\x1b[2J\u009b31m\u202e"+`":1}`)(w, b)
		}, "north/account.json: account of a party"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			b := w.made()
			c.do(w, b)
			got := w.all(b)
			if !strings.Contains(got, c.says) || (got == "") != (c.says == "") || strings.Count(got, "\n") > 3 || len(got) > 2000 {
				t.Errorf("got %.3000s, want %q", got, c.says)
			}
		})
	}
}

// Whatever is read is what was measured: a bundle that somebody writes while it
// is checked is no bundle.
func TestBundleThatMoves(t *testing.T) {
	w := newWorld(t)
	b := w.made()
	path := filepath.Join(b.Path, "north", LedgerFile)
	text, err := os.ReadFile(path)
	w.must(err)
	w.must(os.WriteFile(path, bytes.Replace(text, []byte("hello"), []byte("hullo"), 1), 0o600))
	results := w.audited(b)
	w.must(os.WriteFile(path, text, 0o600))
	if got := say(b.Contradictions(results)); got != "north/ledger.jsonl: changed while it was read: check a copy that nobody else writes" {
		t.Errorf("%q", got)
	}
	for _, name := range []string{AccountFile, ConnectionsFile, PartFile} {
		r := &reader{b: &Bundle{Path: b.Path, Agreement: b.Agreement, Hash: b.Hash}, have: make(map[string]File)}
		r.root, err = os.OpenRoot(b.Path)
		w.must(err)
		w.must(r.list())
		at := filepath.Join(b.Path, "north", name)
		had, err := os.ReadFile(at)
		w.must(err)
		w.must(os.WriteFile(at, append([]byte(" "), had...), 0o600))
		if err := r.part("north"); (err == nil || !strings.Contains(err.Error(), "changed while it was read")) && !strings.Contains(say(r.b.Problems), "changed while it was read") {
			t.Errorf("%s: %v, %v", name, err, r.b.Problems)
		}
		w.must(os.WriteFile(at, had, 0o600))
		w.must(r.root.Close())
	}
}

// Where a person points is theirs to choose, also through a link.
func TestBundleBehindALink(t *testing.T) {
	w := newWorld(t)
	b := w.made()
	link := filepath.Join(t.TempDir(), "link")
	w.must(os.Symlink(b.Path, link))
	for _, path := range []string{link, b.Path + "/"} {
		if again, err := Open(path); err != nil || len(again.Problems) > 0 {
			t.Errorf("%s: %v %v", path, again, err)
		}
	}
}

// Nothing that lies beside a new bundle is touched, and what is too long to be
// read is not written.
func TestCreateTouchesNothingElse(t *testing.T) {
	w := newWorld(t)
	dir := t.TempDir()
	beside := filepath.Join(dir, "out.new")
	w.must(os.Mkdir(beside, 0o700))
	w.must(os.WriteFile(filepath.Join(beside, "notes.txt"), []byte("mine"), 0o600))
	for _, path := range []string{filepath.Join(dir, "out"), filepath.Join(dir, "deep", "er", "out") + "/"} {
		out, err := Create(path, w.agreed, w.a, false)
		w.must(err)
		w.must(out.Own("north", w.keys["north"], w.runDir("north"), nil))
		_, err = out.Close()
		w.must(err)
		if b, err := Open(path); err != nil || len(b.Problems) > 0 {
			t.Errorf("%v %v", b, err)
		}
	}
	if text, err := os.ReadFile(filepath.Join(beside, "notes.txt")); err != nil || string(text) != "mine" {
		t.Errorf("%q %v", text, err)
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 3 {
		t.Errorf("%v %v", entries, err)
	}
	w.must(os.Truncate(agreement.SignaturePath(w.agreed, "north"), maxManifest+1))
	if _, err := Create(filepath.Join(dir, "long"), w.agreed, w.a, false); err == nil || !strings.Contains(err.Error(), "longer than") {
		t.Error(err)
	}
	if _, err := os.Lstat(filepath.Join(dir, "long")); err == nil {
		t.Error("something was left")
	}
}

// Nothing is written into a bundle, by whatever name it is reached.
func TestKeepOut(t *testing.T) {
	w := newWorld(t)
	b := w.made()
	link := filepath.Join(t.TempDir(), "link")
	w.must(os.Symlink(b.Path, link))
	for _, inside := range []string{b.Path, b.Path + "/", filepath.Join(b.Path, "north"), filepath.Join(b.Path, "new", "er"), link, filepath.Join(link, "north", "report"), filepath.Join(b.Path, "..", filepath.Base(b.Path), "x")} {
		if err := KeepOut(inside); err == nil || !strings.Contains(err.Error(), "lies in the bundle") {
			t.Errorf("%s: %v", inside, err)
		}
		if _, err := Create(filepath.Join(inside, "bundle"), w.agreed, w.a, false); err == nil {
			t.Errorf("%s: a bundle was made there", inside)
		}
	}
	for _, outside := range []string{filepath.Dir(b.Path), b.Path + "-report", filepath.Join(t.TempDir(), "a", "b")} {
		if err := KeepOut(outside); err != nil {
			t.Errorf("%s: %v", outside, err)
		}
	}
	if got := w.all(b); got != "" {
		t.Error(got)
	}
}

// A bundle that somebody makes up with keys of its own stands: nothing in it can
// say whose keys they are. It is of another agreement, whose hash and keys must
// have come another way.
func TestMadeUpWithOtherKeysStands(t *testing.T) {
	w := newWorld(t)
	b := w.made()
	if got := w.all(b); got != "" || len(b.Unsigned) > 0 || audit.Compare(w.audited(b)...).Unexplained != 0 {
		t.Errorf("%q", got)
	}
	if b.Hash == newWorld(t).made().Hash {
		t.Error("other keys, the same agreement")
	}
}
