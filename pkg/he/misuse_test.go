package he

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"samband/pkg/digest"
	"samband/pkg/parameters"
	"samband/pkg/residue"
)

func testSet(tb testing.TB) parameters.Set {
	tb.Helper()
	set, err := parameters.For(2)
	if err != nil {
		tb.Fatal(err)
	}
	return set
}

func ringOf(tb testing.TB, set parameters.Set) *Ring {
	tb.Helper()
	r, err := NewRing(set)
	if err != nil {
		tb.Fatal(err)
	}
	return r
}

func named(tb testing.TB, name string) parameters.Set {
	tb.Helper()
	all := parameters.Sets()
	i := slices.IndexFunc(all, func(s parameters.Set) bool { return s.Name == name })
	if i < 0 {
		tb.Fatalf("no parameter set %q", name)
	}
	return all[i]
}

func TestKeyServesOnce(t *testing.T) {
	set, seed := testSet(t), digest.Of(nil)
	key := NewKey(ringOf(t, set))
	if _, err := NewEncryptor(digest.Digest{}, key); err == nil {
		t.Error("no seed is accepted")
	}
	first, err := NewEncryptor(seed, key)
	if err != nil {
		t.Fatal(err)
	}
	second, err := NewEncryptor(seed, key)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := NewEncryptor(digest.Of([]byte{1}), key); err == nil {
		t.Error("a second seed is accepted")
	}
	shape := residue.Shape{Bits: set.Bits, Lanes: 10}
	m, dst := NewCoefficients(10), make([]byte, shape.Bytes())
	if err := first.Encrypt(0, m, shape, dst); err != nil {
		t.Fatal(err)
	}
	if first.Encrypt(0, m, shape, dst) == nil || second.Encrypt(0, m, shape, dst) == nil {
		t.Error("a chunk is encrypted twice")
	}
	key.Destroy()
	if second.Encrypt(1, m, shape, dst) == nil {
		t.Error("a destroyed key encrypts")
	}
	if _, err := NewEncryptor(seed, key); err == nil {
		t.Error("a destroyed key makes an encryptor")
	}
	for i, d := range key.Digits() {
		if d != 0 || key.values[0][i] != 0 || key.values[1][i] != 0 {
			t.Fatal("a destroyed key is not wiped")
		}
	}
}

// Nothing secret stays in an encryptor after a chunk.
func TestScratchIsWiped(t *testing.T) {
	set := testSet(t)
	key := NewKey(ringOf(t, set))
	e, err := NewEncryptor(digest.Of(nil), key)
	if err != nil {
		t.Fatal(err)
	}
	shape := residue.Shape{Bits: set.Bits, Lanes: set.N()}
	if err := e.Encrypt(0, patterned(set, 0), shape, make([]byte, shape.Bytes())); err != nil {
		t.Fatal(err)
	}
	for i, d := range e.errors {
		if d != 0 || e.products[0][i] != 0 || e.products[1][i] != 0 {
			t.Fatalf("coefficient %d is left", i)
		}
	}
	if s := e.sampler; !bytes.Equal(s.random, make([]byte, len(s.random))) || s.words != [batch]uint64{} || s.draws != [batch]uint8{} {
		t.Error("random bytes or draws are left")
	}
}

