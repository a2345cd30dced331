package keyshare

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// The expansion of a seed, written out from its definition: SHA-256 over tag
// and seed, each after its length in eight bytes, keys AES-256 in counter mode
// from zero; every eight bytes give their low 61 bits.
func TestSeedExpansion(t *testing.T) {
	seed := [SeedSize]byte{1, 2, 3}
	var input []byte
	for _, field := range [][]byte{[]byte("samband/keyshare/seed/1"), seed[:]} {
		input = binary.LittleEndian.AppendUint64(input, uint64(len(field)))
		input = append(input, field...)
	}
	key := sha256.Sum256(input)
	block, err := aes.NewCipher(key[:])
	if err != nil {
		t.Fatal(err)
	}
	stream := make([]byte, 8*200)
	cipher.NewCTR(block, make([]byte, 16)).XORKeyStream(stream, stream)
	got := Share{seed: &seed}.Expand(200)
	for i, e := range got {
		if want := Element(binary.LittleEndian.Uint64(stream[8*i:]) & (1<<61 - 1)); e != want || e >= P {
			t.Fatalf("element %d is %d, want %d", i, e, want)
		}
	}
}

func TestMarshalledShares(t *testing.T) {
	shares, err := Split([]Element{7, 8, P - 1}, 2, 0, []int{1, 2}, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for x, size := range map[int]int{1: 33, 2: 25} {
		b := shares[x].Marshal()
		got, err := ParseShare(b, 3)
		if err != nil || len(b) != size || !slices.Equal(got.Expand(3), shares[x].Expand(3)) {
			t.Errorf("member %d: %d bytes, %v", x, len(b), err)
		}
		for name, bad := range map[string][]byte{
			"cut": b[:len(b)-1], "longer": append(slices.Clone(b), 0), "empty": nil,
			"kind 0": append([]byte{0}, b[1:]...), "kind 3": append([]byte{3}, b[1:]...),
		} {
			if _, err := ParseShare(bad, 3); err == nil {
				t.Errorf("member %d: %s is accepted", x, name)
			}
		}
	}
	if _, err := ParseShare(shares[2].Marshal(), 4); err == nil {
		t.Error("a share of another length is accepted")
	}
	for _, v := range []uint64{P, P + 1, 1<<64 - 1} {
		if _, err := ParseElements(binary.LittleEndian.AppendUint64(nil, v), 1); err == nil {
			t.Errorf("%d is accepted as an element", v)
		}
	}
	if _, err := ParseElements(nil, -1); err == nil {
		t.Error("a negative length is accepted")
	}
}

func TestSharesShowAndKeepNothing(t *testing.T) {
	seed := [SeedSize]byte(bytes.Repeat([]byte{0xa7}, 32))
	for _, s := range []Share{{seed: &seed}, ofElements([]Element{1234567890123, 1234567890123})} {
		asJSON, err := json.Marshal(map[string]any{"share": s, "pointer": &s})
		if err != nil {
			t.Fatal(err)
		}
		around := struct{ share Share }{s}
		shown := fmt.Sprintf("%v %+v %#v %s %x %d %v %d %v %+v %#v %d", s, s, s, s, s, s, &s, &s, around, around, around, around) + string(asJSON) + s.LogValue().String()
		for _, secret := range []string{"a7a7", "167 167", "1234567890123", "11f71fb04cb"} {
			if strings.Contains(shown, secret) {
				t.Errorf("printing shows %q: %s", secret, shown)
			}
		}
		s.Destroy()
		if e := s.Expand(1)[0]; s.seed == nil && e != 0 {
			t.Error("the elements are still there")
		}
	}
	if seed != [SeedSize]byte{} {
		t.Error("the seed is still there")
	}
}

func FuzzParseShare(f *testing.F) {
	seed := [SeedSize]byte{1}
	f.Add(Share{seed: &seed}.Marshal(), uint8(2))
	f.Add(ofElements([]Element{1, P - 1}).Marshal(), uint8(2))
	f.Add([]byte{2}, uint8(0))
	f.Fuzz(func(t *testing.T, b []byte, length uint8) {
		s, err := ParseShare(b, int(length))
		if err != nil {
			return
		}
		if !bytes.Equal(s.Marshal(), b) {
			t.Errorf("%x is read as another share", b)
		}
		for i, e := range s.Expand(int(length)) {
			if e >= P {
				t.Errorf("element %d is %d", i, e)
			}
		}
	})
}

func FuzzUnpack(f *testing.F) {
	f.Add([]byte{1, 2, 3, 4, 5, 6, 7, 8}, uint8(3), uint8(2))
	f.Fuzz(func(t *testing.T, b []byte, count, n uint8) {
		length := len(b) / 8
		sum, err := ParseElements(b[:8*length], length)
		if err != nil {
			return
		}
		key, err := Unpack(sum, int(n), int(count), int(n))
		if err != nil {
			return
		}
		// What is accepted is a sum of n digits in each place, and nothing else.
		w := width(int(n))
		per := payload / w
		for k, e := range sum {
			var again Element
			for i := min((k+1)*per, len(key)) - 1; i >= k*per; i-- {
				again = again<<w | Element(key[i]+int32(Offset)*int32(n))
			}
			if again != e {
				t.Fatalf("element %d is %d, its digits say %d", k, e, again)
			}
		}
	})
}
