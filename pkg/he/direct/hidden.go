package direct

import (
	"fmt"
	"log/slog"
)

// hidden gives the secret type that embeds it a printed form that shows kind
// and size only, whatever prints it.
type hidden struct {
	kind string
	size int
}

// String shows kind and size.
func (h hidden) String() string {
	return fmt.Sprintf("%s of %d coefficients (secret)", h.kind, h.size)
}

// GoString is String.
func (h hidden) GoString() string { return h.String() }

// Format writes String for every verb.
func (h hidden) Format(f fmt.State, _ rune) { fmt.Fprint(f, h.String()) }

// LogValue is String.
func (h hidden) LogValue() slog.Value { return slog.StringValue(h.String()) }

// MarshalJSON writes String.
func (h hidden) MarshalJSON() ([]byte, error) { return fmt.Appendf(nil, "%q", h.String()), nil }
