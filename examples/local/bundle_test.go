package local

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"samband/pkg/audit"
	"samband/pkg/bundle"
	"samband/pkg/command"
	"samband/pkg/digest"
	"samband/pkg/identity"
)

// bundled is the bundle of a real run, and who made it.
type bundled struct {
	*world
	dir string // of the bundle
}

// finished is where the run lies that gathered copies; it is made once.
var finished struct {
	sync.Mutex
	dir string
}

// gathered is a federation of real processes that ran to its end, and its bundle.
func gathered(t *testing.T) *bundled {
	t.Helper()
	finished.Lock()
	defer finished.Unlock()
	if finished.dir == "" {
		w := newWorld(t)
		w.unhurried()
		c, address := w.coordinate()
		for _, p := range []*process{w.take("north", address), w.take("south", address), c} {
			if s := p.end(); s.code != 0 {
				t.Fatalf("%v: %d\n%s", p.Args, s.code, s.err)
			}
		}
		if err := w.bundle(t.Context(), bundleFolder); err != nil {
			t.Fatal(err)
		}
		dir := filepath.Join(filepath.Dir(first.Out), "finished")
		if err := os.CopyFS(dir, os.DirFS(w.Out)); err != nil {
			t.Fatal(err)
		}
		finished.dir = dir
	}
	w := worldOf(t, finished.dir)
	return &bundled{w, filepath.Join(w.Out, bundleFolder)}
}

// copied is a copy of the bundle to be damaged.
func (e *bundled) copied() string {
	e.Helper()
	dir := filepath.Join(e.TempDir(), "bundle")
	if err := os.CopyFS(dir, os.DirFS(e.dir)); err != nil {
		e.Fatal(err)
	}
	return dir
}

// found is everything that a check of a bundle finds.
func found(dir string) []string {
	b, err := bundle.Open(dir)
	if err != nil {
		return []string{err.Error()}
	}
	var all []string
	add := func(p []bundle.Problem) {
		for _, one := range p {
			all = append(all, one.Phrase().String())
		}
	}
	add(b.Problems)
	for _, u := range b.Unsigned {
		all = append(all, u.String())
	}
	var results []*audit.Result
	for _, file := range b.Ledgers() {
		r, err := audit.VerifyFile(file, b.Agreement.Keys(), b.Hash)
		if err != nil {
			return append(all, err.Error())
		}
		results = append(results, r)
		for _, p := range r.Problems {
			all = append(all, fmt.Sprintf("%s: %s", r.Meta.Party, p))
		}
	}
	c := audit.Compare(results...)
	for _, d := range c.Differences {
		all = append(all, d.String())
	}
	for _, p := range c.Problems {
		all = append(all, p.String())
	}
	add(b.Account(results).Problems)
	add(b.Contradictions(results))
	return all
}

// manifest writes the manifest anew, as whoever passes a bundle on can.
func (e *bundled) manifest(dir string) {
	e.Helper()
	path := filepath.Join(dir, bundle.ManifestFile)
	var m bundle.Manifest
	text, err := os.ReadFile(path)
	if err == nil {
		err = json.Unmarshal(text, &m)
	}
	for i := range m.Files {
		f := &m.Files[i]
		if content, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(f.Path))); err == nil {
			f.Size, f.Digest = int64(len(content)), digest.Of(content)
		}
	}
	if err == nil {
		text, err = json.MarshalIndent(&m, "", " ")
	}
	if err == nil {
		err = os.WriteFile(path, append(text, '\n'), 0o600)
	}
	if err != nil {
		e.Fatal(err)
	}
}

// part makes a party's part anew from ledger, as the party itself can.
func (e *bundled) part(dir string, id identity.ID, text []byte) {
	e.Helper()
	key, err := identity.Load(filepath.Join(e.Federation.dir(id), command.KeyFile))
	if err != nil {
		e.Fatal(err)
	}
	b, err := bundle.Open(e.dir)
	if err != nil {
		e.Fatal(err)
	}
	run, out := e.TempDir(), filepath.Join(e.TempDir(), "part")
	content, err := os.ReadFile(filepath.Join(e.dir, string(id), bundle.ConnectionsFile))
	if err == nil {
		err = os.WriteFile(filepath.Join(run, bundle.ConnectionsFile), content, 0o600)
	}
	if err == nil {
		err = os.WriteFile(filepath.Join(run, bundle.LedgerFile), text, 0o600)
	}
	if err != nil {
		e.Fatal(err)
	}
	w, err := bundle.Create(out, e.agreement(), b.Agreement, false)
	if err == nil {
		err = w.Own(id, key, run, b.Part(id).Account)
	}
	if err == nil {
		_, err = w.Close()
	}
	if err == nil {
		err = os.RemoveAll(filepath.Join(dir, string(id)))
	}
	if err == nil {
		err = os.Rename(filepath.Join(out, string(id)), filepath.Join(dir, string(id)))
	}
	if err != nil {
		e.Fatal(err)
	}
	e.manifest(dir)
}