func TestWrongShapes(t *testing.T) {
	set, seed := testSet(t), digest.Of(nil)
	key := NewKey(ringOf(t, set))
	e, err := NewEncryptor(seed, key)
	if err != nil {
		t.Fatal(err)
	}
	d, err := NewDecryptor(ringOf(t, set), seed, make([]int32, set.N()), 2)
	if err != nil {
		t.Fatal(err)
	}
	m := NewCoefficients(set.N() + 1)
	for what, c := range map[string]struct {
		chunk, bits, lanes, bytes, coefficients int
	}{
		"negative chunk":  {-1, 104, 10, 130, 10},
		"other bits":      {0, 99, 10, 124, 10},
		"no lanes":        {0, 104, 0, 0, 10},
		"too many lanes":  {0, 104, 8193, 13 * 8193, 8193},
		"short body":      {0, 104, 10, 129, 10},
		"long body":       {0, 104, 10, 131, 10},
		"too few numbers": {0, 104, 10, 130, 9},
	} {
		shape := residue.Shape{Bits: c.bits, Lanes: c.lanes}
		part := &Coefficients{m.Lo[:c.coefficients], m.Hi[:c.coefficients]}
		if e.Encrypt(c.chunk, part, shape, make([]byte, c.bytes)) == nil {
			t.Errorf("%s: encrypted", what)
		}
		if d.Decrypt(c.chunk, make([]byte, c.bytes), shape, part) == nil {
			t.Errorf("%s: decrypted", what)
		}
	}
	m.Hi[9] = 1 << 38 // τ is 102
	if e.Encrypt(0, m, residue.Shape{Bits: 104, Lanes: 10}, make([]byte, 130)) == nil {
		t.Error("a message of 103 bits is encrypted")
	}
	if len(key.used) != 0 {
		t.Error("a refused encryption spends the chunk")
	}
}

func TestDecryptorRefuses(t *testing.T) {
	set := testSet(t)
	good := make([]int32, set.N())
	good[5], good[6] = 72, -72
	if _, err := NewDecryptor(ringOf(t, set), digest.Of(nil), good, 2); err != nil {
		t.Fatal(err)
	}
	for _, bad := range []int32{73, -73, 1<<31 - 1, -1 << 31} {
		sum := make([]int32, set.N())
		sum[17] = bad
		if _, err := NewDecryptor(ringOf(t, set), digest.Of(nil), sum, 2); err == nil {
			t.Errorf("coefficient %d is accepted", bad)
		}
	}
	for _, contributors := range []int{-1, 0, 3} {
		if _, err := NewDecryptor(ringOf(t, set), digest.Of(nil), good, contributors); err == nil {
			t.Errorf("%d contributors are accepted", contributors)
		}
	}
	if _, err := NewDecryptor(ringOf(t, set), digest.Of(nil), good[1:], 2); err == nil {
		t.Error("a short sum of keys is accepted")
	}
}

// Whatever prints a secret shows its kind and size only.
func TestSecretsDoNotPrint(t *testing.T) {
	set := testSet(t)
	key := NewKey(ringOf(t, set))
	e, err := NewEncryptor(digest.Of(nil), key)
	if err != nil {
		t.Fatal(err)
	}
	d, err := NewDecryptor(ringOf(t, set), digest.Of(nil), make([]int32, set.N()), 1)
	if err != nil {
		t.Fatal(err)
	}
	for want, secret := range map[string]any{
		"one-time key of 8192 coefficients (secret)": key,
		"encryptor of 8192 coefficients (secret)":    e,
		"decryptor of 8192 coefficients (secret)":    d,
	} {
		encoded, err := json.Marshal(secret)
		if err != nil || string(encoded) != `"`+want+`"` {
			t.Errorf("JSON %s, %v", encoded, err)
		}
		var log strings.Builder
		slog.New(slog.NewTextHandler(&log, nil)).Info("m", "secret", secret)
		if !strings.Contains(log.String(), want) {
			t.Errorf("log %s", log.String())
		}
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%d", "%x"} {
			if got := fmt.Sprintf(verb, secret); got != want {
				t.Errorf("%s gives %.100q", verb, got)
			}
		}
	}
}

// Nothing that arrives as a body may panic, whatever its length and bits.
func FuzzDecrypt(f *testing.F) {
	set := testSet(f)
	d, err := NewDecryptor(ringOf(f, set), digest.Of(nil), make([]int32, set.N()), 2)
	if err != nil {
		f.Fatal(err)
	}
	m := NewCoefficients(set.N())
	f.Add(0, 104, 2, make([]byte, 26))
	f.Add(1, 104, 3, []byte(strings.Repeat("\xff", 39)))
	f.Add(-1, 87, 9000, []byte("short"))
	f.Fuzz(func(t *testing.T, chunk, bits, lanes int, body []byte) {
		shape := residue.Shape{Bits: bits, Lanes: lanes}
		if err := d.Decrypt(chunk, body, shape, m); err == nil && shape.Check(body) != nil {
			t.Fatal("decrypted a body that does not pass")
		}
	})
}
