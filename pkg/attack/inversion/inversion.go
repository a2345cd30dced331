// Package inversion reads records out of gradients in closed form: what a
// contribution to a sum says about single rows, where nothing hides it in a sum
// or in noise.
//
// For one row the gradient of a layer's weights is the outer product of what
// entered the layer and of the derivatives at its units, and the gradient of its
// biases is the latter alone: one divided by the other is the row (Phong, Aono,
// Hayashi, Wang, Moriai, IEEE TIFS 2018, section 3; Geiping, Bauermeister, Dröge,
// Moeller, NeurIPS 2020, section 3.1). In a batch this holds for each unit that
// only one row of it makes active (Fowl, Geiping, Czaja, Goldblum, Goldstein, ICLR
// 2022; Boenisch et al., EuroS&P 2023).
package inversion

import (
	"math"
	"slices"

	"samband/pkg/network"
)

// Row reads the row and its outcome out of the gradient of logistic regression
// over that one row: intercept first, then the coefficients of the columns. ok is
// false if the gradient is 0, as where the outcome was predicted without error.
func Row(gradient []float64) (row []float64, outcome float64, ok bool) {
	if len(gradient) == 0 || gradient[0] == 0 {
		return nil, 0, false
	}
	row = make([]float64, len(gradient)-1)
	for j, g := range gradient[1:] {
		row[j] = g / gradient[0]
	}
	if gradient[0] < 0 { // p − y
		outcome = 1
	}
	return row, outcome, true
}

// Positives is how many rows have the outcome yes, read out of the intercept's
// gradient over that many rows at weights that are all 0, where each row gives ½ − y.
func Positives(rows, intercept float64) float64 { return rows/2 - intercept }

// Candidates are what each unit of the first layer would say its only active row
// is, for units whose gradient is not 0. Which of them are rows an attacker
// tells by their values, or by the same one coming from several units.
func Candidates(s network.Shape, gradient []float32) [][]float32 {
	width := s.Outputs
	if len(s.Hidden) > 0 {
		width = s.Hidden[0]
	}
	biases := gradient[s.Inputs*width:][:width]
	var all [][]float32
	for j, b := range biases {
		if b == 0 {
			continue
		}
		row := make([]float32, s.Inputs)
		for i := range row {
			row[i] = gradient[i*width+j] / b
		}
		all = append(all, row)
	}
	return all
}

// Exact is the relative error below which a row counts as recovered.
const Exact = 1e-3

// recovered tells whether any candidate is the row, up to Exact.
func recovered(row []float32, candidates [][]float32) bool {
	return slices.ContainsFunc(candidates, func(c []float32) bool {
		off, size := 0.0, 0.0
		for i, v := range row {
			off += float64(c[i]-v) * float64(c[i]-v)
			size += float64(v) * float64(v)
		}
		return math.Sqrt(off) < Exact*math.Sqrt(size)
	})
}
