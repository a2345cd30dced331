package site

import (
	"crypto/rand"
	"errors"
	"fmt"

	"samband/pkg/digest"
	"samband/pkg/keyshare"
	"samband/pkg/seal"
	"samband/pkg/secagg"
)

// Offer is what a participant made at the start of one attempt. Its secrets
// exist in memory only.
type Offer struct {
	Public []byte               // for all to see; nil if the scheme offers nothing
	Shares []secagg.SealedShare // one for every other member, in the order of members
	Own    *keyshare.Share      // the own share, nil for a participant that is no ready member

	from   string // whose it is
	secret secret // what Protect needs
}

// secret is what an offer hides until its vector is protected.
type secret interface{ Destroy() }

// Destroy overwrites what is secret of the offer.
func (o *Offer) Destroy() {
	if o.secret != nil {
		o.secret.Destroy()
	}
	if o.Own != nil {
		o.Own.Destroy()
	}
}

// shareInfo binds a sealed share to its attempt, sender and recipient.
func shareInfo(prefix digest.Digest, from, to string) []byte {
	d := digest.New("samband/secagg/site/share/1").Digest(prefix).Text(from).Text(to).Sum()
	return d[:]
}

// share splits elements among the members, seals each one's share for it and
// destroys what it sealed.
func (o *Offer) share(r secagg.Round, self secagg.Member, members []secagg.Member, elements []keyshare.Element) error {
	points := make([]int, len(members))
	own := 0 // a member that is not ready is treated like a participant that is none
	for i, m := range members {
		points[i] = m.Point
		if m.ID == self.ID {
			own = m.Point
		}
	}
	shares, err := keyshare.Split(elements, r.Threshold, own, points, rand.Reader)
	if err != nil {
		return err
	}
	if s, ok := shares[own]; ok {
		o.Own = &s
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
			return err
		}
		o.Shares = append(o.Shares, sealed)
	}
	return nil
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

// openShares opens the own share and all sealed ones, each of length elements,
// and gives them to use one after another, which must not keep them. All that
// do not open are reported.
func (c *Closing) openShares(r secagg.Round, self secagg.Member, key *seal.PrivateKey, length int, use func(from string, elements []keyshare.Element) error) error {
	seen := map[string]bool{}
	if c.Own != nil && c.Own.Own != nil {
		seen[self.ID] = true
		if err := expand(self.ID, *c.Own.Own, length, use); err != nil {
			return err
		}
	}
	var failed []error
	for _, sealed := range c.Shares {
		if err := openShare(r, self, key, sealed, seen, length, use); err != nil {
			failed = append(failed, &ShareError{From: sealed.From, Err: err})
		}
	}
	if len(failed) > 0 {
		return errors.Join(failed...)
	}
	if len(seen) == 0 {
		return errors.New("there is no share to release")
	}
	return nil
}

// openShare opens one sealed share. seen are those whose shares were used.
func openShare(r secagg.Round, self secagg.Member, key *seal.PrivateKey, sealed secagg.SealedShare, seen map[string]bool, length int, use func(string, []keyshare.Element) error) error {
	if sealed.To != self.ID {
		return fmt.Errorf("it is for %s, not for %s", sealed.To, self.ID)
	}
	if seen[sealed.From] {
		return errors.New("there is another one of the same participant")
	}
	seen[sealed.From] = true
	if most := seal.Overhead + keyshare.MaxSize(length); len(sealed.Bytes) > most {
		return fmt.Errorf("it has %d bytes, at most %d are possible", len(sealed.Bytes), most)
	}
	b, err := key.Open(shareInfo(r.Prefix, sealed.From, sealed.To), sealed.Bytes)
	if err != nil {
		return err
	}
	defer clear(b)
	s, err := keyshare.ParseShare(b, length)
	if err != nil {
		return err
	}
	defer s.Destroy()
	return expand(sealed.From, s, length, use)
}

func expand(from string, s keyshare.Share, length int, use func(string, []keyshare.Element) error) error {
	elements := s.Expand(length)
	defer clear(elements)
	return use(from, elements)
}
