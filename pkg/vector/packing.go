package vector

import (
	"fmt"
	"math/bits"
)

// MaxTau bounds the bits of sum in a coefficient.
const MaxTau = 120

// Field is one segment, or the checksum, as it lies in coefficients: value v
// has the digits v·Limbs … v·Limbs + Limbs − 1, lowest limb first, and digit d
// of the field lies in coefficient Start + ⌊d/PerCoefficient⌋ at bit
// (d mod PerCoefficient)·DigitBits.
type Field struct {
	Name           string
	Length         int // values
	Limbs          int // limbs of a value
	LimbBits       int // bits of a limb; the highest limb may have fewer
	DigitBits      int // β, bits of the sum of a limb over all participants
	PerCoefficient int // digits in a coefficient
	Start          int // first coefficient
	Coefficients   int
	Bits           int // of a value, its noise included
}

// Digits counts the digits of the field.
func (f Field) Digits() int { return f.Length * f.Limbs }

// Packing is the order of all fields in coefficients of Tau bits. If there is
// a checksum, it is the last field.
type Packing struct {
	Participants int
	Tau          int
	Fields       []Field
}

// Pack lays l out for sums over at most participants contributors in
// coefficients of tau bits. Every segment starts a new coefficient. A segment
// is split into limbs where that takes fewer coefficients; the fewest limbs
// win a tie, so that none is empty.
//
// The checksum is a field of 16-bit values. A weighted sum of K coefficients
// with 128-bit weights needs 128 + τ + ⌈log2 K⌉ bits, in as many 16-bit limbs.
func Pack(l Layout, participants, tau int, checksum bool) (Packing, error) {
	if err := l.Check(); err != nil {
		return Packing{}, err
	}
	if tau < 1 || tau > MaxTau {
		return Packing{}, fmt.Errorf("coefficients carry 1 to %d bits of sum, not %d", MaxTau, tau)
	}
	p := Packing{Participants: participants, Tau: tau}
	for _, s := range l.Segments {
		if err := checkRoom(s, participants); err != nil {
			return Packing{}, err
		}
		f, err := p.split(s)
		if err != nil {
			return Packing{}, err
		}
		p.Fields = append(p.Fields, f)
	}
	if checksum {
		need := 128 + tau + bits.Len(uint(p.Coefficients()-1))
		f, ok := p.field(Segment{Name: Checksum, Length: (need + 15) / 16, Bits: 16}, 1)
		if !ok {
			return Packing{}, fmt.Errorf("coefficients of %d bits cannot carry the checksum of %d participants", tau, participants)
		}
		p.Fields = append(p.Fields, f)
	}
	return p, nil
}

// split chooses the number of limbs.
func (p Packing) split(s Segment) (Field, error) {
	var best Field
	found := false
	for limbs := 1; limbs <= s.Width(); limbs++ {
		f, ok := p.field(s, limbs)
		if ok && (!found || f.Coefficients < best.Coefficients) {
			best, found = f, true
		}
	}
	if !found {
		return best, fmt.Errorf("segment %q: a sum over %d participants does not fit into %d bits even bit by bit", s.Name, p.Participants, p.Tau)
	}
	return best, nil
}

// field describes s split into limbs, after the fields that p has.
func (p Packing) field(s Segment, limbs int) (Field, bool) {
	width := (s.Width() + limbs - 1) / limbs
	// ⌈log2(n(2^w − 1) + 1)⌉ for the limb's w. Noise has widened the value: tails
	// neither wrap nor carry into the digit above.
	digit := bits.Len64(uint64(p.Participants) * (1<<width - 1))
	per := p.Tau / digit
	if per == 0 {
		return Field{}, false
	}
	return Field{
		Name: s.Name, Length: s.Length, Bits: s.Width(),
		Limbs: limbs, LimbBits: width, DigitBits: digit, PerCoefficient: per,
		Start: p.Coefficients(), Coefficients: (s.Length*limbs + per - 1) / per,
	}, true
}

// Coefficients counts the coefficients of all fields.
func (p Packing) Coefficients() int {
	total := 0
	for _, f := range p.Fields {
		total += f.Coefficients
	}
	return total
}

// Digits counts the digits of all segments.
func (p Packing) Digits() int { return p.count(func(f Field) int { return f.Digits() }) }

// Values counts the values of all segments.
func (p Packing) Values() int { return p.count(func(f Field) int { return f.Length }) }

// ChecksumLimbs counts the 16-bit limbs of the checksum, 0 without one.
func (p Packing) ChecksumLimbs() int {
	if n := len(p.Fields); n > 0 && p.Fields[n-1].Name == Checksum {
		return p.Fields[n-1].Length
	}
	return 0
}

func (p Packing) count(of func(Field) int) int {
	total := 0
	for _, f := range p.Fields {
		if f.Name != Checksum {
			total += of(f)
		}
	}
	return total
}
