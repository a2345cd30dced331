package attack_test

import (
	"encoding/json"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"samband/client/participant"
	"samband/pkg/agreement"
	"samband/pkg/digest"
	"samband/pkg/he"
	"samband/pkg/identity"
	"samband/pkg/keyshare"
	"samband/pkg/protocol"
	"samband/pkg/residue"
	"samband/pkg/seal"
	"samband/pkg/secagg"
	"samband/pkg/vector"
)

// group is the group key, out of a participant's files.
func (f *federation) group(dir string) *seal.Group {
	text, err := os.ReadFile(filepath.Join(dir, participant.SessionFile))
	f.must(err)
	var s struct{ Group []byte }
	f.must(json.Unmarshal(text, &s))
	group, err := seal.ParseGroup(s.Group)
	f.must(err)
	return group
}

// otherKey finds what to add to the sum of the keys so that the same C opens to
// one more in the digit given, with a checksum that holds: whoever knows the
// checksum key needs a short vector of a lattice. It changes a few coefficients of
// the key, from one on, and is tried until no coefficient leaves its bounds.
func (f *federation) otherKey(r secagg.Round, group *seal.Group, digit int) []int64 {
	const unknowns = 128
	set := r.Set
	set.Tau, set.Bits, set.Participants = 110, 113, 2 // more of the products than the run keeps
	ring, err := he.NewRing(set)
	f.must(err)
	shape := r.Chunks[0]
	shape.Bits = set.Bits
	columns := func(from int) [][]fixed {
		all := make([][]fixed, unknowns)
		key := make([]int32, set.N())
		for k := range all {
			key[from+k] = 1
			d, err := he.NewDecryptor(ring, r.Prefix, key, 1)
			f.must(err)
			m := he.NewCoefficients(set.N())
			f.must(d.Decrypt(0, make([]byte, shape.Bytes()), shape, m))
			for i := range shape.Lanes {
				all[k] = append(all[k], shifted(m.Lo[i], m.Hi[i], fraction-set.Tau))
			}
			key[from+k] = 0
		}
		return all
	}
	// What the sum shall have more: one in the digit, and its weight in the limbs.
	more := make([]*big.Int, shape.Lanes)
	for i := range more {
		more[i] = new(big.Int)
	}
	fields := r.Packing.Fields
	more[fields[digit].Start].SetInt64(1)
	weights := digest.NewKeyed(group.ChecksumKey(), "samband/secagg/site/checksum/1").Digest(r.Prefix).Uint(0).Sum().Expand()
	weight := make([]byte, 16*(digit+1))
	weights.Read(weight)
	weight = weight[16*digit:]
	limbs := fields[len(fields)-1]
	for j := range 8 {
		v := big.NewInt(int64(weight[2*j]) | int64(weight[2*j+1])<<8)
		c := more[limbs.Start+j/limbs.PerCoefficient]
		c.Add(c, v.Lsh(v, uint(j%limbs.PerCoefficient*limbs.DigitBits)))
	}
	target := make([]fixed, shape.Lanes)
	for i, m := range more {
		lo := new(big.Int).And(m, new(big.Int).SetUint64(1<<64-1)).Uint64()
		target[i] = shifted(lo, new(big.Int).Rsh(m, 64).Uint64(), fraction-r.Set.Tau)
	}
	most := int64(set.SupportSecret*r.Participants - 100) // the sum of honest keys is far within 100
	for from := 0; from < set.N(); from += unknowns {
		c := combination(columns(from), target, r.Set.Tau+12)
		if slices.Max(c) <= most && slices.Min(c) >= -most {
			return append(make([]int64, from), c...)
		}
	}
	f.t.Error("no short vector was found")
	return nil
}

func shifted(lo, hi uint64, by int) fixed {
	if by >= 64 {
		return fixed{0, lo << (by - 64)}
	}
	return fixed{lo << by, hi<<by | lo>>(64-by)}
}

// crafted is a release that, with those of others, opens to the key that is other
// by so much.
func (f *federation) crafted(points []int, shares [][]keyshare.Element, more []int64, n int) []keyshare.Element {
	p := new(big.Int).SetUint64(keyshare.P)
	last := len(points) - 1
	one := slices.Clone(shares)
	one[last] = slices.Clone(shares[last])
	one[last][0] = keyshare.Element((uint64(one[last][0]) + 1) % keyshare.P)
	a, err := keyshare.Combine(points, shares)
	f.must(err)
	b, err := keyshare.Combine(points, one)
	f.must(err)
	factor := new(big.Int).ModInverse(new(big.Int).SetUint64((uint64(b[0])+keyshare.P-uint64(a[0]))%keyshare.P), p)
	width := new(big.Int).SetInt64(int64(keyshare.MaxDigit * n)).BitLen()
	per := 60 / width
	out := slices.Clone(shares[last])
	for k := range out {
		sum := new(big.Int)
		for i := per - 1; i >= 0; i-- {
			sum.Lsh(sum, uint(width))
			if at := k*per + i; at < len(more) {
				sum.Add(sum, big.NewInt(more[at]))
			}
		}
		sum.Mul(sum, factor).Add(sum, new(big.Int).SetUint64(uint64(out[k]))).Mod(sum, p)
		out[k] = keyshare.Element(sum.Uint64())
	}
	return out
}

