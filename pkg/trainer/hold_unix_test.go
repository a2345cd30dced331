//go:build unix

package trainer

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// hold takes the lock, says so, and keeps it until the process ends.
func hold(path string) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil || syscall.Flock(int(f.Fd()), syscall.LOCK_EX) != nil {
		os.Exit(8)
	}
	os.Stdout.Write([]byte("x"))
	hang()
}

// What a program has started ends with it, also if the program itself has ended.
func TestTheWholeGroupEnds(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lock")
	tr, _ := begin(t, time.Minute, command(t, "leaves-one", path))
	_, err := tr.Train(t.Context(), 1, make([]float32, parameters))
	wantFault(t, err, "ended with exit status 7")
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX); err != nil { // waits for whoever holds it
		t.Fatal(err)
	}
}
