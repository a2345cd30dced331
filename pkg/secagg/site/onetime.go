package site

import (
	"bytes"
	"errors"
	"fmt"
	"sync"

	"samband/pkg/digest"
	"samband/pkg/he"
	"samband/pkg/keyshare"
	"samband/pkg/parameters"
	"samband/pkg/seal"
	"samband/pkg/secagg"
	"samband/pkg/vector"
)

// oneTime is the scheme one-time-he. It keeps the ring that it used last: a run
// has one.
type oneTime struct {
	keyless
	mu   sync.Mutex
	last *he.Ring
}

// ring is the ring of a parameter set.
func (o *oneTime) ring(set parameters.Set) (*he.Ring, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.last != nil && o.last.Serves(set) {
		return o.last, nil
	}
	r, err := he.NewRing(set)
	if err == nil {
		o.last = r
	}
	return r, err
}

// keyLength is how many field elements a key of the round takes.
func keyLength(r secagg.Round) int { return keyshare.Length(r.Set.N(), r.Participants) }

// Join is as Scheme says.
func (o *oneTime) Join(parameters.Set, digest.Digest, [][]byte, Part) (Scheme, error) { return o, nil }

// Offer is as Scheme says: it draws the one-time key.
func (o *oneTime) Offer(r secagg.Round, self secagg.Member, members []secagg.Member) (*Offer, error) {
	return o.offer(r, self, members, he.NewKey)
}

// SeededOffer is Offer with all that is drawn for the ciphertext taken from seed.
func (o *oneTime) SeededOffer(r secagg.Round, self secagg.Member, members []secagg.Member, seed digest.Digest) (*Offer, error) {
	return o.offer(r, self, members, func(ring *he.Ring) *he.Key { return he.SeededKey(ring, seed) })
}

func (o *oneTime) offer(r secagg.Round, self secagg.Member, members []secagg.Member, draw func(*he.Ring) *he.Key) (*Offer, error) {
	if err := r.Check(secagg.OneTimeHE); err != nil {
		return nil, err
	}
	ring, err := o.ring(r.Set)
	if err != nil {
		return nil, err
	}
	key := draw(ring)
	offer := &Offer{secret: key}
	packed, err := keyshare.Pack(key.Digits(), r.Participants)
	if err == nil {
		err = offer.share(r, self, members, packed)
	}
	clear(packed)
	if err != nil {
		offer.Destroy()
		return nil, err
	}
	return offer, nil
}

// Protect is as Scheme says.
func (*oneTime) Protect(r secagg.Round, offer *Offer, values vector.Source, group *seal.Group, emit func(int, []byte) error) error {
	if err := r.Check(secagg.OneTimeHE); err != nil {
		return err
	}
	key, ok := offer.secret.(*he.Key)
	if !ok {
		return errOffer
	}
	defer key.Destroy()
	return encrypt(r, key, values, group.ChecksumKey(), emit)
}

// Rebuild is as Reproducible says.
func (o *oneTime) Rebuild(r secagg.Round, seed digest.Digest, checksum []byte, values vector.Source, emit func(int, []byte) error) error {
	if err := r.Check(secagg.OneTimeHE); err != nil {
		return err
	}
	ring, err := o.ring(r.Set)
	if err != nil {
		return err
	}
	key := he.SeededKey(ring, seed)
	defer key.Destroy()
	return encrypt(r, key, values, bytes.Clone(checksum), emit)
}

// Release is as Scheme says: it adds the shares up.
func (*oneTime) Release(r secagg.Round, self secagg.Member, key *seal.PrivateKey, c Closing, group *seal.Group) ([]byte, error) {
	if err := r.Check(secagg.OneTimeHE); err != nil {
		return nil, err
	}
	sum := make([]keyshare.Element, keyLength(r))
	defer clear(sum)
	err := c.openShares(r, self, key, len(sum), func(_ string, elements []keyshare.Element) error {
		return keyshare.Add(sum, elements)
	})
	if err != nil {
		return nil, err
	}
	b := keyshare.MarshalElements(sum)
	defer clear(b)
	return group.SealRelease(r.Prefix, self.ID, b)
}

// Open is as Scheme says.
func (o *oneTime) Open(r secagg.Round, releases []secagg.Release, set []string, read func(int) ([]byte, error), group *seal.Group, sums vector.Sink) ([]string, error) {
	if err := r.Check(secagg.OneTimeHE); err != nil {
		return nil, err
	}
	if err := checkSet(r, set); err != nil {
		return nil, err
	}
	ring, err := o.ring(r.Set)
	if err != nil {
		return nil, err
	}
	return combine(r, releases, keyLength(r), group, func(secret []keyshare.Element) error {
		key, err := keyshare.Unpack(secret, r.Participants, r.Set.N(), len(set))
		if err != nil {
			return &misfit{err}
		}
		defer clear(key)
		return decrypt(r, ring, key, len(set), read, group, sums)
	})
}

var errOffer = errors.New("the offer is of another scheme, or was used")

// checkSet wants as many contributors as there can be.
func checkSet(r secagg.Round, set []string) error {
	if len(set) < 1 || len(set) > r.Participants {
		return fmt.Errorf("%d contributors in a round of %d participants", len(set), r.Participants)
	}
	return nil
}
