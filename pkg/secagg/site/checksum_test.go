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

// The definition in math/big: Σ r_x·m_x with r_x read from the stream, sixteen
// bytes each, little-endian, a stream for every 2^16 digits.
func TestChecksumIsTheWeightedSum(t *testing.T) {
	g, prefix := testGroup(t, 1), digest.Digest{7}
	rapid.Check(t, func(t *rapid.T) {
		digits := rapid.SliceOfN(rapid.OneOf(rapid.Uint64Range(0, 1<<63-1), rapid.SampledFrom([]uint64{0, 1, 1<<63 - 1})), 0, 300).Draw(t, "digits")
		skipped := rapid.SampledFrom([]int{0, 1, 1<<16 - 1, 1 << 16, 1<<16 + 5, 1 << 17}).Draw(t, "zeros before")
		digits = append(make([]uint64, skipped), digits...)
		var random []byte
		want := new(big.Int)
		for x, m := range digits {
			if x%(1<<16) == 0 {
				random = make([]byte, 16<<16)
				digest.NewKeyed(g.ChecksumKey(), "samband/secagg/site/checksum/1").Digest(prefix).Uint(uint64(x >> 16)).Sum().Expand().Read(random)
			}
			b := random[:16]
			random = random[16:]
			if m == 0 {
				continue
			}
			slices.Reverse(b)
			r := new(big.Int).SetBytes(b)
			want.Add(want, r.Mul(r, new(big.Int).SetUint64(m)))
		}
		if got := checksum(g, prefix, digits).big(); got.Cmp(want) != 0 {
			t.Fatalf("%v, want %v", got, want)
		}
	})
}

func TestChecksumDependsOnKeyAndPrefix(t *testing.T) {
	digits := []uint64{1, 2, 3}
	a := checksum(testGroup(t, 1), digest.Digest{7}, digits)
	if a == checksum(testGroup(t, 2), digest.Digest{7}, digits) || a == checksum(testGroup(t, 1), digest.Digest{8}, digits) {
		t.Error("two keys or prefixes give one checksum")
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
			w.limbs(limbs)
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
