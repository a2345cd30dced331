package journal

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"samband/pkg/digest"
	"samband/pkg/identity"
	"samband/pkg/phrase"
	"samband/pkg/protocol"
)

// BoundFile holds, for ever, every set whose sum this party let be opened.
const BoundFile = "sets.jsonl"

// Bound is one set of contributors whose sum this party let be opened: a
// participant by its endorsement, the coordinator by handing endorsements out.
type Bound struct {
	Version int           `json:"version"`
	Session digest.Digest `json:"session"`
	Round   uint32        `json:"round"`
	Attempt uint32        `json:"attempt"`
	Set     []identity.ID `json:"set"`
}

// BoundError says that a party is bound to an earlier session of the same
// agreement.
type BoundError struct {
	Dir   string
	Bound Bound
}

func (e *BoundError) Error() string { return e.Phrase().String() }

// Phrase says it in other languages.
func (e *BoundError) Phrase() phrase.Phrase {
	return phrase.New("run.bound", "%s: an earlier session of this agreement got as far as opening a sum (round %d); a second one could show what changed between the two", e.Dir, e.Bound.Round)
}

// HintPhrase says what to do.
func (e *BoundError) HintPhrase() phrase.Phrase {
	return phrase.New("hint.bound", "start again under a new agreement only if the rows are the same or what changed in them may be seen: whoever has both sums has their difference; check says what earlier sums make derivable")
}

// AboutFile says whose run a directory is of.
const AboutFile = "run.json"

// About names a run. Its version is that of everything in the directory that
// has none of its own.
type About struct {
	Version   int           `json:"version"`
	Party     identity.ID   `json:"party"`
	Agreement digest.Digest `json:"agreement"`
	Mode      string        `json:"mode"`
}

// Prepare makes the directory of a run. What an earlier session that let no sum
// be opened left there is moved aside and kept, unless its program never got
// through to the coordinator (Await): then it is removed. After one that let a
// sum be opened there is no second session: *BoundError. A rehearsal, which has no rows to protect, may be
// repeated. A directory of another party, agreement or mode is refused. secrets
// are names in the directory that are deleted before it is moved aside.
func Prepare(dir string, a About, secrets ...string) error {
	a.Version = Version
	if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
		return create(dir, a)
	} else if err != nil {
		return err
	}
	had, err := ReadAbout(dir)
	if err != nil {
		return err
	}
	if had != a {
		return phrase.Errorf("run.other", "%s belongs to the run of %s under agreement %s (%s), this is the run of %s under %s (%s); use another directory", dir, had.Party, had.Agreement.Short(), had.Mode, a.Party, a.Agreement.Short(), a.Mode)
	}
	bound, err := ReadBound(dir)
	if err != nil {
		return err
	}
	if len(bound) > 0 && a.Mode != string(protocol.Rehearsal) {
		return &BoundError{dir, bound[0]}
	}
	for _, name := range secrets {
		if err := os.RemoveAll(filepath.Join(dir, name)); err != nil {
			return err
		}
	}
	if _, err := os.Lstat(filepath.Join(dir, AwaitFile)); err == nil {
		if err := os.RemoveAll(dir); err != nil {
			return err
		}
		return create(dir, a)
	}
	for i := 1; ; i++ {
		aside := fmt.Sprintf("%s-earlier-%d", dir, i)
		if _, err := os.Lstat(aside); errors.Is(err, fs.ErrNotExist) {
			if err := os.Rename(dir, aside); err != nil {
				return err
			}
			return create(dir, a)
		}
	}
}

func create(dir string, a About) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	text, err := json.Marshal(a)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, AboutFile), append(text, '\n'), 0o600)
}

// ReadAbout tells whose run a directory is of.
func ReadAbout(dir string) (About, error) {
	var a About
	text, err := os.ReadFile(filepath.Join(dir, AboutFile))
	if err != nil {
		return a, phrase.Errorf("run.foreign", "%s is not the directory of a run: %w; use another directory", dir, err)
	}
	if err := json.Unmarshal(text, &a); err != nil || a.Version != Version {
		return a, phrase.Errorf("run.version", "%s: not written by this version of the program (%d); use another directory", filepath.Join(dir, AboutFile), Version)
	}
	return a, nil
}

// Bind records a set, once, on stable storage when it returns.
func Bind(dir string, b Bound) error {
	b.Version = Version
	had, err := IsBound(dir, b.Session, b.Round, b.Attempt)
	if had || err != nil {
		return err
	}
	text, err := json.Marshal(b)
	if err != nil {
		return err
	}
	path := filepath.Join(dir, BoundFile)
	if err := Repair(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(append(text, '\n'))
	return errors.Join(err, f.Sync(), f.Close(), SyncDir(dir))
}

// IsBound tells whether a set was recorded for an attempt.
func IsBound(dir string, session digest.Digest, round, attempt uint32) (bool, error) {
	all, err := ReadBound(dir)
	return slices.ContainsFunc(all, func(b Bound) bool {
		return b.Session == session && b.Round == round && b.Attempt == attempt
	}), err
}

// wholeLines reads all lines that have an end.
func wholeLines(r io.Reader) ([]byte, error) {
	text, err := io.ReadAll(r)
	return text[:bytes.LastIndexByte(text, '\n')+1], err
}

// ReadBound gives the sets recorded in a directory, none if there is no file.
func ReadBound(dir string) ([]Bound, error) {
	f, err := os.Open(filepath.Join(dir, BoundFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var all []Bound
	// An unfinished last line, as a crash leaves it, precedes what it is about.
	whole, err := wholeLines(f)
	if err != nil {
		return nil, err
	}
	lines := bufio.NewScanner(bytes.NewReader(whole))
	lines.Buffer(nil, 1<<20) // a thousand of the longest ids take 40 KiB
	for lines.Scan() {
		var b Bound
		if err := json.Unmarshal(lines.Bytes(), &b); err != nil || b.Version != Version {
			return nil, phrase.Errorf("run.record", "%s, line %d: not a record of version %d; restore the file from a backup: without it nobody can tell what this party let be opened", f.Name(), len(all)+1, Version)
		}
		all = append(all, b)
	}
	return all, lines.Err()
}
