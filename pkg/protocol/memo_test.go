package protocol_test

import (
	"testing"

	"samband/pkg/identity"
	"samband/pkg/protocol"
)

// With a memo exactly that verifies which verifies without one, also after it
// has seen the true signature.
func TestAMemoTakesNothingElseAsTrue(t *testing.T) {
	keys := make([]*identity.PrivateKey, 2)
	for i := range keys {
		var err error
		if keys[i], err = identity.Generate(); err != nil {
			t.Fatal(err)
		}
	}
	signed := func(from identity.ID, key []byte) *protocol.Hello {
		h := &protocol.Hello{From: from, Key: key}
		protocol.Sign(keys[0], h)
		return h
	}
	memo := protocol.NewMemo()
	good := signed("north", []byte("key"))
	other := signed("north", []byte("another key"))
	swapped, cut, flipped := *good, *good, *good
	swapped.Signature = other.Signature
	cut.Signature = good.Signature[:63]
	flipped.Signature = append([]byte(nil), good.Signature...)
	flipped.Signature[40] ^= 1
	for range 2 {
		for name, c := range map[string]struct {
			m    protocol.Message
			key  identity.PublicKey
			want bool
		}{
			"signed":                  {good, keys[0].Public(), true},
			"of another":              {good, keys[1].Public(), false},
			"another one's signature": {&swapped, keys[0].Public(), false},
			"cut":                     {&cut, keys[0].Public(), false},
			"altered":                 {&flipped, keys[0].Public(), false},
			"never signed":            {&protocol.Fetch{}, keys[0].Public(), true},
		} {
			for _, o := range []*protocol.Memo{memo, nil} {
				if got := o.Verify(c.key, c.m); got != c.want {
					t.Errorf("%s: %v", name, got)
				}
			}
		}
	}
}
