package site

import (
	"math/big"
	"slices"
	"testing"

	"github.com/tuneinsight/lattigo/v5/ring"

	"samband/pkg/he/direct"
	"samband/pkg/parameters"
	"samband/pkg/residue"
	"samband/pkg/secagg"
)

// One malformed ciphertext and the decryption shares of an honest-looking
// decryption give the collective key of direct-bgv. The contributor adds δ to
// the second polynomial of its ciphertext, so that δ·s lies in what the shares
// add up to, above the flooding and below q/t. The sum that everybody sees is
// right, because what is above the plaintext modulus is taken for noise.
// (Against shares with no more noise than a ciphertext, 2^80 is plenty. Flooding
// asks for more and changes nothing else: where there is room for flooding, there
// is room above it.)
func TestAttackCanaryReadsTheCollectiveKey(t *testing.T) {
	w := newWorld(t, secagg.DirectBGV, 3, 3, 3, layout(50))
	w.protect(t, w.parties...)
	set, villain := w.round.Set, w.parties[2]
	delta := uint64(1) << (set.Flood + 4)
	for i := range set.Primes { // of the first ciphertext
		addToSecond(t, w.round.Chunks[i], villain.chunks[i], delta)
	}

	// Everybody else is honest, and sees nothing.
	c, releases := w.add(t, w.parties), w.release(t, w.parties, w.parties)
	got, _, err := w.openSet(releases, w.parties, c)
	if err != nil || !slices.Equal(got, plainSum(w.parties)) {
		t.Fatalf("the sum looks wrong: %v", err)
	}

	// The villain has the shares: they are sealed for all participants.
	var shares [][]byte
	for _, r := range releases {
		share, err := w.group.OpenRelease(w.round.Prefix, r.From, r.Sealed)
		if err != nil {
			t.Fatal(err)
		}
		shares = append(shares, share[:direct.PolynomialSize(set)])
	}
	key := readKey(t, set, delta, c[:len(set.Primes)], shares)
	wrong := 0
	for i, k := range key {
		want := -len(w.parties)
		for _, p := range w.parties {
			want += digitOf(t, p, i)
		}
		if k != want {
			wrong++
		}
	}
	if wrong > 0 {
		t.Errorf("%d of %d coefficients of the collective key are not read", wrong, len(key))
	}
}

// addToSecond adds the constant δ to the second polynomial of a ciphertext. All
// values of a constant are the constant.
func addToSecond(t *testing.T, shape residue.Shape, body []byte, delta uint64) {
	t.Helper()
	lanes := make([]uint64, shape.Lanes)
	if err := shape.Unpack(body, lanes, nil); err != nil {
		t.Fatal(err)
	}
	for i := shape.Lanes / 2; i < shape.Lanes; i++ {
		lanes[i] = (lanes[i] + delta) % shape.Modulus
	}
	if err := shape.Pack(body, lanes, nil); err != nil {
		t.Fatal(err)
	}
}

// readKey computes C0 + Σ d_i, which is m/t + e + δ·s modulo q, multiplies it by
// t and rounds to multiples of t·δ.
func readKey(t *testing.T, set parameters.Set, delta uint64, c, shares [][]byte) []int {
	t.Helper()
	r, err := ring.NewRing(set.N(), set.Primes)
	if err != nil {
		t.Fatal(err)
	}
	phase, one := r.NewPoly(), r.NewPoly()
	lanes := make([]uint64, 2*set.N())
	for i, p := range set.Primes {
		if err := residue.Residues(p, 2*set.N()).Unpack(c[i], lanes, nil); err != nil {
			t.Fatal(err)
		}
		copy(phase.Coeffs[i], lanes)
	}
	for _, share := range shares {
		for i, p := range set.Primes {
			shape := residue.Residues(p, set.N())
			if err := shape.Unpack(share[:shape.Bytes()], one.Coeffs[i], nil); err != nil {
				t.Fatal(err)
			}
			share = share[shape.Bytes():]
		}
		r.Add(phase, one, phase)
	}
	r.INTT(phase, phase)
	r.MulScalar(phase, set.Plain, phase)
	values := make([]*big.Int, set.N())
	for i := range values {
		values[i] = new(big.Int)
	}
	r.PolyToBigintCentered(phase, 1, values)
	step := new(big.Int).Mul(new(big.Int).SetUint64(set.Plain), new(big.Int).SetUint64(delta))
	key := make([]int, len(values))
	for i, v := range values {
		twice := v.Add(v.Lsh(v, 1), step)
		key[i] = int(v.Div(twice, new(big.Int).Lsh(step, 1)).Int64())
	}
	return key
}

// digitOf is a coefficient of a party's part of the key, plus 1.
func digitOf(t *testing.T, p *party, i int) int {
	t.Helper()
	b, err := p.scheme.(*collective).part.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	return int(b[i/4] >> (2 * (i % 4)) & 3)
}

// Against one-time-he there is no handle: what members give out is a function of
// the shares alone, never of C, so nothing that a contributor does to its
// ciphertext is in it. The releases for the sum with the canary are those for
// the sum without: they open it. The canary itself is in nobody's sum.
func TestAttackCanaryHasNoHandle(t *testing.T) {
	w, c, _ := committed(t, 3, 3)
	villain := w.parties[2]
	honest := slices.Clone(villain.chunks)
	villain.chunks = cloneChunks(honest)
	shape := w.round.Chunks[0]
	lo, hi := make([]uint64, shape.Lanes), make([]uint64, shape.Lanes)
	if err := shape.Unpack(villain.chunks[0], lo, hi); err != nil {
		t.Fatal(err)
	}
	for i := range hi {
		hi[i] += 1 << (80 - 64)
	}
	if err := shape.Pack(villain.chunks[0], lo, hi); err != nil {
		t.Fatal(err)
	}
	bad := w.add(t, w.parties)

	var releases []secagg.Release
	for _, m := range w.parties {
		closing := w.closing(m, w.parties)
		closing.Sum = func(int) ([]byte, error) {
			t.Error("a release is made from the sum")
			return nil, nil
		}
		sealed, err := w.scheme.Release(w.round, m.Member, m.key, closing, w.group)
		if err != nil {
			t.Fatal(err)
		}
		releases = append(releases, secagg.Release{From: m.ID, Point: m.Point, Sealed: sealed})
	}
	if _, _, err := w.open(releases, 3, reader(bad)); !is[*ChecksumError](err) {
		t.Errorf("the sum with the canary is opened: %v", err)
	}
	got, _, err := w.open(releases, 3, reader(c))
	if err != nil || !slices.Equal(got, plainSum(w.parties)) {
		t.Errorf("the releases are of something else than the keys: %v", err)
	}
}
