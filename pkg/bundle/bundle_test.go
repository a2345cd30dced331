package bundle

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"samband/pkg/audit"
	"samband/pkg/evidence"
	"samband/pkg/identity"
	"samband/pkg/transport"
)

// line adds a connection to a party's file.
func (w *world) line(id identity.ID, c transport.Connection) {
	w.Helper()
	text, err := json.Marshal(c)
	w.must(err)
	f, err := os.OpenFile(filepath.Join(w.runDir(id), ConnectionsFile), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	w.must(err)
	_, err = f.Write(append(text, '\n'))
	w.must(err)
	w.must(f.Close())
}

// audited are the ledgers of b, each checked.
func (w *world) audited(b *Bundle) []*audit.Result {
	w.Helper()
	var all []*audit.Result
	for _, file := range b.Ledgers() {
		r, err := audit.VerifyFile(file, b.Agreement.Keys(), b.Hash)
		w.must(err)
		all = append(all, r)
	}
	return all
}

func TestWholeBundle(t *testing.T) {
	w := newWorld(t)
	b := w.made()
	results := w.audited(b)
	a := b.Account(results)
	if len(b.Problems)+len(b.Unsigned)+len(b.Missing)+len(a.Problems)+len(b.Contradictions(results)) > 0 || len(b.Parts) != 3 || b.Files != 15 {
		t.Errorf("%+v\n%+v\n%v", b, a, b.Contradictions(results))
	}
	if a.Connections != 2 || a.OneSided+a.Refused != 0 || len(a.Traffic) != 4 {
		t.Errorf("%+v", a)
	}
	for _, f := range a.Traffic {
		if f.By != BothEnds || f.Framing != BothEnds || f.Excess+f.Lost != 0 || f.HTTP2 != 400 || f.TLS <= 0 {
			t.Errorf("%+v", f)
		}
	}
	if c := b.Cosigned(results); len(c) != 2 || c[0].Of != 9 || c[0].Events != 0 {
		t.Errorf("%+v", c)
	}
}

// A bundle of parts is the bundle of all, and a part alone says what is missing.
func TestPartsMakeTheWhole(t *testing.T) {
	w := newWorld(t)
	dir := t.TempDir()
	whole := filepath.Join(dir, "whole")
	out, err := Create(whole, w.agreed, w.a, false)
	w.must(err)
	for id, key := range w.keys {
		path := filepath.Join(dir, string(id))
		one, err := Create(path, w.agreed, w.a, false)
		w.must(err)
		w.must(one.Own(id, key, w.runDir(id), nil))
		_, err = one.Close()
		w.must(err)
		b, err := Open(path)
		w.must(err)
		if len(b.Missing) != 2 || len(b.Problems) > 0 {
			t.Errorf("%+v", b)
		}
		w.must(out.Add(b))
		if err := out.Add(b); err == nil || !strings.Contains(err.Error(), "once more") {
			t.Errorf("added twice: %v", err)
		}
	}
	_, err = out.Close()
	w.must(err)
	if b, err := Open(whole); err != nil || len(b.Problems)+len(b.Missing) > 0 {
		t.Errorf("%+v, %v", b, err)
	}
	if _, err := Create(whole, w.agreed, w.a, false); err == nil {
		t.Error("a bundle was overwritten")
	}
	other := newWorld(t).made()
	out, err = Create(filepath.Join(dir, "mixed"), w.agreed, w.a, false)
	w.must(err)
	if err := out.Add(other); err == nil || !strings.Contains(err.Error(), "is of agreement") {
		t.Errorf("a foreign bundle was added: %v", err)
	}
	w.must(out.Abort())
}

// say is what a person reads of problems.
func say(all []Problem) string {
	var lines []string
	for _, p := range all {
		lines = append(lines, p.Phrase().String())
	}
	return strings.Join(lines, "\n")
}

// rewrite changes a file of a bundle.
func (w *world) rewrite(b *Bundle, name string, edit func(string) string) {
	w.Helper()
	path := filepath.Join(b.Path, name)
	text, err := os.ReadFile(path)
	w.must(err)
	if edited := edit(string(text)); edited == string(text) {
		w.Fatalf("%s: nothing was changed", name)
	} else {
		w.must(os.WriteFile(path, []byte(edited), 0o600))
	}
}

// What is no bundle is refused in one line that says which file is at fault,
// and nothing outside is read or written.
func TestHostileBundle(t *testing.T) {
	outside := filepath.Join(t.TempDir(), "outside")
	replace := func(file, old, with string) func(*world, *Bundle) {
		return func(w *world, b *Bundle) {
			w.rewrite(b, file, func(s string) string { return strings.Replace(s, old, with, 1) })
		}
	}
	for name, c := range map[string]struct {
		do   func(w *world, b *Bundle)
		says string
	}{
		"no manifest":    {func(w *world, b *Bundle) { w.must(os.Remove(filepath.Join(b.Path, ManifestFile))) }, "no bundle.json is there"},
		"empty manifest": {func(w *world, b *Bundle) { w.rewrite(b, ManifestFile, func(string) string { return "" }) }, "bundle.json: not readable"},
		"version":        {replace(ManifestFile, `"bundle": 1`, `"bundle": 2`), "version 2"},
		"unknown key":    {replace(ManifestFile, `"bundle": 1`, `"bundle": 1, "more": 1`), "one accepted way"},
		"huge count": {func(w *world, b *Bundle) {
			w.rewrite(b, ManifestFile, func(s string) string {
				return `{"bundle":1,"files":[` + strings.Repeat(`{},`, 1<<21) + `{}]}`
			})
		}, "longer than"},
		"deep": {func(w *world, b *Bundle) {
			w.rewrite(b, ManifestFile, func(s string) string { return strings.Repeat(`[`, 1<<20) })
		}, "bundle.json: not readable"},
		"traversal":     {replace(ManifestFile, `"hub/part.json"`, `"../part.json"`), `the path "../part.json" is none`},
		"absolute":      {replace(ManifestFile, `"agreement.yaml"`, `"/etc/passwd"`), `the path "/etc/passwd" is none`},
		"invalid UTF-8": {replace(ManifestFile, `"hub/part.json"`, "\"hub/part\xff.json\""), "bundle.json:"},
		"negative size": {replace(ManifestFile, `"size": `, `"size": -`), "bytes"},
		"twice": {func(w *world, b *Bundle) {
			w.rewrite(b, ManifestFile, func(s string) string { return strings.Replace(s, `"agreement.yaml.hub.sig"`, `"agreement.yaml"`, 1) })
		}, "once each"},
		"unknown file": {func(w *world, b *Bundle) {
			w.must(os.WriteFile(filepath.Join(b.Path, "notes.txt"), nil, 0o600))
		}, `"notes.txt" is no file of a bundle`},
		"unknown in a part": {func(w *world, b *Bundle) {
			w.must(os.WriteFile(filepath.Join(b.Path, "north", "identity.key"), nil, 0o600))
		}, `"north/identity.key" is no file of a bundle`},
		"folder in a part": {func(w *world, b *Bundle) {
			w.must(os.MkdirAll(filepath.Join(b.Path, "north", "ledger.jsonl.d", "a"), 0o700))
		}, "is no file of a bundle"},
		"a stranger's part": {func(w *world, b *Bundle) {
			w.must(os.Rename(filepath.Join(b.Path, "north"), filepath.Join(b.Path, "east")))
		}, `"east" is no file of a bundle`},
		"folder instead of a file": {func(w *world, b *Bundle) {
			w.must(os.Remove(filepath.Join(b.Path, "north", LedgerFile)))
			w.must(os.Mkdir(filepath.Join(b.Path, "north", LedgerFile), 0o700))
		}, "is no plain file"},
		"link outside": {func(w *world, b *Bundle) {
			w.must(os.WriteFile(outside, []byte("secret"), 0o600))
			w.must(os.Remove(filepath.Join(b.Path, "north", AccountFile)))
			w.must(os.Symlink(outside, filepath.Join(b.Path, "north", AccountFile)))
		}, `"north/account.json" is no plain file`},
		"link inside": {func(w *world, b *Bundle) {
			w.must(os.Remove(filepath.Join(b.Path, "north", LedgerFile)))
			w.must(os.Symlink("../south/ledger.jsonl", filepath.Join(b.Path, "north", LedgerFile)))
		}, `"north/ledger.jsonl" is no plain file`},
		"linked folder": {func(w *world, b *Bundle) {
			w.must(os.Rename(filepath.Join(b.Path, "north"), outside+"-north"))
			w.must(os.Symlink(outside+"-north", filepath.Join(b.Path, "north")))
		}, `"north" is no file of a bundle`},
		"agreement is a link": {func(w *world, b *Bundle) {
			w.must(os.Remove(filepath.Join(b.Path, "agreement.yaml")))
			w.must(os.Symlink(w.agreed, filepath.Join(b.Path, "agreement.yaml")))
		}, `"agreement.yaml" is no plain file`},
		"agreement is none": {func(w *world, b *Bundle) { w.rewrite(b, "agreement.yaml", func(string) string { return "{}" }) }, "agreement.yaml:"},
		"no ledger":         {func(w *world, b *Bundle) { w.must(os.Remove(filepath.Join(b.Path, "north", LedgerFile))) }, "north: the part has no ledger.jsonl"},
		"no signed list":    {func(w *world, b *Bundle) { w.must(os.Remove(filepath.Join(b.Path, "north", PartFile))) }, "the part has no part.json"},
		"large declarations": {func(w *world, b *Bundle) {
			w.must(os.Truncate(filepath.Join(b.Path, "north", AccountFile), evidence.MaxAccount+1))
		}, "longer than"},
		"large ledger": {func(w *world, b *Bundle) {
			w.must(os.Truncate(filepath.Join(b.Path, "north", PartFile), maxManifest+1))
		}, "longer than"},
		"no parts": {func(w *world, b *Bundle) {
			for _, id := range []string{"north", "south", "hub"} {
				w.must(os.RemoveAll(filepath.Join(b.Path, id)))
			}
		}, "no part of any party"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			b := w.made()
			c.do(w, b)
			_, err := Open(b.Path)
			if err == nil || !strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), "\n") || len(err.Error()) > 600 {
				t.Errorf("got %v, want %q in one line", err, c.says)
			}
		})
	}
}

