package attack_test

import (
	"testing"

	"samband/pkg/digest"
	"samband/pkg/identity"
	"samband/pkg/protocol"
	"samband/pkg/seal"
)

// A contribution that opens but is not the one promised: whoever may choose its
// own after it has seen those of the others may choose the group key.
func TestAttackContributionIsNotThePromised(t *testing.T) {
	f := federate(t, 2, slow)
	_, address := f.serve()
	f.enlist(south, address, func(v *villain) {
		v.say = func(m protocol.Message) []protocol.Message {
			if k, ok := m.(*protocol.GroupKey); ok {
				k.Contribution = digest.Of([]byte("another contribution"))
				v.sign(k)
			}
			return same(m)
		}
	})
	p := f.join(north, address)
	nothing(p)
	p.refused(protocol.CodeGroupKey, south)
}

// A coordinator that has got hold of north's key puts a contribution in north's
// place that it knows itself: consistent, signed, sealed to everybody. North
// itself can tell that it is not its own.
func TestAttackOwnContributionReplaced(t *testing.T) {
	f := federate(t, 2, slow)
	c := f.scheme(func(c *schemer) {
		known := [32]byte{1, 2, 3}
		var forged *protocol.GroupKey
		alter(c, func(to identity.ID, m *protocol.GroupKeys) []protocol.Message {
			if forged == nil {
				forged = f.contribution(c, north, known)
			}
			mine := *forged
			for i, s := range forged.Sealings {
				if s.To == to {
					mine.Sealings = forged.Sealings[i : i+1]
				}
			}
			m.GroupKeys[0] = mine
			return same(m)
		})
	})
	all := c.everybody()
	nothing(all...)
	all[0].refused(protocol.CodeGroupKey, hub)
}

// contribution is a group key message of a party as it would send it itself.
func (f *federation) contribution(c *schemer, from identity.ID, contribution [32]byte) *protocol.GroupKey {
	hellos := of[protocol.Hello](c, protocol.KindHello)
	seen := protocol.HellosDigest(c.f.terms.Prefix(), hellos)
	k := &protocol.GroupKey{Prefix: f.terms.Prefix(), From: from, Hellos: seen,
		Contribution: protocol.ContributionDigest(f.terms.Prefix(), from, contribution)}
	for _, h := range hellos {
		sealed, err := seal.Seal(h.Key, protocol.SealingInfo(k.Prefix, seen, from, h.From), contribution[:])
		f.must(err)
		k.Sealings = append(k.Sealings, protocol.Sealing{To: h.From, Sealed: sealed})
		k.Digests = append(k.Digests, protocol.Addressed{To: h.From, Digest: protocol.SealedDigest(k.Prefix, sealed)})
	}
	f.signed(from, k)
	return k
}

// A sealing that the coordinator altered is its fault, not that of the member
// that promised another one.
func TestAttackSealingAltered(t *testing.T) {
	f := federate(t, 2, slow)
	c := f.scheme(func(c *schemer) {
		alter(c, func(to identity.ID, m *protocol.GroupKeys) []protocol.Message {
			if to == north {
				m.GroupKeys[1].Sealings[0].Sealed[7] ^= 1
			}
			return same(m)
		})
	})
	all := c.everybody()
	nothing(all...)
	all[0].refused(protocol.CodeGroupKey, hub)
}

// What is sealed to the others is not signed but promised by its digest. A
// coordinator that passes on anything else would be blamed for it, so it
// refuses it, and names the sender.
func TestAttackSealedIsNotThePromised(t *testing.T) {
	for name, c := range map[string]struct {
		code  protocol.Code
		spoil func(m protocol.Message)
	}{
		"sealing": {protocol.CodeGroupKey, func(m protocol.Message) {
			if k, ok := m.(*protocol.GroupKey); ok {
				k.Sealings[0].Sealed[7] ^= 1
			}
		}},
		"sealing for another": {protocol.CodeGroupKey, func(m protocol.Message) {
			if k, ok := m.(*protocol.GroupKey); ok {
				k.Sealings[0].To = k.Sealings[1].To
			}
		}},
		"one sealing too few": {protocol.CodeGroupKey, func(m protocol.Message) {
			if k, ok := m.(*protocol.GroupKey); ok {
				k.Sealings = k.Sealings[:1]
			}
		}},
		"share": {protocol.CodeHeader, func(m protocol.Message) {
			if u, ok := m.(*protocol.Upload); ok {
				u.Shares[0].Sealed[7] ^= 1
			}
		}},
		"share for another": {protocol.CodeHeader, func(m protocol.Message) {
			if u, ok := m.(*protocol.Upload); ok {
				u.Shares[0].To = u.Shares[0].From
			}
		}},
	} {
		t.Run(name, func(t *testing.T) {
			f := federate(t, 2, slow)
			coordinator, address := f.serve()
			f.enlist(south, address, func(v *villain) {
				v.say = func(m protocol.Message) []protocol.Message {
					m = copyOf(f, m)
					c.spoil(m)
					return same(m)
				}
			})
			p := f.join(north, address)
			nothing(p)
			p.ended(c.code, south)
			coordinator.ended(c.code, south)
			coordinator.refused(c.code, south)
		})
	}
}

// A share that no header of the set lists, beside all those that one does.
func shareTooMany(t *testing.T) {
	for n := 2; n <= 3; n++ {
		f := federate(t, n, slow)
		c := f.scheme(func(c *schemer) {
			alter(c, func(to identity.ID, m *protocol.Close) []protocol.Message {
				if to == north {
					m.Shares = append(m.Shares, protocol.Share{From: north, To: north, Sealed: garbage(len(m.Shares[0].Sealed))})
				}
				return same(m)
			})
		})
		all := c.everybody()
		nothing(all[0])
		all[0].refused(protocol.CodeHeader, hub)
	}
}
