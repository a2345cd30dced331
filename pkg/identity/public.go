package identity

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/hex"
	"strings"

	"samband/pkg/digest"
	"samband/pkg/phrase"
)

// publicPrefix says what the characters after it are, and in which version.
const publicPrefix = "samband1:"

// encoding has no padding and no characters that a shell, a file name or YAML
// would trip over; Strict refuses a second spelling of the same key.
var encoding = base64.RawURLEncoding.Strict()

// PublicKey is an Ed25519 public key as RFC 8032, section 5.1.5, encodes it.
type PublicKey [ed25519.PublicKeySize]byte

// ParsePublicKey reads what String wrote. There is exactly one spelling of a
// key.
func ParsePublicKey(s string) (PublicKey, error) {
	var p PublicKey
	body, ok := strings.CutPrefix(s, publicPrefix)
	if !ok {
		return p, phrase.Errorf("key.prefix", "a public key starts with %q, this is %.60q", publicPrefix, s)
	}
	if want := encoding.EncodedLen(len(p)); len(body) != want {
		return p, phrase.Errorf("key.length", "a public key has %d characters after %q, this has %d", want, publicPrefix, len(body))
	}
	// The decoder skips line ends, so the length alone does not settle it.
	raw, err := encoding.DecodeString(body)
	if err != nil || len(raw) != len(p) {
		return p, phrase.Errorf("key.base64", "%q is no public key: its characters after %q are not base64 (URL alphabet, no padding)", s, publicPrefix)
	}
	copy(p[:], raw)
	if p == (PublicKey{}) {
		return p, phrase.Errorf("key.zeros", "a public key of zeros belongs to nobody")
	}
	return p, nil
}

// String gives the line that goes into an agreement.
func (p PublicKey) String() string { return publicPrefix + encoding.EncodeToString(p[:]) }

// MarshalText writes what String gives.
func (p PublicKey) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (p *PublicKey) UnmarshalText(text []byte) error {
	read, err := ParsePublicKey(string(text))
	if err == nil {
		*p = read
	}
	return err
}

// Fingerprint gives 80 bits of a hash of the key in five groups of four
// hexadecimal characters: short enough to be compared over the telephone, too
// long for a second key to be found for it.
func (p PublicKey) Fingerprint() string {
	d := digest.New("samband/identity/fingerprint/1").Bytes(p[:]).Sum()
	var groups [5]string
	for i := range groups {
		groups[i] = hex.EncodeToString(d[2*i : 2*i+2])
	}
	return strings.Join(groups[:], "-")
}

// Verify tells whether signature is this key's Ed25519 signature of message.
// What is signed must start with a tag of its purpose; that is the caller's
// duty (package protocol).
func (p PublicKey) Verify(message, signature []byte) bool {
	return len(signature) == ed25519.SignatureSize && ed25519.Verify(p[:], message, signature)
}
