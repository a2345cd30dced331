package earlier

import (
	"cmp"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"samband/pkg/agreement"
	"samband/pkg/digest"
	"samband/pkg/identity"
	"samband/pkg/journal"
	"samband/pkg/ledger"
	"samband/pkg/phrase"
	"samband/pkg/protocol"
	"samband/pkg/report"
)

// run is the directory of one real run in which a sum could be opened.
type run struct {
	path   string
	agreed *agreement.Agreement
	sums   []opened
}

// opened is one sum.
type opened struct {
	round, attempt uint32
	at             time.Time // by this party's clock; zero without a ledger
	set            []identity.ID
}

// known reads every real run below dir in which a sum could be opened. What
// cannot be read is an error: nobody can tell then what this party let be opened.
func known(dir string) ([]run, error) {
	entries, err := os.ReadDir(filepath.Join(dir, report.Folder))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var all []run
	for _, e := range entries {
		if !e.IsDir() {
			continue
		}
		path := filepath.Join(dir, report.Folder, e.Name())
		r, err := read(path)
		if err != nil {
			return nil, phrase.Errorf("earlier.unreadable", "what was opened in an earlier run cannot be told: %w", err)
		}
		if len(r.sums) > 0 {
			all = append(all, r)
		}
	}
	return all, nil
}

// read reads one directory. The sets are those of sets.jsonl, which is kept for
// ever, and those of the ledger, which has the times, and the sets of a
// participant outside the committee and of the scheme plaintext, who endorse
// nothing.
func read(path string) (run, error) {
	r := run{path: path}
	about, unknown := journal.ReadAbout(path)
	if unknown == nil && about.Mode != string(protocol.Real) {
		return r, nil // of generated rows
	}
	bound, err := journal.ReadBound(path)
	if err != nil {
		return r, err
	}
	attempts, of, err := contributors(filepath.Join(path, report.LedgerFile))
	if err != nil {
		return r, err
	}
	if len(bound)+len(attempts) == 0 {
		return r, nil
	}
	if unknown != nil {
		return r, unknown
	}
	file := filepath.Join(path, agreement.File)
	if r.agreed, err = agreement.Read(file); err != nil {
		return r, err
	}
	if r.agreed.Hash() != about.Agreement || len(attempts) > 0 && of != about.Agreement {
		return r, phrase.Errorf("earlier.changed", "the agreement, ledger and run.json in %s are not of one run (%s): one was changed; put back what was there", path, about.Agreement.Short())
	}
	clear := r.agreed.Aggregation.Scheme == agreement.Plaintext
	for _, b := range bound {
		switch i := slices.IndexFunc(attempts, func(a opened) bool { return a.round == b.Round && a.attempt == b.Attempt }); {
		case i < 0 && clear: // whoever uploads records itself alone, and more is not known
			attempts = append(attempts, opened{round: b.Round, set: r.agreed.Participants()})
		case i < 0:
			attempts = append(attempts, opened{round: b.Round, set: b.Set})
		case !clear:
			attempts[i].set = b.Set // a crash may have cut the ledger within a set
		}
	}
	slices.SortStableFunc(attempts, func(a, b opened) int { return cmp.Compare(a.round, b.round) })
	for _, s := range attempts {
		if i := slices.IndexFunc(s.set, func(id identity.ID) bool { _, ok := r.agreed.Party(id); return !ok }); i >= 0 {
			return r, phrase.Errorf("earlier.stranger", "%s: %s was in the sum of round %d and is no participant of the agreement there: one was changed; put back what was there", path, s.set[i], s.round)
		}
		// Attempts over the same set are one sum.
		if !slices.ContainsFunc(r.sums, func(had opened) bool { return had.round == s.round && same(had.set, s.set) }) {
			r.sums = append(r.sums, s)
		}
	}
	return r, nil
}

// contributors reads from the ledger at path who was in each sum, and which
// agreement it is of; nothing if it was erased. A crash may have spoilt the last
// line, which is passed over.
func contributors(path string) (sums []opened, of digest.Digest, err error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, of, nil
	}
	if err != nil {
		return nil, of, err
	}
	defer f.Close()
	for lines := ledger.NewReader(f); ; {
		line, err := lines.Next()
		if errors.Is(err, io.EOF) {
			return sums, of, nil
		}
		if err != nil {
			if _, after := lines.Next(); line != nil && line.Number > 1 && errors.Is(after, io.EOF) {
				return sums, of, nil
			}
			return nil, of, phrase.Errorf("earlier.ledger", "%s: %w; put the file back as it was", path, err)
		}
		if line.Kind == ledger.HeaderLine {
			of = line.Meta.Agreement
		}
		e := line.Event
		if line.Kind != ledger.EventLine || e.Kind != ledger.KindContributor || e.Direction != ledger.Local {
			continue
		}
		i := slices.IndexFunc(sums, func(s opened) bool { return s.round == e.Round && s.attempt == e.Attempt })
		if i < 0 {
			i, sums = len(sums), append(sums, opened{round: e.Round, attempt: e.Attempt, at: e.Time})
		}
		if !slices.Contains(sums[i].set, e.To) {
			sums[i].set = append(sums[i].set, e.To)
		}
	}
}

// same tells whether two sets have the same members.
func same[T comparable](a, b []T) bool {
	return len(a) == len(b) && !slices.ContainsFunc(a, func(x T) bool { return !slices.Contains(b, x) })
}
