package attack_test

import (
	"testing"

	"samband/pkg/digest"
	"samband/pkg/identity"
	"samband/pkg/keyshare"
	"samband/pkg/protocol"
	"samband/pkg/protocol/site"
	"samband/pkg/seal"
)

// reseal seals another text to a member in place of a share.
func (v *villain) reseal(need site.NeedCommit, share *protocol.Share, plain []byte) {
	for _, m := range need.Ready {
		if m.From == share.To {
			info := digest.New("samband/secagg/site/share/1").Digest(need.Prefix.Digest()).Text(string(v.id)).Text(string(share.To)).Sum()
			sealed, err := seal.Seal(m.Key, info[:], plain)
			v.f.must(err)
			share.Sealed = sealed
		}
	}
}

// A member that cannot open a share neither endorses nor releases. Other
// attempts follow, because it is nobody's proven fault; after four the run ends.
func malformedShare(t *testing.T) {
	for name, spoil := range map[string]func(v *villain, need site.NeedCommit, c *site.Commit){
		"garbage": func(v *villain, _ site.NeedCommit, c *site.Commit) {
			for i := range c.Shares {
				c.Shares[i].Sealed = garbage(len(c.Shares[i].Sealed))
			}
		},
		"empty": func(v *villain, need site.NeedCommit, c *site.Commit) {
			for i := range c.Shares {
				v.reseal(need, &c.Shares[i], nil)
			}
		},
		"too short": func(v *villain, need site.NeedCommit, c *site.Commit) {
			for i := range c.Shares {
				v.reseal(need, &c.Shares[i], append([]byte{1}, make([]byte, keyshare.SeedSize-1)...))
			}
		},
		"of no kind": func(v *villain, need site.NeedCommit, c *site.Commit) {
			for i := range c.Shares {
				v.reseal(need, &c.Shares[i], append([]byte{3}, make([]byte, keyshare.SeedSize)...))
			}
		},
		"exchanged": func(v *villain, _ site.NeedCommit, c *site.Commit) {
			c.Shares[0].Sealed, c.Shares[1].Sealed = c.Shares[1].Sealed, c.Shares[0].Sealed
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := federate(t, 3, slow)
			coordinator, address := f.serve()
			f.enlist(east, address, func(v *villain) {
				v.commit = func(need site.NeedCommit, c *site.Commit) { spoil(v, need, c) }
			})
			all := f.together(address, east)
			nothing(all...)
			for _, p := range all {
				p.refused(protocol.CodeShare, east)
				if n := p.sent(protocol.KindCommit); n != protocol.MaxEndorsed {
					t.Errorf("%d attempts", n)
				}
			}
			if coordinator.wait() == nil {
				t.Error("the coordinator ended as if all were well")
			}
		})
	}
}

// The share that does not open is for one member only: the other endorses, but
// without a quorum nobody releases.
func malformedShareForOne(t *testing.T) {
	f := federate(t, 3, slow)
	_, address := f.serve()
	f.enlist(east, address, func(v *villain) {
		v.commit = func(_ site.NeedCommit, c *site.Commit) { c.Shares[1].Sealed = garbage(len(c.Shares[1].Sealed)) }
	})
	all := f.together(address, east)
	nothing(all[1])
	all[1].refused(protocol.CodeShare, east)
	all[0].failed()
	if all[0].sent(protocol.KindRelease) > 0 {
		t.Error("north released")
	}
}

// A coordinator refuses by itself what it can see: shares that are missing, or
// not those in the header.
func missingShare(t *testing.T) {
	f := federate(t, 3, slow)
	coordinator, address := f.serve()
	f.enlist(east, address, func(v *villain) {
		v.commit = func(_ site.NeedCommit, c *site.Commit) { c.Shares = c.Shares[:1] }
	})
	all := f.together(address, east)
	nothing(all...)
	for _, p := range all {
		p.ended(protocol.CodeHeader, east)
	}
	coordinator.ended(protocol.CodeHeader, east)
	coordinator.refused(protocol.CodeHeader, east)
}

// A share of an earlier round, committed to and signed anew.
func oldShare(t *testing.T) {
	f := federate(t, 2, slow)
	_, address := f.serve()
	var old []protocol.Share
	f.enlist(south, address, func(v *villain) {
		v.commit = func(need site.NeedCommit, c *site.Commit) {
			if need.Prefix.Round == 1 {
				old = c.Shares
			} else {
				c.Shares = old
			}
		}
	})
	p := f.join(north, address)
	p.failed()
	p.refused(protocol.CodeShare, south)
	if n := p.sent(protocol.KindRelease); n != 1 {
		t.Errorf("%d releases, want that of the first round only", n)
	}
}

// The member that could not open a share is asked for the sum over those it
// could, in this attempt and in the next.
func partialRelease(t *testing.T) {
	f := federate(t, 3, slow)
	c := f.scheme(func(c *schemer) {
		c.hear = func(from identity.ID, m protocol.Message) bool {
			if m.Kind() != protocol.KindRefuse || c.prefix.Attempt > 1 {
				return m.Kind() == protocol.KindEndorse
			}
			c.tell(from, c.closing(from, north, south))
			alter(c, func(to identity.ID, m *protocol.Close) []protocol.Message { return same(c.closing(to, north, south)) })
			c.again()
			return true
		}
	})
	f.enlist(east, c.address, func(v *villain) {
		v.commit = func(_ site.NeedCommit, c *site.Commit) { c.Shares[0].Sealed = garbage(len(c.Shares[0].Sealed)) }
	})
	all := f.together(c.address, east)
	nothing(all[0])
	all[0].refused(protocol.CodeShare, east)
	all[0].refused(protocol.CodeQuorum, hub)
	all[1].failed()
	if all[1].sent(protocol.KindRelease) > 0 {
		t.Error("south released")
	}
}

// Whoever has seen another's ciphertext cannot make it its own any more.
func copiedCiphertext(t *testing.T) {
	t.Run("coordinator helps", func(t *testing.T) {
		f := federate(t, 2, slow)
		c := f.scheme(func(c *schemer) {
			alter(c, func(_ identity.ID, m *protocol.Close) []protocol.Message {
				c.bodies[south] = c.bodies[north]
				m.Headers[1].Root = m.Headers[0].Root
				f.signed(south, &m.Headers[1])
				m.Root = rootOf(c.add(north, south))
				return same(m)
			})
		})
		all := c.everybody()
		nothing(all[0])
		all[0].refused(protocol.CodeCommitment, hub)
	})
	t.Run("coordinator is honest", func(t *testing.T) {
		f := federate(t, 2, slow)
		coordinator, address := f.serve()
		f.enlist(south, address, func(v *villain) {
			v.say = func(m protocol.Message) []protocol.Message {
				if u, ok := m.(*protocol.Upload); ok {
					u.Header.Root = digest.Of([]byte("north's"))
					v.sign(&u.Header)
				}
				return same(m)
			}
		})
		p := f.join(north, address)
		nothing(p)
		p.ended(protocol.CodeCommitment, south)
		coordinator.ended(protocol.CodeCommitment, south)
		coordinator.refused(protocol.CodeCommitment, south)
	})
}
