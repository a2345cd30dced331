package he

import (
	"fmt"
	"sync"
	"testing"

	"samband/pkg/digest"
	"samband/pkg/residue"
)

// Whole chunks of fixed keys, errors and messages. The digests were computed in
// Python from the formulas of the package comment with integers of any size and
// a transform of its own.
func TestKnownAnswers(t *testing.T) {
	for name, want := range map[string]string{
		"sum-2":        "97a3d45c076529bd806aa1f16facedd500d265eb433fea5a757e258db949a701",
		"sum-2-narrow": "cc93915416433624ef9a0ea6b693fcc2cc00dfa76856bab8ebf3a00f284d438e",
		"sum-8":        "f1b374efc3fa745e343a2da2ce1825093d0349c4ff823b3a0f8661fbddfa156d",
		"sum-64":       "c2d1fc131508e875c1fa9ab82cf900c0eea1d51579d1a83f7328b8ffa16faef8",
		"sum-1000":     "a119ca3bb7477e84ee01aeb00855bc609d5af2d93df747eeff7be91a6a3743e4",
	} {
		set := named(t, name)
		r, err := NewRing(set)
		if err != nil {
			t.Fatal(err)
		}
		key := newKey(r)
		for i := range key.digits {
			key.digits[i] = uint8((7*i*i + 3*i) % 73)
		}
		key.transform()
		e, err := NewEncryptor(digest.Of(nil), key)
		if err != nil {
			t.Fatal(err)
		}
		e.draw = func(d []uint8) {
			for i := range d {
				d[i] = uint8(5 * i % 103)
			}
		}
		shape := residue.Shape{Bits: set.Bits, Lanes: set.N()}
		body := make([]byte, shape.Bytes())
		if err := e.Encrypt(2, patterned(set, 0), shape, body); err != nil {
			t.Fatal(err)
		}
		if got := digest.Of(body).String(); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}

// Encryptors of several goroutines share a key; what they write decrypts.
func TestEncryptorsShareKey(t *testing.T) {
	set, seed := testSet(t), digest.Of(nil)
	key := NewKey(ringOf(t, set))
	shape := residue.Shape{Bits: set.Bits, Lanes: 100}
	const workers, each = 3, 2
	var wait sync.WaitGroup
	var bodies [workers * each][]byte
	var failed [workers]error
	for worker := range workers {
		wait.Go(func() {
			e, err := NewEncryptor(seed, key)
			for chunk := worker; err == nil && chunk < len(bodies); chunk += workers {
				bodies[chunk] = make([]byte, shape.Bytes())
				err = e.Encrypt(chunk, patterned(set, uint64(chunk)), shape, bodies[chunk])
			}
			failed[worker] = err
		})
	}
	wait.Wait()
	if failed != [workers]error{} {
		t.Fatal(fmt.Errorf("encrypting: %v", failed))
	}
	sum := make([]int32, set.N())
	addKey(sum, key)
	d, err := NewDecryptor(ringOf(t, set), seed, sum, 1)
	if err != nil {
		t.Fatal(err)
	}
	got := NewCoefficients(shape.Lanes)
	for chunk, body := range bodies {
		if err := d.Decrypt(chunk, body, shape, got); err != nil {
			t.Fatal(err)
		}
		want := patterned(set, uint64(chunk))
		for i := range got.Lo {
			if got.Lo[i] != want.Lo[i] || got.Hi[i] != want.Hi[i] {
				t.Fatalf("chunk %d, coefficient %d is wrong", chunk, i)
			}
		}
	}
}
