package keyshare

import (
	"errors"
	"fmt"
	"math/bits"
)

const (
	// Offset makes the coefficients of a key, which lie within ±Offset, into
	// digits from 0.
	Offset = 36
	// MaxDigit is the greatest digit of one key.
	MaxDigit = 2 * Offset
	// payload is how many bits of an element carry digits: below P with any
	// content.
	payload = 60
	// maxContributors keeps at least one digit to an element far from its edge.
	maxContributors = 1 << 20
)

// width is the number of bits that the sum of n digits needs.
func width(n int) int { return bits.Len(uint(MaxDigit * n)) }

// Length is how many elements count digits take when at most n keys are summed.
func Length(count, n int) int {
	per := payload / width(n)
	return (count + per - 1) / per
}

// DigitError reports a digit that no sum of honest keys has.
type DigitError struct{ Index int }

// Error names the place of the digit, not its value.
func (e *DigitError) Error() string {
	return fmt.Sprintf("digit %d of the key is larger than the contributors' digits can add up to", e.Index)
}

// Pack lays digits (0 to MaxDigit) into elements, ⌊60/⌈log2(72n+1)⌉⌋ to an
// element, the first in the lowest bits. n is the most keys that are summed.
func Pack(digits []uint8, n int) ([]Element, error) {
	if n < 1 || n > maxContributors {
		return nil, fmt.Errorf("packing a key: %d contributors are not between 1 and %d", n, maxContributors)
	}
	w := width(n)
	per := payload / w
	packed := make([]Element, Length(len(digits), n))
	for i, d := range digits {
		if d > MaxDigit {
			clear(packed)
			return nil, &DigitError{Index: i}
		}
		packed[i/per] |= Element(d) << (i % per * w)
	}
	return packed, nil
}

// Unpack takes the count digits out of the elementwise sum of the contributors'
// packed keys and removes their offsets: coefficient by coefficient the sum of
// the keys. n is as given to Pack. A digit above 72·contributors is a
// *DigitError: at least one of the shares behind the sum was wrong.
func Unpack(sum []Element, n, count, contributors int) ([]int32, error) {
	if contributors < 1 || contributors > n || n > maxContributors {
		return nil, fmt.Errorf("unpacking a key: %d contributors do not fit a roster of %d", contributors, n)
	}
	if len(sum) != Length(count, n) {
		return nil, fmt.Errorf("unpacking a key: %d digits lie in %d elements, there are %d", count, Length(count, n), len(sum))
	}
	w := width(n)
	per := payload / w
	most := uint64(MaxDigit * contributors)
	coefficients := make([]int32, count)
	for k, e := range sum {
		rest := uint64(e)
		for i := k * per; i < (k+1)*per && i < count; i++ {
			d := rest & (1<<w - 1)
			rest >>= w
			if d > most {
				return nil, &DigitError{Index: i}
			}
			coefficients[i] = int32(d) - int32(Offset*contributors)
		}
		if rest != 0 {
			return nil, &DigitError{Index: min((k+1)*per, count)}
		}
	}
	return coefficients, nil
}

// Add adds src to dst element by element.
func Add(dst, src []Element) error {
	if len(dst) != len(src) {
		return errors.New("adding shares of different lengths")
	}
	for i := range dst {
		dst[i] = add(dst[i], src[i])
	}
	return nil
}
