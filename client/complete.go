package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"samband/client/participant"
	"samband/pkg/cli"
	"samband/pkg/phrase"
)

// complete refuses to start a run again that is complete. One that still has its
// session may have ended before the others knew, and goes on.
func complete(runDir string) error {
	record, err := participant.ReadRecord(runDir)
	if err != nil || record == nil {
		return nil // what is wrong with the directory, the run says
	}
	if _, err := os.Lstat(filepath.Join(runDir, participant.SessionFile)); !errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return cli.Advise(cli.Refused, phrase.Errorf("run.complete", "%s: this run is complete: the model is in %s", runDir, record.ModelPath(runDir)),
		phrase.New("hint.complete", "a further run needs a new agreement; check says what sums of earlier runs make derivable"))
}
