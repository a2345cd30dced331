package keyshare

import (
	"crypto/rand"
	"errors"
	"io"
	"math/big"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// sharing is a random secret with its shares.
type sharing struct {
	t, self int
	members []int
	secret  []Element
	shares  map[int]Share
}

func draw(t *rapid.T) sharing {
	m := rapid.IntRange(2, 9).Draw(t, "m")
	all := rapid.Permutation([]int{1, 2, 3, 4, 5, 6, 7, 8, 9}).Draw(t, "points")
	s := sharing{
		t:       rapid.IntRange(2, m).Draw(t, "t"),
		members: all[:m],
		secret:  rapid.SliceOfN(anyElement(), 1, 4).Draw(t, "secret"),
	}
	if rapid.Bool().Draw(t, "is member") {
		s.self = s.members[0]
	}
	var err error
	if s.shares, err = Split(s.secret, s.t, s.self, s.members, rand.Reader); err != nil {
		t.Fatal(err)
	}
	return s
}

func (s sharing) expand(points []int) [][]Element {
	var all [][]Element
	for _, x := range points {
		all = append(all, s.shares[x].Expand(len(s.secret)))
	}
	return all
}

// lagrange is the textbook formula in math/big, at 0, for one position.
func lagrange(points []int, values []*big.Int) *big.Int {
	sum := new(big.Int)
	for i, xi := range points {
		term := new(big.Int).Set(values[i])
		for j, xj := range points {
			if i != j {
				d := new(big.Int).ModInverse(big.NewInt(int64(xj-xi)), bigP)
				term.Mul(term, big.NewInt(int64(xj))).Mul(term, d).Mod(term, bigP)
			}
		}
		sum.Add(sum, term)
	}
	return sum.Mod(sum, bigP)
}

func TestAnyThresholdRecovers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := draw(t)
		chosen := rapid.Permutation(s.members).Draw(t, "who")[:s.t]
		shares := s.expand(chosen)
		got, err := Combine(chosen, shares)
		if err != nil || !slices.Equal(got, s.secret) {
			t.Fatalf("%v, want %v (%v)", got, s.secret, err)
		}
		values := make([]*big.Int, s.t)
		for i := range values {
			values[i] = toBig(shares[i][0])
		}
		if want := lagrange(chosen, values); toBig(got[0]).Cmp(want) != 0 {
			t.Fatalf("%d, by math/big %v", got[0], want)
		}
		for _, x := range s.members {
			at, err := At(x, chosen, shares)
			if err != nil || !slices.Equal(at, s.shares[x].Expand(len(s.secret))) {
				t.Fatalf("member %d is not on the polynomial of %v (%v)", x, chosen, err)
			}
		}
	})
}

// t-1 shares say nothing: the map from (secret, seeds' elements) to the shares
// of any t-1 members is onto, and stays so with the secret fixed. That is: for
// any t-1 shares and any secret there is exactly one polynomial with both. It
// is built here by interpolation and shared among all points, so whoever holds
// the t-1 shares cannot tell it from the real one.
func TestFewerAreConsistentWithEverySecret(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := draw(t)
		few := rapid.Permutation(s.members).Draw(t, "who")[:s.t-1]
		other := rapid.SliceOfN(anyElement(), len(s.secret), len(s.secret)).Draw(t, "other secret")
		points := append([]int{0}, few...)
		values := append([][]Element{other}, s.expand(few)...)
		var shares [][]Element
		for _, x := range s.members[:s.t] {
			shares = append(shares, evaluate(points, values, Element(x), len(other)))
		}
		got, err := Combine(s.members[:s.t], shares)
		if err != nil || !slices.Equal(got, other) {
			t.Fatalf("the other secret is not possible: %v (%v)", got, err)
		}
		for _, x := range few {
			at, err := At(x, s.members[:s.t], shares)
			if err != nil || !slices.Equal(at, s.shares[x].Expand(len(other))) {
				t.Fatalf("member %d would see another share (%v)", x, err)
			}
		}
	})
}

func TestSharesOfSumsAreSumsOfShares(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := draw(t)
		sum := slices.Clone(s.secret)
		summed := map[int][]Element{}
		for _, x := range s.members {
			summed[x] = s.shares[x].Expand(len(sum))
		}
		for range rapid.IntRange(1, 4).Draw(t, "more participants") {
			secret := rapid.SliceOfN(anyElement(), len(sum), len(sum)).Draw(t, "secret")
			self := rapid.SampledFrom(s.members).Draw(t, "self") // others get the seeds
			shares, err := Split(secret, s.t, self, s.members, rand.Reader)
			if err != nil || Add(sum, secret) != nil {
				t.Fatal(err)
			}
			for _, x := range s.members {
				if err := Add(summed[x], shares[x].Expand(len(sum))); err != nil {
					t.Fatal(err)
				}
			}
		}
		chosen := rapid.Permutation(s.members).Draw(t, "who")[:s.t]
		var shares [][]Element
		for _, x := range chosen {
			shares = append(shares, summed[x])
		}
		if got, err := Combine(chosen, shares); err != nil || !slices.Equal(got, sum) {
			t.Fatalf("%v, want %v (%v)", got, sum, err)
		}
	})
}

func TestSeedsGoToTheLowestOthers(t *testing.T) {
	for _, c := range []struct {
		t, self        int
		members, seeds []int
	}{
		{2, 1, []int{1, 2}, []int{2}},
		{2, 2, []int{1, 2}, []int{1}},
		{2, 0, []int{1, 2}, []int{1}},
		{3, 2, []int{5, 3, 2, 1}, []int{1, 3}},
		{5, 9, []int{9, 8, 6, 5, 4, 2, 1}, []int{1, 2, 4, 5}},
	} {
		shares, err := Split([]Element{7}, c.t, c.self, c.members, rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range c.members {
			if seeded := shares[x].seed != nil; seeded != slices.Contains(c.seeds, x) {
				t.Errorf("%+v: member %d has a seed: %v", c, x, seeded)
			}
		}
	}
}

func TestSplitAndCombineRefuse(t *testing.T) {
	secret := []Element{7}
	split := func(t, self int, members ...int) error {
		return second(Split(secret, t, self, members, rand.Reader))
	}
	one := [][]Element{{1}}
	for name, err := range map[string]error{
		"point 0":              split(2, 0, 0, 1),
		"negative point":       split(2, 0, -1, 1),
		"point twice":          split(2, 0, 1, 1),
		"threshold 1":          split(1, 0, 1, 2),
		"threshold above m":    split(3, 0, 1, 2),
		"stranger":             split(2, 3, 1, 2),
		"huge point":           split(2, 0, 1, MaxPoint+1),
		"combine nothing":      second(Combine(nil, nil)),
		"combine at 0":         second(Combine([]int{0}, one)),
		"combine twice":        second(Combine([]int{1, 1}, [][]Element{{1}, {1}})),
		"combine uneven":       second(Combine([]int{1, 2}, [][]Element{{1}, {1, 2}})),
		"points and shares":    second(Combine([]int{1, 2}, one)),
		"evaluate far outside": second(At(-1, []int{1}, one)),
	} {
		if err == nil {
			t.Errorf("%s is accepted", name)
		}
	}
	broken := io.LimitReader(rand.Reader, 40)
	if _, err := Split(secret, 3, 0, []int{1, 2, 3}, broken); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("a random source that ends: %v", err)
	}
}
