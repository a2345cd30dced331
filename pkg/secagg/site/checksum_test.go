package site

import (
	"math/big"
	"math/bits"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"samband/pkg/digest"
	"samband/pkg/he"
	"samband/pkg/seal"
	"samband/pkg/secagg"
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

// The definition in math/big: Σ r_x·M_x with r_x read from the chunk's stream,
// sixteen bytes each, little-endian.
func TestChecksumIsTheWeightedSum(t *testing.T) {
	g, prefix := testGroup(t, 1), digest.Digest{7}
	word := rapid.OneOf(rapid.Uint64(), rapid.SampledFrom([]uint64{0, 1, 1<<38 - 1, 1<<64 - 1}))
	rapid.Check(t, func(t *rapid.T) {
		before := rapid.SampledFrom([]int{0, 1, 255, 1000}).Draw(t, "zeros before")
		words := rapid.SliceOfN(word, 0, 300).Draw(t, "words")
		count := before + len(words)/2
		m := he.NewCoefficients(count + 2)
		copy(m.Lo[before:count], words)
		copy(m.Hi[before:count], words[len(words)/2:])
		m.Lo[count], m.Hi[count+1] = 1, 1 // not covered
		chunk := rapid.IntRange(0, 1<<20).Draw(t, "chunk")
		random := make([]byte, 16*count)
		digest.NewKeyed(g.ChecksumKey(), "samband/secagg/site/checksum/1").Digest(prefix).Uint(uint64(chunk)).Sum().Expand().Read(random)
		want := new(big.Int)
		for x := range count {
			b := random[16*x:][:16]
			slices.Reverse(b)
			r := new(big.Int).SetBytes(b)
			c := new(big.Int).SetUint64(m.Hi[x])
			c.Lsh(c, 64).Or(c, new(big.Int).SetUint64(m.Lo[x]))
			want.Add(want, r.Mul(r, c))
		}
		sum := newChecker(g, prefix).of(chunk, m, count)
		if got := sum.big(); got.Cmp(want) != 0 {
			t.Fatalf("%v, want %v", got, want)
		}
	})
}

// A known answer from OpenSSL's AES-256-CTR and Python's integers: key 01 02 … 20,
// 600 coefficients, more than a block of weights.
func TestChecksumKnownAnswer(t *testing.T) {
	var seed digest.Digest
	for i := range seed {
		seed[i] = byte(i + 1)
	}
	lo, hi := make([]uint64, 600), make([]uint64, 600)
	for x := range lo {
		lo[x], hi[x] = uint64(x)*0x9e3779b97f4a7c15, uint64(x*x)*0x2545f4914f6cdd1d
	}
	want, _ := new(big.Int).SetString("a1d4796fae946d035b9e2499bf8227f70d823e496f25dc4e43f8a57b5fd0ab4e48", 16)
	sum := weighted(seed.Expand(), lo, hi)
	if got := sum.big(); got.Cmp(want) != 0 {
		t.Errorf("%x, want %x", got, want)
	}
}

// The largest coefficients of the largest chunk with the largest weights do not
// overflow a column.
func TestColumnsCarry(t *testing.T) {
	var c column
	want, square := new(big.Int), new(big.Int).SetUint64(1<<64-1)
	square.Mul(square, square)
	for range 1 << 13 {
		c = c.plus(bits.Mul64(1<<64-1, 1<<64-1))
		want.Add(want, square)
	}
	sum := wide{c.a, c.b, c.c}
	if got := sum.big(); got.Cmp(want) != 0 {
		t.Errorf("%v, want %v", got, want)
	}
}

// The checksum of a sum is the sum of checksums, through the packing and with
// every digit of every contributor at its bound: no coefficient overflows, and
// the limbs have room. Checked for the packing of each parameter set, whose last
// coefficients are partly filled.
func TestChecksumIsLinear(t *testing.T) {
	for _, n := range []int{2, 8, 64, 1000} {
		w, err := emptyWorld(secagg.OneTimeHE, n, 2, layout(12345))
		if err != nil {
			t.Fatal(err)
		}
		c := newChecker(w.group, w.round.Prefix)
		one, all, held := he.NewCoefficients(8192), he.NewCoefficients(8192), new(big.Int)
		var part, total wide
		for chunk := range w.round.Chunks {
			run, err := w.round.Packing.Run(chunk*8192, 8192)
			if err != nil {
				t.Fatal(err)
			}
			digits := make([]uint64, run.Digits+run.Limbs)
			at := 0
			for _, s := range run.Stretches {
				for range s.Digits {
					digits[at] = 1<<s.Field.LimbBits - 1
					at++
				}
			}
			if err := he.Encode(run, digits, one); err != nil {
				t.Fatal(err)
			}
			for i := range one.Lo[:run.Covered] {
				v := wide{one.Lo[i], one.Hi[i]}.big()
				if v.Mul(v, big.NewInt(int64(n))); v.BitLen() > w.round.Set.Tau {
					t.Fatalf("n = %d: coefficient %d of chunk %d overflows", n, i, chunk)
				}
				all.Lo[i], all.Hi[i] = v.Uint64(), held.Rsh(v, 64).Uint64()
			}
			a, b := c.of(chunk, one, run.Covered), c.of(chunk, all, run.Covered)
			part.add(&a)
			total.add(&b)
		}
		want := part.big()
		if want.BitLen() > 16*w.round.Packing.ChecksumLimbs() {
			t.Errorf("n = %d: %d bits of checksum in %d limbs", n, want.BitLen(), w.round.Packing.ChecksumLimbs())
		}
		if want.Mul(want, big.NewInt(int64(n))).Cmp(total.big()) != 0 {
			t.Errorf("n = %d: the checksum of the sum is not the sum of the checksums", n)
		}
	}
}

func TestChecksumDependsOnKeyAndPrefix(t *testing.T) {
	m := &he.Coefficients{Lo: []uint64{1, 2, 3}, Hi: []uint64{4, 5, 6}}
	a := newChecker(testGroup(t, 1), digest.Digest{7}).of(1, m, 3)
	for what, b := range map[string]wide{
		"key":    newChecker(testGroup(t, 2), digest.Digest{7}).of(1, m, 3),
		"prefix": newChecker(testGroup(t, 1), digest.Digest{8}).of(1, m, 3),
		"chunk":  newChecker(testGroup(t, 1), digest.Digest{7}).of(2, m, 3),
	} {
		if a == b {
			t.Errorf("another %s gives the same checksum", what)
		}
	}
}

func TestLimbsAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const count = 17
		want := new(big.Int)
		sums := make([]uint64, count)
		for range rapid.IntRange(1, 50).Draw(t, "contributors") {
			w := wide{rapid.Uint64().Draw(t, "w"), ^uint64(0), 1<<63 + 7, ^uint64(0), 0xffff} // 272 bits, 17 limbs
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

func TestTooWideLimbsAreRefused(t *testing.T) {
	for name, limbs := range map[string][]uint64{
		"a limb too far":     append(make([]uint64, 20), 1),
		"a last limb's high": append(make([]uint64, 19), 1<<16),
		"a carry":            append(slices.Repeat([]uint64{0xffff}, 19), 0xffff+1),
	} {
		if w, ok := fromLimbs(limbs); ok {
			t.Errorf("%s: %v", name, w)
		}
	}
	full := slices.Repeat([]uint64{0xffff}, 20)
	if w, ok := fromLimbs(full); !ok || w != (wide{^uint64(0), ^uint64(0), ^uint64(0), ^uint64(0), ^uint64(0)}) {
		t.Errorf("the greatest number: %v, %v", w, ok)
	}
	full[0]++
	if w, ok := fromLimbs(full); ok {
		t.Errorf("one more: %v", w)
	}
}
