package he

import "samband/pkg/vector"

// codec moves the digits of one field in and out of coefficients. Where it can,
// it treats a coefficient as two groups of digits that fit one word each.
type codec struct {
	per   int  // digits in a coefficient
	width uint // bits of a digit
	group int  // digits in the lower group; 0 where two groups do not do
	split uint // bits of the lower group
}

func newCodec(f vector.Field) codec {
	c := codec{per: f.PerCoefficient, width: uint(f.DigitBits)}
	group := (c.per + 1) / 2
	if c.per > 1 && uint(group)*c.width <= 63 {
		c.group, c.split = group, uint(group)*c.width
	}
	return c
}

// encode fills the coefficients from digits, the last one as far as there are
// any, and returns all digits or'ed together.
func (c codec) encode(digits, lo, hi []uint64) uint64 {
	whole := len(digits) / c.per
	head, tail := digits[:whole*c.per], digits[whole*c.per:]
	var all uint64
	switch {
	case c.group == 3 && c.per == 6:
		all = c.encodeSix(head, lo[:whole], hi[:whole])
	case c.group > 0:
		all = c.encodeGroups(head, lo[:whole], hi[:whole])
	default:
		for i := range lo[:whole] {
			all |= c.encodeOne(head[i*c.per:(i+1)*c.per], &lo[i], &hi[i])
		}
	}
	if len(tail) > 0 {
		all |= c.encodeOne(tail, &lo[whole], &hi[whole])
	}
	return all
}

// encodeOne fills one coefficient, highest digit first.
func (c codec) encodeOne(digits []uint64, lo, hi *uint64) (all uint64) {
	var l, h uint64
	for k := len(digits) - 1; k >= 0; k-- {
		h = h<<c.width | l>>(64-c.width)
		l = l<<c.width | digits[k]
		all |= digits[k]
	}
	*lo, *hi = l, h
	return all
}

func (c codec) encodeGroups(digits, lo, hi []uint64) (all uint64) {
	for i := range lo {
		d := digits[:c.per]
		digits = digits[c.per:]
		var low, high uint64
		for k := c.group - 1; k >= 0; k-- {
			low = low<<(c.width&63) | d[k]
			all |= d[k]
		}
		for k := c.per - 1; k >= c.group; k-- {
			high = high<<(c.width&63) | d[k]
			all |= d[k]
		}
		lo[i], hi[i] = low|high<<(c.split&63), high>>((64-c.split)&63)
	}
	return all
}

// encodeSix is encodeGroups for the commonest case, 16-bit values of two
// participants.
func (c codec) encodeSix(digits, lo, hi []uint64) (all uint64) {
	one, two, split := c.width&63, 2*c.width&63, c.split&63
	for i := range lo {
		d := (*[6]uint64)(digits[6*i:])
		low := d[0] | d[1]<<one | d[2]<<two
		high := d[3] | d[4]<<one | d[5]<<two
		all |= d[0] | d[1] | d[2] | d[3] | d[4] | d[5]
		lo[i], hi[i] = low|high<<split, high>>((64-split)&63)
	}
	return all
}

// decode reads digits back and returns the bits that belong to none, or'ed.
func (c codec) decode(lo, hi, digits []uint64) uint64 {
	whole := len(digits) / c.per
	head, tail := digits[:whole*c.per], digits[whole*c.per:]
	var rest uint64
	switch {
	case c.group == 3 && c.per == 6:
		rest = c.decodeSix(lo[:whole], hi[:whole], head)
	case c.group > 0:
		rest = c.decodeGroups(lo[:whole], hi[:whole], head)
	default:
		for i := range lo[:whole] {
			rest |= c.decodeOne(lo[i], hi[i], head[i*c.per:(i+1)*c.per])
		}
	}
	if len(tail) > 0 {
		rest |= c.decodeOne(lo[whole], hi[whole], tail)
	}
	return rest
}

func (c codec) decodeOne(l, h uint64, digits []uint64) (rest uint64) {
	mask := uint64(1)<<c.width - 1
	for k := range digits {
		digits[k] = l & mask
		l = l>>c.width | h<<(64-c.width)
		h >>= c.width
	}
	return l | h
}

func (c codec) decodeGroups(lo, hi, digits []uint64) (rest uint64) {
	mask, lower := uint64(1)<<(c.width&63)-1, uint64(1)<<(c.split&63)-1
	for i, l := range lo {
		d := digits[:c.per]
		digits = digits[c.per:]
		high := l>>(c.split&63) | hi[i]<<((64-c.split)&63)
		rest |= hi[i] >> (c.split & 63)
		low := l & lower
		for k := range c.group {
			d[k] = low & mask
			low >>= c.width & 63
		}
		for k := c.group; k < c.per; k++ {
			d[k] = high & mask
			high >>= c.width & 63
		}
		rest |= high
	}
	return rest
}

func (c codec) decodeSix(lo, hi, digits []uint64) (rest uint64) {
	one, two, split := c.width&63, 2*c.width&63, c.split&63
	mask, lower := uint64(1)<<one-1, uint64(1)<<split-1
	for i, l := range lo {
		d := (*[6]uint64)(digits[6*i:])
		low := l & lower
		high := l>>split | hi[i]<<((64-split)&63)
		d[0], d[1], d[2] = low&mask, low>>one&mask, low>>two
		d[3], d[4], d[5] = high&mask, high>>one&mask, high>>two&mask
		rest |= hi[i]>>split | high>>two>>one
	}
	return rest
}
