package secagg

import (
	"math/big"
	"slices"
	"testing"

	"samband/pkg/parameters"
	"samband/pkg/residue"
	"samband/pkg/vector"
)

func TestSchemesSayWhatTheyTrust(t *testing.T) {
	for _, s := range Schemes() {
		if s.Check() != nil || s.Trust() == "" {
			t.Errorf("%s: %v, %q", s, s.Check(), s.Trust())
		}
	}
	for s, want := range map[Scheme]string{
		OneTimeHE: "", PairwiseMasks: "semi-honest-coordinator", Plaintext: "plaintext",
		DirectBGV: "semi-honest-parties", DirectCKKS: "semi-honest-parties",
	} {
		if s.Acknowledge() != want {
			t.Errorf("%s is acknowledged by %q", s, s.Acknowledge())
		}
	}
	if unknown := Scheme("rot13"); unknown.Check() == nil || unknown.Trust() != "" {
		t.Error("an unknown scheme is known")
	}
}

func round(t *testing.T, s Scheme, n int) Round {
	t.Helper()
	set, err := parameters.ForKind(s.Kind(), n)
	if err != nil {
		t.Fatal(err)
	}
	l := vector.Layout{Segments: []vector.Segment{
		{Name: "weights", Length: 100000, Bits: 16, Clip: 1}, {Name: "loss", Length: 2, Bits: 48, Clip: 1},
	}}
	p, err := Pack(l, n, set)
	if err != nil {
		t.Fatal(err)
	}
	chunks, err := Chunks(s, l, p, set)
	if err != nil {
		t.Fatal(err)
	}
	return Round{Layout: l, Packing: p, Chunks: chunks, Set: set, Participants: n, Threshold: n}
}

func TestChunks(t *testing.T) {
	r := round(t, OneTimeHE, 2)
	lanes := 0
	for i, c := range r.Chunks {
		lanes += c.Lanes
		if c.Bits != r.Set.Bits || i < len(r.Chunks)-1 && c.Lanes != r.Set.N() {
			t.Errorf("chunk %d: %v", i, c)
		}
	}
	if lanes != r.Packing.Coefficients() || OneTimeHE.BodySize(r.Chunks[0]) != r.Chunks[0].Bytes() {
		t.Errorf("%d lanes for %d coefficients", lanes, r.Packing.Coefficients())
	}

	r = round(t, Plaintext, 2)
	want := append(residue.Split(17, 100000, 8192), residue.Shape{Bits: 49, Lanes: 2})
	if !slices.Equal(r.Chunks, want) {
		t.Errorf("%v, want %v", r.Chunks, want)
	}
	if Plaintext.BodySize(r.Chunks[0]) != 16+r.Chunks[0].Bytes() {
		t.Error("a plaintext body has no salt")
	}

	if masks := round(t, PairwiseMasks, 2); !slices.Equal(masks.Chunks, want) || PairwiseMasks.BodySize(want[0]) != want[0].Bytes() {
		t.Errorf("%v, want %v", masks.Chunks, want)
	}
	for _, s := range []Scheme{DirectBGV, DirectCKKS} {
		r = round(t, s, 2)
		if want := Ciphertexts(r.Packing, r.Set) * len(r.Set.Primes); len(r.Chunks) != want || Ciphertexts(r.Packing, r.Set)*r.Set.Slots() < r.Packing.Coefficients() {
			t.Errorf("%s: %d chunks, want %d", s, len(r.Chunks), want)
		}
		for i, c := range r.Chunks {
			if c.Modulus != r.Set.Primes[i%len(r.Set.Primes)] || c.Lanes != 2*r.Set.N() {
				t.Errorf("%s: chunk %d is %v", s, i, c)
			}
		}
		if _, err := Chunks(OneTimeHE, r.Layout, r.Packing, r.Set); err == nil {
			t.Error("a set of another scheme gives chunks")
		}
	}
	if _, err := Chunks("rot13", r.Layout, r.Packing, r.Set); err == nil {
		t.Error("an unknown scheme has chunks")
	}
}

// The sum of n greatest values fits a lane, and no narrower one.
func TestLaneBits(t *testing.T) {
	for _, w := range []int{2, 16, 24, 48, 52} {
		for _, n := range []int{1, 2, 3, 8, 9, 1000} {
			most := new(big.Int).Lsh(big.NewInt(1), uint(w))
			most.Sub(most, big.NewInt(1)).Mul(most, big.NewInt(int64(n)))
			if got := LaneBits(vector.Segment{Bits: w}, n); got != most.BitLen() {
				t.Errorf("w %d, n %d: %d bits, want %d", w, n, got, most.BitLen())
			}
		}
	}
}

func TestRoundCheck(t *testing.T) {
	for _, s := range Schemes() {
		good := round(t, s, 3)
		if err := good.Check(s); err != nil {
			t.Error(err)
		}
		for name, change := range map[string]func(*Round){
			"participants":   func(r *Round) { r.Participants = 9 },
			"layout":         func(r *Round) { r.Layout.Segments = r.Layout.Segments[:1] },
			"empty layout":   func(r *Round) { r.Layout = vector.Layout{} },
			"chunks":         func(r *Round) { r.Chunks = r.Chunks[1:] },
			"insecure set":   func(r *Round) { r.Set.LogN = 12 },
			"inexact set":    func(r *Round) { r.Set.Bits, r.Set.Flood = r.Set.Tau+1, 60 },
			"another scheme": func(r *Round) { r.Chunks = round(t, other(s), 3).Chunks },
		} {
			bad := good
			bad.Chunks = slices.Clone(good.Chunks)
			change(&bad)
			if bad.Check(s) == nil {
				t.Errorf("%s: %s is accepted", s, name)
			}
		}
	}
	bad := round(t, OneTimeHE, 3)
	bad.Packing.Fields = bad.Packing.Fields[:2]
	if bad.Check(OneTimeHE) == nil {
		t.Error("a packing without checksum is accepted")
	}
}

func other(s Scheme) Scheme {
	switch s {
	case OneTimeHE, DirectCKKS:
		return DirectBGV
	case DirectBGV:
		return DirectCKKS
	}
	return OneTimeHE
}

// How a shift of the checksum's own coefficients changes it depends on at most
// one carry for each limb and for each coefficient. The claim is for 20, whatever
// the layout.
func TestChecksumCarries(t *testing.T) {
	for _, set := range parameters.Sets() {
		for _, n := range []int{2, set.Participants/2 + 1, set.Participants} {
			for _, bits := range []int{vector.MinBits, 16, 40, vector.MaxBits} {
				l := vector.Layout{Segments: []vector.Segment{{Name: "weights", Length: vector.MaxValues, Bits: bits, Clip: 1}}}
				p, err := Pack(l, n, set)
				if err != nil {
					t.Fatal(err)
				}
				if f := p.Fields[1]; f.Digits()+f.Coefficients > 20 {
					t.Errorf("%s, n = %d, %d bits: %d limbs in %d coefficients", set.Name, n, bits, f.Digits(), f.Coefficients)
				}
			}
		}
	}
}
