package site

import (
	"bytes"
	"crypto/ecdh"
	"crypto/rand"
	"fmt"
	"slices"

	"samband/pkg/digest"
	"samband/pkg/keyshare"
	"samband/pkg/parameters"
	"samband/pkg/seal"
	"samband/pkg/secagg"
	"samband/pkg/vector"
)

// masks is the scheme pairwise-masks: Bonawitz, Ivanov, Kreuter, Marcedone,
// McMahan, Patel, Ramage, Segal, Seth, "Practical Secure Aggregation for
// Privacy-Preserving Machine Learning" (CCS 2017), in the variant with
// consistency check, which the endorsements are. Every two participants agree
// on a mask that one adds and the other subtracts; each adds a mask of its own
// besides. The secrets of both kinds are shared: of who stayed, the own mask is
// opened, of who fell away, those with the others; never both of anybody.
//
// Lanes are as wide as those of plaintext, so sums are exact modulo their width.
// Masks are AES-256 in counter mode; keys are X25519, so uploads that are kept
// are not safe from whoever breaks that one day, which the other schemes are.
type masks struct{ keyless }

// Join is as Scheme says.
func (s masks) Join(parameters.Set, digest.Digest, [][]byte, Part) (Scheme, error) { return s, nil }

// Offer is as Scheme says: a key to agree on masks with, a seed, and shares of
// both.
func (masks) Offer(r secagg.Round, self secagg.Member, members []secagg.Member) (*Offer, error) {
	if err := r.Check(secagg.PairwiseMasks); err != nil {
		return nil, err
	}
	key, err := ecdh.X25519().GenerateKey(rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("making a mask key: %w", err)
	}
	s := &maskSecret{key: key}
	rand.Read(s.seed[:])
	offer := &Offer{Public: s.public(), from: self.ID, secret: s}
	elements := s.elements()
	defer clear(elements)
	if err := offer.share(r, self, members, elements); err != nil {
		offer.Destroy()
		return nil, err
	}
	return offer, nil
}

// Protect is as Scheme says: packed values plus masks.
func (masks) Protect(r secagg.Round, offer *Offer, values vector.Source, _ *seal.Group, emit func(int, []byte) error) error {
	if err := r.Check(secagg.PairwiseMasks); err != nil {
		return err
	}
	s, ok := offer.secret.(*maskSecret)
	if !ok || s.key == nil {
		return errOffer
	}
	defer s.Destroy()
	c, err := s.cover(r, offer)
	if err != nil {
		return err
	}
	defer c.destroy()
	return putLanes(r, values, c, emit)
}

// cover is all masks of one participant.
func (s *maskSecret) cover(r secagg.Round, offer *Offer) (*cover, error) {
	own := offer.Public
	at := slices.IndexFunc(r.Offered, func(o secagg.Offered) bool { return o.ID == offer.from && bytes.Equal(o.Public, own) })
	if at < 0 {
		return nil, errNotOffered
	}
	c := &cover{plus: []digest.Digest{ownMask(r.Prefix, s.seed[:])}}
	for i, o := range r.Offered {
		if i == at {
			continue
		}
		earlier, later := own, o.Public
		if i < at {
			earlier, later = later, earlier
		}
		seed, err := pairMask(r.Prefix, s.key, o.Public, earlier, later)
		if err != nil {
			return nil, &OfferError{From: o.ID, Err: err}
		}
		if i > at {
			c.plus = append(c.plus, seed)
		} else {
			c.minus = append(c.minus, seed)
		}
	}
	return c, nil
}

