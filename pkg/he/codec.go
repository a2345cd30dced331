package he

import "samband/pkg/vector"

// codec moves the digits of one field in and out of coefficients. Where it can,
// it treats a coefficient as two groups of digits that fit one word each.
type codec struct {
	per   int  // digits in a coefficient
	width uint // bits of a digit
	group int  // digits in the lower group; 0 where two groups do not do
	split uint // bits of the lower group, below 64
}

func newCodec(f vector.Field) codec {
	c := codec{per: f.PerCoefficient, width: uint(f.DigitBits)}
	group := (c.per + 1) / 2
	if c.per > 1 && uint(group)*c.width < 64 {
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
	if c.group > 0 {
		all = c.gather(lo[:whole], head, 0, c.group) | c.gather(hi[:whole], head, c.group, c.per)
		for i, high := range hi[:whole] {
			lo[i] |= high << (c.split & 63)
			hi[i] = high >> ((64 - c.split) & 63)
		}
	} else {
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

// gather puts digits from … to − 1 of each coefficient into one word.
func (c codec) gather(words, digits []uint64, from, to int) (all uint64) {
	one, two := c.width&63, 2*c.width&63
	switch d := digits; to - from {
	case 2:
		for i := range words {
			g := (*[2]uint64)(d[from:to])
			words[i] = g[0] | g[1]<<one
			all |= g[0] | g[1]
			d = d[c.per:]
		}
	case 3:
		for i := range words {
			g := (*[3]uint64)(d[from:to])
			words[i] = g[0] | g[1]<<one | g[2]<<two
			all |= g[0] | g[1] | g[2]
			d = d[c.per:]
		}
	default:
		for i := range words {
			var word uint64
			for k := to - 1; k >= from; k-- {
				word = word<<one | d[k]
				all |= d[k]
			}
			words[i] = word
			d = d[c.per:]
		}
	}
	return all
}

// decode reads digits back and returns the bits that belong to none, or'ed. It
// uses lo and hi as scratch.
func (c codec) decode(lo, hi, digits []uint64) uint64 {
	whole := len(digits) / c.per
	head, tail := digits[:whole*c.per], digits[whole*c.per:]
	var rest uint64
	if len(tail) > 0 {
		rest = c.decodeOne(lo[whole], hi[whole], tail)
	}
	if c.group == 0 {
		for i := range lo[:whole] {
			rest |= c.decodeOne(lo[i], hi[i], head[i*c.per:(i+1)*c.per])
		}
		return rest
	}
	lower := uint64(1)<<c.split - 1
	for i, l := range lo[:whole] {
		rest |= hi[i] >> (c.split & 63)
		hi[i] = l>>(c.split&63) | hi[i]<<((64-c.split)&63)
		lo[i] = l & lower
	}
	return rest | c.scatter(lo[:whole], head, 0, c.group) | c.scatter(hi[:whole], head, c.group, c.per)
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

// scatter is the inverse of gather; it returns bits above the digits.
func (c codec) scatter(words, digits []uint64, from, to int) (rest uint64) {
	one, two := c.width&63, 2*c.width&63
	mask := uint64(1)<<one - 1
	switch d := digits; to - from {
	case 2:
		for _, w := range words {
			g := (*[2]uint64)(d[from:to])
			g[0], g[1] = w&mask, w>>one&mask
			rest |= w >> two
			d = d[c.per:]
		}
	case 3:
		for _, w := range words {
			g := (*[3]uint64)(d[from:to])
			g[0], g[1], g[2] = w&mask, w>>one&mask, w>>two&mask
			rest |= w >> two >> one
			d = d[c.per:]
		}
	default:
		for _, w := range words {
			for k := from; k < to; k++ {
				d[k] = w & mask
				w >>= one
			}
			rest |= w
			d = d[c.per:]
		}
	}
	return rest
}
