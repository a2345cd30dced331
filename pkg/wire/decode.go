package wire

import (
	"errors"

	"samband/pkg/protocol"
	"samband/pkg/wire/internal/pb"
)

// unpack is the opposite of envelop.
func unpack(r reader, e *pb.Envelope) protocol.Message {
	switch m := e.GetMessage().(type) {
	case *pb.Envelope_Hello:
		return at(readHello(r, m.Hello))
	case *pb.Envelope_Hellos:
		return &protocol.Hellos{Prefix: r.prefix(m.Hellos.Prefix), Hellos: all(r, "hellos", m.Hellos.Hellos, readHello)}
	case *pb.Envelope_GroupKey:
		return at(readGroupKey(r, m.GroupKey))
	case *pb.Envelope_GroupKeys:
		k := m.GroupKeys
		return &protocol.GroupKeys{Prefix: r.prefix(k.Prefix), GroupKeys: all(r, "group_keys", k.GroupKeys, readGroupKey)}
	case *pb.Envelope_Attempt:
		return &protocol.Attempt{Prefix: r.prefix(m.Attempt.Prefix)}
	case *pb.Envelope_Ready:
		return at(readReady(r, m.Ready))
	case *pb.Envelope_Open:
		o := m.Open
		return &protocol.Open{Prefix: r.prefix(o.Prefix), Acks: all(r, "acks", o.Acks, readAck), Ready: all(r, "ready", o.Ready, readReady)}
	case *pb.Envelope_Commit:
		return at(readCommit(r, m.Commit))
	case *pb.Envelope_Commitments:
		c := m.Commitments
		return &protocol.Commitments{Prefix: r.prefix(c.Prefix), Commits: all(r, "commits", c.Commits, readCommit)}
	case *pb.Envelope_Upload:
		u := m.Upload
		return &protocol.Upload{Header: readHeader(r.in("header"), u.Header), Shares: all(r, "shares", u.Shares, readShare)}
	case *pb.Envelope_Close:
		c := m.Close
		return &protocol.Close{Prefix: r.prefix(c.Prefix), Headers: all(r, "headers", c.Headers, readHeader),
			Root: r.digest("root", c.Root), Shares: all(r, "shares", c.Shares, readShare)}
	case *pb.Envelope_Endorse:
		return at(readEndorse(r, m.Endorse))
	case *pb.Envelope_Endorsements:
		e := m.Endorsements
		return &protocol.Endorsements{Prefix: r.prefix(e.Prefix), Endorsed: all(r, "endorsed", e.Endorsed, readEndorse)}
	case *pb.Envelope_Release:
		return at(readRelease(r, m.Release))
	case *pb.Envelope_Result:
		s := m.Result
		return &protocol.Result{Prefix: r.prefix(s.Prefix), Headers: all(r, "headers", s.Headers, readHeader), Root: r.digest("root", s.Root),
			Endorsed: all(r, "endorsed", s.Endorsed, readEndorse), Releases: all(r, "releases", s.Releases, readRelease),
			Checkpoint: s.Checkpoint, Proof: s.Proof}
	case *pb.Envelope_Fetch:
		f := m.Fetch
		return &protocol.Fetch{Prefix: r.prefix(f.Prefix), Root: r.digest("root", f.Root), Chunk: f.Chunk, Offset: f.Offset}
	case *pb.Envelope_Chunk:
		c := m.Chunk
		return &protocol.Chunk{Prefix: r.prefix(c.Prefix), From: r.optional("from", c.From), Index: c.Index, Offset: c.Offset, Data: c.Data}
	case *pb.Envelope_Ack:
		return at(readAck(r, m.Ack))
	case *pb.Envelope_Done:
		return &protocol.Done{Prefix: r.prefix(m.Done.Prefix), Acks: all(r, "acks", m.Done.Acks, readAck)}
	case *pb.Envelope_Resume:
		return &protocol.Resume{Prefix: r.prefix(m.Resume.Prefix), From: r.id("from", m.Resume.From)}
	case *pb.Envelope_Refuse:
		f := m.Refuse
		return &protocol.Refuse{Prefix: r.prefix(f.Prefix), From: r.id("from", f.From), Code: protocol.Code(r.code("code", f.Code)),
			Party: r.optional("party", f.Party), Signature: f.Signature, Final: r.flag("final", f.Final)}
	case *pb.Envelope_Shown:
		s := m.Shown
		return &protocol.Shown{Prefix: r.prefix(s.Prefix), Ready: maybe(r, "ready", s.Ready, readReady), Commit: maybe(r, "commit", s.Commit, readCommit),
			Header: maybe(r, "header", s.Header, readHeader), Endorse: maybe(r, "endorse", s.Endorse, readEndorse), Ack: maybe(r, "ack", s.Ack, readAck)}
	case *pb.Envelope_Stop:
		s := m.Stop
		return &protocol.Stop{Prefix: r.prefix(s.Prefix), From: r.id("from", s.From), Code: protocol.Code(r.code("code", s.Code)),
			Party: r.optional("party", s.Party), By: r.optional("by", s.By)}
	}
	r.fail("message", errors.New("no conversion for this kind"))
	return nil
}