// A file that is another than was said is a problem that names it; whoever
// changes the manifest too is found by what the party signed.
func TestChangedFiles(t *testing.T) {
	add := func(s string) string { return s + "\n" }
	for _, c := range []struct{ file, says string }{
		{"agreement.yaml", "agreement.yaml: is not the file that the manifest lists"},
		{"agreement.yaml.north.sig", "agreement.yaml.north.sig: is not the file that the manifest lists"},
		{"north/ledger.jsonl", "north/ledger.jsonl: is not the file that north signed"},
		{"north/connections.jsonl", "north/connections.jsonl: is not the file that north signed"},
		{"north/account.json", "north/account.json: is not the file that north signed"},
		{"north/part.json", "north/part.json: not written in the one accepted way"},
	} {
		w := newWorld(t)
		b := w.made()
		w.rewrite(b, c.file, add)
		if again, err := Open(b.Path); err != nil || !strings.Contains(say(again.Problems), c.file+": is not the file that the manifest lists") || !strings.Contains(say(again.Problems), c.says) {
			t.Errorf("%s: %v, %v", c.file, again, err)
		}
		w.manifest(b)
		again, err := Open(b.Path)
		w.must(err)
		if strings.HasPrefix(c.file, "north/") && !strings.Contains(say(again.Problems), c.says) {
			t.Errorf("%s, with another manifest: %v", c.file, again.Problems)
		}
	}
	for name, edit := range map[string]func(*world, *Bundle){
		"is in the manifest and not in the bundle": func(w *world, b *Bundle) { w.must(os.Remove(filepath.Join(b.Path, "north", AccountFile))) },
		"north signed that it has this file, and it is missing": func(w *world, b *Bundle) {
			w.must(os.Remove(filepath.Join(b.Path, "north", AccountFile)))
			w.manifest(b)
		},
		"hub did not sign that it has this file": func(w *world, b *Bundle) {
			w.must(os.WriteFile(filepath.Join(b.Path, "hub", AccountFile), []byte("{}"), 0o600))
			w.manifest(b)
		},
		"is not in the manifest": func(w *world, b *Bundle) {
			w.must(os.WriteFile(filepath.Join(b.Path, "hub", AccountFile), []byte("{}"), 0o600))
		},
		"this is the part of": func(w *world, b *Bundle) {
			w.must(os.Rename(filepath.Join(b.Path, "north"), filepath.Join(b.Path, "x")))
			w.must(os.Rename(filepath.Join(b.Path, "south"), filepath.Join(b.Path, "north")))
			w.must(os.Rename(filepath.Join(b.Path, "x"), filepath.Join(b.Path, "south")))
		},
		"not that of north over this list": func(w *world, b *Bundle) {
			w.rewrite(b, "north/part.json", func(s string) string { return strings.Replace(s, `"size": `, `"size": 1`, 1) })
		},
	} {
		w := newWorld(t)
		b := w.made()
		edit(w, b)
		if again, err := Open(b.Path); err != nil || !strings.Contains(say(again.Problems), name) {
			t.Errorf("%s: %+v, %v", name, again, err)
		}
	}
}

// manifest writes the manifest anew for what is there.
func (w *world) manifest(b *Bundle) {
	w.Helper()
	r := &reader{b: b, have: make(map[string]File)}
	var err error
	r.root, err = os.OpenRoot(b.Path)
	w.must(err)
	defer r.root.Close()
	w.must(r.list())
	m := &Manifest{Version: Version, Agreement: w.a.Hash(), Files: []File{}}
	for _, name := range slices.Sorted(maps.Keys(r.have)) {
		m.Files = append(m.Files, r.have[name])
	}
	text, err := encode(m)
	w.must(err)
	w.must(os.WriteFile(filepath.Join(b.Path, ManifestFile), text, 0o600))
}