// Release is as Scheme says: for each who offered, in their order, the share of
// its seed if it stayed, of its key if it fell away.
func (masks) Release(r secagg.Round, self secagg.Member, key *seal.PrivateKey, c Closing, group *seal.Group) ([]byte, error) {
	if err := r.Check(secagg.PairwiseMasks); err != nil {
		return nil, err
	}
	if err := within(r, c.Set); err != nil {
		return nil, err
	}
	parts := make(map[string][]keyshare.Element, len(r.Offered))
	defer func() {
		for _, p := range parts {
			clear(p)
		}
	}()
	err := c.openShares(r, self, key, 2*secretElements, func(from string, elements []keyshare.Element) error {
		part := elements[:secretElements]
		if slices.Contains(c.Set, from) {
			part = elements[secretElements:]
		}
		parts[from] = slices.Clone(part)
		return nil
	})
	if err != nil {
		return nil, err
	}
	var all []keyshare.Element
	defer func() { clear(all) }()
	for _, o := range r.Offered {
		part, ok := parts[o.ID]
		if !ok {
			return nil, &ShareError{From: o.ID, Err: errMissing}
		}
		all = append(all, part...)
	}
	if len(parts) != len(r.Offered) {
		return nil, fmt.Errorf("there are shares of %d participants, %d made an offer", len(parts), len(r.Offered))
	}
	b := keyshare.MarshalElements(all)
	defer clear(b)
	return group.SealRelease(r.Prefix, self.ID, b)
}

// within wants a set of participants who made an offer, each once.
func within(r secagg.Round, set []string) error {
	if err := checkSet(r, set); err != nil {
		return err
	}
	seen := map[string]bool{}
	for _, id := range set {
		known := slices.ContainsFunc(r.Offered, func(o secagg.Offered) bool { return o.ID == id })
		if !known || seen[id] {
			return fmt.Errorf("%s is in the set twice, or made no offer", id)
		}
		seen[id] = true
	}
	return nil
}

// Open is as Scheme says.
func (masks) Open(r secagg.Round, releases []secagg.Release, set []string, read func(int) ([]byte, error), group *seal.Group, sums vector.Sink) ([]string, error) {
	if err := r.Check(secagg.PairwiseMasks); err != nil {
		return nil, err
	}
	if err := within(r, set); err != nil {
		return nil, err
	}
	length := secretElements * len(r.Offered)
	return combine(r, releases, length, group, func(secret []keyshare.Element) error {
		c, err := uncover(r, set, secret)
		if err != nil {
			return &misfit{err}
		}
		defer c.destroy()
		return takeLanes(r, len(set), read, c, sums)
	})
}

// uncover is the masks that are left in the sum of set: the own ones of who is
// in it, and those of the others with who is in it.
func uncover(r secagg.Round, set []string, secrets []keyshare.Element) (*cover, error) {
	c := new(cover)
	for i, o := range r.Offered {
		b, err := fromElements(secrets[i*secretElements : (i+1)*secretElements])
		if err != nil {
			return nil, fmt.Errorf("the secret of %s: %w", o.ID, err)
		}
		defer clear(b)
		if len(o.Public) != maskPublicSize {
			return nil, &OfferError{From: o.ID, Err: fmt.Errorf("an offer has %d bytes, this has %d", maskPublicSize, len(o.Public))}
		}
		if slices.Contains(set, o.ID) {
			if d := seedDigest(b); !bytes.Equal(d[:], o.Public[maskSecretSize:]) {
				return nil, fmt.Errorf("the seed of %s is not the one it offered", o.ID)
			}
			c.plus = append(c.plus, ownMask(r.Prefix, b))
			continue
		}
		if err := c.fallen(r, set, i, b); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// fallen adds the masks that the i-th to offer, who fell away, has with who is
// in the set: with the earlier ones, who added it, and the later ones, who
// subtracted it.
func (c *cover) fallen(r secagg.Round, set []string, i int, b []byte) error {
	own := r.Offered[i].Public
	key, err := ecdh.X25519().NewPrivateKey(b)
	if err != nil || !bytes.Equal(key.PublicKey().Bytes(), own[:maskSecretSize]) {
		return fmt.Errorf("the mask key of %s is not the one it offered", r.Offered[i].ID)
	}
	for k, o := range r.Offered {
		if !slices.Contains(set, o.ID) {
			continue
		}
		earlier, later := own, o.Public
		if k < i {
			earlier, later = later, earlier
		}
		seed, err := pairMask(r.Prefix, key, o.Public, earlier, later)
		if err != nil {
			return &OfferError{From: o.ID, Err: err}
		}
		if k < i {
			c.plus = append(c.plus, seed)
		} else {
			c.minus = append(c.minus, seed)
		}
	}
	return nil
}
