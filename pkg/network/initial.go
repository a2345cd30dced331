package network

import (
	"encoding/binary"
	"math"

	"samband/pkg/digest"
)

// Initial draws the weights to begin with, the same on every machine. The
// weights of a layer from m to n units are uniform on [−b, b), with
// b = √(6/m) before ReLU (He, Zhang, Ren and Sun, ICCV 2015, equation 10) and
// b = √(6/(m + n)) before tanh and at the outputs (Glorot and Bengio, AISTATS
// 2010, equation 16). Biases are 0.
//
// Each weight takes eight bytes of the seed's stream, little-endian, the upper
// 53 bits of which are its place between −b and b.
func (s Shape) Initial(seed digest.Digest) []float32 {
	stream := seed.Expand()
	layers := s.layers()
	weights := make([]float32, s.Weights())
	var draw [8]byte
	for i, l := range layers {
		bound := math.Sqrt(6 / float64(l.in+l.out))
		if s.Activation == ReLU && i < len(layers)-1 {
			bound = math.Sqrt(6 / float64(l.in))
		}
		slopes := l.slopes(weights)
		for j := range slopes {
			stream.Read(draw[:]) // never fails
			place := float64(binary.LittleEndian.Uint64(draw[:])>>11)/(1<<52) - 1
			slopes[j] = float32(bound * place)
		}
	}
	return weights
}
