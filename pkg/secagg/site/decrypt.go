package site

import (
	"samband/pkg/he"
	"samband/pkg/seal"
	"samband/pkg/secagg"
	"samband/pkg/vector"
)

// decrypting is one sum on its way in, chunk by chunk.
type decrypting struct {
	round        secagg.Round
	ring         *he.Ring
	key          []int32
	contributors int
	chunk        func(chunk int) ([]byte, error)
	checker      checker
	sums         joined

	computed   wide     // checksum of the coefficients that have come
	sent       []uint64 // limbs of the checksum that came with them
	impossible error    // a digit that no contributors add up to; nothing is given from there on
}

// decryptor is what one goroutine needs for it.
type decryptor struct {
	*he.Decryptor
	run            vector.Run
	body           []byte
	m              *he.Coefficients
	digits, values []uint64
	impossible     error
	sum            wide
}

// decrypt gives the sums that C decrypts to with the sum of the keys. It is a
// *ChecksumError if they are not the sums of what was sent.
func decrypt(r secagg.Round, ring *he.Ring, key []int32, contributors int, read func(int) ([]byte, error), group *seal.Group, sums vector.Sink) error {
	d := &decrypting{
		round: r, ring: ring, key: key, contributors: contributors, chunk: read, sums: joined{to: sums},
		checker: newChecker(group, r.Prefix), sent: make([]uint64, r.Packing.ChecksumLimbs()),
	}
	defer d.checker.destroy()
	s := steps[*decryptor]{d.worker, d.read, d.work, d.give, (*decryptor).destroy}
	if err := s.run(0, len(r.Chunks)); err != nil {
		return err
	}
	if sent, ok := fromLimbs(d.sent); !ok || sent != d.computed {
		return &ChecksumError{}
	}
	// The checksum holds: a contributor sent digits that are none.
	return d.impossible
}

func (d *decrypting) worker() (*decryptor, error) {
	inner, err := he.NewDecryptor(d.ring, d.round.Prefix, d.key, d.contributors)
	if err != nil {
		return nil, err
	}
	return &decryptor{Decryptor: inner, m: he.NewCoefficients(d.round.Set.N())}, nil
}

func (w *decryptor) destroy() {
	w.Destroy()
	clear(w.values)
	clear(w.digits)
	destroy(w.m)
}

func (d *decrypting) read(w *decryptor, chunk int) (err error) {
	w.body, err = d.chunk(chunk)
	return err
}

func (d *decrypting) work(w *decryptor, chunk int) (err error) {
	n := d.round.Set.N()
	if w.run, err = d.round.Packing.Run(chunk*n, n); err != nil {
		return err
	}
	if err := w.Decrypt(chunk, w.body, d.round.Chunks[chunk], w.m); err != nil {
		return &ChecksumError{Err: err}
	}
	w.sum = d.checker.of(chunk, w.m, w.run.Covered) // before Decode uses them up
	w.digits = sized(w.digits, w.run.Digits+w.run.Limbs)
	if err := he.Decode(w.run, w.m, w.digits); err != nil {
		return &ChecksumError{Err: err}
	}
	w.values = sized(w.values, w.run.Values)
	w.impossible = w.run.Join(w.digits, d.contributors, w.values)
	return nil
}

// give passes on the sums of which all digits have come.
func (d *decrypting) give(w *decryptor, chunk int) error {
	d.computed.add(&w.sum)
	copy(d.sent[w.run.Starts:], w.digits[w.run.Digits:])
	if d.impossible == nil {
		d.impossible = w.impossible
	}
	if d.impossible != nil {
		return nil
	}
	return d.sums.give(w.run, w.values)
}

// joined passes on values that come in runs of digits.
type joined struct {
	to   vector.Sink
	held uint64 // part of a value whose other digits are in the next run
}

// give passes on the values of a run of which all digits have come.
func (j *joined) give(run vector.Run, values []uint64) error {
	if len(values) == 0 {
		return nil
	}
	values[0] += j.held
	j.held = 0
	if run.GoesOn {
		j.held = values[len(values)-1]
		values = values[:len(values)-1]
	}
	if len(values) == 0 {
		return nil
	}
	return j.to(run.First, values)
}
