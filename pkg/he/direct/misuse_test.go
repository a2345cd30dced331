package direct

import (
	"bytes"
	"testing"

	"samband/pkg/digest"
	"samband/pkg/parameters"
)

// Bytes from outside: of every other length, and with a residue that is none.
func TestMalformedBytesAreRefused(t *testing.T) {
	for _, set := range parameters.DirectSets() {
		f := found(t, set, 2)
		bodies := f.encrypt(t, []uint64{1})
		shares := f.shares(t, bodies)
		seed := digest.Of([]byte("session"))
		part, err := f.secrets[0].Public(seed)
		if err != nil {
			t.Fatal(err)
		}
		sharer, err := NewSharer(f.secrets[0])
		if err != nil {
			t.Fatal(err)
		}
		d, one := f.ring.NewDecryptor(), make([]uint64, 1)
		for name, change := range map[string]func([]byte) []byte{
			"empty": func([]byte) []byte { return nil }, "cut": func(b []byte) []byte { return b[1:] },
			"longer": func(b []byte) []byte { return append(bytes.Clone(b), 0) },
			"no residue": func(b []byte) []byte {
				return append(bytes.Repeat([]byte{0xff}, 16), b[16:]...)
			},
		} {
			if _, err := f.ring.Combine(seed, [][]byte{part, change(part)}); err == nil {
				t.Errorf("%s: part of a key, %s, is accepted", set.Name, name)
			}
			bad := append([][]byte{change(bodies[0])}, bodies[1:]...)
			if sharer.Share(bad, make([]byte, len(shares[0]))) == nil {
				t.Errorf("%s: ciphertext, %s, is shared", set.Name, name)
			}
			if _, err := d.Decrypt(bad, shares, one); err == nil {
				t.Errorf("%s: ciphertext, %s, is decrypted", set.Name, name)
			}
			if _, err := d.Decrypt(bodies, [][]byte{shares[0], change(shares[1])}, one); err == nil {
				t.Errorf("%s: share, %s, is accepted", set.Name, name)
			}
		}
		if sharer.Share(bodies[1:], make([]byte, len(shares[0]))) == nil || sharer.Share(bodies, nil) == nil {
			t.Errorf("%s: a share of too little is made", set.Name)
		}
		e := NewEncryptor(f.key)
		for name, slots := range map[string][]uint64{"none": nil, "too many": make([]uint64, set.Slots()+1), "too large": {1 << set.Tau}} {
			if e.Encrypt(slots, f.ring.bodies()) == nil {
				t.Errorf("%s: slots, %s, are encrypted", set.Name, name)
			}
		}
		if e.Encrypt([]uint64{1}, bodies[1:]) == nil {
			t.Errorf("%s: a body is missing", set.Name)
		}
		if _, err := d.Decrypt(bodies, shares, make([]uint64, set.Slots()+1)); err == nil {
			t.Errorf("%s: too many slots are decrypted", set.Name)
		}
		if _, err := f.ring.Combine(seed, nil); err == nil {
			t.Errorf("%s: a key of nobody", set.Name)
		}
		if _, err := f.ring.Combine(seed, make([][]byte, set.Participants+1)); err == nil {
			t.Errorf("%s: a key of too many", set.Name)
		}
	}
}

func TestSetsOfOtherSchemesAreRefused(t *testing.T) {
	set, err := parameters.For(2)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := New(set); err == nil {
		t.Error("a set of one-time-he is accepted")
	}
	set = parameters.DirectSets()[0]
	set.Flood = 60
	if _, err := New(set); err == nil {
		t.Error("a set outside its arithmetic is accepted")
	}
}

// A ciphertext of anything at all decrypts to an error or to numbers below 2^τ.
func FuzzDecrypt(f *testing.F) {
	set := parameters.DirectSets()[3] // the smallest
	r, err := New(set)
	if err != nil {
		f.Fatal(err)
	}
	d, slots := r.NewDecryptor(), make([]uint64, 8)
	f.Add(uint64(1), []byte{})
	f.Add(uint64(1<<60-16384), bytes.Repeat([]byte{0xff}, 61440))
	f.Fuzz(func(t *testing.T, fill uint64, raw []byte) {
		bodies := r.bodies()
		lanes := make([]uint64, 2*set.N())
		for i := range lanes {
			lanes[i] = fill * uint64(i+1) % set.Primes[0]
		}
		if err := Bodies(set)[0].Pack(bodies[0], lanes, nil); err != nil {
			t.Fatal(err)
		}
		if len(raw)%2 == 0 {
			copy(bodies[0], raw)
		} else {
			bodies[0] = raw
		}
		if _, err := d.Decrypt(bodies, nil, slots); err == nil {
			for _, v := range slots {
				if v>>set.Tau != 0 {
					t.Fatalf("%d comes out", v)
				}
			}
		}
	})
}

func FuzzParseSecret(f *testing.F) {
	r, err := New(parameters.DirectSets()[3])
	if err != nil {
		f.Fatal(err)
	}
	b, err := r.NewSecret().Bytes()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Add(bytes.Repeat([]byte{0xff}, len(b)))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		s, err := r.ParseSecret(b)
		if err != nil {
			return
		}
		if again, err := s.Bytes(); err != nil || !bytes.Equal(again, b) {
			t.Fatalf("read and written otherwise: %v", err)
		}
	})
}

func FuzzCombine(f *testing.F) {
	r, err := New(parameters.DirectSets()[3])
	if err != nil {
		f.Fatal(err)
	}
	size := PolynomialSize(r.set)
	f.Add(make([]byte, size))
	f.Add(bytes.Repeat([]byte{0xff}, size))
	f.Add([]byte{1})
	f.Fuzz(func(t *testing.T, b []byte) {
		_, err := r.Combine(digest.Digest{1}, [][]byte{b})
		if err == nil && len(b) != size {
			t.Fatalf("%d bytes are accepted", len(b))
		}
	})
}
