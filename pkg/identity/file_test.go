package identity

import (
	"bytes"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

func saved(t *testing.T) (*PrivateKey, string) {
	t.Helper()
	k, err := Generate()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "identity")
	if err := k.Save(path); err != nil {
		t.Fatal(err)
	}
	return k, path
}

func TestSaveAndLoad(t *testing.T) {
	k, path := saved(t)
	got, err := Load(path)
	if err != nil || got.Public() != k.Public() || !bytes.Equal(got.key, k.key) {
		t.Fatalf("the loaded key differs: %v", err)
	}
	if info, err := os.Stat(path); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	other, err := Generate()
	if err != nil {
		t.Fatal(err)
	}
	if err := other.Save(path); err == nil || !strings.Contains(err.Error(), "exists already") {
		t.Errorf("an existing key is overwritten: %v", err)
	}
}

func TestLoadRefusesWidePermissions(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no such mode bits")
	}
	_, path := saved(t)
	for _, mode := range []os.FileMode{0o604, 0o640, 0o660, 0o644} {
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		if _, err := Load(path); err == nil || !strings.Contains(err.Error(), "chmod 600 "+path) || strings.Contains(err.Error(), "\n") {
			t.Errorf("mode %v: %v", mode, err)
		}
	}
}

func TestLoadSaysInOneLineWhatIsWrong(t *testing.T) {
	k, path := saved(t)
	good := string(k.marshal())
	other, err := Generate()
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(good, "\n")
	for name, c := range map[string]struct{ content, want string }{
		"empty":            {"", "is not an identity key"},
		"foreign":          {"-----BEGIN OPENSSH PRIVATE KEY-----\n", "is not an identity key"},
		"another version":  {strings.Replace(good, "version 1", "version 2", 1), "another version"},
		"cut":              {good[:len(good)-1], "third and last line"},
		"appended":         {good + "x", "third and last line"},
		"seed altered":     {lines[0] + lines[1] + string(other.marshal()[len(lines[0])+len(lines[1]):]), "does not belong"},
		"public key wrong": {lines[0] + "x\n" + lines[2], "second line"},
		"huge":             {good + strings.Repeat("x", 1<<20), "third and last line"},
	} {
		if err := os.WriteFile(path, []byte(c.content), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := Load(path)
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), path) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Load(filepath.Dir(path)); err == nil {
		t.Error("a directory is loaded")
	}
	if _, err := Load(path + "-none"); err == nil {
		t.Error("a missing file is loaded")
	}
}

func FuzzParse(f *testing.F) {
	f.Add(fromSeed(make([]byte, 32)).marshal())
	f.Add([]byte(fileHeader + "\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if k, err := parse(b); err == nil && !bytes.Equal(k.marshal(), b) {
			t.Errorf("%q is read as another file", b)
		}
	})
}
