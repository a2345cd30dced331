//go:build linux

package local

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"samband/pkg/cli"
	"samband/pkg/identity"
)

// smallDisk gives a directory on a file system of that many bytes with a copy
// of a party's key.
func (w *world) smallDisk(id identity.ID, options string) string {
	w.Helper()
	mount := w.TempDir()
	if err := syscall.Mount("tmpfs", mount, "tmpfs", 0, options); err != nil {
		w.Skipf("no small disk can be mounted here: %v", err)
	}
	w.Cleanup(func() { syscall.Unmount(mount, 0) })
	key, err := os.ReadFile(filepath.Join(w.dir(id), "identity.key"))
	if err != nil {
		w.Fatal(err)
	}
	dir := filepath.Join(mount, string(id))
	if err := os.Mkdir(dir, 0o700); err != nil {
		w.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "identity.key"), key, 0o600); err != nil {
		w.Fatal(err)
	}
	return dir
}

// A disk that is full while a run writes to it ends the run with one line at
// everybody; what was written before is whole.
func TestDiskFull(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.unhurried()
	full := w.smallDisk("north", "size=40k")
	hub, address := w.coordinate()
	south := w.take("south", address)
	arguments := w.part("north", address)
	for i, a := range arguments {
		if a == w.dir("north") {
			arguments[i] = full
		}
	}
	north := w.run("client", arguments...)
	north.wants(t, cli.Failure, "no space left on device", full, "hint: make room")
	south.end().wants(t, cli.Peer, "north", "could not go on")
	hub.end().wants(t, cli.Peer, "north", "left the run")

	ledgers, err := filepath.Glob(filepath.Join(full, "runs", "*", "ledger.jsonl"))
	if err != nil || len(ledgers) != 1 {
		t.Fatal(ledgers, err)
	}
	// The end of the ledger may not have fitted: the rest is whole, and close
	// mends and signs it once there is room.
	mount := filepath.Dir(full)
	if err := syscall.Mount("tmpfs", mount, "tmpfs", syscall.MS_REMOUNT, "size=400k"); err != nil {
		t.Fatal(err)
	}
	if s := w.run("client", "close", w.agreement(), "--dir", full, "--give-up"); s.code != cli.OK {
		t.Errorf("close: %+v", s)
	}
	if s := w.run("client", "verify", "--agreement", w.agreement(), ledgers[0]); s.code != cli.OK || !strings.Contains(s.out, "ledger.jsonl") {
		t.Errorf("verify: %+v", s)
	}
}
