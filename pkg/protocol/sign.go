package protocol

import (
	"bytes"

	"samband/pkg/digest"
	"samband/pkg/identity"
)

// A signed message is a message whose sender signs a digest of it. What each
// digest covers is said at its method; every one starts with the prefix.
type signed interface {
	// digestToSign is what the signature covers.
	digestToSign() digest.Digest
	signer() identity.ID
	signature() *[]byte
}

// Sign puts the signature of key on m.
func Sign(key *identity.PrivateKey, m Message) {
	if s, ok := m.(signed); ok {
		d := s.digestToSign()
		*s.signature() = key.Sign(d[:])
	}
}

// Verify tells whether m carries the signature of its sender under key. Kinds
// that are not signed verify always: the connection says who sent them.
func Verify(key identity.PublicKey, m Message) bool {
	s, ok := m.(signed)
	if !ok {
		return true
	}
	d := s.digestToSign()
	return key.Verify(d[:], *s.signature())
}

// Same tells whether two signed messages say the same under the same
// signature; what stands beside the signed part may differ.
func Same(a, b Message) bool {
	x, xok := a.(signed)
	y, yok := b.(signed)
	return xok && yok && a.Kind() == b.Kind() && x.digestToSign() == y.digestToSign() &&
		bytes.Equal(*x.signature(), *y.signature())
}

func (m *Hello) digestToSign() digest.Digest {
	return m.Prefix.Start("hello").Text(string(m.From)).Bytes(m.Key).Sum()
}

func (m *GroupKey) digestToSign() digest.Digest {
	h := m.Prefix.Start("group-key").Text(string(m.From)).Digest(m.Hellos).Digest(m.Contribution)
	return addressed(h, m.Digests).Bytes(m.Public).Sum()
}

func (m *Ready) digestToSign() digest.Digest {
	return m.Prefix.Start("ready").Text(string(m.From)).Bytes(m.Key).Sum()
}

func (m *Commit) digestToSign() digest.Digest {
	h := m.Prefix.Start("commit").Text(string(m.From)).Digest(m.Commitment).Bytes(m.Public)
	return addressed(h, m.Digests).Sum()
}

func (m *Header) digestToSign() digest.Digest {
	h := m.Prefix.Start("upload").Text(string(m.From)).Bytes(m.Nonce[:]).Digest(m.Root)
	return addressed(h, m.Shares).Digest(m.Commitments).Digest(m.Open).Sum()
}

func (m *Endorse) digestToSign() digest.Digest {
	return m.Prefix.Start("endorse").Text(string(m.From)).Digest(m.common()).Digest(m.Release).Sum()
}

func (m *Ack) digestToSign() digest.Digest {
	return m.Prefix.Start("ack").Text(string(m.From)).Digest(m.State).Text(m.Next).Sum()
}

func (m *Refuse) digestToSign() digest.Digest {
	final := uint64(0)
	if m.Final {
		final = 1
	}
	return m.Prefix.Start("refuse").Text(string(m.From)).Text(string(m.Code)).Text(string(m.Party)).Uint(final).Sum()
}

func (m *Hello) signer() identity.ID    { return m.From }
func (m *GroupKey) signer() identity.ID { return m.From }
func (m *Ready) signer() identity.ID    { return m.From }
func (m *Commit) signer() identity.ID   { return m.From }
func (m *Header) signer() identity.ID   { return m.From }
func (m *Endorse) signer() identity.ID  { return m.From }
func (m *Ack) signer() identity.ID      { return m.From }
func (m *Refuse) signer() identity.ID   { return m.From }

func (m *Hello) signature() *[]byte    { return &m.Signature }
func (m *GroupKey) signature() *[]byte { return &m.Signature }
func (m *Ready) signature() *[]byte    { return &m.Signature }
func (m *Commit) signature() *[]byte   { return &m.Signature }
func (m *Header) signature() *[]byte   { return &m.Signature }
func (m *Endorse) signature() *[]byte  { return &m.Signature }
func (m *Ack) signature() *[]byte      { return &m.Signature }
func (m *Refuse) signature() *[]byte   { return &m.Signature }

// Kind makes a header a message, so that it is signed and named like one.
func (m *Header) Kind() Kind { return KindUpload }

// Position is the prefix under which the header was made.
func (m *Header) Position() Prefix { return m.Prefix }

func addressed(h *digest.Hash, list []Addressed) *digest.Hash {
	h.Count(len(list))
	for _, a := range list {
		h.Text(string(a.To)).Digest(a.Digest)
	}
	return h
}
