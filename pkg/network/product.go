package network

import (
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
)

// gonum splits a product of four or more blocks of 64 × 64 among goroutines.
// That allocates, and takes cores from others: on one machine there are often
// several participants. Products are therefore made panel by panel, each below
// that bound and small enough for the processor's nearest cache.
const (
	panelRows    = 64
	panelColumns = 192
	panelInner   = 64
)

// multiply adds a·b to c, or aᵀ·b if turned. The sum over the inner dimension
// goes from the first to the last, whatever the panels.
func multiply(turned bool, a, b, c blas32.General) {
	transpose, inner := blas.NoTrans, a.Cols
	if turned {
		transpose, inner = blas.Trans, a.Rows
	}
	for k := 0; k < inner; k += panelInner {
		depth := min(panelInner, inner-k)
		for i := 0; i < c.Rows; i += panelRows {
			height := min(panelRows, c.Rows-i)
			var left blas32.General
			if turned {
				left = part(a, k, i, depth, height)
			} else {
				left = part(a, i, k, height, depth)
			}
			for j := 0; j < c.Cols; j += panelColumns {
				width := min(panelColumns, c.Cols-j)
				blas32.Gemm(transpose, blas.NoTrans, 1, left, part(b, k, j, depth, width), 1, part(c, i, j, height, width))
			}
		}
	}
}

// part is the rows × columns of m that begin at row i and column j.
func part(m blas32.General, i, j, rows, columns int) blas32.General {
	return blas32.General{
		Rows: rows, Cols: columns, Stride: m.Stride,
		Data: m.Data[i*m.Stride+j : (i+rows-1)*m.Stride+j+columns],
	}
}

// matrix is rows × columns of data without gaps.
func matrix(rows, columns int, data []float32) blas32.General {
	return blas32.General{Rows: rows, Cols: columns, Stride: columns, Data: data[:rows*columns]}
}
