package attack_test

import (
	"math/big"
	"testing"

	"github.com/tuneinsight/lattigo/v5/ring"

	"samband/pkg/agreement"
	"samband/pkg/parameters"
	"samband/pkg/protocol/site"
	"samband/pkg/residue"
	"samband/pkg/secagg"
)

// Under direct-bgv one participant reads the key of all, over the real messages,
// and nobody notices: it adds δ, above the flooding, to the second polynomial of
// its ciphertext, and finds δ·s in what the decryption shares of an honest-looking
// run add up to. What it read is the other's part of the key once its own is taken
// off: ternary everywhere, which nothing else would be. (Against one-time-he there
// is no handle: TestAttackCanaryHasNoHandle in pkg/secagg/site.)
func TestAttackCanary(t *testing.T) {
	f := federate(t, 2, slow)
	f.under(agreement.DirectBGV, 2, 2, agreement.AckTwoParties)
	set := f.plan.Set
	delta := uint64(1) << (set.Flood + 4)
	coordinator, address := f.serve()
	var others []int
	villain := f.enlist(south, address, func(v *villain) {
		v.commit = func(_ site.NeedCommit, c *site.Commit) {
			for i, p := range set.Primes {
				shape := residue.Residues(p, 2*set.N())
				lanes := make([]uint64, shape.Lanes)
				f.must(shape.Unpack(v.body[i], lanes, nil))
				for k := set.N(); k < len(lanes); k++ {
					lanes[k] = (lanes[k] + delta) % p
				}
				f.must(shape.Pack(v.body[i], lanes, nil))
			}
			c.Root = rootOf(v.body)
		}
		v.opened = func(need *site.NeedSum, sum [][]byte) {
			if others != nil {
				return // one round is enough
			}
			polynomials := [][][]byte{sum[:len(set.Primes)]}
			for _, r := range need.Result.Releases {
				b, err := v.group.OpenRelease(need.Result.Prefix.Digest(), string(r.From), r.Sealed)
				f.must(err)
				polynomials = append(polynomials, cut(set, b[:secagg.PolynomialBytes(set)]))
			}
			others = readKey(f, set, delta, polynomials)
			own, err := v.part.Bytes()
			f.must(err)
			for i := range others {
				others[i] -= int(own[i/4]>>(2*(i%4))&3) - 1
			}
		}
	})
	honest := f.join(north, address)
	for _, p := range []*party{honest, villain, coordinator} {
		if err := p.wait(); err != nil {
			t.Errorf("%s notices: %v", p.id, err)
		}
	}
	var counts [3]int
	for _, k := range others {
		if k < -1 || k > 1 {
			t.Fatalf("a coefficient of the honest part of the key is read as %d", k)
		}
		counts[k+1]++
	}
	for k, n := range counts { // a third each, ± 6 standard deviations
		if n < set.N()/3-260 || n > set.N()/3+260 {
			t.Errorf("%d of %d coefficients are %d", n, len(others), k-1)
		}
	}
}

// cut divides a polynomial into its residues modulo each prime.
func cut(set parameters.Set, b []byte) [][]byte {
	var parts [][]byte
	for _, p := range set.Primes {
		size := residue.Residues(p, set.N()).Bytes()
		parts, b = append(parts, b[:size]), b[size:]
	}
	return parts
}

// readKey adds the polynomials up, of the first its first half, multiplies by t
// and rounds the coefficients to multiples of t·δ.
func readKey(f *federation, set parameters.Set, delta uint64, polynomials [][][]byte) []int {
	r, err := ring.NewRing(set.N(), set.Primes)
	f.must(err)
	phase, one := r.NewPoly(), r.NewPoly()
	for _, poly := range polynomials {
		for i, p := range set.Primes {
			shape := residue.Residues(p, 8*len(poly[i])/residue.Residues(p, 1).Bits)
			lanes := make([]uint64, shape.Lanes)
			f.must(shape.Unpack(poly[i], lanes, nil))
			copy(one.Coeffs[i], lanes)
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
