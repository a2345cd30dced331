package ledger

import (
	"time"

	"samband/pkg/digest"
	"samband/pkg/identity"
)

// scanner reads the one form of an event's line, field by field. What it does
// not know at once it leaves to decoding as JSON, which says what is wrong, or
// takes it: a hundred thousand lines are checked in a third of the time.
type scanner struct {
	rest []byte
	ok   bool
	seen map[string]string // words that occur again and again
}

// event reads all of raw; false if it is not exactly what the writer writes of
// an event with plain words.
func (s *scanner) event(raw []byte, e *Event) bool {
	s.rest, s.ok = raw, true
	e.Sequence = s.number(`{"sequence":`, 1<<63-1)
	e.Time = s.moment(`,"time":"`)
	e.Round = uint32(s.number(`,"round":`, 1<<32-1))
	e.Attempt = uint32(s.number(`,"attempt":`, 1<<32-1))
	e.From = identity.ID(s.word(`,"from":"`))
	e.To = identity.ID(s.optional(`,"to":"`))
	e.Kind = s.word(`,"kind":"`)
	e.Direction = Direction(s.word(`,"direction":"`))
	e.Category = s.word(`,"category":"`)
	e.Form = Form(s.word(`,"form":"`))
	e.Scheme = s.optional(`,"scheme":"`)
	e.Bytes = int(s.number(`,"bytes":`, 1<<31-1))
	e.Digest = s.digest(`,"digest":"`)
	e.Agreement = s.digest(`,"agreement":"`)
	e.Previous = s.digest(`,"previous":"`)
	e.Note = s.optional(`,"note":"`)
	return s.ok && string(s.rest) == "}"
}

// begins passes over the name of the next field.
func (s *scanner) begins(name string) bool {
	if !s.ok || len(s.rest) < len(name) || string(s.rest[:len(name)]) != name {
		return false
	}
	s.rest = s.rest[len(name):]
	return true
}

func (s *scanner) number(name string, most uint64) uint64 {
	s.ok = s.begins(name)
	n, i := uint64(0), 0
	for ; s.ok && i < len(s.rest) && s.rest[i] >= '0' && s.rest[i] <= '9'; i++ {
		n = 10*n + uint64(s.rest[i]-'0')
		s.ok = n <= most
	}
	s.ok = s.ok && i > 0 && (s.rest[0] != '0' || i == 1)
	s.rest = s.rest[i:]
	return n
}

// word reads a text of the characters of codes and ids, which JSON writes as
// they are.
func (s *scanner) word(name string) string {
	s.ok = s.begins(name)
	i := 0
	for ; s.ok && i < len(s.rest) && s.rest[i] != '"'; i++ {
		c := s.rest[i]
		s.ok = c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-'
	}
	if s.ok = s.ok && i > 0 && i < len(s.rest); !s.ok {
		return ""
	}
	text := s.rest[:i]
	s.rest = s.rest[i+1:]
	word, known := s.seen[string(text)]
	if !known {
		word = string(text)
		if s.seen == nil || len(s.seen) == 1<<10 {
			s.seen = make(map[string]string)
		}
		s.seen[word] = word
	}
	return word
}

// optional is word for a field that is left out where it is empty.
func (s *scanner) optional(name string) string {
	if !s.ok || len(s.rest) < len(name) || string(s.rest[:len(name)]) != name {
		return ""
	}
	return s.word(name)
}

func (s *scanner) digest(name string) (d digest.Digest) {
	s.ok = s.begins(name) && len(s.rest) > 2*digest.Size && s.rest[2*digest.Size] == '"'
	if !s.ok {
		return d
	}
	for i := range d {
		high, low := nibble(s.rest[2*i]), nibble(s.rest[2*i+1])
		s.ok = s.ok && high < 16 && low < 16
		d[i] = high<<4 | low
	}
	s.rest = s.rest[2*digest.Size+1:]
	return d
}

// nibble is the value of a lower-case hexadecimal character; 16 or more of
// another.
func nibble(c byte) byte {
	switch {
	case c >= '0' && c <= '9':
		return c - '0'
	case c >= 'a' && c <= 'f':
		return c - 'a' + 10
	}
	return 0xff
}

// moment reads a time as RFC 3339 has it, in UTC, with milliseconds unless they
// are zero.
func (s *scanner) moment(name string) time.Time {
	s.ok = s.begins(name) && len(s.rest) > 20
	if !s.ok {
		return time.Time{}
	}
	const form = "0000-00-00T00:00:00"
	for i := range len(form) {
		c := s.rest[i]
		s.ok = s.ok && (form[i] == '0' && c >= '0' && c <= '9' || form[i] != '0' && c == form[i])
	}
	part := func(from, to int) (n int) {
		for _, c := range s.rest[from:to] {
			n = 10*n + int(c-'0')
		}
		return n
	}
	year, month, day, hour, minute, second := part(0, 4), part(5, 7), part(8, 10), part(11, 13), part(14, 16), part(17, 19)
	end, nanoseconds := len(form), 0
	if s.rest[end] == '.' {
		end++
		for scale := 100_000_000; end < len(s.rest) && s.rest[end] >= '0' && s.rest[end] <= '9' && scale > 0; end++ {
			nanoseconds += int(s.rest[end]-'0') * scale
			scale /= 10
		}
		s.ok = s.ok && s.rest[end-1] != '0' && s.rest[end-1] != '.'
	}
	s.ok = s.ok && end+1 < len(s.rest) && s.rest[end] == 'Z' && s.rest[end+1] == '"' && year > 0 && hour < 24 && minute < 60 && second < 60
	if !s.ok {
		return time.Time{}
	}
	s.rest = s.rest[end+2:]
	t := time.Date(year, time.Month(month), day, hour, minute, second, nanoseconds, time.UTC)
	s.ok = t.Day() == day && int(t.Month()) == month // else it would be of another month
	return t
}