// The commands say the same to a person, in both languages and both programs,
// with exit code 5.
func TestVerifyBundleForPeople(t *testing.T) {
	e := gathered(t)
	for program, words := range map[string][]string{
		"client":      {", 0 unexplained", "by both ends", "north has cosigned the first"},
		"coordinator": {", 0 oförklarade", "i båda ändar", "north har medundertecknat de första", "--lang", "sv"},
	} {
		s := e.run(program, append([]string{"verify", e.dir}, words[3:]...)...)
		if program == "coordinator" {
			s = e.run(program, "verify", e.dir, "--lang", "sv")
		}
		for _, w := range words[:3] {
			if s.code != 0 || !strings.Contains(s.out, w) {
				t.Errorf("%s: %d, does not say %q:\n%s%s", program, s.code, w, s.out, s.err)
			}
		}
	}
	dir := e.copied()
	e.rewrite(filepath.Join(dir, "south", bundle.LedgerFile), func(s string) string { return strings.Replace(s, `"bytes":1`, `"bytes":2`, 1) })
	e.run("client", "verify", dir).wants(t, 5, "problems in the bundle")
	if s := e.run("client", "verify", dir); !strings.Contains(s.out, "south/ledger.jsonl: is not the file that south signed") || !strings.Contains(s.out, "line ") {
		t.Errorf("%s", s.out)
	}
	if o := e.run("client", "verify", dir, "--json").object(t); o["verified"] != false || len(o["bundle"].(map[string]any)["problems"].([]any)) < 2 {
		t.Errorf("%v", o)
	}
	e.run("client", "verify", e.Out).wants(t, 5, "no bundle.json is there")
	e.run("client", "verify", e.dir, "--agreement", filepath.Join(e.Out, "none.yaml")).wants(t, 1)
	e.run("client", "bundle", e.agreement(), "--dir", e.Federation.dir("north"), "--out", e.dir).wants(t, 3, "is there already")
	e.run("client", "bundle", e.agreement()).wants(t, 2, "--dir")
	e.run("client", "bundle", e.agreement(), "--dir", e.Federation.dir("north"), "--rehearse", "--out", filepath.Join(e.Out, "b")).wants(t, 3, "has no run of this agreement")
	e.run("client", "bundle", e.agreement(), e.dir, e.dir, "--out", filepath.Join(e.Out, "b")).wants(t, 5, "once more")
	e.run("client", "verify", "--flows", "x", filepath.Join(e.dir, "hub", "ledger.jsonl")).wants(t, 2, "need a bundle")
}

// A firewall's count of the real connections fits, and does not once a
// connection or bytes are left out.
func TestFlowsOfARealRun(t *testing.T) {
	e := gathered(t)
	b, err := bundle.Open(e.dir)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(e.Out, "firewall.csv")
	write := func(edit func(i int, out, in int64) (int64, int64)) {
		t.Helper()
		var text strings.Builder
		fmt.Fprintln(&text, "time,end,source,source_port,destination,port,bytes_out,bytes_in")
		for i, c := range b.Part(hub).Connections {
			from, to := strings.Split(c.Remote, ":"), strings.Split(c.Local, ":")
			// What IP and TCP add to a segment of 1,400 bytes.
			out, in := edit(i, c.Received.TCP*1452/1400+600, c.Sent.TCP*1452/1400+600)
			fmt.Fprintf(&text, "%s,%s,%s,%s,%s,%s,%d,%d\n", c.Opened.Format("2006-01-02T15:04:05Z"), c.Closed.Format("2006-01-02T15:04:05Z"), from[0], from[1], to[0], to[1], out, in)
		}
		if err := os.WriteFile(file, []byte(text.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	as := func(_ int, out, in int64) (int64, int64) { return out, in }
	write(as)
	s := e.run("client", "verify", e.dir, "--flows", file)
	if s.code != 0 || strings.Count(s.out, "127.0.0.1 to 127.0.0.1 port") != 2 {
		t.Errorf("%d %s%s", s.code, s.out, s.err)
	}
	write(func(i int, out, in int64) (int64, int64) {
		if i == 1 {
			return out + 100_000, in
		}
		return out, in * 9 / 10
	})
	s = e.run("client", "verify", e.dir, "--flows", file)
	if s.code != 5 || !strings.Contains(s.out, "B missing outside") || !strings.Contains(s.out, "B more outside than the parties account for") {
		t.Errorf("%d %s%s", s.code, s.out, s.err)
	}
	write(as)
	e.rewrite(file, func(s string) string {
		return s + strings.Replace(s[strings.Index(s, "\n")+1:strings.LastIndex(s[:len(s)-1], "\n")+1], "127.0.0.1,", "127.0.0.2,", 1)
	})
	s = e.run("client", "verify", e.dir, "--flows", file)
	if s.code != 5 || !strings.Contains(s.out, "no party's file has such a connection") {
		t.Errorf("%d %s%s", s.code, s.out, s.err)
	}
}
