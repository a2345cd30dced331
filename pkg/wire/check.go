package wire

import (
	"errors"
	"fmt"
	"math"
	"unicode/utf8"

	"google.golang.org/protobuf/encoding/protowire"

	"samband/pkg/protocol"
)

// check walks the bytes of an envelope without allocating and accepts only
// what Marshal could have written within limits.
func check(b []byte, limits Limits) (protocol.Kind, error) {
	length := len(b)
	version, n, err := number(b, 1)
	if err != nil {
		return "", fmt.Errorf("no version at the start: %w", err)
	}
	if version != protocol.Version {
		return "", fmt.Errorf("a message of version %d; this program speaks version %d, all parties must run the same", version, protocol.Version)
	}
	b = b[n:]
	if len(b) == 0 {
		return "", errors.New("an envelope without a message")
	}
	f, n, err := kinds.tag(b)
	if err != nil {
		return "", fmt.Errorf("envelope: %w", err)
	}
	if f.part == nil {
		return "", errors.New("envelope: the version is there twice")
	}
	kind := kindOf(f)
	most, known := limits.Bytes[kind]
	if !known {
		return "", fmt.Errorf("%s: messages of this kind have no place in this run", kind)
	}
	if length > most {
		return "", fmt.Errorf("%s: a message of %d bytes; this run allows %d", kind, length, most)
	}
	body, m, err := content(b[n:])
	if err != nil {
		return "", fmt.Errorf("%s: %w", kind, err)
	}
	if len(b) > n+m {
		return "", fmt.Errorf("%s: more follows after the message", kind)
	}
	if err := f.part.walk(body, limits.Participants); err != nil {
		return "", fmt.Errorf("%s: %w", kind, err)
	}
	return kind, nil
}

// walk checks one message: known fields only, in order, each once or as often
// as there are participants, of the right type and length, and none absent
// that must be there.
func (s *shape) walk(b []byte, participants int) error {
	last, count, must := protowire.Number(0), 0, s.must
	for len(b) > 0 {
		f, n, err := s.tag(b)
		if err != nil {
			return err
		}
		if f.number != last {
			count = 0
		}
		count++
		switch {
		case f.number < last:
			return fmt.Errorf("%s: out of order", f.name)
		case count > 1 && !f.repeated:
			return fmt.Errorf("%s: there twice", f.name)
		case count > participants && f.repeated:
			return fmt.Errorf("%s: more than %d entries, the number of participants", f.name, participants)
		case len(must) > 0 && f.number > must[0]:
			return fmt.Errorf("%s: missing", s.fields[must[0]].name)
		case len(must) > 0 && f.number == must[0]:
			must = must[1:]
		}
		last, b = f.number, b[n:]
		n, err = f.value(b, participants)
		if err != nil {
			if f.repeated {
				return fmt.Errorf("%s %d: %w", f.name, count, err)
			}
			return fmt.Errorf("%s: %w", f.name, err)
		}
		b = b[n:]
	}
	if len(must) > 0 {
		return fmt.Errorf("%s: missing", s.fields[must[0]].name)
	}
	return nil
}

// tag reads the number and type of the next field, which must be one of s.
func (s *shape) tag(b []byte) (field, int, error) {
	number, wire, n := protowire.ConsumeTag(b)
	if n < 0 {
		return field{}, 0, errors.New("cut off or garbage where a field begins")
	}
	f, known := s.fields[number]
	if !known {
		return field{}, 0, fmt.Errorf("unknown field %d", number)
	}
	if wire != f.wire || n != protowire.SizeTag(number) {
		return field{}, 0, fmt.Errorf("%s: not encoded as samband.proto says", f.name)
	}
	return f, n, nil
}

// value checks what follows a tag and gives its length.
func (f *field) value(b []byte, participants int) (int, error) {
	if f.wire == protowire.VarintType {
		v, n, err := varint(b)
		switch {
		case err != nil:
			return 0, err
		case v == 0:
			return 0, errors.New("a zero, which is written by leaving it out")
		case f.bits == 32 && v > math.MaxUint32:
			return 0, fmt.Errorf("%d does not fit 32 bits", v)
		}
		return n, nil
	}
	body, n, err := content(b)
	switch {
	case err != nil:
		return 0, err
	case f.part != nil:
		return n, f.part.walk(body, participants)
	case len(body) == 0:
		return 0, errors.New("empty, which is written by leaving it out")
	case f.least > 0 && len(body) != f.least:
		return 0, fmt.Errorf("%d bytes, exactly %d are needed", len(body), f.least)
	case f.most > 0 && len(body) > f.most:
		return 0, fmt.Errorf("%d bytes, at most %d are accepted", len(body), f.most)
	case f.text && !utf8.Valid(body):
		return 0, errors.New("not UTF-8")
	}
	return n, nil
}

// number reads a field that is a number, tag included.
func number(b []byte, want protowire.Number) (uint64, int, error) {
	got, wire, n := protowire.ConsumeTag(b)
	if n < 0 || got != want || wire != protowire.VarintType || n != protowire.SizeTag(want) {
		return 0, 0, errors.New("this is no message of Samband")
	}
	v, m, err := varint(b[n:])
	return v, n + m, err
}

// content reads a length and the bytes after it, which must all be there.
func content(b []byte) ([]byte, int, error) {
	length, n, err := varint(b)
	if err != nil {
		return nil, 0, err
	}
	if rest := uint64(len(b) - n); length > rest {
		return nil, 0, fmt.Errorf("cut off: %d bytes announced, %d are there", length, rest)
	}
	return b[n : n+int(length)], n + int(length), nil
}

// varint reads a number in its shortest encoding.
func varint(b []byte) (uint64, int, error) {
	v, n := protowire.ConsumeVarint(b)
	if n < 0 {
		return 0, 0, errors.New("cut off or garbage in a number")
	}
	if n != protowire.SizeVarint(v) {
		return 0, 0, errors.New("a number that is not in its shortest encoding")
	}
	return v, n, nil
}
