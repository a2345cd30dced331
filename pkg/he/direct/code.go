package direct

import (
	"fmt"
	"math"

	"github.com/tuneinsight/lattigo/v5/core/rlwe"
	"github.com/tuneinsight/lattigo/v5/he/hefloat"
	"github.com/tuneinsight/lattigo/v5/he/heint"

	"samband/pkg/parameters"
)

// coder puts integers into slots and takes them out; it belongs to one
// goroutine.
type coder interface {
	plaintext() *rlwe.Plaintext
	encode(slots []uint64, pt *rlwe.Plaintext) error
	decode(pt *rlwe.Plaintext, slots []uint64) (off float64, err error)
}

// integers is the coder of BGV: a slot is an integer modulo t.
type integers struct {
	params  heint.Parameters
	encoder *heint.Encoder
}

func newIntegers(p heint.Parameters, _ parameters.Set) coder {
	return &integers{p, heint.NewEncoder(p)}
}

func (c *integers) plaintext() *rlwe.Plaintext {
	return heint.NewPlaintext(c.params, c.params.MaxLevel())
}

func (c *integers) encode(slots []uint64, pt *rlwe.Plaintext) error {
	return c.encoder.Encode(slots, pt)
}

func (c *integers) decode(pt *rlwe.Plaintext, slots []uint64) (float64, error) {
	return 0, c.encoder.Decode(pt, slots)
}

// floats is the coder of CKKS: a slot is a float64 near an integer.
type floats struct {
	params  hefloat.Parameters
	encoder *hefloat.Encoder
	values  []float64
	most    float64
}

func newFloats(p hefloat.Parameters, set parameters.Set) coder {
	// The precision of float64, whatever the scale: of more, integers of so few
	// bits have no use.
	return &floats{p, hefloat.NewEncoder(p, 53), make([]float64, set.Slots()), math.Ldexp(1, set.Tau)}
}

func (c *floats) plaintext() *rlwe.Plaintext {
	return hefloat.NewPlaintext(c.params, c.params.MaxLevel())
}

func (c *floats) encode(slots []uint64, pt *rlwe.Plaintext) error {
	defer clear(c.values)
	for i, v := range slots {
		c.values[i] = float64(v)
	}
	return c.encoder.Encode(c.values[:len(slots)], pt)
}

// decode rounds: the error of an approximate result depends on the key.
func (c *floats) decode(pt *rlwe.Plaintext, slots []uint64) (off float64, err error) {
	defer clear(c.values)
	if err := c.encoder.Decode(pt, c.values[:len(slots)]); err != nil {
		return 0, err
	}
	for i, v := range c.values[:len(slots)] {
		whole := math.Round(v)
		if !(whole >= 0 && whole < c.most) { // NaN too
			return 0, fmt.Errorf("slot %d is no sum", i)
		}
		off = max(off, math.Abs(v-whole))
		slots[i] = uint64(whole)
	}
	return off, nil
}
