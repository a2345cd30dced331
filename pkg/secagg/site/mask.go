package site

import (
	"crypto/ecdh"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"

	"samband/pkg/digest"
	"samband/pkg/keyshare"
	"samband/pkg/residue"
	"samband/pkg/secagg"
)

// Sizes of what a participant offers: its X25519 public key (RFC 7748), and the
// digest of the seed of its own mask.
const (
	maskSecretSize = 32
	maskPublicSize = secagg.MaskPublic

	chunkBytes     = 7 // of a secret in one field element
	secretElements = secagg.MaskElements
)

// maskSecret is what a participant hides with in one attempt.
type maskSecret struct {
	key  *ecdh.PrivateKey
	seed [maskSecretSize]byte // of its own mask
}

// Format shows what it is, for every verb.
func (s *maskSecret) Format(f fmt.State, _ rune) { io.WriteString(f, "secrets of masks (secret)") }

// Destroy overwrites the seed. The standard library offers no way to overwrite
// its copy of the key, which goes back to the collector.
func (s *maskSecret) Destroy() {
	clear(s.seed[:])
	s.key = nil
}

// public is the key for the masks with others, and what the seed is checked by
// if it is put together from shares: a hash of 256 random bits tells nothing.
func (s *maskSecret) public() []byte {
	d := seedDigest(s.seed[:])
	return append(s.key.PublicKey().Bytes(), d[:]...)
}

func seedDigest(seed []byte) digest.Digest {
	return digest.New("samband/secagg/site/mask-seed/1").Bytes(seed).Sum()
}

// elements are the secrets as they are shared: those of the key, then those of
// the seed.
func (s *maskSecret) elements() []keyshare.Element {
	key := s.key.Bytes()
	defer clear(key)
	return append(toElements(key), toElements(s.seed[:])...)
}

// toElements puts seven bytes into each element, low byte first.
func toElements(secret []byte) []keyshare.Element {
	elements := make([]keyshare.Element, 0, 2*secretElements)
	for part := range slices.Chunk(secret, chunkBytes) {
		var b [8]byte
		copy(b[:], part)
		elements = append(elements, keyshare.Element(binary.LittleEndian.Uint64(b[:])))
	}
	return elements
}

// fromElements is the inverse of toElements, for elements from anybody.
func fromElements(elements []keyshare.Element) ([]byte, error) {
	if len(elements) != secretElements {
		return nil, fmt.Errorf("a secret has %d elements, not %d", secretElements, len(elements))
	}
	var secret []byte
	for i, e := range elements {
		size := min(chunkBytes, maskSecretSize-i*chunkBytes)
		if uint64(e)>>(8*size) != 0 {
			clear(secret)
			return nil, fmt.Errorf("element %d of a secret has more than %d bytes", i, size)
		}
		b := binary.LittleEndian.AppendUint64(nil, uint64(e))
		secret = append(secret, b[:size]...)
	}
	return secret, nil
}

// ownMask is what the mask of a seed is expanded from.
func ownMask(prefix digest.Digest, seed []byte) digest.Digest {
	return digest.New("samband/secagg/site/own-mask/1").Digest(prefix).Bytes(seed).Sum()
}

// pairMask is what the mask between two participants is expanded from; earlier
// is the public offer of the one who comes first in the roster and adds it. key
// is the private key of either of them, peer the offer of the other.
func pairMask(prefix digest.Digest, key *ecdh.PrivateKey, peer, earlier, later []byte) (digest.Digest, error) {
	public, err := peerKey(peer)
	if err != nil {
		return digest.Digest{}, err
	}
	common, err := key.ECDH(public)
	if err != nil {
		return digest.Digest{}, fmt.Errorf("its key agrees on nothing: %w", err)
	}
	defer clear(common)
	return digest.New("samband/secagg/site/pair-mask/1").Digest(prefix).Bytes(common).Bytes(earlier).Bytes(later).Sum(), nil
}

// peerKey reads the key in an offer from anybody.
func peerKey(public []byte) (*ecdh.PublicKey, error) {
	if len(public) != maskPublicSize {
		return nil, fmt.Errorf("an offer has %d bytes, this has %d", maskPublicSize, len(public))
	}
	return ecdh.X25519().NewPublicKey(public[:maskSecretSize])
}

// cover is the masks of one contribution, or those that are left in a sum.
type cover struct {
	plus, minus []digest.Digest // secret
}

func (c *cover) destroy() {
	clear(c.plus)
	clear(c.minus)
}

// apply adds the masks of a chunk to body, or takes them off again. scratch is
// as long as body.
func (c *cover) apply(chunk int, shape residue.Shape, body, scratch []byte, off bool) error {
	defer clear(scratch)
	add, sub := shape.Add, shape.Sub
	if off {
		add, sub = sub, add
	}
	for _, step := range []struct {
		seeds []digest.Digest
		do    func(dst, src []byte) error
	}{{c.plus, add}, {c.minus, sub}} {
		for _, seed := range step.seeds {
			digest.New("samband/secagg/site/mask/1").Digest(seed).Uint(uint64(chunk)).Sum().Expand().Read(scratch)
			shape.Trim(scratch)
			if err := step.do(body, scratch); err != nil {
				return err
			}
		}
	}
	return nil
}

var errNotOffered = errors.New("the own offer is not among those of the round")
