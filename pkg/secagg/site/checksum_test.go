package site

import (
	"math/big"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"samband/pkg/digest"
	"samband/pkg/seal"
)

func (w wide) big() *big.Int {
	n := new(big.Int)
	for i := len(w) - 1; i >= 0; i-- {
		n.Lsh(n, 64).Or(n, new(big.Int).SetUint64(w[i]))
	}
	return n
}

func testGroup(t interface{ Fatal(...any) }, contribution byte) *seal.Group {
	g, err := seal.NewGroup([][32]byte{{contribution}}, digest.Digest{3})
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// The definition in math/big: Σ r_x·m_x with r_x read from the chunk's stream,
// sixteen bytes each, little-endian.
func TestChecksumIsTheWeightedSum(t *testing.T) {
	g, prefix := testGroup(t, 1), digest.Digest{7}
	rapid.Check(t, func(t *rapid.T) {
		digits := rapid.SliceOfN(rapid.OneOf(rapid.Uint64Range(0, 1<<63-1), rapid.SampledFrom([]uint64{0, 1, 1<<63 - 1})), 0, 300).Draw(t, "digits")
		digits = append(make([]uint64, rapid.SampledFrom([]int{0, 1, 255, 1000}).Draw(t, "zeros before")), digits...)
		chunk := rapid.IntRange(0, 1<<20).Draw(t, "chunk")
		random := make([]byte, 16*len(digits))
		digest.NewKeyed(g.ChecksumKey(), "samband/secagg/site/checksum/1").Digest(prefix).Uint(uint64(chunk)).Sum().Expand().Read(random)
		want := new(big.Int)
		for x, m := range digits {
			b := random[16*x:][:16]
			slices.Reverse(b)
			r := new(big.Int).SetBytes(b)
			want.Add(want, r.Mul(r, new(big.Int).SetUint64(m)))
		}
		sum := newChecker(g, prefix).of(chunk, digits)
		if got := sum.big(); got.Cmp(want) != 0 {
			t.Fatalf("%v, want %v", got, want)
		}
	})
}

func TestChecksumDependsOnKeyAndPrefix(t *testing.T) {
	digits := []uint64{1, 2, 3}
	a := newChecker(testGroup(t, 1), digest.Digest{7}).of(1, digits)
	for what, b := range map[string]wide{
		"key":    newChecker(testGroup(t, 2), digest.Digest{7}).of(1, digits),
		"prefix": newChecker(testGroup(t, 1), digest.Digest{8}).of(1, digits),
		"chunk":  newChecker(testGroup(t, 1), digest.Digest{7}).of(2, digits),
	} {
		if a == b {
			t.Errorf("another %s gives the same checksum", what)
		}
	}
}

func TestLimbsAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const count = 13
		want := new(big.Int)
		sums := make([]uint64, count)
		for range rapid.IntRange(1, 50).Draw(t, "contributors") {
			w := wide{rapid.Uint64().Draw(t, "w"), ^uint64(0), 1<<63 + 7, 0xffff} // 208 bits, 13 limbs
			limbs := make([]uint64, count)
			w.limbs(0, limbs[:5])
			w.limbs(5, limbs[5:])
			for i, l := range limbs {
				if l >= 1<<16 {
					t.Fatalf("limb %d is %d", i, l)
				}
				sums[i] += l
			}
			want.Add(want, w.big())
		}
		if got, ok := fromLimbs(sums); !ok || got.big().Cmp(want) != 0 {
			t.Fatalf("%v, want %v", got.big(), want)
		}
	})
}

func TestLimbsAbove256BitsAreRefused(t *testing.T) {
	for name, limbs := range map[string][]uint64{
		"a limb too far":     append(make([]uint64, 16), 1),
		"a last limb's high": append(make([]uint64, 15), 1<<16),
		"a carry":            append(slices.Repeat([]uint64{0xffff}, 15), 0xffff+1),
	} {
		if w, ok := fromLimbs(limbs); ok {
			t.Errorf("%s: %v", name, w)
		}
	}
	full := slices.Repeat([]uint64{0xffff}, 16)
	if w, ok := fromLimbs(full); !ok || w != (wide{^uint64(0), ^uint64(0), ^uint64(0), ^uint64(0)}) {
		t.Errorf("the greatest number: %v, %v", w, ok)
	}
	full[0]++
	if w, ok := fromLimbs(full); ok {
		t.Errorf("one more: %v", w)
	}
}
