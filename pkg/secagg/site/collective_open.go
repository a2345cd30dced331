package site

import (
	"errors"
	"fmt"

	"samband/pkg/he"
	"samband/pkg/he/direct"
	"samband/pkg/seal"
	"samband/pkg/secagg"
	"samband/pkg/vector"
)

// Open is as Scheme says. The release of every participant of the session is
// needed.
func (s *collective) Open(r secagg.Round, releases []secagg.Release, set []string, read func(int) ([]byte, error), group *seal.Group, sums vector.Sink) ([]string, error) {
	if err := s.check(r); err != nil {
		return nil, err
	}
	if err := checkSet(r, set); err != nil {
		return nil, err
	}
	count, size := secagg.Ciphertexts(r.Packing, r.Set), direct.PolynomialSize(r.Set)
	shares, unfit, err := s.openReleases(r, releases, count*size, group)
	if err != nil {
		return unfit, err
	}
	out := joined{to: sums}
	return nil, steps[*ciphered]{
		worker: func() (*ciphered, error) {
			return &ciphered{decryptor: s.ring.NewDecryptor(), slots: he.NewCoefficients(r.Set.Slots())}, nil
		},
		before: func(w *ciphered, c int) error { return w.read(r, c, read) },
		work: func(w *ciphered, c int) error {
			w.shares = w.shares[:0]
			for _, share := range shares {
				w.shares = append(w.shares, share[c*size:(c+1)*size])
			}
			if err := w.decrypt(r, c, len(set)); err != nil {
				return &ChecksumError{Err: fmt.Errorf("ciphertext %d of the sum: %w", c, err)}
			}
			return nil
		},
		after: func(w *ciphered, _ int) error { return out.give(w.run, w.values) },
		end:   (*ciphered).destroy,
	}.run(0, count)
}

// decrypt gives the values of one ciphertext.
func (w *ciphered) decrypt(r secagg.Round, c, contributors int) error {
	if err := w.locate(r, c); err != nil {
		return err
	}
	destroy(w.slots)
	if _, err := w.decryptor.Decrypt(w.bodies, w.shares, w.slots.Lo[:carried(r, c)]); err != nil {
		return err
	}
	w.digits = sized(w.digits, w.run.Digits)
	if err := he.Decode(w.run, w.slots, w.digits); err != nil {
		return err
	}
	w.values = sized(w.values, w.run.Values)
	return w.run.Join(w.digits, contributors, w.values)
}

// openReleases opens one release of every participant of the session.
func (s *collective) openReleases(r secagg.Round, releases []secagg.Release, size int, group *seal.Group) (shares [][]byte, unfit []string, err error) {
	seen := map[int]bool{}
	var failed []error
	for _, release := range releases {
		share, err := s.openRelease(r, release, seen, size, group)
		if err != nil {
			unfit = append(unfit, release.From)
			failed = append(failed, &ReleaseError{From: release.From, Err: err})
			continue
		}
		shares = append(shares, share)
	}
	if len(shares) < s.parties {
		return nil, unfit, errors.Join(append(failed, fmt.Errorf("%d releases open, %d are needed; wait for another one", len(shares), s.parties))...)
	}
	return shares, unfit, nil
}

func (s *collective) openRelease(r secagg.Round, release secagg.Release, seen map[int]bool, size int, group *seal.Group) ([]byte, error) {
	if release.Point < 1 || release.Point > s.parties || seen[release.Point] {
		return nil, fmt.Errorf("its point %d is no member's or occurs twice", release.Point)
	}
	if want := seal.ReleaseOverhead + size; len(release.Sealed) != want {
		return nil, fmt.Errorf("it has %d bytes, expected %d", len(release.Sealed), want)
	}
	share, err := group.OpenRelease(r.Prefix, release.From, release.Sealed)
	if err != nil {
		return nil, err
	}
	seen[release.Point] = true
	return share, nil
}
