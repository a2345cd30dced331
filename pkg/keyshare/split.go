package keyshare

import (
	"fmt"
	"io"
	"slices"
)

// MaxPoint is the greatest point of a committee member. It bounds the
// committee, not the roster.
const MaxPoint = 1 << 16

// Split shares secret among members, given by their points (1 and up), so that
// any t of them recover it. self is the point of the one who splits, or 0 if it
// is no member.
//
// The shares of the t-1 lowest-numbered other members are random seeds: t-1
// values of a polynomial of degree t-1 may be chosen freely, and the secret at 0
// settles the rest. A seed is 32 bytes however long the secret is.
func Split(secret []Element, t int, self int, members []int, rand io.Reader) (map[int]Share, error) {
	points := slices.Clone(members)
	slices.Sort(points)
	if err := checkPoints(points); err != nil {
		return nil, fmt.Errorf("sharing a key: %w", err)
	}
	if t < 2 || t > len(points) {
		return nil, fmt.Errorf("sharing a key: the threshold %d is not between 2 and the %d members", t, len(points))
	}
	if self != 0 && !slices.Contains(points, self) {
		return nil, fmt.Errorf("sharing a key: the own point %d is not among the members'", self)
	}

	shares := make(map[int]Share, len(points))
	known := []int{0}
	values := [][]Element{secret}
	defer func() {
		for _, v := range values[1:] {
			clear(v)
		}
	}()
	for _, x := range points {
		if x == self || len(known) == t {
			continue
		}
		seed := new([SeedSize]byte)
		if _, err := io.ReadFull(rand, seed[:]); err != nil {
			return nil, fmt.Errorf("sharing a key: the random source failed: %w", err)
		}
		shares[x] = Share{seed: seed}
		known = append(known, x)
		values = append(values, shares[x].Expand(len(secret)))
	}
	for _, x := range points {
		if _, seeded := shares[x]; !seeded {
			shares[x] = ofElements(evaluate(known, values, Element(x), len(secret)))
		}
	}
	return shares, nil
}

// Combine gives the value at 0 of the polynomial through the shares at the
// points: exactly t of them, all of one length.
func Combine(points []int, shares [][]Element) ([]Element, error) {
	return At(0, points, shares)
}

// At gives the value at any point x of the polynomial through the shares; used
// to tell whether a further member's share lies on it.
func At(x int, points []int, shares [][]Element) ([]Element, error) {
	if len(points) == 0 || len(points) != len(shares) {
		return nil, fmt.Errorf("combining shares: %d points for %d shares", len(points), len(shares))
	}
	sorted := slices.Clone(points)
	slices.Sort(sorted)
	if err := checkPoints(sorted); err != nil {
		return nil, fmt.Errorf("combining shares: %w", err)
	}
	if x < 0 || x > MaxPoint {
		return nil, fmt.Errorf("combining shares: the point %d is not between 0 and %d", x, MaxPoint)
	}
	length := len(shares[0])
	for _, s := range shares {
		if len(s) != length {
			return nil, fmt.Errorf("combining shares: lengths %d and %d differ", length, len(s))
		}
	}
	return evaluate(points, shares, Element(x), length), nil
}

// checkPoints wants sorted, distinct points of members. Point 0 is the secret
// itself and belongs to nobody.
func checkPoints(sorted []int) error {
	for i, x := range sorted {
		if x < 1 || x > MaxPoint {
			return fmt.Errorf("the point %d is not between 1 and %d", x, MaxPoint)
		}
		if i > 0 && x == sorted[i-1] {
			return fmt.Errorf("the point %d occurs twice", x)
		}
	}
	return nil
}

// evaluate gives the value at x of the polynomial of degree len(points)-1 that
// has values[i] at points[i] (Lagrange), for each position of the values.
func evaluate(points []int, values [][]Element, x Element, length int) []Element {
	at := make([]Element, length)
	for i, xi := range points {
		numerator, denominator := Element(1), Element(1)
		for j, xj := range points {
			if j != i {
				numerator = mul(numerator, sub(x, Element(xj)))
				denominator = mul(denominator, sub(Element(xi), Element(xj)))
			}
		}
		weight := mul(numerator, invert(denominator))
		for k, v := range values[i] {
			at[k] = add(at[k], mul(weight, v))
		}
	}
	return at
}
