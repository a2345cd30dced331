package seal

import (
	"fmt"
	"io"
	"log/slog"

	"samband/pkg/digest"
)

// String shows kind, size and a digest of the public key.
func (k *PrivateKey) String() string {
	if k == nil {
		return "sealing key (none)"
	}
	return describe("sealing key", len(k.public), digest.New(labelPrint).Bytes(k.public).Sum())
}

// GoString is String: %#v shows no secret either.
func (k *PrivateKey) GoString() string { return k.String() }

// Format is String for every verb.
func (k *PrivateKey) Format(f fmt.State, _ rune) { io.WriteString(f, k.String()) }

// LogValue is String.
func (k *PrivateKey) LogValue() slog.Value { return slog.StringValue(k.String()) }

// MarshalJSON is String as a JSON string.
func (k *PrivateKey) MarshalJSON() ([]byte, error) { return []byte(`"` + k.String() + `"`), nil }

// String shows kind, size and a digest keyed by the secret itself, which tells
// two group keys apart and gives nothing to guess through: they have 256 bits.
func (g *Group) String() string {
	if g == nil {
		return "group key (none)"
	}
	return describe("group key", groupSize, digest.NewKeyed(g.key[:], labelPrint).Sum())
}

// GoString is String: %#v shows no secret either.
func (g *Group) GoString() string { return g.String() }

// Format is String for every verb.
func (g *Group) Format(f fmt.State, _ rune) { io.WriteString(f, g.String()) }

// LogValue is String.
func (g *Group) LogValue() slog.Value { return slog.StringValue(g.String()) }

// MarshalJSON is String as a JSON string.
func (g *Group) MarshalJSON() ([]byte, error) { return []byte(`"` + g.String() + `"`), nil }
