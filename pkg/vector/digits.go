package vector

import "fmt"

// Split writes layout values as digits: Digits() of them, followed by
// ChecksumLimbs() zeros in which the caller puts the limbs of the checksum
// over the digits before them, lowest limb first. A value outside its
// segment's [0, 2^w) is an error.
func (p Packing) Split(values []uint64) ([]uint64, error) {
	if len(values) != p.Values() {
		return nil, fmt.Errorf("the packing has %d values, not %d", p.Values(), len(values))
	}
	digits := make([]uint64, p.Digits()+p.ChecksumLimbs())
	out := digits
	for _, f := range p.Fields {
		if f.Name == Checksum {
			break
		}
		in := values[:f.Length]
		values = values[f.Length:]
		if i := firstAbove(in, 1<<f.Bits-1); i >= 0 {
			return nil, fmt.Errorf("segment %q, value %d has more than %d bits", f.Name, i, f.Bits)
		}
		if f.Limbs == 1 {
			copy(out, in)
		} else {
			f.split(in, out)
		}
		out = out[f.Digits():]
	}
	return digits, nil
}

func (f Field) split(values, digits []uint64) {
	mask := uint64(1)<<f.LimbBits - 1
	for i, v := range values {
		limbs := digits[i*f.Limbs : (i+1)*f.Limbs]
		for k := range limbs {
			limbs[k] = v & mask
			v >>= f.LimbBits
		}
	}
}

// Join turns digit sums over contributors participants, with or without the
// checksum's after them, into sums of values. A digit sum that contributors
// participants cannot reach is an error.
func (p Packing) Join(digits []uint64, contributors int) ([]uint64, error) {
	if len(digits) != p.Digits() && len(digits) != p.Digits()+p.ChecksumLimbs() {
		return nil, fmt.Errorf("the packing has %d digits, not %d", p.Digits(), len(digits))
	}
	if contributors < 1 || contributors > p.Participants {
		return nil, fmt.Errorf("%d contributors to a packing for %d participants", contributors, p.Participants)
	}
	sums := make([]uint64, p.Values())
	out := sums
	for _, f := range p.Fields {
		if f.Name == Checksum {
			break
		}
		in := digits[:f.Digits()]
		digits = digits[f.Digits():]
		if i := firstAbove(in, uint64(contributors)*(1<<f.LimbBits-1)); i >= 0 {
			return nil, fmt.Errorf("segment %q, value %d: %d is no sum of %d limbs of %d bits", f.Name, i/f.Limbs, in[i], contributors, f.LimbBits)
		}
		if f.Limbs == 1 {
			copy(out, in)
		} else {
			f.join(in, out[:f.Length])
		}
		out = out[f.Length:]
	}
	return sums, nil
}

func (f Field) join(digits, sums []uint64) {
	for i := range sums {
		limbs := digits[i*f.Limbs : (i+1)*f.Limbs]
		sum := uint64(0)
		for k := len(limbs) - 1; k >= 0; k-- {
			// Sums of honest limbs stay below 2^63: Pack checked the room.
			sum = sum<<f.LimbBits + limbs[k]
		}
		sums[i] = sum
	}
}

// firstAbove finds the first of values above most, or −1.
func firstAbove(values []uint64, most uint64) int {
	for i, v := range values {
		if v > most {
			return i
		}
	}
	return -1
}
