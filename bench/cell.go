package main

import (
	"fmt"
	"math/rand/v2"

	"samband/pkg/agreement"
	"samband/pkg/digest"
	"samband/pkg/identity"
	"samband/pkg/parameters"
	"samband/pkg/protocol"
	"samband/pkg/secagg"
	"samband/pkg/vector"
)

// cell is one setting: so many participants, each with so many values of so
// many bits.
type cell struct{ participants, values, bits int }

func (c cell) String() string {
	return fmt.Sprintf("n = %d, %d values of %d bits", c.participants, c.values, c.bits)
}

// layout has one segment of multiples of 2^(1-w) between -1 and 1, both left
// out: so none of the w bits is wasted.
func (c cell) layout() vector.Layout {
	half := float64(int64(1) << (c.bits - 1))
	return vector.Layout{Segments: []vector.Segment{{Name: "weights", Length: c.values, Bits: c.bits, Clip: (half - 1) / half}}}
}

// each goes through what participant i contributes: quantised values over the
// whole range, the same in every process.
func (c cell) each(i int, f func(k int, v uint64)) {
	random := rand.New(rand.NewPCG(uint64(i), uint64(c.values)))
	for k := range c.values {
		f(k, max(1, random.Uint64()>>(64-c.bits))) // 0 would be -1
	}
}

// vector is all of it.
func (c cell) vector(i int) []uint64 {
	values := make([]uint64, c.values)
	c.each(i, func(k int, v uint64) { values[k] = v })
	return values
}

// floats are the values of participant i as reals. Each is a multiple of the
// step, and exact as float32.
func (c cell) floats(i int) []float32 {
	s := c.layout().Segments[0]
	step, offset := s.Step(), int64(1)<<(s.Bits-1)
	all := make([]float32, c.values)
	c.each(i, func(k int, v uint64) { all[k] = float32(float64(int64(v)-offset) * step) })
	return all
}

// committee is what an agreement has that names none: everybody where the
// scheme needs all parts of a key.
func (c cell) committee(name secagg.Scheme) committee {
	k := committee{members: agreement.DefaultCommittee(c.participants), threshold: agreement.DefaultThreshold(c.participants)}
	if name.Direct() {
		k.members, k.threshold = c.participants, c.participants
	}
	k.quorum = agreement.Quorum(k.members, k.threshold)
	return k
}

// committee numbers: m, t and Q.
type committee struct{ members, threshold, quorum int }

// id of participant i; those with the lowest numbers are the committee.
func id(i int) identity.ID { return identity.ID(fmt.Sprintf("site-%04d", i+1)) }

// ids of the first so many participants, as the schemes have them.
func ids(count int) []string {
	all := make([]string, count)
	for i := range all {
		all[i] = string(id(i))
	}
	return all
}

// round is the sum that all parties know of.
func (c cell) round(name secagg.Scheme) (secagg.Round, protocol.Prefix, error) {
	set, err := parameters.ForKind(name.Kind(), c.participants)
	if err != nil {
		return secagg.Round{}, protocol.Prefix{}, err
	}
	packing, err := secagg.Pack(c.layout(), c.participants, set)
	if err != nil {
		return secagg.Round{}, protocol.Prefix{}, err
	}
	chunks, err := secagg.Chunks(name, c.layout(), packing, set)
	prefix := protocol.Prefix{
		Set: set.ID(), Agreement: digest.Of([]byte("agreement")), Mode: protocol.Real,
		Session: digest.Of([]byte("session")), Round: 7, Attempt: 1, State: digest.Of([]byte("state")),
	}
	return secagg.Round{
		Prefix: prefix.Digest(), Layout: c.layout(), Packing: packing, Chunks: chunks,
		Set: set, Participants: c.participants, Threshold: c.committee(name).threshold,
	}, prefix, err
}

// setting says everything that a row of the scheme depends on.
func (c cell) setting(name secagg.Scheme, r secagg.Round) map[string]any {
	k := c.committee(name)
	all := map[string]any{"chunks": len(r.Chunks), "m": k.members, "t": k.threshold, "quorum": k.quorum}
	if name == secagg.OneTimeHE || name.Direct() {
		f := r.Packing.Fields[0]
		all["parameter_set"], all["ring_degree"], all["primes"], all["tau"] = r.Set.ID(), r.Set.N(), primeBits(r.Set), r.Set.Tau
		all["digit_bits"], all["digits_per_coefficient"] = f.DigitBits, f.PerCoefficient
	} else {
		all["lane_bits"] = r.Chunks[0].Bits
	}
	switch name.Kind() {
	case parameters.BGV:
		all["plain_modulus"], all["flood_bits"] = r.Set.Plain, r.Set.Flood
	case parameters.CKKS:
		all["scale_bits"], all["flood_bits"] = r.Set.Scale, r.Set.Flood
	default:
		if name == secagg.OneTimeHE {
			all["b"], all["sigma_key"], all["sigma_error"] = r.Set.Bits, r.Set.SigmaSecret, r.Set.SigmaError
		}
	}
	return all
}

// primeBits are the sizes of the primes of a ring in bits, as q = [60, 40, 40].
func primeBits(s parameters.Set) []int {
	var all []int
	for _, p := range s.Primes {
		bits := 0
		for ; p > 1; p = (p + 1) / 2 { // rounded up: primes lie just below powers of two
			bits++
		}
		all = append(all, bits)
	}
	return all
}
