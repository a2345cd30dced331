package he

import (
	"testing"

	"samband/pkg/digest"
	"samband/pkg/parameters"
	"samband/pkg/residue"
)

func TestSmoke(t *testing.T) {
	set, _ := parameters.For(2)
	k, err := NewKey(set)
	if err != nil {
		t.Fatal(err)
	}
	e, err := NewEncryptor(set, digest.Of(nil), k)
	if err != nil {
		t.Fatal(err)
	}
	m := NewCoefficients(8192)
	for i := range m.Lo {
		m.Lo[i] = uint64(i) * 0x9e3779b97f4a7c15
		m.Hi[i] = uint64(i) * 0x9e3779b97f4a7c15 >> (128 - set.Tau)
	}
	shape := residue.Shape{Bits: set.Bits, Lanes: 8192}
	dst := make([]byte, shape.Bytes())
	if err := e.Encrypt(3, m, shape, dst); err != nil {
		t.Fatal(err)
	}
	sum := make([]int32, 8192)
	for i, d := range k.Digits() {
		sum[i] = int32(d) - 36
	}
	d, err := NewDecryptor(set, digest.Of(nil), sum, 1)
	if err != nil {
		t.Fatal(err)
	}
	got := NewCoefficients(8192)
	if err := d.Decrypt(3, dst, shape, got); err != nil {
		t.Fatal(err)
	}
	for i := range m.Lo {
		if m.Lo[i] != got.Lo[i] || m.Hi[i] != got.Hi[i] {
			t.Fatal(i, m.Lo[i], m.Hi[i], got.Lo[i], got.Hi[i])
		}
	}
	for _, p := range k.ring.primes {
		t.Log(p.Modulus, p.PrimitiveRoot, p.RootsForward[1], p.NthRoot)
	}
}
