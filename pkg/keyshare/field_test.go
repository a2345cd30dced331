package keyshare

import (
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

var bigP = big.NewInt(P)

func toBig(e Element) *big.Int { return new(big.Int).SetUint64(uint64(e)) }

// anyElement draws elements, the edges of the field more often than chance.
func anyElement() *rapid.Generator[Element] {
	return rapid.Map(rapid.OneOf(
		rapid.Uint64Range(0, P-1),
		rapid.SampledFrom([]uint64{0, 1, 2, P - 1, P - 2, 1 << 60, 1<<60 - 1}),
	), func(v uint64) Element { return Element(v) })
}

func TestPIsPrime(t *testing.T) {
	if !bigP.ProbablyPrime(40) {
		t.Error("2^61-1 is not prime")
	}
}

func TestFieldAgreesWithMathBig(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := anyElement().Draw(t, "a"), anyElement().Draw(t, "b")
		x, y := toBig(a), toBig(b)
		for name, c := range map[string]struct {
			got  Element
			want *big.Int
		}{
			"+": {add(a, b), new(big.Int).Add(x, y)},
			"-": {sub(a, b), new(big.Int).Sub(x, y)},
			"*": {mul(a, b), new(big.Int).Mul(x, y)},
		} {
			if c.want.Mod(c.want, bigP); toBig(c.got).Cmp(c.want) != 0 {
				t.Fatalf("%d %s %d = %d, want %v", a, name, b, c.got, c.want)
			}
		}
		want := new(big.Int)
		if a != 0 {
			want.ModInverse(x, bigP)
		}
		if toBig(invert(a)).Cmp(want) != 0 {
			t.Fatalf("1/%d = %d, want %v", a, invert(a), want)
		}
	})
}
