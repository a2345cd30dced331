// Package digest hashes structured values without ambiguity and expands seeds.
//
// Every hash starts with a domain tag, and every field is written with its
// length before it, so that no two different lists of fields have the same
// encoding and no two purposes share a hash.
package digest

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash"
	"strings"
)

// Size is the length of a digest in bytes.
const Size = 32

// Digest is a SHA-256 or HMAC-SHA-256 value.
type Digest [Size]byte

// String gives all 64 hexadecimal characters.
func (d Digest) String() string { return hex.EncodeToString(d[:]) }

// Short gives the first eight hexadecimal characters, for people.
func (d Digest) Short() string { return hex.EncodeToString(d[:4]) }

// Groups gives all characters in eight groups of eight, for people who compare
// them.
func (d Digest) Groups() string {
	s := d.String()
	groups := make([]string, 0, 8)
	for ; s != ""; s = s[8:] {
		groups = append(groups, s[:8])
	}
	return strings.Join(groups, " ")
}

// IsZero tells whether d was never set.
func (d Digest) IsZero() bool { return d == Digest{} }

// MarshalText writes d as hexadecimal characters.
func (d Digest) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads exactly 64 hexadecimal characters.
func (d *Digest) UnmarshalText(text []byte) error {
	if len(text) != 2*Size {
		return fmt.Errorf("a digest has %d hexadecimal characters, this has %d", 2*Size, len(text))
	}
	_, err := hex.Decode(d[:], text)
	return err
}

// FromBytes copies b, which must be exactly Size bytes.
func FromBytes(b []byte) (Digest, error) {
	var d Digest
	if len(b) != Size {
		return d, fmt.Errorf("a digest has %d bytes, this has %d", Size, len(b))
	}
	copy(d[:], b)
	return d, nil
}

// Of is the plain SHA-256 of b: of bytes as they travel, where no fields are
// combined.
func Of(b []byte) Digest { return sha256.Sum256(b) }

// Hash absorbs fields one after another. Fields are mostly short, so that they
// are collected before the hash function sees them.
type Hash struct {
	h      hash.Hash
	used   int // of buffer
	buffer [256]byte
}

// New starts a hash for the purpose named by tag.
func New(tag string) *Hash {
	h := &Hash{h: sha256.New()}
	return h.Text(tag)
}

// NewKeyed starts an HMAC-SHA-256 for the purpose named by tag.
func NewKeyed(key []byte, tag string) *Hash {
	h := &Hash{h: hmac.New(sha256.New, key)}
	return h.Text(tag)
}

// Bytes absorbs one field.
func (h *Hash) Bytes(b []byte) *Hash {
	h.length(len(b))
	absorb(h, b)
	return h
}

// Text absorbs one field.
func (h *Hash) Text(s string) *Hash {
	h.length(len(s))
	absorb(h, s)
	return h
}

// Uint absorbs one field of eight bytes.
func (h *Hash) Uint(v uint64) *Hash {
	h.length(8)
	h.word(v)
	return h
}

// Uints absorbs all of values as one field.
func (h *Hash) Uints(values []uint64) *Hash {
	h.length(8 * len(values))
	for _, v := range values {
		h.word(v)
	}
	return h
}

// Digest absorbs one field.
func (h *Hash) Digest(d Digest) *Hash { return h.Bytes(d[:]) }

// Count announces how many items of a list follow.
func (h *Hash) Count(n int) *Hash { return h.Uint(uint64(n)) }

// Sum is the digest of what was absorbed; the hash may go on absorbing.
func (h *Hash) Sum() Digest {
	var d Digest
	h.flush()
	h.h.Sum(d[:0])
	return d
}

func (h *Hash) length(n int) { h.word(uint64(n)) }

// word absorbs eight bytes that are no field.
func (h *Hash) word(v uint64) {
	if h.used+8 > len(h.buffer) {
		h.flush()
	}
	binary.LittleEndian.PutUint64(h.buffer[h.used:], v)
	h.used += 8
}

// absorb takes the bytes of a field.
func absorb[T []byte | string](h *Hash, field T) {
	for len(field) > 0 {
		n := copy(h.buffer[h.used:], field)
		field = field[n:]
		if h.used += n; h.used == len(h.buffer) {
			h.flush()
		}
	}
}

func (h *Hash) flush() {
	h.h.Write(h.buffer[:h.used])
	h.used = 0
}

// Root combines an ordered list of digests into one.
func Root(tag string, leaves []Digest) Digest {
	h := New(tag).Count(len(leaves))
	for _, l := range leaves {
		h.Digest(l)
	}
	return h.Sum()
}
