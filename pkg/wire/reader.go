package wire

import (
	"fmt"
	"strings"

	"samband/pkg/digest"
	"samband/pkg/identity"
	"samband/pkg/protocol"
	"samband/pkg/wire/internal/pb"
)

// A reader makes values of package protocol out of the fields of one message.
// It knows the path to that message and keeps the first error, so that the
// conversions read like the messages.
type reader struct {
	path string
	err  *error
}

func (r reader) fail(name string, err error) {
	if *r.err == nil {
		*r.err = fmt.Errorf("%s: %s: %w", r.path, name, err)
	}
}

// in is the reader of a part.
func (r reader) in(name string) reader { return reader{r.path + ": " + name, r.err} }

// all reads a list; an empty one is nil.
func all[F, T any](r reader, name string, from []*F, convert func(reader, *F) T) []T {
	var to []T
	for i, f := range from {
		to = append(to, convert(r.in(fmt.Sprintf("%s %d", name, i+1)), f))
	}
	return to
}

func (r reader) id(name, s string) identity.ID {
	id, err := identity.ParseID(s)
	if err != nil {
		r.fail(name, err)
	}
	return id
}

// optional is an id that may be absent.
func (r reader) optional(name, s string) identity.ID {
	if s == "" {
		return ""
	}
	return r.id(name, s)
}

// code reads one of the short words that name phases and reasons. They
// are logged and recorded, so they hold nothing that a terminal obeys. An
// absent one is empty.
func (r reader) code(name, s string) string {
	for _, c := range []byte(s) {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' {
			r.fail(name, fmt.Errorf("%q is not made of lower-case letters, digits and hyphens", s))
			break
		}
	}
	return s
}

// flag reads a truth.
func (r reader) flag(name string, v uint32) bool {
	if v > 1 {
		r.fail(name, fmt.Errorf("%d is neither 1 nor left out", v))
	}
	return v == 1
}

// set reads the name of a parameter set with its version after a dot.
func (r reader) set(name, s string) string {
	set, version, _ := strings.Cut(s, ".")
	r.code(name, set)
	r.code(name, version)
	return s
}

// digest reads 32 bytes; check has counted them.
func (r reader) digest(name string, b []byte) digest.Digest {
	d, err := digest.FromBytes(b)
	if err != nil {
		r.fail(name, err)
	}
	return d
}

func (r reader) prefix(p *pb.Prefix) protocol.Prefix {
	r = r.in("prefix")
	mode := protocol.Mode(p.GetMode())
	if mode != protocol.Real && mode != protocol.Rehearsal {
		r.fail("mode", fmt.Errorf("%q is neither %q nor %q", mode, protocol.Real, protocol.Rehearsal))
	}
	return protocol.Prefix{
		Set:       r.set("set", p.GetSet()),
		Agreement: r.digest("agreement", p.GetAgreement()),
		Mode:      mode,
		Session:   r.digest("session", p.GetSession()),
		Round:     p.GetRound(),
		Attempt:   p.GetAttempt(),
		State:     r.digest("state", p.GetState()),
	}
}