// maybe converts what may be absent.
func maybe[F, T any](r reader, name string, m *F, read func(reader, *F) T) *T {
	if m == nil {
		return nil
	}
	return at(read(r.in(name), m))
}

func at[T any](v T) *T { return &v }

func readHello(r reader, m *pb.Hello) protocol.Hello {
	return protocol.Hello{Prefix: r.prefix(m.Prefix), From: r.id("from", m.From), Key: m.Key, Signature: m.Signature}
}

func readGroupKey(r reader, m *pb.GroupKey) protocol.GroupKey {
	return protocol.GroupKey{Prefix: r.prefix(m.Prefix), From: r.id("from", m.From), Hellos: r.digest("hellos", m.Hellos),
		Contribution: r.digest("contribution", m.Contribution), Digests: all(r, "digests", m.Digests, readAddressed), Signature: m.Signature,
		Public: m.Public,
		Sealings: all(r, "sealings", m.Sealings, func(r reader, s *pb.Sealing) protocol.Sealing {
			return protocol.Sealing{To: r.id("to", s.To), Sealed: s.Sealed}
		})}
}

func readAddressed(r reader, m *pb.Addressed) protocol.Addressed {
	return protocol.Addressed{To: r.id("to", m.To), Digest: r.digest("digest", m.Digest)}
}

func readReady(r reader, m *pb.Ready) protocol.Ready {
	return protocol.Ready{Prefix: r.prefix(m.Prefix), From: r.id("from", m.From), Key: m.Key, Signature: m.Signature}
}

func readCommit(r reader, m *pb.Commit) protocol.Commit {
	return protocol.Commit{Prefix: r.prefix(m.Prefix), From: r.id("from", m.From), Commitment: r.digest("commitment", m.Commitment), Signature: m.Signature,
		Public: m.Public, Digests: all(r, "digests", m.Digests, readAddressed), Shares: all(r, "shares", m.Shares, readShare)}
}

func readHeader(r reader, m *pb.Header) protocol.Header {
	return protocol.Header{Prefix: r.prefix(m.Prefix), From: r.id("from", m.From), Nonce: r.digest("nonce", m.Nonce),
		Root: r.digest("root", m.Root), Shares: all(r, "shares", m.Shares, readAddressed),
		Commitments: r.digest("commitments", m.Commitments), Open: r.digest("open", m.Open), Signature: m.Signature}
}

func readShare(r reader, m *pb.Share) protocol.Share {
	return protocol.Share{From: r.id("from", m.From), To: r.id("to", m.To), Sealed: m.Sealed}
}

func readEndorse(r reader, m *pb.Endorse) protocol.Endorse {
	return protocol.Endorse{Prefix: r.prefix(m.Prefix), From: r.id("from", m.From), Commitments: r.digest("commitments", m.Commitments),
		Set: all(r, "set", m.Set, func(r reader, e *pb.Entry) protocol.Entry {
			return protocol.Entry{ID: r.id("id", e.Id), Header: r.digest("header", e.Header)}
		}),
		Root: r.digest("root", m.Root), Release: r.digest("release", m.Release), Signature: m.Signature}
}

func readRelease(r reader, m *pb.Release) protocol.Release {
	return protocol.Release{Prefix: r.prefix(m.Prefix), From: r.id("from", m.From), Sealed: m.Sealed}
}

func readAck(r reader, m *pb.Ack) protocol.Ack {
	return protocol.Ack{Prefix: r.prefix(m.Prefix), From: r.id("from", m.From), State: r.digest("state", m.State),
		Next: r.code("next", m.Next), Signature: m.Signature, Cosignature: m.Cosignature, Checkpoint: m.Checkpoint,
		Ready: maybe(r, "ready", m.Ready, readReady)}
}
