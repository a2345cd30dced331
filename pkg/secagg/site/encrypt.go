package site

import (
	"samband/pkg/he"
	"samband/pkg/secagg"
	"samband/pkg/vector"
)

// encrypting is one contribution on its way out, chunk by chunk.
type encrypting struct {
	round   secagg.Round
	key     *he.Key
	values  vector.Source
	checker checker
	emit    func(chunk int, body []byte) error
	sum     wide // checksum of the chunks that were emitted
}

// encryptor is what one goroutine needs for it.
type encryptor struct {
	*he.Encryptor
	run            vector.Run
	values, digits []uint64
	m              *he.Coefficients
	sum            wide // checksum of the chunk
	body           []byte
}

// encrypt emits the chunks of the values under key. The checksum lies behind
// all values: the chunks before it are encrypted on all cores, and then those
// that carry it, which are one or two.
func encrypt(r secagg.Round, key *he.Key, values vector.Source, checksum []byte, emit func(int, []byte) error) error {
	e := &encrypting{round: r, key: key, values: values, checker: checker{checksum, r.Prefix}, emit: emit}
	defer e.checker.destroy()
	first := r.Packing.Fields[len(r.Packing.Fields)-1].Start / r.Set.N() // with the checksum
	s := steps[*encryptor]{e.worker, e.read, e.work, e.give, (*encryptor).destroy}
	if err := s.run(0, first); err != nil {
		return err
	}
	w, err := e.worker()
	if err != nil {
		return err
	}
	defer w.destroy()
	for chunk := first; chunk < len(r.Chunks); chunk++ {
		if err := e.last(w, chunk); err != nil {
			return err
		}
	}
	return nil
}

func (e *encrypting) worker() (*encryptor, error) {
	inner, err := he.NewEncryptor(e.round.Prefix, e.key)
	if err != nil {
		return nil, err
	}
	return &encryptor{Encryptor: inner, m: he.NewCoefficients(e.round.Set.N())}, nil
}

func (w *encryptor) destroy() {
	clear(w.values)
	clear(w.digits)
	destroy(w.m)
}

// read takes the values of a chunk from the source.
func (e *encrypting) read(w *encryptor, chunk int) (err error) {
	n := e.round.Set.N()
	if w.run, err = e.round.Packing.Run(chunk*n, n); err != nil {
		return err
	}
	w.values = sized(w.values, w.run.Values)
	return e.values(w.run.First, w.values)
}

// encode turns them into coefficients, with zeros for limbs of the checksum,
// and sums these up for the checksum.
func (e *encrypting) encode(w *encryptor, chunk int) error {
	w.digits = sized(w.digits, w.run.Digits+w.run.Limbs)
	clear(w.digits[w.run.Digits:])
	if err := w.run.Split(w.values, w.digits); err != nil {
		return err
	}
	if err := he.Encode(w.run, w.digits, w.m); err != nil {
		return err
	}
	w.sum = e.checker.of(chunk, w.m, w.run.Covered)
	return nil
}

func (e *encrypting) work(w *encryptor, chunk int) error {
	if err := e.encode(w, chunk); err != nil {
		return err
	}
	return e.encrypt(w, chunk)
}

func (e *encrypting) encrypt(w *encryptor, chunk int) error {
	w.body = make([]byte, e.round.Chunks[chunk].Bytes())
	return w.Encrypt(chunk, w.m, e.round.Chunks[chunk], w.body)
}

func (e *encrypting) give(w *encryptor, chunk int) error {
	e.sum.add(&w.sum)
	return e.emit(chunk, w.body)
}

// last takes a chunk that carries limbs of the checksum through all steps.
// Only the first of them carries values too.
func (e *encrypting) last(w *encryptor, chunk int) error {
	if err := e.read(w, chunk); err != nil {
		return err
	}
	if err := e.encode(w, chunk); err != nil {
		return err
	}
	e.sum.add(&w.sum)
	e.sum.limbs(w.run.Starts, w.digits[w.run.Digits:])
	if err := he.Encode(w.run, w.digits, w.m); err != nil {
		return err
	}
	if err := e.encrypt(w, chunk); err != nil {
		return err
	}
	return e.emit(chunk, w.body)
}

// sized is s with n entries, whatever they hold.
func sized(s []uint64, n int) []uint64 {
	if cap(s) < n {
		clear(s)
		return make([]uint64, n)
	}
	return s[:n]
}

func destroy(m *he.Coefficients) {
	clear(m.Lo)
	clear(m.Hi)
}