// A member that knows the checksum key, as all do, waits until it has the others'
// releases, and makes one with which four of them open C to another sum that
// passes every check: one more positive outcome. The coordinator shows it to every
// second participant. All accept what they see; the acks are of two states, and
// neither has a quorum.
func craftedRelease(t *testing.T) {
	f := form(t, 12, 5*slow, func(a *agreement.Agreement) { a.Schema.Features = a.Schema.Features[1:] })
	accomplice := f.terms.Members[8]
	victim := func(id identity.ID) bool { return slices.Index(f.ids, id)%2 == 0 && id != accomplice }
	_, rounds := f.inTheClear(nil)
	var key []byte
	states := make(map[identity.ID]digest.Digest)
	prefix := make(chan protocol.Prefix, 1)
	s := f.scheme(func(s *schemer) {
		var made []keyshare.Element
		s.hear = func(from identity.ID, m protocol.Message) bool {
			if a, ok := m.(*protocol.Ack); ok {
				if states[from] = a.State; len(states) == 1 {
					prefix <- a.Prefix
				}
			}
			if from != accomplice || m.Kind() != protocol.KindEndorse && m.Kind() != protocol.KindRelease {
				return false
			}
			s.without(from) // it waits
			return true
		}
		alter(s, func(to identity.ID, m *protocol.Result) []protocol.Message {
			if !victim(to) {
				return same(m)
			}
			at := m.Prefix.Digest()
			group := f.group(filepath.Join(f.dir, string(accomplice)))
			layout, packing, chunks := f.laidOut(s.phase)
			r := secagg.Round{Prefix: at, Layout: layout, Packing: packing, Chunks: chunks, Set: f.plan.Set, Participants: len(f.ids), Threshold: f.terms.Threshold}
			if made == nil {
				key = group.StateKey()
				length := keyshare.Length(r.Set.N(), r.Participants)
				var points []int
				var shares [][]keyshare.Element
				for _, release := range m.Releases[:f.terms.Threshold] {
					b, err := group.OpenRelease(at, string(release.From), release.Sealed)
					f.must(err)
					elements, err := keyshare.ParseElements(b, length)
					f.must(err)
					points, shares = append(points, f.terms.Point(release.From)), append(shares, elements)
				}
				own, err := keyshare.At(f.terms.Point(accomplice), points, shares)
				f.must(err)
				points[4], shares[4] = f.terms.Point(accomplice), own
				began := time.Now()
				more := f.otherKey(r, group, 1)
				t.Logf("another short key after %.1f s, with coefficients up to %d", time.Since(began).Seconds(), max(slices.Max(more), -slices.Min(more)))
				made = f.crafted(points, shares, more, r.Participants)
			}
			sealed, err := group.SealRelease(at, string(accomplice), keyshare.MarshalElements(made))
			f.must(err)
			e := m.Endorsed[0]
			e.From, e.Release = accomplice, protocol.SealedDigest(m.Prefix, sealed)
			f.signed(accomplice, &e)
			m.Endorsed = append(m.Endorsed, e)
			m.Releases = append(m.Releases[:4], protocol.Release{Prefix: m.Prefix, From: accomplice, Sealed: sealed})
			return same(m)
		})
		// Everybody is shown the acks that say what it said itself.
		alter(s, func(to identity.ID, m *protocol.Open) []protocol.Message {
			m.Acks = slices.DeleteFunc(m.Acks, func(a protocol.Ack) bool { return a.State != states[to] })
			return same(m)
		})
	})
	all := s.everybody()
	for _, p := range all {
		select {
		case <-p.done:
		case <-time.After(3 * time.Minute):
			t.Fatalf("%s does not return", p.id)
		}
		p.failed()
		p.refused(protocol.CodeQuorum, hub)
	}
	at := <-prefix
	sum := slices.Clone(rounds[0].sum)
	honest := protocol.NextState(key, at.State, 1, f.ids, sum)
	sum[1]++
	another := protocol.NextState(key, at.State, 1, f.ids, sum)
	for id, state := range states {
		if want := map[bool]digest.Digest{true: another, false: honest}[victim(id)]; state != want {
			t.Errorf("%s accepted another sum than this test means to show", id)
		}
	}
}

// laidOut is the form of a phase.
func (f *federation) laidOut(phase string) (vector.Layout, vector.Packing, []residue.Shape) {
	layout, err := f.plan.Layout(phase)
	f.must(err)
	packing, err := f.plan.Packing(phase)
	f.must(err)
	chunks, err := f.plan.Chunks(phase)
	f.must(err)
	return layout, packing, chunks
}
