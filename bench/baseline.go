package main

import (
	"encoding/binary"
	"fmt"
	"math"
	"slices"

	"samband/pkg/identity"
	"samband/pkg/residue"
	"samband/pkg/seal"
	"samband/pkg/secagg"
)

// baselines are what protection is compared with: the values as float32, the
// values as packed integers, and what no additive mask can go below.
func baselines(c cell) ([]*contender, error) {
	var all []*contender
	for _, f := range []func(cell) (*contender, error){float32Lanes, packedIntegers, idealMask} {
		one, err := f(c)
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, nil
}

// seesAll is what all plaintext asks to be trusted.
var seesAll = secagg.Plaintext.Trust()

const (
	float32Name = "plaintext-float32"
	packedName  = "plaintext-packed"
	idealName   = "ideal-mask"

	float32Precision = "float32: 24 significant bits, sums rounded"
	nobody           = "Not a scheme: the fewest bits with which a sum of uniform masks modulo a power of two can be exact; keys, shares and messages are not counted."
	laneRun          = 8192 // lanes of a chunk of packed integers
	floatRun         = 16384
)

// baselineRow begins the row of a baseline.
func baselineRow(name string, c cell, trust string) row {
	r := row{Scheme: name, Kind: kindBaseline, Trust: trust, Precision: exactly(c.bits), MaxError: float(0), Setting: map[string]any{}}
	r.fill(c)
	return r
}

// send counts the traffic of bodies that travel as in the scheme plaintext.
func (r *row) send(c cell, body, sum [][]byte) error {
	_, prefix, err := c.round(secagg.Plaintext)
	if err != nil {
		return err
	}
	m := &messages{cell: c, committee: c.committee(secagg.Plaintext), prefix: prefix, body: body, sum: sum}
	if m.key, err = identity.Generate(); err != nil {
		return err
	}
	m.ready = make([]byte, seal.PublicKeySize)
	up, down := m.plain()
	return r.traffic(up, down)
}

// float32Lanes is what training frameworks send: four bytes a value, added as
// floats.
func float32Lanes(c cell) (*contender, error) {
	values := c.floats(0)
	body := encodeFloats(values)
	sum := cloneBodies(body)
	for range c.participants - 1 {
		addFloats(sum, body)
	}
	r := baselineRow(float32Name, c, seesAll)
	r.Precision = float32Precision
	r.Setting["bits_of_a_value"] = 32
	r.MaxError = float(c.floatError())
	if err := r.send(c, body, sum); err != nil {
		return nil, err
	}
	return &contender{row: r, steps: [steps]func() error{
		encryptStep: func() error { encodeFloats(values); return nil },
		addStep: func() error {
			for _, b := range sum {
				clear(b)
			}
			for range c.participants {
				addFloats(sum, body)
			}
			return nil
		},
		decryptStep: func() error { decodeFloats(sum, values); return nil },
	}}, nil
}

// floatError is the largest error of float32 sums of the values, over as many
// participants as there are, up to 64.
func (c cell) floatError() float64 {
	exact, sum := make([]float64, c.values), make([]float32, c.values)
	for i := range min(c.participants, 64) {
		for k, v := range c.floats(i) {
			exact[k] += float64(v) // exact: few bits, far from the end of float64
			sum[k] += v
		}
	}
	worst := 0.0
	for k := range sum {
		worst = max(worst, math.Abs(exact[k]-float64(sum[k])))
	}
	return worst
}

func encodeFloats(values []float32) [][]byte {
	var bodies [][]byte
	for run := range slices.Chunk(values, floatRun) {
		b := make([]byte, 4*len(run))
		for i, v := range run {
			binary.LittleEndian.PutUint32(b[4*i:], math.Float32bits(v))
		}
		bodies = append(bodies, b)
	}
	return bodies
}

func decodeFloats(bodies [][]byte, values []float32) {
	for _, b := range bodies {
		for i := 0; i+4 <= len(b); i += 4 {
			values[i/4] = math.Float32frombits(binary.LittleEndian.Uint32(b[i:]))
		}
		values = values[len(b)/4:]
	}
}

func addFloats(dst, src [][]byte) {
	for k := range dst {
		d, s := dst[k], src[k][:len(dst[k])]
		for i := 0; i+4 <= len(d); i += 4 {
			v := math.Float32frombits(binary.LittleEndian.Uint32(d[i:])) + math.Float32frombits(binary.LittleEndian.Uint32(s[i:]))
			binary.LittleEndian.PutUint32(d[i:], math.Float32bits(v))
		}
	}
}

// packedIntegers sends the quantised values bit after bit; the coordinator
// unpacks and adds them, and sends the sums as wide as they need to be.
func packedIntegers(c cell) (*contender, error) {
	values := c.vector(0)
	shapes := residue.Split(c.bits, c.values, laneRun)
	wide := residue.Split(secagg.LaneBits(c.layout().Segments[0], c.participants), c.values, laneRun)
	body, sum := make([][]byte, len(shapes)), make([][]byte, len(shapes))
	sums := make([]uint64, c.values)
	steps := [steps]func() error{
		encryptStep: func() error { return pack(shapes, body, values) },
		addStep:     func() error { return addPacked(shapes, wide, body, sum, sums, c.participants) },
		decryptStep: func() error {
			return eachRun(wide, func(i, start int, s residue.Shape) error { return s.Unpack(sum[i], sums[start:], nil) })
		},
	}
	for _, step := range []int{encryptStep, addStep, decryptStep} {
		if err := steps[step](); err != nil {
			return nil, err
		}
	}
	for k, v := range sums {
		if v != uint64(c.participants)*values[k] {
			return nil, fmt.Errorf("%s: value %d of the sum is wrong", packedName, k)
		}
	}
	r := baselineRow(packedName, c, seesAll)
	r.Setting["bits_of_a_value"] = c.bits
	if err := r.send(c, body, sum); err != nil {
		return nil, err
	}
	return &contender{row: r, steps: steps}, nil
}

// idealMask is counted, not run.
func idealMask(c cell) (*contender, error) {
	bits := secagg.LaneBits(c.layout().Segments[0], c.participants)
	r := baselineRow(idealName, c, nobody)
	r.Setting["bits_of_a_value"] = bits
	r.MaxError = nil
	r.UplinkBytes, r.DownlinkBytes, r.FixedBytes = integer((bits*c.values+7)/8), integer((bits*c.values+7)/8), integer(0)
	r.UplinkBitsPerValue = float(float64(bits))
	r.Note = "counted, not run"
	return &contender{row: r}, nil
}

func pack(shapes []residue.Shape, to [][]byte, values []uint64) error {
	return eachRun(shapes, func(i, start int, s residue.Shape) error {
		to[i] = make([]byte, s.Bytes())
		return s.Pack(to[i], values[start:], nil)
	})
}

func addPacked(shapes, wide []residue.Shape, body, sum [][]byte, sums []uint64, n int) error {
	clear(sums)
	var lanes [laneRun]uint64
	for range n {
		err := eachRun(shapes, func(i, start int, s residue.Shape) error {
			if err := s.Unpack(body[i], lanes[:], nil); err != nil {
				return err
			}
			for k, v := range lanes[:s.Lanes] {
				sums[start+k] += v
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return pack(wide, sum, sums)
}

// eachRun calls f for every chunk with the first value in it.
func eachRun(shapes []residue.Shape, f func(i, start int, s residue.Shape) error) error {
	start := 0
	for i, s := range shapes {
		if err := f(i, start, s); err != nil {
			return err
		}
		start += s.Lanes
	}
	return nil
}

func cloneBodies(bodies [][]byte) [][]byte {
	c := make([][]byte, len(bodies))
	for i, b := range bodies {
		c[i] = slices.Clone(b)
	}
	return c
}
