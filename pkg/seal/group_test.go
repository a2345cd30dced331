package seal

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"testing"

	"samband/pkg/digest"
)

func group(t testing.TB) *Group {
	t.Helper()
	g, err := NewGroup([][32]byte{{1}, {2}, {3}}, digest.Digest{9})
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func mac(key []byte, parts ...[]byte) []byte {
	h := hmac.New(sha256.New, key)
	for _, p := range parts {
		h.Write(p)
	}
	return h.Sum(nil)
}

// hkdf32 is RFC 5869 written out for 32 bytes: one extract, one block.
func hkdf32(secret, salt []byte, info string) []byte {
	if salt == nil {
		salt = make([]byte, 32)
	}
	return mac(mac(salt, secret), []byte(info), []byte{1})
}

func TestGroupKeyIsHKDF(t *testing.T) {
	g := group(t)
	input := make([]byte, 96)
	input[0], input[32], input[64] = 1, 2, 3
	session := digest.Digest{9}
	want := hkdf32(input, session[:], "samband/seal/group-key/1")
	if !bytes.Equal(g.Bytes(), want) {
		t.Errorf("group key %x, want %x", g.Bytes(), want)
	}
	if got := hkdf32(want, nil, "samband/seal/state-key/1"); !bytes.Equal(g.StateKey(), got) {
		t.Errorf("state key %x, want %x", g.StateKey(), got)
	}
	if got := hkdf32(want, nil, "samband/seal/checksum-key/1"); !bytes.Equal(g.ChecksumKey(), got) {
		t.Errorf("checksum key %x, want %x", g.ChecksumKey(), got)
	}
}

func TestGroupKeyDependsOnEverything(t *testing.T) {
	seen := map[string]string{}
	for name, c := range map[string]struct {
		contributions [][32]byte
		session       digest.Digest
	}{
		"plain":           {[][32]byte{{1}, {2}}, digest.Digest{9}},
		"order":           {[][32]byte{{2}, {1}}, digest.Digest{9}},
		"session":         {[][32]byte{{1}, {2}}, digest.Digest{8}},
		"one less":        {[][32]byte{{1}}, digest.Digest{9}},
		"one more, empty": {[][32]byte{{1}, {2}, {}}, digest.Digest{9}},
	} {
		g, err := NewGroup(c.contributions, c.session)
		if err != nil {
			t.Fatal(err)
		}
		if before, ok := seen[string(g.Bytes())]; ok {
			t.Errorf("%s and %s give one key", name, before)
		}
		seen[string(g.Bytes())] = name
	}
	if _, err := NewGroup(nil, digest.Digest{9}); err == nil {
		t.Error("nobody's contributions give a key that everybody can derive")
	}
}

func TestGroupSurvivesTheDisk(t *testing.T) {
	g := group(t)
	got, err := ParseGroup(g.Bytes())
	if err != nil || *got != *g {
		t.Fatalf("%v, %v", got, err)
	}
	for _, n := range []int{0, 31, 33} {
		if _, err := ParseGroup(make([]byte, n)); err == nil {
			t.Errorf("%d bytes are accepted", n)
		}
	}
	g.Destroy()
	if !bytes.Equal(g.Bytes(), make([]byte, 32)) {
		t.Error("the destroyed key is still there")
	}
}

func TestReleaseOpensOnlyWhereItBelongs(t *testing.T) {
	g, prefix := group(t), digest.Digest{5}
	sealed, err := g.SealRelease(prefix, "north", []byte("sum"))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := g.OpenRelease(prefix, "north", sealed); err != nil || string(got) != "sum" {
		t.Fatalf("%q, %v", got, err)
	}
	if len(sealed) != 3+ReleaseOverhead {
		t.Errorf("overhead %d", len(sealed)-3)
	}
	other, err := NewGroup([][32]byte{{1}}, digest.Digest{9})
	if err != nil {
		t.Fatal(err)
	}
	for name, open := range map[string]func() ([]byte, error){
		"another prefix": func() ([]byte, error) { return g.OpenRelease(digest.Digest{6}, "north", sealed) },
		"another member": func() ([]byte, error) { return g.OpenRelease(prefix, "south", sealed) },
		"another group":  func() ([]byte, error) { return other.OpenRelease(prefix, "north", sealed) },
		"cut":            func() ([]byte, error) { return g.OpenRelease(prefix, "north", sealed[:len(sealed)-1]) },
		"short":          func() ([]byte, error) { return g.OpenRelease(prefix, "north", sealed[:ReleaseOverhead-1]) },
	} {
		if _, err := open(); err == nil {
			t.Errorf("%s opens it", name)
		}
	}
	again, err := g.SealRelease(prefix, "north", []byte("sum"))
	if err != nil || bytes.Equal(again, sealed) {
		t.Errorf("two sealings are equal: the nonce is not random (%v)", err)
	}
}

func FuzzOpenRelease(f *testing.F) {
	g := group(f)
	sealed, err := g.SealRelease(digest.Digest{5}, "north", []byte("sum"))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(sealed)
	f.Add(sealed[:ReleaseOverhead])
	f.Fuzz(func(t *testing.T, b []byte) {
		if got, err := g.OpenRelease(digest.Digest{5}, "north", b); err == nil && string(got) != "sum" {
			t.Errorf("%x opens to %q", b, got)
		}
	})
}
