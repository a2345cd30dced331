package keyshare

import (
	"encoding/binary"
	"fmt"
	"io"
	"log/slog"

	"samband/pkg/digest"
)

// SeedSize is the length in bytes of a share that is a seed.
const SeedSize = 32

const (
	kindSeed     = 1
	kindElements = 2
	elementSize  = 8
)

// Share is one member's part of one key: a seed, or the elements themselves.
// It is secret. Copies of a Share refer to the same memory. Both lie behind
// pointers: where a Share is an unexported field of something that is printed,
// package fmt cannot ask it how, and shows addresses.
type Share struct {
	seed     *[SeedSize]byte
	elements *[]Element
}

// ofElements is the share with these elements, not copied.
func ofElements(elements []Element) Share { return Share{elements: &elements} }

// Marshal gives one byte for the kind, then the seed or the elements.
func (s Share) Marshal() []byte {
	switch {
	case s.seed != nil:
		return append([]byte{kindSeed}, s.seed[:]...)
	case s.elements != nil:
		return append([]byte{kindElements}, MarshalElements(*s.elements)...)
	}
	return nil
}

// ParseShare reads what Marshal gave, for a key of length elements. Anything
// else of any length is refused before memory is taken for it.
func ParseShare(b []byte, length int) (Share, error) {
	if len(b) == 0 {
		return Share{}, fmt.Errorf("a share of a key is empty")
	}
	switch kind, body := b[0], b[1:]; kind {
	case kindSeed:
		if len(body) != SeedSize {
			return Share{}, fmt.Errorf("a share of a key as a seed has %d bytes, this has %d", 1+SeedSize, len(b))
		}
		return Share{seed: (*[SeedSize]byte)(append([]byte(nil), body...))}, nil
	case kindElements:
		elements, err := ParseElements(body, length)
		if err != nil {
			return Share{}, fmt.Errorf("a share of a key: %w", err)
		}
		return ofElements(elements), nil
	default:
		return Share{}, fmt.Errorf("a share of a key has the unknown kind %d", kind)
	}
}

// Expand gives a copy of the share's elements. A seed gives as many as asked
// for: 61-bit strings of its stream, P rejected; length must be the key's.
func (s Share) Expand(length int) []Element {
	elements := make([]Element, length)
	if s.seed == nil {
		if s.elements != nil {
			copy(elements, *s.elements)
		}
		return elements
	}
	stream := digest.New("samband/keyshare/seed/1").Bytes(s.seed[:]).Sum().Expand()
	var block [512]byte
	defer clear(block[:])
	for filled := 0; filled < length; {
		stream.Read(block[:])
		for i := 0; i < len(block) && filled < length; i += elementSize {
			if v := binary.LittleEndian.Uint64(block[i:]) & P; v != P {
				elements[filled] = Element(v)
				filled++
			}
		}
	}
	return elements
}

// Destroy overwrites the share.
func (s Share) Destroy() {
	if s.seed != nil {
		clear(s.seed[:])
	}
	if s.elements != nil {
		clear(*s.elements)
	}
}

// MaxSize is the length in bytes of the longest share of a key of length
// elements.
func MaxSize(length int) int { return 1 + max(SeedSize, Size(length)) }

// Size is the length in bytes of MarshalElements.
func Size(length int) int { return elementSize * length }

// MarshalElements gives eight bytes an element, little-endian.
func MarshalElements(elements []Element) []byte {
	b := make([]byte, 0, elementSize*len(elements))
	for _, e := range elements {
		b = binary.LittleEndian.AppendUint64(b, uint64(e))
	}
	return b
}

// ParseElements reads exactly length elements, each below P, and nothing after
// them.
func ParseElements(b []byte, length int) ([]Element, error) {
	if length < 0 || len(b)%elementSize != 0 || len(b)/elementSize != length {
		return nil, fmt.Errorf("%d elements have %d bytes, these are %d", length, elementSize*length, len(b))
	}
	elements := make([]Element, length)
	for i := range elements {
		v := binary.LittleEndian.Uint64(b[elementSize*i:])
		if v >= P {
			clear(elements)
			return nil, fmt.Errorf("element %d is not below 2^61-1", i)
		}
		elements[i] = Element(v)
	}
	return elements, nil
}

// String shows kind, size and a digest. The digest is of secret random bits or
// of a masked key, so it gives nothing to guess through.
func (s Share) String() string {
	b := s.Marshal()
	defer clear(b)
	return fmt.Sprintf("share of a key (secret, %d bytes, %s)", len(b), digest.New("samband/keyshare/fingerprint/1").Bytes(b).Sum().Short())
}

// GoString is String: %#v shows no secret either.
func (s Share) GoString() string { return s.String() }

// Format is String for every verb.
func (s Share) Format(f fmt.State, _ rune) { io.WriteString(f, s.String()) }

// LogValue is String.
func (s Share) LogValue() slog.Value { return slog.StringValue(s.String()) }

// MarshalJSON is String as a JSON string.
func (s Share) MarshalJSON() ([]byte, error) { return []byte(`"` + s.String() + `"`), nil }
