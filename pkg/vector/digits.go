package vector

import "fmt"

// Split writes the digits that lie in the run. values are the layout's from
// First on, Values of them; digits has room for Digits, and Limbs after them,
// which stay as they are. A value outside its segment's [0, 2^w) is an error.
func (r Run) Split(values, digits []uint64) error {
	if err := r.check(values, digits); err != nil {
		return err
	}
	for _, p := range r.Stretches {
		if p.Field.Name == Checksum {
			break
		}
		first, count := p.values()
		if i := firstAbove(values[:count], 1<<p.Field.Bits-1); i >= 0 {
			return fmt.Errorf("segment %q, value %d has more than %d bits", p.Field.Name, first+i, p.Field.Bits)
		}
		if p.Field.Limbs == 1 {
			copy(digits, values[:count])
		} else {
			p.split(values, digits[:p.Digits])
		}
		values, digits = values[count:], digits[p.Digits:]
	}
	return nil
}

// split writes the part's limbs of the values, the first of which may have
// begun in the run before.
func (p Stretch) split(values, digits []uint64) {
	mask := uint64(1)<<p.Field.LimbBits - 1
	limb := p.First % p.Field.Limbs
	for i := range digits {
		digits[i] = values[0] >> (limb * p.Field.LimbBits) & mask
		if limb++; limb == p.Field.Limbs {
			limb, values = 0, values[1:]
		}
	}
}

// Join turns digit sums over contributors participants into sums of values, as
// far as the run has their digits: of the first and the last value it may be
// only a part, and the parts of a value add up. digits are as Split's. A digit
// sum that contributors participants cannot reach is an error.
func (r Run) Join(digits []uint64, contributors int, sums []uint64) error {
	if err := r.check(sums, digits); err != nil {
		return err
	}
	if contributors < 1 {
		return fmt.Errorf("a sum of %d contributors", contributors)
	}
	for _, p := range r.Stretches {
		if p.Field.Name == Checksum {
			break
		}
		in := digits[:p.Digits]
		if i := firstAbove(in, uint64(contributors)*(1<<p.Field.LimbBits-1)); i >= 0 {
			return fmt.Errorf("segment %q, value %d: %d is no sum of %d limbs of %d bits", p.Field.Name, (p.First+i)/p.Field.Limbs, in[i], contributors, p.Field.LimbBits)
		}
		_, count := p.values()
		if p.Field.Limbs == 1 {
			copy(sums, in)
		} else {
			p.join(in, sums[:count])
		}
		digits, sums = digits[p.Digits:], sums[count:]
	}
	return nil
}

func (p Stretch) join(digits, sums []uint64) {
	clear(sums)
	limb := p.First % p.Field.Limbs
	for _, d := range digits {
		// Sums of honest limbs stay below 2^63: Pack checked the room.
		sums[0] += d << (limb * p.Field.LimbBits)
		if limb++; limb == p.Field.Limbs {
			limb, sums = 0, sums[1:]
		}
	}
}

func (r Run) check(values, digits []uint64) error {
	if len(values) != r.Values || len(digits) != r.Digits+r.Limbs {
		return fmt.Errorf("the run has %d values in %d digits and %d limbs, not %d in %d", r.Values, r.Digits, r.Limbs, len(values), len(digits))
	}
	return nil
}

// firstAbove finds the first of values above most, or −1. The values are
// secret: as long as they are honest, nothing here depends on them.
func firstAbove(values []uint64, most uint64) int {
	for i, v := range values {
		if v > most {
			return i
		}
	}
	return -1
}
