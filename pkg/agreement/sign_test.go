package agreement

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"samband/pkg/identity"
)

// signed writes the two-hospital agreement with fresh keys and lets all sign.
func signed(t *testing.T) (string, map[identity.ID]*identity.PrivateKey) {
	t.Helper()
	_, a := load(t, two)
	keys := map[identity.ID]*identity.PrivateKey{}
	for _, id := range []identity.ID{"north", "south", "hub"} {
		key, err := identity.Generate()
		if err != nil {
			t.Fatal(err)
		}
		keys[id] = key
	}
	a.Parties[0].Key, a.Parties[1].Key = keys["north"].Public(), keys["south"].Public()
	a.Coordinator.Key = keys["hub"].Public()
	text, err := a.YAML()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "agreement.yaml")
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	for id, key := range keys {
		if _, err := Sign(path, id, key); err != nil {
			t.Fatal(err)
		}
	}
	return path, keys
}

func verify(t *testing.T, path string) error {
	t.Helper()
	a, err := Read(path)
	if err != nil {
		t.Fatal(err)
	}
	return VerifySignatures(path, a)
}

func edit(t *testing.T, path, old, new string) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	changed := strings.Replace(string(text), old, new, 1)
	if changed == string(text) {
		t.Fatalf("%s: %q does not occur", path, old)
	}
	if err := os.WriteFile(path, []byte(changed), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestSignatures(t *testing.T) {
	path, _ := signed(t)
	if err := verify(t, path); err != nil {
		t.Fatalf("all signed, yet: %v", err)
	}
	edit(t, path, "title: ", "# a comment changes nothing\ntitle: ")
	if err := verify(t, path); err != nil {
		t.Fatalf("a comment was added, yet: %v", err)
	}
}

func TestSignaturesRefused(t *testing.T) {
	for name, c := range map[string]struct {
		change func(t *testing.T, path string, keys map[identity.ID]*identity.PrivateKey)
		want   []string
	}{
		"missing": {func(t *testing.T, path string, _ map[identity.ID]*identity.PrivateKey) {
			os.Remove(SignaturePath(path, "south"))
			os.Remove(SignaturePath(path, "hub"))
		}, []string{"south has not signed", "hub has not signed"}},
		"changed after signing": {func(t *testing.T, path string, keys map[identity.ID]*identity.PrivateKey) {
			edit(t, path, "ridge: 1", "ridge: 2")
			if _, err := Sign(path, "hub", keys["hub"]); err != nil {
				t.Fatal(err)
			}
		}, []string{"north signed another text", "south signed another text", "changed after signing"}},
		"wrong key": {func(t *testing.T, path string, keys map[identity.ID]*identity.PrivateKey) {
			other, err := identity.Generate()
			if err != nil {
				t.Fatal(err)
			}
			edit(t, SignaturePath(path, "south"), keys["south"].Public().String(), other.Public().String())
		}, []string{"south signed with the wrong key"}},
		"another's file": {func(t *testing.T, path string, _ map[identity.ID]*identity.PrivateKey) {
			text, err := os.ReadFile(SignaturePath(path, "north"))
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(SignaturePath(path, "south"), text, 0o600); err != nil {
				t.Fatal(err)
			}
		}, []string{"this is the signature of north, not of south"}},
		"another's signature": {func(t *testing.T, path string, _ map[identity.ID]*identity.PrivateKey) {
			text, err := os.ReadFile(SignaturePath(path, "north"))
			if err != nil {
				t.Fatal(err)
			}
			own, err := os.ReadFile(SignaturePath(path, "south"))
			if err != nil {
				t.Fatal(err)
			}
			line := func(b []byte) string { return strings.Split(string(b), "\n")[4] }
			edit(t, SignaturePath(path, "south"), line(own), line(text))
		}, []string{"signature of south does not verify"}},
		"other file": {func(t *testing.T, path string, _ map[identity.ID]*identity.PrivateKey) {
			edit(t, SignaturePath(path, "south"), "samband agreement signature 1", "samband agreement signature 2")
		}, []string{"not a signature file of this version"}},
		"trailing": {func(t *testing.T, path string, _ map[identity.ID]*identity.PrivateKey) {
			edit(t, SignaturePath(path, "south"), "\nsignature ", "\nmore\nsignature ")
		}, []string{"not the five lines"}},
	} {
		t.Run(name, func(t *testing.T) {
			path, keys := signed(t)
			c.change(t, path, keys)
			err := verify(t, path)
			if err == nil {
				t.Fatal("accepted")
			}
			for _, want := range c.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("message lacks %q:\n%v", want, err)
				}
			}
		})
	}
}

func TestSignRefused(t *testing.T) {
	path, keys := signed(t)
	if _, err := Sign(path, "west", keys["north"]); err == nil || !strings.Contains(err.Error(), "west is not a party") {
		t.Errorf("a stranger signs: %v", err)
	}
	if _, err := Sign(path, "south", keys["north"]); err == nil || !strings.Contains(err.Error(), "yours is") {
		t.Errorf("north signs as south: %v", err)
	}
}

func FuzzSignature(f *testing.F) {
	f.Add([]byte(signatureHeader + "\nagreement 00\nparty north\nkey samband1:\nsignature \n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		s, err := parseSignature(text)
		if err == nil && string(s.text()) != strings.ReplaceAll(string(text), "\r\n", "\n") {
			t.Fatalf("two spellings of one signature: %q", text)
		}
	})
}
