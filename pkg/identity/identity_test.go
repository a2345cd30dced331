package identity

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// The vectors TEST 1 to TEST 3 of RFC 8032, section 7.1.
func TestSignaturesAreThoseOfRFC8032(t *testing.T) {
	for _, v := range []struct{ seed, public, message, signature string }{
		{
			"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
			"d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
			"",
			"e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
		},
		{
			"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
			"3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
			"72",
			"92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
		},
		{
			"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
			"fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
			"af82",
			"6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
		},
	} {
		k := fromSeed(unhex(t, v.seed))
		public := k.Public()
		if got := hex.EncodeToString(public[:]); got != v.public {
			t.Errorf("public key %s, want %s", got, v.public)
		}
		message, signature := unhex(t, v.message), unhex(t, v.signature)
		if got := k.Sign(message); !bytes.Equal(got, signature) {
			t.Errorf("signature %x, want %x", got, signature)
		}
		if !public.Verify(message, signature) {
			t.Error("the published signature does not verify")
		}
		if public.Verify(append(message, 0), signature) || public.Verify(message, signature[:63]) || public.Verify(message, nil) {
			t.Error("a wrong message or a cut signature verifies")
		}
	}
}

func TestParseID(t *testing.T) {
	for _, s := range []string{"a", "north", "region-north-2", "con-1", "console", "com", "com10", "lpt-1", "x" + strings.Repeat("9", 31)} {
		if id, err := ParseID(s); err != nil || string(id) != s {
			t.Errorf("%q: %v", s, err)
		}
	}
	for _, s := range []string{"", "North", "2north", "-a", "a_b", "a b", "å", "a/b", "a\n", "con", "prn", "aux", "nul", "com1", "com9", "lpt1", "lpt9", "x" + strings.Repeat("9", 32)} {
		if _, err := ParseID(s); err == nil {
			t.Errorf("%q is accepted", s)
		}
	}
}

func TestPublicKeyHasOneSpelling(t *testing.T) {
	k, err := Generate()
	if err != nil {
		t.Fatal(err)
	}
	p := k.Public()
	s := p.String()
	if got, err := ParsePublicKey(s); err != nil || got != p {
		t.Fatalf("%s: %v", s, err)
	}
	for _, bad := range []string{
		"", s[1:], s[:len(s)-1], s + "A", " " + s, s + "\n",
		strings.Replace(s, "samband1", "samband2", 1),
		s[:len(s)-1] + "\n", s[:len(s)-2] + "=" + s[len(s)-1:],
		PublicKey{}.String(),
	} {
		if _, err := ParsePublicKey(bad); err == nil {
			t.Errorf("%q is accepted", bad)
		}
	}
}

// A key of zeros but its last byte ends in a character whose low bits are free
// in lax decoders.
func TestPublicKeySpareBitsAreRefused(t *testing.T) {
	p := PublicKey{31: 4}
	s := p.String()
	if _, err := ParsePublicKey(s[:len(s)-1] + string(s[len(s)-1]+1)); err == nil {
		t.Error("a second spelling is accepted")
	}
}

func TestFingerprint(t *testing.T) {
	got := PublicKey(unhex(t, "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")).Fingerprint()
	if len(got) != 24 || strings.Count(got, "-") != 4 {
		t.Errorf("fingerprint %q is not five groups of four characters", got)
	}
}

func TestPrivateKeyShowsNoSecret(t *testing.T) {
	k, err := Generate()
	if err != nil {
		t.Fatal(err)
	}
	asJSON, err := json.Marshal(map[string]any{"key": k})
	if err != nil {
		t.Fatal(err)
	}
	shown := fmt.Sprintf("%v %+v %#v %s %x %d %q ", k, k, k, k, k, k, k) + string(asJSON) + k.LogValue().String()
	seed := k.key.Seed()
	for _, secret := range []string{hex.EncodeToString(seed[:4]), encoding.EncodeToString(seed[:6]), fmt.Sprint(seed[0], seed[1], seed[2])} {
		if strings.Contains(shown, secret) {
			t.Errorf("printing shows %q of the seed", secret)
		}
	}
	if !strings.Contains(shown, k.Public().Fingerprint()) {
		t.Error("printing does not say which key it is")
	}
}

func FuzzParsePublicKey(f *testing.F) {
	f.Add(PublicKey{1}.String())
	f.Add("samband1:")
	f.Fuzz(func(t *testing.T, s string) {
		if p, err := ParsePublicKey(s); err == nil && p.String() != s {
			t.Errorf("%q is read as %s", s, p)
		}
	})
}
