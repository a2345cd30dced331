package inversion

import (
	"math/rand/v2"

	"samband/pkg/attack/membership"
	"samband/pkg/digest"
	"samband/pkg/network"
)

// Point is how many rows of batches of a size are recovered from the gradient.
type Point struct {
	Batch     int // rows in the gradient
	Rows      int // over all trials
	Recovered int
	Share     membership.Interval // of rows recovered; rows of one trial are taken as independent
}

// Batches are the sizes that curves are made for.
func Batches() []int { return []int{1, 2, 4, 8, 16, 32} }

// Curve tries an architecture: rows of standard normal values with outcomes by a
// fair coin, initial weights as learning has them, one gradient over a batch, and
// which of its rows are among the candidates. Everything follows from the seed.
func Curve(s network.Shape, batches []int, trials int, seed uint64) ([]Point, error) {
	n, err := network.New(s, 64)
	if err != nil {
		return nil, err
	}
	var curve []Point
	gradient := make([]float32, s.Weights())
	for _, size := range batches {
		random := rand.New(rand.NewPCG(seed, uint64(size)))
		p := Point{Batch: size, Rows: trials * size}
		b := network.Batch{X: make([]float32, size*s.Inputs), Y: make([]float32, size*s.Outputs)}
		for trial := range trials {
			for i := range b.X {
				b.X[i] = float32(random.NormFloat64())
			}
			for i := range size {
				s.Targets(b.Y[i*s.Outputs:][:s.Outputs], float64(random.IntN(2)))
			}
			weights := s.Initial(digest.New("samband inversion").Count(int(seed % (1 << 31))).Count(size).Count(trial).Sum())
			n.Gradient(gradient, weights, b)
			candidates := Candidates(s, gradient)
			for i := range size {
				if recovered(b.X[i*s.Inputs:][:s.Inputs], candidates) {
					p.Recovered++
				}
			}
		}
		p.Share = membership.ClopperPearson(p.Recovered, p.Rows, 0.95)
		curve = append(curve, p)
	}
	return curve, nil
}
