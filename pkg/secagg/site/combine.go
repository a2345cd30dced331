package site

import (
	"errors"
	"fmt"
	"slices"

	"samband/pkg/digest"
	"samband/pkg/keyshare"
	"samband/pkg/seal"
	"samband/pkg/secagg"
)

// maxTries bounds how many choices of t releases are looked at. A committee of
// 9 with t = 5 has 126.
const maxTries = 1 << 14

// piece is an opened release.
type piece struct {
	from     string
	point    int
	elements []keyshare.Element
}

// misfit says that what some shares combine to is nothing that was shared.
type misfit struct{ err error }

// Error gives the reason.
func (m *misfit) Error() string { return m.err.Error() }

// combine looks for t releases, of length elements each, that combine to a
// secret of which accept says that it opens the sum. A release that was altered
// spoils the choices that it is in and no other. It returns the members whose
// releases do not open, or do not lie on the polynomial that was accepted.
//
// accept answers *misfit or *ChecksumError if other releases may help. Honest
// releases all give the same secret, so one that was refused once is not tried
// again: an altered C costs one decryption, not one for every choice.
func combine(r secagg.Round, releases []secagg.Release, length int, group *seal.Group, accept func(secret []keyshare.Element) error) ([]string, error) {
	pieces, unfit, failed := openReleases(r, releases, length, group)
	defer func() {
		for _, p := range pieces {
			clear(p.elements)
		}
	}()
	t := r.Threshold
	if t < 1 || len(pieces) < t {
		return unfit, errors.Join(append(failed, fmt.Errorf("%d releases open, %d are needed; wait for another one", len(pieces), t))...)
	}
	refused := map[digest.Digest]bool{}
	var wrong, altered error
	for choice, tries := first(t), 0; choice != nil; choice, tries = next(choice, len(pieces)), tries+1 {
		if tries == maxTries {
			return unfit, &KeyError{Releases: len(pieces), Threshold: t, Err: fmt.Errorf("%d choices were tried", tries)}
		}
		err := try(pick(pieces, choice), refused, accept)
		if err == nil {
			return append(unfit, offCurve(pieces, choice)...), nil
		}
		if m, ok := errors.AsType[*misfit](err); ok {
			wrong = m.err
		} else if _, ok := errors.AsType[*ChecksumError](err); !ok {
			return unfit, err // reading failed: other releases do not help
		} else if altered == nil {
			altered = err
		}
	}
	if altered != nil {
		return unfit, altered
	}
	return unfit, &KeyError{Releases: len(pieces), Threshold: t, Err: wrong}
}

// openReleases opens what opens, in the order of the members' points.
func openReleases(r secagg.Round, releases []secagg.Release, length int, group *seal.Group) (pieces []piece, unfit []string, failed []error) {
	seen := map[int]bool{}
	for _, release := range releases {
		elements, err := openRelease(r, release, seen, length, group)
		if err != nil {
			unfit = append(unfit, release.From)
			failed = append(failed, &ReleaseError{From: release.From, Err: err})
			continue
		}
		pieces = append(pieces, piece{release.From, release.Point, elements})
	}
	slices.SortFunc(pieces, func(a, b piece) int { return a.point - b.point })
	return pieces, unfit, failed
}

func openRelease(r secagg.Round, release secagg.Release, seen map[int]bool, length int, group *seal.Group) ([]keyshare.Element, error) {
	if release.Point < 1 || release.Point > keyshare.MaxPoint || seen[release.Point] {
		return nil, fmt.Errorf("its point %d is no member's or occurs twice", release.Point)
	}
	if want := seal.ReleaseOverhead + keyshare.Size(length); len(release.Sealed) != want {
		return nil, fmt.Errorf("it has %d bytes, expected %d", len(release.Sealed), want)
	}
	b, err := group.OpenRelease(r.Prefix, release.From, release.Sealed)
	if err != nil {
		return nil, err
	}
	defer clear(b)
	elements, err := keyshare.ParseElements(b, length)
	if err != nil {
		return nil, err
	}
	seen[release.Point] = true
	return elements, nil
}

// try combines the chosen pieces and asks accept, once for every secret.
func try(chosen []piece, refused map[digest.Digest]bool, accept func([]keyshare.Element) error) error {
	points, shares := split(chosen)
	secret, err := keyshare.Combine(points, shares)
	if err != nil {
		return err
	}
	defer clear(secret)
	b := keyshare.MarshalElements(secret)
	id := digest.Of(b)
	clear(b)
	if refused[id] {
		return &ChecksumError{}
	}
	err = accept(secret)
	if _, ok := errors.AsType[*ChecksumError](err); ok {
		refused[id] = true
	}
	return err
}

// offCurve names the members whose pieces do not lie on the polynomial through
// the chosen ones.
func offCurve(pieces []piece, choice []int) []string {
	var names []string
	points, shares := split(pick(pieces, choice))
	for i, p := range pieces {
		if slices.Contains(choice, i) {
			continue
		}
		expected, err := keyshare.At(p.point, points, shares)
		if err != nil || !slices.Equal(expected, p.elements) {
			names = append(names, p.from)
		}
		clear(expected)
	}
	return names
}

func split(pieces []piece) (points []int, shares [][]keyshare.Element) {
	for _, p := range pieces {
		points = append(points, p.point)
		shares = append(shares, p.elements)
	}
	return points, shares
}

func pick(pieces []piece, choice []int) []piece {
	chosen := make([]piece, len(choice))
	for i, k := range choice {
		chosen[i] = pieces[k]
	}
	return chosen
}

// first and next go through all choices of t out of n indices, in
// lexicographic order; nil is the end.
func first(t int) []int {
	choice := make([]int, t)
	for i := range choice {
		choice[i] = i
	}
	return choice
}

func next(choice []int, n int) []int {
	t := len(choice)
	for i := t - 1; i >= 0; i-- {
		if choice[i] < n-t+i {
			choice[i]++
			for j := i + 1; j < t; j++ {
				choice[j] = choice[j-1] + 1
			}
			return choice
		}
	}
	return nil
}
