package plan

import (
	"samband/pkg/secagg"
	"samband/pkg/vector"
)

// Sizes says what one participant sends, in bytes, and what it would send
// without encryption.
type Sizes struct {
	Rounds  int // rounds counted
	Values  int // numbers contributed
	Chunks  int
	Body    int // the chunks
	Fixed   int // everything else: keys, commitments, shares, endorsements, release, acks
	Uplink  int // Body + Fixed
	Float32 int // the values at four bytes each
	Packed  int // the values at the bits of their segments, packed
}

func (s Sizes) plus(o Sizes, times int) Sizes {
	return Sizes{
		Rounds: s.Rounds + times*o.Rounds, Values: s.Values + times*o.Values, Chunks: s.Chunks + times*o.Chunks,
		Body: s.Body + times*o.Body, Fixed: s.Fixed + times*o.Fixed, Uplink: s.Uplink + times*o.Uplink,
		Float32: s.Float32 + times*o.Float32, Packed: s.Packed + times*o.Packed,
	}
}

// Sizes of one round of a phase, of a committee member. It is zero for what is
// no phase.
func (p *Plan) Sizes(phase string) Sizes {
	l, err := p.Layout(phase)
	if err != nil {
		return Sizes{}
	}
	s, err := p.SizesOf(l)
	if err != nil {
		return Sizes{}
	}
	return s
}

// RunSizes is the sum over all rounds when learning takes every round that the
// agreement allows, and the start of the session.
func (p *Plan) RunSizes() Sizes {
	var total Sizes
	for _, phase := range p.Phases() {
		total = total.plus(p.Sizes(phase), p.rounds(phase))
	}
	if p.encrypted() {
		s := p.pieces(0)
		total = total.plus(Sizes{Fixed: s.hello + s.groupKey, Uplink: s.hello + s.groupKey}, 1)
	}
	return total
}

// SizesOf is Sizes of one round with a layout of any kind.
func (p *Plan) SizesOf(l vector.Layout) (Sizes, error) {
	chunks, err := p.chunks(l)
	if err != nil {
		return Sizes{}, err
	}
	packing, err := p.pack(l)
	if err != nil {
		return Sizes{}, err
	}
	s := Sizes{Rounds: 1, Values: l.Values(), Chunks: len(chunks), Float32: 4 * l.Values(), Fixed: p.fixed(secagg.Ciphertexts(packing, p.Set))}
	packed := 0
	for _, g := range l.Segments {
		packed += g.Length * g.Width()
	}
	s.Packed = (packed + 7) / 8
	for _, c := range chunks {
		s.Body += p.bodySize(c) + prefix + id + 2*counter + 4*tags
	}
	s.Uplink = s.Body + s.Fixed
	return s, nil
}

// fixed is what a round costs a member beside its chunks: commit, upload
// header, sealed shares (t − 1 of them seeds), endorsement, release, and ack
// with the ready of the next round.
func (p *Plan) fixed(ciphertexts int) int {
	s := p.pieces(ciphertexts)
	if !p.encrypted() {
		return s.header + s.ack
	}
	if p.Scheme().Direct() { // nothing is shared
		return s.commit + s.header + s.endorse + s.release + s.ack
	}
	others := len(p.Committee) - 1
	seeds := min(p.Threshold-1, others)
	shares := others*(s.share-p.largestShare()) + seeds*seed + (others-seeds)*(1+element*p.elements())
	return s.commit + s.header + shares + s.endorse + s.release + s.ack
}

// BreakEven is the smallest number of 16-bit values in a round from which on a
// participant sends no more bytes than plaintext float32 would take. Below it
// the fixed cost of a round makes encryption dearer. It is 0 if that never
// happens.
func (p *Plan) BreakEven() int {
	cheaper := func(values int) bool {
		s, err := p.SizesOf(layout(vector.Segment{Name: "weights", Length: values, Bits: 16, Clip: 1}))
		return err == nil && s.Uplink <= s.Float32
	}
	low, high := 0, 1 // dearer at low, cheaper at high
	for !cheaper(high) {
		if high >= vector.MaxValues/2 {
			return 0
		}
		low, high = high, 2*high
	}
	for high-low > 1 {
		if middle := (low + high) / 2; cheaper(middle) {
			high = middle
		} else {
			low = middle
		}
	}
	return high
}
