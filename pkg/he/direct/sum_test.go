package direct

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"samband/pkg/digest"
	"samband/pkg/parameters"
)

// federation is n participants with their parts of one key.
type federation struct {
	ring    *Ring
	secrets []*Secret
	key     *PublicKey
}

func found(t testing.TB, set parameters.Set, n int) *federation {
	t.Helper()
	r, err := New(set)
	if err != nil {
		t.Fatal(err)
	}
	f := &federation{ring: r}
	var parts [][]byte
	seed := digest.Of([]byte("session"))
	for range n {
		s := r.NewSecret()
		part, err := s.Public(seed)
		if err != nil {
			t.Fatal(err)
		}
		f.secrets, parts = append(f.secrets, s), append(parts, part)
	}
	if f.key, err = r.Combine(seed, parts); err != nil {
		t.Fatal(err)
	}
	return f
}

func (r *Ring) bodies() [][]byte {
	var bodies [][]byte
	for _, s := range Bodies(r.set) {
		bodies = append(bodies, make([]byte, s.Bytes()))
	}
	return bodies
}

// encrypt adds up what contributors encrypt, as a coordinator does.
func (f *federation) encrypt(t testing.TB, vectors ...[]uint64) [][]byte {
	t.Helper()
	sum, one := f.ring.bodies(), f.ring.bodies()
	e := NewEncryptor(f.key)
	for _, v := range vectors {
		if err := e.Encrypt(v, one); err != nil {
			t.Fatal(err)
		}
		for i, s := range Bodies(f.ring.set) {
			if err := s.Add(sum[i], one[i]); err != nil {
				t.Fatal(err)
			}
		}
	}
	return sum
}

func (f *federation) shares(t testing.TB, bodies [][]byte) [][]byte {
	t.Helper()
	var shares [][]byte
	for _, s := range f.secrets {
		sharer, err := NewSharer(s)
		if err != nil {
			t.Fatal(err)
		}
		share := make([]byte, PolynomialSize(f.ring.set))
		if err := sharer.Share(bodies, share); err != nil {
			t.Fatal(err)
		}
		shares = append(shares, share)
	}
	return shares
}

// values are below 2^τ/n, their ends often, so that sums of n stay below 2^τ.
func values(random *rand.Rand, set parameters.Set, n, count int) []uint64 {
	most := (uint64(1)<<set.Tau - 1) / uint64(n)
	v := make([]uint64, count)
	for i := range v {
		switch v[i] = random.Uint64N(most + 1); random.IntN(4) {
		case 0:
			v[i] = 0
		case 1:
			v[i] = most
		}
	}
	return v
}

func TestSumIsThePlainSum(t *testing.T) {
	for _, set := range parameters.DirectSets() {
		for _, n := range []int{1, 2, 3, set.Participants} {
			t.Run(fmt.Sprintf("%s, n %d", set.Name, n), func(t *testing.T) {
				f := found(t, set, n)
				random := rand.New(rand.NewPCG(1, uint64(n)))
				count := set.Slots() - random.IntN(2)*100
				want := make([]uint64, count)
				var vectors [][]uint64
				for range n {
					v := values(random, set, n, count)
					for i := range v {
						want[i] += v[i]
					}
					vectors = append(vectors, v)
				}
				bodies := f.encrypt(t, vectors...)
				got := make([]uint64, count)
				off, err := f.ring.NewDecryptor().Decrypt(bodies, f.shares(t, bodies), got)
				if err != nil || !slices.Equal(got, want) {
					t.Errorf("the sum is not the plain sum: %v", err)
				}
				t.Logf("largest distance from an integer: %g", off)
				if set.Kind == parameters.BGV && off != 0 || off > 0.25 {
					t.Errorf("off by %g before rounding", off)
				}
			})
		}
	}
}

// Without the share of one participant nothing comes out.
func TestAllSharesAreNeeded(t *testing.T) {
	for _, set := range parameters.DirectSets()[:2] {
		f := found(t, set, 3)
		random := rand.New(rand.NewPCG(1, 1))
		v := values(random, set, 3, 100)
		bodies := f.encrypt(t, v)
		shares := f.shares(t, bodies)
		got := make([]uint64, len(v))
		if _, err := f.ring.NewDecryptor().Decrypt(bodies, shares[1:], got); err == nil && slices.Equal(got, v) {
			t.Errorf("%s: two of three shares decrypt", set.Name)
		}
	}
}

func TestSecretIsKept(t *testing.T) {
	f := found(t, parameters.DirectSets()[0], 2)
	b, err := f.secrets[0].Bytes()
	if err != nil {
		t.Fatal(err)
	}
	again, err := f.ring.ParseSecret(b)
	if err != nil || !slices.Equal(again.digits, f.secrets[0].digits) {
		t.Fatal(err)
	}
	f.secrets[0] = again
	v := []uint64{1, 2, 3}
	bodies := f.encrypt(t, v)
	got := make([]uint64, 3)
	if _, err := f.ring.NewDecryptor().Decrypt(bodies, f.shares(t, bodies), got); err != nil || !slices.Equal(got, v) {
		t.Errorf("%v, %v", got, err)
	}
	for _, s := range []string{fmt.Sprint(again), fmt.Sprintf("%+v %#v", *again, again), fmt.Sprintf("%v", struct{ s *Secret }{again})} {
		if !strings.Contains(s, "secret") && !strings.Contains(s, "0x") {
			t.Errorf("a secret prints as %.80s", s)
		}
	}
	again.Destroy()
	if _, err := NewSharer(again); err == nil {
		t.Error("a destroyed secret makes shares")
	}
}

// Two encryptions, and two shares, of the same are unrelated bytes.
func TestFreshness(t *testing.T) {
	f := found(t, parameters.DirectSets()[0], 2)
	v := []uint64{7}
	if slices.Equal(f.encrypt(t, v)[0], f.encrypt(t, v)[0]) {
		t.Error("encryption repeats itself")
	}
	bodies := f.encrypt(t, v)
	if slices.Equal(f.shares(t, bodies)[0], f.shares(t, bodies)[0]) {
		t.Error("shares are not flooded")
	}
}
