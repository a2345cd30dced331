package local

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"samband/pkg/bundle"
	"samband/pkg/command"
	"samband/pkg/digest"
	"samband/pkg/identity"
	"samband/pkg/ledger"
)

// mutation is one change to the lines of a file.
type mutation struct {
	name string
	do   func(r *rand.Rand, lines [][]byte) [][]byte
}

func mutations() []mutation {
	at := func(r *rand.Rand, lines [][]byte) int { return r.IntN(len(lines)) }
	return []mutation{
		{"change a byte", func(r *rand.Rand, lines [][]byte) [][]byte {
			i := at(r, lines)
			line := bytes.Clone(lines[i])
			line[r.IntN(len(line))] ^= byte(1 + r.IntN(255))
			lines[i] = line
			return lines
		}},
		{"drop a line", func(r *rand.Rand, lines [][]byte) [][]byte {
			i := at(r, lines)
			return slices.Delete(lines, i, i+1)
		}},
		{"swap two lines", func(r *rand.Rand, lines [][]byte) [][]byte {
			i, j := at(r, lines), at(r, lines)
			lines[i], lines[j] = lines[j], lines[i]
			return lines
		}},
		{"insert a line once more", func(r *rand.Rand, lines [][]byte) [][]byte {
			return slices.Insert(lines, at(r, lines), lines[at(r, lines)])
		}},
		{"cut the end", func(r *rand.Rand, lines [][]byte) [][]byte { return lines[:at(r, lines)] }},
	}
}

// Whatever somebody who passes a bundle on does to one file of a real run is
// found and the file named, with the manifest as it was and with one made anew;
// in a ledger the line is named too, also where its party itself did it and
// signed the file again.
func TestNoChangeGoesUnnoticed(t *testing.T) {
	e := gathered(t)
	if got := found(e.dir); len(got) > 0 {
		t.Fatalf("an honest bundle: %v", got)
	}
	names, err := filepath.Glob(filepath.Join(e.dir, "*"))
	inside, _ := filepath.Glob(filepath.Join(e.dir, "*", "*"))
	if err != nil {
		t.Fatal(err)
	}
	var files []string
	for _, path := range append(names, inside...) {
		if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() {
			name, _ := filepath.Rel(e.dir, path)
			files = append(files, filepath.ToSlash(name))
		}
	}
	if len(files) != 17 {
		t.Fatalf("%v", files)
	}
	rounds := 2
	if testing.Short() {
		rounds = 1
	}
	tried := 0
	for seed := range uint64(rounds) {
		for _, name := range files {
			for k, m := range mutations() {
				r := rand.New(rand.NewPCG(seed, uint64(k)))
				before, err := os.ReadFile(filepath.Join(e.dir, filepath.FromSlash(name)))
				if err != nil {
					t.Fatal(err)
				}
				lines := bytes.SplitAfter(before, []byte("\n"))
				after := bytes.Join(m.do(r, slices.Clone(lines[:len(lines)-1])), nil)
				if bytes.Equal(before, after) {
					continue
				}
				tried++
				e.tampered(t, name, m.name, after)
			}
		}
	}
	t.Logf("%d changes, each found", tried)
}

func (e *bundled) tampered(t *testing.T, name, how string, after []byte) {
	t.Helper()
	dir := e.copied()
	path := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.WriteFile(path, after, 0o600); err != nil {
		t.Fatal(err)
	}
	// A line of the manifest is found by the file that it is about.
	if got := strings.Join(found(dir), "\n"); got == "" || name != bundle.ManifestFile && !strings.Contains(got, strings.Split(name, "/")[0]) {
		t.Errorf("%s in %s goes unnoticed:\n%s", how, name, got)
	}
	party, file, isPart := strings.Cut(name, "/")
	if !isPart {
		return
	}
	e.manifest(dir)
	if got := strings.Join(found(dir), "\n"); !strings.Contains(got, party) {
		t.Errorf("%s in %s, with another manifest, goes unnoticed:\n%s", how, name, got)
	}
	if file != bundle.LedgerFile {
		return
	}
	e.part(dir, identity.ID(party), after)
	got := strings.Join(found(dir), "\n")
	if !strings.Contains(got, "line ") && !strings.Contains(got, "lines ") && !strings.Contains(got, "the ledger is empty") {
		t.Errorf("%s in %s, signed again, is not located:\n%s", how, name, got)
	}
}

// events are those of a party's ledger.
func (e *bundled) events(id identity.ID) []ledger.Event {
	e.Helper()
	var all []ledger.Event
	err := ledger.Each(filepath.Join(e.dir, string(id), bundle.LedgerFile), func(l *ledger.Line) {
		if l.Kind == ledger.EventLine {
			all = append(all, l.Event)
		}
	})
	if err != nil {
		e.Fatal(err)
	}
	return all
}

