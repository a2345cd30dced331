package command

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"samband/pkg/evidence"
	"samband/pkg/identity"
)

// Program says in one line which program this is: its version, the revision of
// its sources if that was recorded, the Go that built it, the SHA-256 of its file.
// It is what the file says of itself.
func Program(name string) string {
	r := newRelease(name, nil)
	words := []string{r.Program + " " + r.Version}
	if r.Revision != "" {
		revision := "revision " + r.Revision[:min(12, len(r.Revision))]
		if r.Modified {
			revision += " and changes"
		}
		words = append(words, revision)
	}
	words = append(words, r.Go)
	if d := ownDigest(); d != "" {
		words = append(words, "SHA-256 "+d)
	}
	return strings.Join(words, ", ")
}

// ProgramFile, in the directory of a run, has Program of the one that ran.
const ProgramFile = "program.txt"

// LeaveProgram writes it.
func LeaveProgram(run, name string) error {
	return os.WriteFile(filepath.Join(run, ProgramFile), []byte(Program(name)+"\n"), 0o600)
}

// Ran is the account of a party that has nothing to tell but which program ran.
func Ran(run string, self identity.ID) (*evidence.Account, error) {
	f, err := os.Open(filepath.Join(run, ProgramFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, 1<<12))
	if err != nil {
		return nil, err
	}
	a := &evidence.Account{Party: self, Program: strings.TrimSpace(string(text))}
	if err := a.Check(); err != nil {
		return nil, fmt.Errorf("%s: %w", f.Name(), err)
	}
	return a, nil
}
