package vector

import "fmt"

// Run is a run of neighbouring coefficients of a packing: what one chunk
// carries.
type Run struct {
	Stretches []Stretch
	Covered   int  // coefficients of segments; those of the checksum come after them
	Digits    int  // of segments; those of the checksum come after them
	Limbs     int  // of the checksum
	First     int  // the first value of the layout with a digit in the run
	Values    int  // how many values have digits in the run
	GoesOn    bool // the last of them has more digits in the next run
	Starts    int  // the first of Limbs, counted among all of the checksum
}

// Stretch is what lies of one field in a run: the digits First to
// First + Digits − 1 of the field, in the coefficients From to To − 1 of the
// run.
type Stretch struct {
	Field    Field
	From, To int
	First    int
	Digits   int
}

// Run describes the coefficients start to start + count − 1, as far as the
// packing has them; it must have the first.
func (p Packing) Run(start, count int) (Run, error) {
	if total := p.Coefficients(); start < 0 || start >= total || count < 1 {
		return Run{}, fmt.Errorf("the packing has %d coefficients, no %d from %d on", total, count, start)
	}
	var r Run
	values := 0 // of the fields before
	for _, f := range p.Fields {
		if s, ok := f.stretch(start, count); ok {
			r.add(s, values)
		}
		if f.Name != Checksum {
			values += f.Length
		}
	}
	return r, nil
}

// stretch is what of the field lies in a run of coefficients.
func (f Field) stretch(start, count int) (Stretch, bool) {
	first := max(f.Start, start)
	last := f.Start + f.Coefficients
	if last-start > count {
		last = start + count
	}
	if first >= last {
		return Stretch{}, false
	}
	digit := (first - f.Start) * f.PerCoefficient
	end := min((last-f.Start)*f.PerCoefficient, f.Digits())
	return Stretch{Field: f, From: first - start, To: last - start, First: digit, Digits: end - digit}, true
}

// add appends the next stretch; before is how many values the fields before its
// field have.
func (r *Run) add(p Stretch, before int) {
	r.Stretches = append(r.Stretches, p)
	if p.Field.Name == Checksum {
		r.Limbs, r.Starts = p.Digits, p.First
		return
	}
	first, values := p.values()
	if r.Digits == 0 {
		r.First = before + first
	}
	r.Covered = p.To
	r.Digits += p.Digits
	r.Values += values
	r.GoesOn = (p.First+p.Digits)%p.Field.Limbs != 0
}

// values are the values of the field that have a digit in the stretch.
func (p Stretch) values() (first, count int) {
	first = p.First / p.Field.Limbs
	return first, (p.First+p.Digits+p.Field.Limbs-1)/p.Field.Limbs - first
}
