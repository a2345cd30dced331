package journal

import (
	"os"
	"path/filepath"
)

// AwaitFile lies in the directory of a participant's run until its program has
// got through to the coordinator for the first time. What a program that was
// killed before that leaves there is of no run: nothing was sent.
const AwaitFile = "unconnected"

// Await says that the run whose directory Prepare made waits for its first
// connection.
func Await(dir string) error {
	return os.WriteFile(filepath.Join(dir, AwaitFile), nil, 0o600)
}

// Reached says that the first connection is there. From now on what the
// directory holds is kept.
func Reached(dir string) error {
	if err := os.Remove(filepath.Join(dir, AwaitFile)); err != nil {
		return err
	}
	return SyncDir(dir)
}
