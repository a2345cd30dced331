package protocol

import (
	"samband/pkg/digest"
	"samband/pkg/identity"
)

// HellosDigest binds what follows to one list of hellos.
func HellosDigest(p Prefix, hellos []Hello) digest.Digest {
	h := p.Opening().Start("hellos").Count(len(hellos))
	for i := range hellos {
		h.Digest(hellos[i].digestToSign()).Bytes(hellos[i].Signature)
	}
	return h.Sum()
}

// SessionDigest names a session by everything that was said to form it.
func SessionDigest(p Prefix, hellos digest.Digest, keys []GroupKey) digest.Digest {
	h := p.Opening().Start("session").Digest(hellos).Count(len(keys))
	for i := range keys {
		h.Digest(keys[i].digestToSign()).Bytes(keys[i].Signature)
	}
	return h.Sum()
}

// ContributionDigest is the hash by which a member promises its 32 bytes.
func ContributionDigest(p Prefix, from identity.ID, contribution [32]byte) digest.Digest {
	return p.Opening().Start("contribution").Text(string(from)).Bytes(contribution[:]).Sum()
}

// SealedDigest is the hash by which a sealing or a sealed share is promised.
func SealedDigest(p Prefix, sealed []byte) digest.Digest {
	return p.Start("sealed").Bytes(sealed).Sum()
}

// SealingInfo binds a sealed contribution to its session's hellos, sender and
// recipient.
func SealingInfo(p Prefix, hellos digest.Digest, from, to identity.ID) []byte {
	d := p.Opening().Start("sealing").Digest(hellos).Text(string(from)).Text(string(to)).Sum()
	return d[:]
}

// Digest identifies an open message: who is ready with which key.
func (m *Open) Digest() digest.Digest {
	h := m.Prefix.Start("open").Count(len(m.Ready))
	for i := range m.Ready {
		h.Digest(m.Ready[i].digestToSign()).Bytes(m.Ready[i].Signature)
	}
	return h.Sum()
}

// Digest identifies a list of commitments.
func (m *Commitments) Digest() digest.Digest {
	h := m.Prefix.Start("commitments").Count(len(m.Commits))
	for i := range m.Commits {
		h.Digest(m.Commits[i].digestToSign()).Bytes(m.Commits[i].Signature)
	}
	return h.Sum()
}

// Opens is the commitment that m opens.
func (m *Header) Opens() digest.Digest {
	h := m.Prefix.Start("commitment").Text(string(m.From)).Bytes(m.Nonce[:]).Digest(m.Root)
	return addressed(h, m.Shares).Sum()
}

// Digest identifies a header, its signature included.
func (m *Header) Digest() digest.Digest {
	return m.Prefix.Start("header").Digest(m.digestToSign()).Bytes(m.Signature).Sum()
}

// common is what all endorsements of one attempt have in common.
func (m *Endorse) common() digest.Digest {
	h := m.Prefix.Start("endorsed").Digest(m.Commitments).Count(len(m.Set))
	for _, e := range m.Set {
		h.Text(string(e.ID)).Digest(e.Header)
	}
	return h.Digest(m.Root).Sum()
}

// Agrees tells whether two endorsements are equal but for the release.
func (m *Endorse) Agrees(o *Endorse) bool { return m.common() == o.common() }

// Digest identifies an endorsement, its signature included.
func (m *Endorse) Digest() digest.Digest {
	return m.Prefix.Start("endorsement").Digest(m.digestToSign()).Bytes(m.Signature).Sum()
}

// Agrees tells whether two acks accept the same sum and name the same phase.
func (m *Ack) Agrees(o *Ack) bool {
	return m.Prefix == o.Prefix && m.State == o.State && m.Next == o.Next
}

// StartState is the state digest before the first round, keyed by the group's
// state key.
func StartState(stateKey []byte, session digest.Digest) digest.Digest {
	return digest.NewKeyed(stateKey, "samband start").Digest(session).Sum()
}

// NextState is the state digest after a sum. It is keyed because the
// coordinator sees it and a few small counts could be guessed through a plain
// hash; it is over integers because floats differ between machines.
func NextState(stateKey []byte, previous digest.Digest, round uint32, set []identity.ID, sums []uint64) digest.Digest {
	h := digest.NewKeyed(stateKey, "samband state").Digest(previous).Uint(uint64(round)).Count(len(set))
	for _, id := range set {
		h.Text(string(id))
	}
	return h.Uints(sums).Sum()
}
