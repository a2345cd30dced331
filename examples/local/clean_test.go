package local

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What an example did not make is never deleted, whatever its name.
func TestForeignDirectoryIsLeftAlone(t *testing.T) {
	f := &Federation{Out: t.TempDir(), Hospitals: []Hospital{{ID: "north"}, {ID: "south"}}, Screen: io.Discard}
	key := filepath.Join(f.Out, "north", "identity.key")
	write := func() {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(key), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(key, []byte("mine"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write()
	if err := f.clean(); err == nil || !strings.Contains(err.Error(), "-out") {
		t.Errorf("cleaned a foreign directory: %v", err)
	}
	if _, err := os.Stat(key); err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(filepath.Dir(key)); err != nil {
		t.Fatal(err)
	}
	if err := f.clean(); err != nil {
		t.Fatal(err)
	}
	write() // now an example's
	if err := f.clean(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(key); err == nil {
		t.Error("what an example made is still there")
	}
}
