// Package report says what a party's own files tell about its runs: the
// agreement, the ledger and who could see what. It reads and never writes, and
// needs nobody's rows: both programs use it.
package report

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"samband/pkg/agreement"
	"samband/pkg/audit"
	"samband/pkg/identity"
	"samband/pkg/journal"
	"samband/pkg/phrase"
	"samband/pkg/protocol"
)

// Folder is where a party keeps the directories of its runs.
const Folder = "runs"

// LedgerFile is the ledger in the directory of a run.
const LedgerFile = "ledger.jsonl"

// Run is the directory of one run, and what was read from it.
type Run struct {
	Path      string
	Party     identity.ID
	Rehearsal bool
	Agreement *agreement.Agreement
	Ledger    *audit.Result
}

// Read reads the run in one directory.
func Read(path string) (*Run, error) {
	about, err := journal.ReadAbout(path)
	if err != nil {
		return nil, err
	}
	a, err := agreement.Read(filepath.Join(path, agreement.File))
	if err != nil {
		return nil, err
	}
	if a.Hash() != about.Agreement {
		return nil, phrase.Errorf("report.changed", "%s is not the agreement of the run (%s): it was changed; put the one back that was signed", filepath.Join(path, agreement.File), about.Agreement.Short())
	}
	r := &Run{Path: path, Party: about.Party, Rehearsal: about.Mode == string(protocol.Rehearsal), Agreement: a}
	r.Ledger, err = audit.VerifyFile(filepath.Join(path, LedgerFile), a.Keys(), about.Agreement)
	return r, err
}

// All reads every run of the party whose directory is dir, the latest first. A
// directory that cannot be read is named in the error, beside the others.
func All(dir string) ([]*Run, error) {
	entries, err := os.ReadDir(filepath.Join(dir, Folder))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var runs []*Run
	var faults []error
	for _, e := range entries {
		if !e.IsDir() {
			continue
		}
		r, err := Read(filepath.Join(dir, Folder, e.Name()))
		if err != nil {
			faults = append(faults, err)
			continue
		}
		runs = append(runs, r)
	}
	slices.SortStableFunc(runs, func(a, b *Run) int { return b.last().Compare(a.last()) })
	return runs, errors.Join(faults...)
}
