package plan

import (
	"fmt"
	"math"
	"math/bits"
	"slices"

	"samband/pkg/agreement"
	"samband/pkg/residue"
	"samband/pkg/secagg"
	"samband/pkg/vector"
)

// Bins is how many bins of the linear predictor the histogram of scores has
// for each outcome. They are uniform on [−4, 4]; the outer two are open.
const Bins = 32

const (
	wide = 48 // bits of sums of reals
)

// Layout says which values a participant contributes in a phase, d being the
// number of columns and R the most rows of a site:
//
//	moments   rows 1, positives 1, sum d, square d   of (x − min)/(max − min);
//	          the counts alone if sites standardise by their own rows
//	newton    gradient d + 1 (intercept first), hessian (d + 1)(d + 2)/2 (upper
//	          triangle, row by row), loss 1          of standardised columns
//	fedavg    rows 1, weights P (of logistic regression d + 1, intercept first;
//	          times rows), loss 1; then, as agreed, variates P (change of the
//	          control variate of scaffold; times rows) and held-loss 1, held-rows
//	          1 of the rows that early stopping looks at
//	          so for all algorithms that average, under their names
//	evaluate  positive 32, negative 32, loss 1, rows 1;
//	          of an external model loss 1, rows 1
//
// It has no layout for a phase that the agreed algorithm does not have. Under
// noise the segments are those of the method noised.
//
// Nothing is clipped in moments, gradient, Hessian and counts as long as no
// site has more than R rows: with N ≤ nR pooled rows, a standardised column
// has Σz² = N, so a site's part of the gradient is at most √(R·N) ≤ R·√n, and
// of the Hessian N/4 ≤ nR/4. Losses above 16 a row would be clipped, and
// counted. Counts take as many bits as R needs, so that they are exact.
//
// Weights times rows have ⌈log2 R⌉ bits more than the agreed bits. Their step
// is thus no more than that of a weight of the agreed bits and clip, and a site
// with r rows rounds its weights to an r-th of that step, however far r is
// below R. Control variates are what training moves the weights by, over the
// length K·η of its way, and lie in a range four times as wide; what rounds at
// 2^4 smaller steps may add up over a few hundred rounds.
func (p *Plan) Layout(phase string) (vector.Layout, error) {
	d, most, n := len(p.columns), float64(p.Agreement.Algorithm.MaxRows), float64(len(p.Participants))
	count := bits.Len(uint(p.Agreement.Algorithm.MaxRows)) + 1
	if !slices.Contains(p.Phases(), phase) {
		return vector.Layout{}, fmt.Errorf("plan: there is no phase %.40q; phases are %v", phase, p.Phases())
	}
	if p.Agreement.Privacy.Noised() {
		return p.noisedLayout(phase), nil
	}
	if phase == Evaluate && p.external() {
		return p.externalEvaluation(), nil
	}
	switch phase {
	case Moments:
		counts := layout(
			vector.Segment{Name: "rows", Length: 1, Bits: count, Clip: most},
			vector.Segment{Name: "positives", Length: 1, Bits: count, Clip: most})
		if p.Agreement.Algorithm.BySite() {
			return counts, nil
		}
		return layout(append(counts.Segments,
			vector.Segment{Name: "sum", Length: d, Bits: wide, Clip: most},
			vector.Segment{Name: "square", Length: d, Bits: wide, Clip: most})...), nil
	case Newton:
		return layout(
			vector.Segment{Name: "gradient", Length: d + 1, Bits: wide, Clip: most * max(4, math.Ceil(math.Sqrt(n)))},
			vector.Segment{Name: "hessian", Length: (d + 1) * (d + 2) / 2, Bits: wide, Clip: most * max(4, math.Ceil(n/4))},
			vector.Segment{Name: "loss", Length: 1, Bits: wide, Clip: 16 * most}), nil
	case Evaluate:
		return layout(
			vector.Segment{Name: "positive", Length: Bins, Bits: count, Clip: most},
			vector.Segment{Name: "negative", Length: Bins, Bits: count, Clip: most},
			vector.Segment{Name: "loss", Length: 1, Bits: wide, Clip: 16 * most},
			vector.Segment{Name: "rows", Length: 1, Bits: count, Clip: most}), nil
	default:
		return p.averaged(), nil
	}
}

// averaged is the layout of a learning round of the algorithms that average.
func (p *Plan) averaged() vector.Layout {
	l, g := p.Agreement.Algorithm, p.Agreement.Aggregation
	most, count := float64(l.MaxRows), bits.Len(uint(l.MaxRows))+1
	width := g.Bits + bits.Len(uint(l.MaxRows-1))
	segments := []vector.Segment{
		{Name: "rows", Length: 1, Bits: count, Clip: most},
		{Name: "weights", Length: p.Parameters(), Bits: width, Clip: most * g.Clip},
		{Name: "loss", Length: 1, Bits: wide, Clip: 16 * most},
	}
	if l.Name == agreement.Scaffold {
		way := float64(l.Steps) * l.Rate
		segments = append(segments, vector.Segment{Name: "variates", Length: p.Parameters(), Bits: min(width+6, vector.MaxBits), Clip: most * 4 * g.Clip / way})
	}
	if l.Patience > 0 {
		segments = append(segments,
			vector.Segment{Name: "held-loss", Length: 1, Bits: wide, Clip: 16 * most},
			vector.Segment{Name: "held-rows", Length: 1, Bits: count, Clip: most})
	}
	return layout(segments...)
}

func layout(segments ...vector.Segment) vector.Layout { return vector.Layout{Segments: segments} }

// Packing says how the phase's digits, and the checksum after them, lie in the
// coefficients of a plaintext.
func (p *Plan) Packing(phase string) (vector.Packing, error) {
	l, err := p.Layout(phase)
	if err != nil {
		return vector.Packing{}, err
	}
	packing, err := p.pack(l)
	if err != nil {
		return vector.Packing{}, fmt.Errorf("plan: phase %s: %w", phase, err)
	}
	return packing, nil
}

func (p *Plan) pack(l vector.Layout) (vector.Packing, error) {
	return secagg.Pack(l, len(p.Participants), p.Set)
}

// Chunks gives the shapes of the chunks in which a contribution to the phase,
// and the sum, travel.
func (p *Plan) Chunks(phase string) ([]residue.Shape, error) {
	l, err := p.Layout(phase)
	if err != nil {
		return nil, err
	}
	return p.chunks(l)
}

func (p *Plan) chunks(l vector.Layout) ([]residue.Shape, error) {
	packing, err := p.pack(l)
	if err != nil {
		return nil, fmt.Errorf("plan: %w", err)
	}
	return secagg.Chunks(p.Scheme(), l, packing, p.Set)
}

// bodySize is the length in bytes of a chunk of the shape.
func (p *Plan) bodySize(s residue.Shape) int {
	return p.Scheme().BodySize(s)
}
