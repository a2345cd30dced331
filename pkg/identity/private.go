package identity

import (
	"crypto/ed25519"
	"crypto/rand"
	"fmt"
	"io"
	"log/slog"
)

// PrivateKey is a party's secret signing key. However it is printed, only its
// public half appears.
type PrivateKey struct {
	key    ed25519.PrivateKey
	public PublicKey
}

// Generate makes a new key from the operating system's random source.
func Generate() (*PrivateKey, error) {
	seed := make([]byte, ed25519.SeedSize)
	if _, err := rand.Read(seed); err != nil {
		return nil, fmt.Errorf("making an identity key: the random source failed: %w", err)
	}
	return fromSeed(seed), nil
}

// fromSeed builds the key of a seed of exactly ed25519.SeedSize bytes.
func fromSeed(seed []byte) *PrivateKey {
	k := &PrivateKey{key: ed25519.NewKeyFromSeed(seed)}
	copy(k.public[:], k.key[ed25519.SeedSize:])
	return k
}

// Public is the half that others know.
func (k *PrivateKey) Public() PublicKey { return k.public }

// Sign gives the 64-byte Ed25519 signature of message. It is deterministic:
// the same message always has the same signature, so a message that is sent
// again is the same bytes.
func (k *PrivateKey) Sign(message []byte) []byte { return ed25519.Sign(k.key, message) }

// String names the kind and the fingerprint of the public key.
func (k *PrivateKey) String() string {
	if k == nil {
		return "identity key (none)"
	}
	return "identity key (secret, public fingerprint " + k.public.Fingerprint() + ")"
}

// GoString is String: %#v shows no secret either.
func (k *PrivateKey) GoString() string { return k.String() }

// Format is String for every verb.
func (k *PrivateKey) Format(f fmt.State, _ rune) { io.WriteString(f, k.String()) }

// LogValue is String.
func (k *PrivateKey) LogValue() slog.Value { return slog.StringValue(k.String()) }

// MarshalJSON is String as a JSON string.
func (k *PrivateKey) MarshalJSON() ([]byte, error) { return []byte(`"` + k.String() + `"`), nil }
