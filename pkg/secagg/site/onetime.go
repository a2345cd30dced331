package site

import (
	"crypto/rand"
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

// shareInfo binds a sealed share to its attempt, sender and recipient.
func shareInfo(prefix digest.Digest, from, to string) []byte {
	d := digest.New("samband/secagg/site/share/1").Digest(prefix).Text(from).Text(to).Sum()
	return d[:]
}

// keyLength is how many field elements a key of the round takes.
func keyLength(r secagg.Round) int { return keyshare.Length(r.Set.N(), r.Participants) }

// Protect is as Scheme says.
func (o *oneTime) Protect(r secagg.Round, self secagg.Member, members []secagg.Member, values vector.Source, group *seal.Group, emit func(int, []byte) error) (*Contribution, error) {
	if err := r.Check(secagg.OneTimeHE); err != nil {
		return nil, err
	}
	ring, err := o.ring(r.Set)
	if err != nil {
		return nil, err
	}
	key := he.NewKey(ring)
	defer key.Destroy()
	contribution, err := share(r, self, members, key)
	if err != nil {
		return nil, err
	}
	if err := encrypt(r, key, values, group, emit); err != nil {
		if contribution.Own != nil {
			contribution.Own.Destroy()
		}
		return nil, err
	}
	return contribution, nil
}

// share splits key among the members, seals each one's share for it and
// destroys what it sealed.
func share(r secagg.Round, self secagg.Member, members []secagg.Member, key *he.Key) (*Contribution, error) {
	points := make([]int, len(members))
	own := 0 // a member that is not ready is treated like a participant that is none
	for i, m := range members {
		points[i] = m.Point
		if m.ID == self.ID {
			own = m.Point
		}
	}
	packed, err := keyshare.Pack(key.Digits(), r.Participants)
	if err != nil {
		return nil, err
	}
	defer clear(packed)
	shares, err := keyshare.Split(packed, r.Threshold, own, points, rand.Reader)
	if err != nil {
		return nil, err
	}
	contribution := new(Contribution)
	if s, ok := shares[own]; ok {
		contribution.Own = &s
		delete(shares, own)
	}
	defer func() {
		for _, s := range shares {
			s.Destroy()
		}
	}()
	for _, m := range members {
		if m.Point == own {
			continue
		}
		sealed, err := sealShare(r, self.ID, m, shares[m.Point])
		if err != nil {
			return nil, err
		}
		contribution.Shares = append(contribution.Shares, sealed)
	}
	return contribution, nil
}

// sealShare seals s for a member.
func sealShare(r secagg.Round, from string, to secagg.Member, s keyshare.Share) (secagg.SealedShare, error) {
	b := s.Marshal()
	defer clear(b)
	sealed, err := seal.Seal(to.Key, shareInfo(r.Prefix, from, to.ID), b)
	if err != nil {
		return secagg.SealedShare{}, fmt.Errorf("sealing the share for %s: %w", to.ID, err)
	}
	return secagg.SealedShare{From: from, To: to.ID, Bytes: sealed}, nil
}

// Release is as Scheme says.
func (*oneTime) Release(r secagg.Round, self secagg.Member, key *seal.PrivateKey, own *keyshare.Share, shares []secagg.SealedShare, group *seal.Group) ([]byte, error) {
	if err := r.Check(secagg.OneTimeHE); err != nil {
		return nil, err
	}
	sum := make([]keyshare.Element, keyLength(r))
	defer clear(sum)
	seen := map[string]bool{}
	if own != nil {
		seen[self.ID] = true
		if err := addShare(sum, *own); err != nil {
			return nil, err
		}
	}
	var failed []error
	for _, sealed := range shares {
		if err := openShare(r, self, key, sealed, seen, sum); err != nil {
			failed = append(failed, &ShareError{From: sealed.From, Err: err})
		}
	}
	if len(failed) > 0 {
		return nil, errors.Join(failed...)
	}
	if len(seen) == 0 {
		return nil, errors.New("there is no share to release a sum of")
	}
	b := keyshare.MarshalElements(sum)
	defer clear(b)
	return group.SealRelease(r.Prefix, self.ID, b)
}

// openShare adds one sealed share to sum. seen are those whose shares are in it.
func openShare(r secagg.Round, self secagg.Member, key *seal.PrivateKey, sealed secagg.SealedShare, seen map[string]bool, sum []keyshare.Element) error {
	if sealed.To != self.ID {
		return fmt.Errorf("it is for %s, not for %s", sealed.To, self.ID)
	}
	if seen[sealed.From] {
		return errors.New("there is another one of the same participant")
	}
	seen[sealed.From] = true
	if most := seal.Overhead + keyshare.MaxSize(len(sum)); len(sealed.Bytes) > most {
		return fmt.Errorf("it has %d bytes, at most %d are possible", len(sealed.Bytes), most)
	}
	b, err := key.Open(shareInfo(r.Prefix, sealed.From, sealed.To), sealed.Bytes)
	if err != nil {
		return err
	}
	defer clear(b)
	s, err := keyshare.ParseShare(b, len(sum))
	if err != nil {
		return err
	}
	defer s.Destroy()
	return addShare(sum, s)
}

// addShare adds the elements of s to sum.
func addShare(sum []keyshare.Element, s keyshare.Share) error {
	elements := s.Expand(len(sum))
	defer clear(elements)
	return keyshare.Add(sum, elements)
}

// Open is as Scheme says.
func (o *oneTime) Open(r secagg.Round, releases []secagg.Release, contributors int, read func(int) ([]byte, error), group *seal.Group, sums vector.Sink) ([]string, error) {
	if err := r.Check(secagg.OneTimeHE); err != nil {
		return nil, err
	}
	if contributors < 1 || contributors > r.Participants {
		return nil, fmt.Errorf("%d contributors in a round of %d participants", contributors, r.Participants)
	}
	ring, err := o.ring(r.Set)
	if err != nil {
		return nil, err
	}
	return combine(r, releases, contributors, group, func(key []int32) error {
		return decrypt(r, ring, key, contributors, read, group, sums)
	})
}
