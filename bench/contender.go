package main

import (
	"fmt"
	"math"
	"time"

	"samband/pkg/secagg"
	"samband/pkg/secagg/hub"
)

// contender is something that is measured: its row, filled in but for times and
// memory, and what is timed. A step that it does not have is nil.
type contender struct {
	row   row
	steps [steps]func() error
}

// The steps that are timed.
const (
	encryptStep = iota // one participant's contribution: encode, encrypt, share, seal
	addStep            // the coordinator's sum of n contributions
	shareStep          // one member's release over all contributors
	decryptStep        // combining releases, decrypting, checking, decoding
	steps
)

var stepNames = [steps]string{"encrypt_seconds", "add_seconds", "share_seconds", "decrypt_seconds"}

// exactly is the precision of everything that sums integers.
func exactly(bits int) string { return fmt.Sprintf("exact sums of %d-bit integers", bits) }

// contend prepares a scheme for measuring, and checks that its sum is right.
func contend(name secagg.Scheme, c cell, budget time.Duration, memory bool) (*contender, error) {
	r := row{Scheme: string(name), Kind: kindScheme, Trust: name.Trust(), Precision: precision(name, c.bits), Setting: map[string]any{}}
	r.fill(c)
	if why := tooMany(name, c); why != "" {
		r.Note = why
		return &contender{row: r}, nil
	}
	w, err := newWorld(name, c)
	if err != nil {
		return nil, err
	}
	if err := w.gather(budget); err != nil {
		return nil, err
	}
	if err := r.describe(w); err != nil {
		return nil, err
	}
	if memory {
		if r.PeakBytes, err = w.remember(); err != nil {
			return nil, err
		}
	}
	return &contender{row: r, steps: w.steps()}, nil
}

// precision says what the sum is worth.
func precision(name secagg.Scheme, bits int) string {
	if name == secagg.DirectCKKS {
		return fmt.Sprintf("approximate sums of %d-bit integers, exact after rounding", bits)
	}
	return exactly(bits)
}

// tooMany says why a scheme is not measured with so many participants, or
// nothing.
func tooMany(name secagg.Scheme, c cell) string {
	if _, _, err := c.round(name); err != nil {
		return "not measured: " + err.Error()
	}
	if name.Offers() && c.participants > 64 {
		return "not measured: every contribution has a mask for every participant, so that all of them take n² masks"
	}
	return ""
}

// describe fills in what the world's sum shows.
func (r *row) describe(w *world) error {
	sums := make([]uint64, w.values)
	if err := w.openTotal(sums); err != nil {
		return err
	}
	wrong, err := w.maxError(sums)
	if err != nil {
		return err
	}
	r.MaxError, r.Setting = float(wrong), w.setting(w.name, w.round)
	if w.contributors < w.participants {
		r.Note = fmt.Sprintf("sum checked, releases and opening timed over %d of %d contributors", w.contributors, w.participants)
	}
	if w.founded > 0 {
		r.SetupUplinkBytes, r.SetupSeconds = integer(w.founded), float(w.joining.Seconds())
	}
	up, down, err := w.traffic()
	if err != nil {
		return err
	}
	if longest := len(w.releases) * len(sealedOf(w.releases)); longest > math.MaxInt32 {
		r.Note = fmt.Sprintf("the releases of all take %d bytes, more than one message can hold: such a round cannot be run", longest)
	}
	return r.traffic(up, down)
}

// sealedOf is the first release, which is as long as the others.
func sealedOf(all []secagg.Release) []byte {
	if len(all) == 0 {
		return nil
	}
	return all[0].Sealed
}

// fill writes what every row of a cell says.
func (r *row) fill(c cell) { r.Participants, r.Values, r.Bits = c.participants, c.values, c.bits }

func (w *world) openTotal(sums []uint64) error {
	return w.open(w.contributors, w.releases, w.total.Chunk, w.layout().Into(sums))
}

func (w *world) steps() [steps]func() error {
	values, sums := w.layout().From(w.vector(0)), make([]uint64, w.values)
	s := [steps]func() error{
		encryptStep: func() error {
			offer, err := w.offer(0)
			if err != nil {
				return err
			}
			return w.protect(0, offer, values, func(int, []byte) error { return nil })
		},
		addStep:     w.addAll,
		decryptStep: func() error { return w.openTotal(sums) },
	}
	if !w.name.Bare() {
		s[shareStep] = func() error { _, err := w.release(0); return err }
	}
	return s
}

// addAll is what the coordinator does once n contributions lie before it.
func (w *world) addAll() error {
	adder, err := hub.New(w.name, w.round.Chunks)
	if err != nil {
		return err
	}
	for chunk := range adder.Chunks() {
		total, err := adder.Zero(chunk)
		if err != nil {
			return err
		}
		for i := range w.participants {
			if err := adder.Add(chunk, total, w.bodies[i%len(w.bodies)][chunk]); err != nil {
				return err
			}
		}
	}
	return nil
}
