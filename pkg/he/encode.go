package he

import (
	"fmt"

	"samband/pkg/vector"
)

// Encode writes the coefficients of a run into dst, zeros after the last one.
// digits are those of Run.Split with the checksum's limbs filled in; each must
// fit its field's limbs.
func Encode(r vector.Run, digits []uint64, dst *Coefficients) error {
	n, err := checkCoding(r, digits, dst)
	if err != nil {
		return err
	}
	clear(dst.Lo[n:])
	clear(dst.Hi[n:])
	for _, p := range r.Stretches {
		all := newCodec(p.Field).encode(digits[:p.Digits], dst.Lo[p.From:p.To], dst.Hi[p.From:p.To])
		if all>>p.Field.LimbBits != 0 {
			return fmt.Errorf("segment %q, coefficients %d to %d of the chunk: a digit has more than %d bits", p.Field.Name, p.From, p.To-1, p.Field.LimbBits)
		}
		digits = digits[p.Digits:]
	}
	return nil
}

// Decode is the inverse of Encode for sums: it reads the digit sums of a run
// from m, which it uses up. Bits of the fields' coefficients that belong to no
// digit must be zero.
func Decode(r vector.Run, m *Coefficients, digits []uint64) error {
	if _, err := checkCoding(r, digits, m); err != nil {
		return err
	}
	for _, p := range r.Stretches {
		rest := newCodec(p.Field).decode(m.Lo[p.From:p.To], m.Hi[p.From:p.To], digits[:p.Digits])
		if rest != 0 {
			return fmt.Errorf("segment %q, coefficients %d to %d of the chunk: decrypted bits outside every digit; the sum was altered or a key is wrong", p.Field.Name, p.From, p.To-1)
		}
		digits = digits[p.Digits:]
	}
	return nil
}

// checkCoding gives the number of coefficients of the run.
func checkCoding(r vector.Run, digits []uint64, m *Coefficients) (n int, err error) {
	if want := r.Digits + r.Limbs; len(digits) != want {
		return 0, fmt.Errorf("the chunk has %d digits, not %d", want, len(digits))
	}
	if last := len(r.Stretches) - 1; last >= 0 {
		n = r.Stretches[last].To
	}
	if len(m.Lo) < n || len(m.Hi) < n {
		return 0, fmt.Errorf("%d coefficients for a chunk of %d", min(len(m.Lo), len(m.Hi)), n)
	}
	return n, nil
}
