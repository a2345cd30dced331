package he

import (
	"bytes"
	"testing"

	"samband/pkg/digest"
	"samband/pkg/residue"
)

// With the same seed and message the bytes are the same; with another of either
// they are not; and what is encrypted under a seeded key decrypts as any.
func TestSeededKeyEncryptsAlike(t *testing.T) {
	set := testSet(t)
	ring := ringOf(t, set)
	shape := residue.Shape{Bits: set.Bits, Lanes: set.N()}
	prefix := digest.Of([]byte("prefix"))
	encrypt := func(seed string, chunk int, message uint64) ([]byte, *Key) {
		key := SeededKey(ring, digest.Of([]byte(seed)))
		e, err := NewEncryptor(prefix, key)
		if err != nil {
			t.Fatal(err)
		}
		body := make([]byte, shape.Bytes())
		if err := e.Encrypt(chunk, patterned(set, message), shape, body); err != nil {
			t.Fatal(err)
		}
		return body, key
	}
	first, key := encrypt("seed", 1, 0)
	if again, _ := encrypt("seed", 1, 0); !bytes.Equal(first, again) {
		t.Error("the same seed and message give other bytes")
	}
	for _, other := range []struct {
		seed    string
		chunk   int
		message uint64
	}{{"another", 1, 0}, {"seed", 2, 0}, {"seed", 1, 1}} {
		if body, _ := encrypt(other.seed, other.chunk, other.message); bytes.Equal(first, body) {
			t.Errorf("%+v gives the same bytes", other)
		}
	}
	keys := make([]int32, set.N())
	addKey(keys, key)
	got, want := NewCoefficients(set.N()), patterned(set, 0)
	if err := newDecryptor(ring, prefix, keys).Decrypt(1, first, shape, got); err != nil {
		t.Fatal(err)
	}
	for i := range want.Lo {
		if got.Lo[i] != want.Lo[i] || got.Hi[i] != want.Hi[i] {
			t.Fatalf("coefficient %d does not decrypt", i)
		}
	}
}
