package seal

import (
	"bytes"
	"crypto/hpke"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func newKey(t testing.TB) *PrivateKey {
	t.Helper()
	k, err := NewKey()
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// The numbers of the suite are those of the IANA registry "HPKE".
func TestSuite(t *testing.T) {
	if kem().ID() != 0x647a || kdf().ID() != 0x0001 || aead().ID() != 0x0002 {
		t.Errorf("KEM %#x, KDF %#x, AEAD %#x", kem().ID(), kdf().ID(), aead().ID())
	}
	k := newKey(t)
	sealed, err := Seal(k.Public(), nil, nil)
	if err != nil || len(k.Public()) != PublicKeySize || len(sealed) != Overhead {
		t.Errorf("public key %d bytes, overhead %d, %v", len(k.Public()), len(sealed), err)
	}
}

// The steps of RFC 9180, section 5.1, taken one by one, open what Seal closed.
func TestSealIsOneShotBaseMode(t *testing.T) {
	k := newKey(t)
	sealed, err := Seal(k.Public(), []byte("info"), []byte("text"))
	if err != nil {
		t.Fatal(err)
	}
	r, err := hpke.NewRecipient(sealed[:encapsulatedSize], k.key, kdf(), aead(), []byte("info"))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := r.Open(nil, sealed[encapsulatedSize:]); err != nil || string(got) != "text" {
		t.Errorf("%q, %v", got, err)
	}
}

func TestSealOpens(t *testing.T) {
	k, other := newKey(t), newKey(t)
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.SliceOfN(rapid.Byte(), 0, 300).Draw(t, "text")
		info := rapid.SliceOfN(rapid.Byte(), 0, 40).Draw(t, "info")
		sealed, err := Seal(k.Public(), info, text)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := k.Open(info, sealed); err != nil || !bytes.Equal(got, text) {
			t.Fatalf("%x, %v", got, err)
		}
		if _, err := other.Open(info, sealed); err == nil {
			t.Fatal("another key opens it")
		}
		if _, err := k.Open(append(info, 0), sealed); err == nil {
			t.Fatal("it opens for another purpose")
		}
		sealed[rapid.IntRange(0, len(sealed)-1).Draw(t, "at")] ^= 1 << rapid.IntRange(0, 7).Draw(t, "bit")
		if _, err := k.Open(info, sealed); err == nil {
			t.Fatal("an altered message opens")
		}
	})
}

func TestMalformedPublicKeysAreRefused(t *testing.T) {
	good := newKey(t).Public()
	if err := CheckPublicKey(good); err != nil {
		t.Fatal(err)
	}
	unreduced := bytes.Clone(good)
	unreduced[0], unreduced[1] = 0xff, 0xff // a coefficient above 3328
	for _, bad := range [][]byte{nil, good[1:], append(bytes.Clone(good), 0), unreduced} {
		if err := CheckPublicKey(bad); err == nil {
			t.Errorf("a malformed key of %d bytes is accepted", len(bad))
		}
		if _, err := Seal(bad, nil, nil); err == nil {
			t.Errorf("a malformed key of %d bytes is sealed to", len(bad))
		}
	}
}

func TestDestroyedKeyOpensNothing(t *testing.T) {
	k := newKey(t)
	sealed, err := Seal(k.Public(), nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	k.Destroy()
	if _, err := k.Open(nil, sealed); err == nil {
		t.Error("a destroyed key opens")
	}
}

func TestSecretsDoNotPrint(t *testing.T) {
	k := newKey(t)
	g, err := NewGroup([][32]byte{{1}, {2}}, [32]byte{3})
	if err != nil {
		t.Fatal(err)
	}
	asJSON, err := json.Marshal([]any{k, g})
	if err != nil {
		t.Fatal(err)
	}
	shown := fmt.Sprintf("%v %+v %#v %s %x %d %v %+v %#v %s %x %d", k, k, k, k, k, k, g, g, g, g, g, g) +
		string(asJSON) + k.LogValue().String() + g.LogValue().String()
	secretKey, err := k.key.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range [][]byte{secretKey, g.key[:]} {
		if strings.Contains(shown, hex.EncodeToString(secret[:4])) || strings.Contains(shown, fmt.Sprint(secret[0], secret[1], secret[2])) {
			t.Errorf("printing shows a secret: %s", shown)
		}
	}
}

func FuzzOpen(f *testing.F) {
	key, err := kem().NewPrivateKey(bytes.Repeat([]byte{7}, 32))
	if err != nil {
		f.Fatal(err)
	}
	k := &PrivateKey{key: key, public: key.PublicKey().Bytes()}
	sealed, err := Seal(k.Public(), []byte("info"), []byte("text"))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(sealed)
	f.Add(sealed[:Overhead])
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		// Anybody can seal to the public key, but not by changing bytes.
		if got, err := k.Open([]byte("info"), b); err == nil && string(got) != "text" {
			t.Errorf("%x opens to %q", b, got)
		}
	})
}
