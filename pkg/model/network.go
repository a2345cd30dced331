package model

import (
	"encoding/base64"
	"encoding/binary"
	"math"

	"samband/pkg/network"
	"samband/pkg/phrase"
)

// Network is what a model that is a multilayer perceptron has instead of an
// intercept and coefficients.
type Network struct {
	Hidden     []int              `json:"hidden"` // widths of the layers between columns and outcome
	Activation network.Activation `json:"activation"`
	Loss       network.Loss       `json:"loss"`
	Weights    Floats             `json:"weights"` // in the order of package network
}

// Floats are written as base64 (RFC 4648, section 4) of their IEEE 754 bytes, 4
// each, little-endian.
type Floats []float32

// MarshalText writes f.
func (f Floats) MarshalText() ([]byte, error) {
	raw := make([]byte, 0, 4*len(f))
	for _, v := range f {
		raw = binary.LittleEndian.AppendUint32(raw, math.Float32bits(v))
	}
	return base64.StdEncoding.AppendEncode(nil, raw), nil
}

// UnmarshalText reads what MarshalText wrote, and nothing else.
func (f *Floats) UnmarshalText(text []byte) error {
	raw := make([]byte, base64.StdEncoding.DecodedLen(len(text)))
	n, err := base64.StdEncoding.Strict().Decode(raw, text)
	if err != nil || base64.StdEncoding.EncodedLen(n) != len(text) { // line ends are no part of it
		return phrase.Errorf("model.file-floats", "its weights are not base64 as this program writes it")
	}
	if n%4 != 0 {
		return phrase.Errorf("model.file-float-bytes", "its weights have %d bytes, which is no multiple of 4", n)
	}
	*f = make(Floats, n/4)
	for i := range *f {
		v := math.Float32frombits(binary.LittleEndian.Uint32(raw[4*i:]))
		if x := float64(v); math.IsNaN(x) || math.IsInf(x, 0) {
			return phrase.Errorf("model.file-float-value", "its weight %d is %v", i, x)
		}
		(*f)[i] = v
	}
	return nil
}

// check says what is wrong with a network for that many columns.
func (n *Network) check(columns int) error {
	if len(n.Hidden) == 0 {
		return phrase.Errorf("model.file-no-layer", "the model's network has no layer between the columns and the outcome")
	}
	shape := network.Binary(columns, n.Hidden, n.Activation, n.Loss)
	if err := shape.Check(); err != nil {
		return phrase.Errorf("model.file-network", "the model's network cannot be computed with: %w", err)
	}
	if want := shape.Weights(); len(n.Weights) != want {
		return phrase.Errorf("model.file-weights", "the model's network has %d weights, of its shape it must have %d", len(n.Weights), want)
	}
	return nil
}
