package residue

import (
	"encoding/binary"
	"fmt"
)

// Pack writes lane i as lo[i] + hi[i]·2^64 modulo 2^b, for all lanes of s, into
// dst, which must be exactly s.Bytes() long. hi is not read, and may be nil,
// where b is at most 64. Where there is a modulus, lanes must be below it.
func (s Shape) Pack(dst []byte, lo, hi []uint64) error {
	if err := s.checkLanes(dst, lo, hi); err != nil {
		return err
	}
	if s.Modulus != 0 {
		for i, v := range lo[:s.Lanes] {
			if v >= s.Modulus {
				return fmt.Errorf("lane %d is not below %d", i, s.Modulus)
			}
		}
	}
	w := writer{to: dst}
	switch {
	case s.Bits > 64 && s.Bits%8 == 0:
		done := s.packBytes(dst, lo, hi)
		w.to = dst[done*s.Bits/8:]
		w.wide(lo[done:s.Lanes], hi[done:s.Lanes], uint(s.Bits))
	case s.Bits > 64:
		w.wide(lo[:s.Lanes], hi[:s.Lanes], uint(s.Bits))
	default:
		mask := ^uint64(0) >> (64 - s.Bits)
		for _, v := range lo[:s.Lanes] {
			w.put(v&mask, uint(s.Bits))
		}
	}
	w.flush()
	return nil
}

// packBytes writes lanes of whole bytes, of more than eight bytes each, sixteen
// bytes at a time, the surplus overwritten by the next lane, as long as there
// is room. It returns how many it wrote.
func (s Shape) packBytes(dst []byte, lo, hi []uint64) int {
	lane := s.Bits / 8
	mask := ^uint64(0) >> (128 - s.Bits)
	i := 0
	for ; i < s.Lanes && len(dst) >= 16; i++ {
		binary.LittleEndian.PutUint64(dst, lo[i])
		binary.LittleEndian.PutUint64(dst[8:], hi[i]&mask)
		dst = dst[lane:]
	}
	return i
}

// Unpack is the inverse of Pack: it reads all lanes of src into lo and hi. src
// is checked first.
func (s Shape) Unpack(src []byte, lo, hi []uint64) error {
	if err := s.checkLanes(src, lo, hi); err != nil {
		return err
	}
	if err := s.Check(src); err != nil {
		return err
	}
	r := reader{from: src}
	i := 0
	if s.Bits > 64 && s.Bits%8 == 0 {
		i = s.unpackBytes(src, lo, hi)
		r.from = src[i*s.Bits/8:]
	}
	for ; i < s.Lanes; i++ {
		lo[i] = r.take(uint(min(s.Bits, 64)))
		if s.Bits > 64 {
			hi[i] = r.take(uint(s.Bits - 64))
		}
	}
	return nil
}

func (s Shape) unpackBytes(src []byte, lo, hi []uint64) int {
	lane := s.Bits / 8
	mask := ^uint64(0) >> (128 - s.Bits)
	i := 0
	for ; i < s.Lanes && len(src) >= 16; i++ {
		lo[i] = binary.LittleEndian.Uint64(src)
		hi[i] = binary.LittleEndian.Uint64(src[8:]) & mask
		src = src[lane:]
	}
	return i
}

func (s Shape) checkLanes(body []byte, lo, hi []uint64) error {
	if err := s.checkLength(body); err != nil {
		return err
	}
	if len(lo) < s.Lanes || s.Bits > 64 && len(hi) < s.Lanes {
		return fmt.Errorf("%d low and %d high words for %d lanes", len(lo), len(hi), s.Lanes)
	}
	return nil
}
