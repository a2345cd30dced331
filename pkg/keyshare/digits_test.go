package keyshare

import (
	"errors"
	"math"
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

// The widths and counts of the design: ⌈log2(72n + 1)⌉ and ⌊60/that⌋.
func TestDigitsToAnElement(t *testing.T) {
	for _, c := range []struct{ n, width, elements int }{
		{2, 8, 1171}, {3, 8, 1171}, {4, 9, 1366}, {8, 10, 1366}, {64, 13, 2048}, {1000, 17, 2731},
	} {
		if got := int(math.Ceil(math.Log2(float64(72*c.n + 1)))); width(c.n) != c.width || got != c.width {
			t.Errorf("n = %d: width %d, by logarithm %d, want %d", c.n, width(c.n), got, c.width)
		}
		if got := Length(8192, c.n); got != c.elements {
			t.Errorf("n = %d: %d elements, want %d", c.n, got, c.elements)
		}
	}
}

// The layout, written independently as one number base 2^width.
func TestPackIsPositional(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 1000).Draw(t, "n")
		digits := rapid.SliceOfN(rapid.Uint8Range(0, MaxDigit), 1, 40).Draw(t, "digits")
		packed, err := Pack(digits, n)
		if err != nil {
			t.Fatal(err)
		}
		per := 60 / width(n)
		for k, e := range packed {
			want := new(big.Int)
			for i := min((k+1)*per, len(digits)) - 1; i >= k*per; i-- {
				want.Lsh(want, uint(width(n))).Add(want, big.NewInt(int64(digits[i])))
			}
			if toBig(e).Cmp(want) != 0 || e >= 1<<60 {
				t.Fatalf("element %d is %d, want %v", k, e, want)
			}
		}
	})
}

func TestSumsUnpack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 9).Draw(t, "n")
		contributors := rapid.IntRange(1, n).Draw(t, "contributors")
		count := rapid.IntRange(1, 40).Draw(t, "count")
		want := make([]int32, count)
		sum := make([]Element, Length(count, n))
		for range contributors {
			digits := rapid.SliceOfN(rapid.SampledFrom([]uint8{0, 1, 35, 36, 37, 71, 72}), count, count).Draw(t, "digits")
			for i, d := range digits {
				want[i] += int32(d) - 36
			}
			packed, err := Pack(digits, n)
			if err != nil {
				t.Fatal(err)
			}
			if err := Add(sum, packed); err != nil {
				t.Fatal(err)
			}
		}
		got, err := Unpack(sum, n, count, contributors)
		if err != nil {
			t.Fatal(err)
		}
		for i := range want {
			if got[i] != want[i] {
				t.Fatalf("coefficient %d is %d, want %d", i, got[i], want[i])
			}
		}
	})
}

func TestUnpackRefusesWhatNoSumIs(t *testing.T) {
	var digit *DigitError
	good, err := Pack(make([]uint8, 10), 2) // 7 digits of 8 bits, then 3
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		element int
		value   Element
		index   int
	}{
		"digit above 72·|U|":         {0, 73 << 16, 2},
		"bits above the digits":      {0, 1 << 56, 7},
		"digit behind the last":      {1, 1 << 24, 10},
		"an element of random bits":  {1, 0x1234_5678_9abc_def0 & P, 7},
		"the largest element, p - 1": {0, P - 1, 0},
	} {
		bad := append([]Element(nil), good...)
		bad[c.element] = c.value
		if _, err := Unpack(bad, 2, 10, 1); !errors.As(err, &digit) || digit.Index != c.index {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Pack([]uint8{0, 73}, 2); !errors.As(err, &digit) || digit.Index != 1 {
		t.Errorf("a digit of 73 is packed: %v", err)
	}
	for name, err := range map[string]error{
		"no contributor": second(Unpack(good, 2, 10, 0)),
		"too many":       second(Unpack(good, 2, 10, 3)),
		"length":         second(Unpack(good[:1], 2, 10, 1)),
		"roster of 0":    second(Pack(nil, 0)),
		"add":            Add(good, good[:1]),
	} {
		if err == nil {
			t.Errorf("%s is accepted", name)
		}
	}
}

func second[T any](_ T, err error) error { return err }
