package he

import (
	"fmt"

	"samband/pkg/vector"
)

// Encode writes the coefficients chunk·n … chunk·n + n − 1 of p into dst, zeros
// after the last one. digits are those of Packing.Split with the checksum
// filled in; each must fit its field's limbs.
func Encode(p vector.Packing, digits []uint64, chunk, n int, dst *Coefficients) error {
	if err := checkCoding(p, digits, chunk, n, dst); err != nil {
		return err
	}
	clear(dst.Lo[:n])
	clear(dst.Hi[:n])
	for _, f := range p.Fields {
		own := digits[:f.Digits()]
		digits = digits[f.Digits():]
		s, ok := overlap(f, own, chunk*n, n)
		if !ok {
			continue
		}
		c := newCodec(f)
		all := c.encode(s.digits, dst.Lo[s.from:s.to], dst.Hi[s.from:s.to])
		if all>>f.LimbBits != 0 {
			return fmt.Errorf("segment %q, chunk %d: a digit has more than %d bits", f.Name, chunk, f.LimbBits)
		}
	}
	return nil
}

// Decode is the inverse of Encode for sums: it reads the digit sums that lie in
// chunk from m, which it uses up, into their places in digits, which is as long
// as Encode's. Bits of the fields' coefficients that belong to no digit must be
// zero.
func Decode(p vector.Packing, m *Coefficients, chunk, n int, digits []uint64) error {
	if err := checkCoding(p, digits, chunk, n, m); err != nil {
		return err
	}
	for _, f := range p.Fields {
		own := digits[:f.Digits()]
		digits = digits[f.Digits():]
		s, ok := overlap(f, own, chunk*n, n)
		if !ok {
			continue
		}
		c := newCodec(f)
		if rest := c.decode(m.Lo[s.from:s.to], m.Hi[s.from:s.to], s.digits); rest != 0 {
			return fmt.Errorf("segment %q, chunk %d: decrypted bits outside every digit; the sum was altered or a key is wrong", f.Name, chunk)
		}
	}
	return nil
}

func checkCoding(p vector.Packing, digits []uint64, chunk, n int, m *Coefficients) error {
	if want := p.Digits() + p.ChecksumLimbs(); len(digits) != want {
		return fmt.Errorf("the packing has %d digits, not %d", want, len(digits))
	}
	if n < 1 || chunk < 0 || chunk > (p.Coefficients()-1)/n {
		return fmt.Errorf("the packing has %d coefficients, no chunk %d of %d", p.Coefficients(), chunk, n)
	}
	if len(m.Lo) < n || len(m.Hi) < n {
		return fmt.Errorf("%d coefficients for a chunk of %d", min(len(m.Lo), len(m.Hi)), n)
	}
	return nil
}

// stretch is the part of a field that lies in a chunk: coefficients from … to
// of the chunk, and the field's digits in them.
type stretch struct {
	from, to int
	digits   []uint64
}

func overlap(f vector.Field, digits []uint64, start, n int) (stretch, bool) {
	first := max(f.Start, start)
	last := min(f.Start+f.Coefficients, start+n)
	if first >= last {
		return stretch{}, false
	}
	from := (first - f.Start) * f.PerCoefficient
	to := min((last-f.Start)*f.PerCoefficient, len(digits))
	return stretch{first - start, last - start, digits[from:to]}, true
}