// written is the ledger of a party that goes back to the last event which it
// leaves as it was, and from there writes events anew with its own key: its chain
// and signatures are right.
func (e *bundled) written(id identity.ID, had, events []ledger.Event) []byte {
	e.Helper()
	b, err := bundle.Open(e.dir)
	if err != nil {
		e.Fatal(err)
	}
	key, err := identity.Load(filepath.Join(e.Federation.dir(id), command.KeyFile))
	if err != nil {
		e.Fatal(err)
	}
	same := 0
	for same < min(len(had), len(events)) && had[same] == events[same] {
		same++
	}
	text, err := os.ReadFile(filepath.Join(e.dir, string(id), bundle.LedgerFile))
	if err != nil {
		e.Fatal(err)
	}
	if at := bytes.Index(text, fmt.Appendf(nil, `{"sequence":%d,`, same+1)); at >= 0 {
		text = text[:at]
	}
	path := filepath.Join(e.TempDir(), "ledger.jsonl")
	if err := os.WriteFile(path, text, 0o600); err != nil {
		e.Fatal(err)
	}
	w, _, err := ledger.Reopen(path, ledger.Meta{Party: id, Agreement: b.Hash, Key: key.Public()}, key)
	if err != nil {
		e.Fatal(err)
	}
	for _, event := range events[same:] {
		if err := w.Append(event); err != nil {
			e.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		e.Fatal(err)
	}
	if text, err = os.ReadFile(path); err != nil {
		e.Fatal(err)
	}
	return text
}

// The coordinator and a participant who agree afterwards that a message never was,
// and both write their ledgers anew, are found by what the other participant
// cosigned.
func TestTwoLedgersWrittenAnew(t *testing.T) {
	e := gathered(t)
	dir := e.copied()
	for _, id := range []identity.ID{"north", hub} {
		all := e.events(id)
		at := slices.IndexFunc(all, func(v ledger.Event) bool {
			return v.Kind == "chunk" && v.From == "north" && v.Round == 3 && v.Direction != ledger.Local
		})
		e.part(dir, id, e.written(id, all, slices.Delete(slices.Clone(all), at, at+1)))
	}
	got := strings.Join(found(dir), "\n")
	if strings.Contains(got, "the ledger of hub has no such event") || strings.Contains(got, "the ledger of north has no such event") {
		t.Errorf("the two do not agree:\n%s", got)
	}
	if !strings.Contains(got, "events of hub are not those that it signed then") || !strings.Contains(got, "the transport counted") {
		t.Errorf("goes unnoticed by the third:\n%s", got)
	}
}

// A party that writes its ledger anew, with one event changed, dropped,
// inserted or in another place, is found: by the others' ends, and by what they
// cosigned. What it hides of its own last step, after the last cosigned
// checkpoint and of no concern to anybody else, is not; docs/threat-model.md
// says so.
func TestLedgerWrittenAnew(t *testing.T) {
	e := gathered(t)
	for _, id := range []identity.ID{"north", hub} {
		all := e.events(id)
		middle := len(all) / 2
		for all[middle].Direction == ledger.Local {
			middle++
		}
		local := middle
		for all[local].Direction != ledger.Local {
			local++
		}
		last := len(all) - 1
		if all[last].Kind != ledger.KindDisposal {
			t.Fatalf("%s ends with %s", id, all[last].Kind)
		}
		for name, edit := range map[string]func() []ledger.Event{
			"nothing changed": func() []ledger.Event { return all },
			"one byte less": func() []ledger.Event {
				other := slices.Clone(all)
				other[middle].Bytes--
				return other
			},
			"another digest": func() []ledger.Event {
				other := slices.Clone(all)
				other[middle].Digest = digest.Of([]byte("something else"))
				return other
			},
			"dropped":  func() []ledger.Event { return slices.Delete(slices.Clone(all), middle, middle+1) },
			"inserted": func() []ledger.Event { return slices.Insert(slices.Clone(all), middle, all[middle]) },
			"swapped": func() []ledger.Event {
				other := slices.Clone(all)
				other[middle], other[middle-1] = other[middle-1], other[middle]
				return other
			},
			"another time": func() []ledger.Event {
				other := slices.Clone(all)
				other[3].Time = other[3].Time.Add(1e9)
				return other
			},
			"a local event dropped": func() []ledger.Event { return slices.Delete(slices.Clone(all), local, local+1) },
			"a local event changed": func() []ledger.Event {
				other := slices.Clone(all)
				other[local].Note = "another"
				return other
			},
			"a local event inserted": func() []ledger.Event {
				return slices.Insert(slices.Clone(all), local, ledger.Reopening(id, all[local].Time, false))
			},
			"the end cut off":             func() []ledger.Event { return all[:middle] },
			"its last local event hidden": func() []ledger.Event { return all[:last] },
		} {
			dir := e.copied()
			e.part(dir, id, e.written(id, all, edit()))
			got := strings.Join(found(dir), "\n")
			hidden := name == "nothing changed" || name == "its last local event hidden"
			if (got == "") != hidden {
				t.Errorf("%s, %s: %q", id, name, got)
			}
			if !hidden && !strings.Contains(got, "line ") {
				t.Errorf("%s, %s is not located:\n%s", id, name, got)
			}
		}
	}
}
