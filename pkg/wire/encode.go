package wire

import (
	"samband/pkg/protocol"
	"samband/pkg/wire/internal/pb"
)

// envelop puts m into e, and tells whether m is of a kind that travels.
func envelop(e *pb.Envelope, m protocol.Message) bool {
	switch m := m.(type) {
	case *protocol.Hello:
		e.Message = &pb.Envelope_Hello{Hello: hello(m)}
	case *protocol.Hellos:
		e.Message = &pb.Envelope_Hellos{Hellos: &pb.Hellos{Prefix: prefix(m.Prefix), Hellos: each(m.Hellos, hello)}}
	case *protocol.GroupKey:
		e.Message = &pb.Envelope_GroupKey{GroupKey: groupKey(m)}
	case *protocol.GroupKeys:
		e.Message = &pb.Envelope_GroupKeys{GroupKeys: &pb.GroupKeys{Prefix: prefix(m.Prefix), GroupKeys: each(m.GroupKeys, groupKey)}}
	case *protocol.Attempt:
		e.Message = &pb.Envelope_Attempt{Attempt: &pb.Attempt{Prefix: prefix(m.Prefix)}}
	case *protocol.Ready:
		e.Message = &pb.Envelope_Ready{Ready: ready(m)}
	case *protocol.Open:
		e.Message = &pb.Envelope_Open{Open: &pb.Open{Prefix: prefix(m.Prefix), Acks: each(m.Acks, ack), Ready: each(m.Ready, ready)}}
	case *protocol.Commit:
		e.Message = &pb.Envelope_Commit{Commit: commit(m)}
	case *protocol.Commitments:
		e.Message = &pb.Envelope_Commitments{Commitments: &pb.Commitments{Prefix: prefix(m.Prefix), Commits: each(m.Commits, commit)}}
	case *protocol.Upload:
		e.Message = &pb.Envelope_Upload{Upload: &pb.Upload{Header: header(&m.Header), Shares: each(m.Shares, share)}}
	case *protocol.Close:
		e.Message = &pb.Envelope_Close{Close: &pb.Close{
			Prefix: prefix(m.Prefix), Headers: each(m.Headers, header), Root: m.Root[:], Shares: each(m.Shares, share)}}
	case *protocol.Endorse:
		e.Message = &pb.Envelope_Endorse{Endorse: endorse(m)}
	case *protocol.Endorsements:
		e.Message = &pb.Envelope_Endorsements{Endorsements: &pb.Endorsements{Prefix: prefix(m.Prefix), Endorsed: each(m.Endorsed, endorse)}}
	case *protocol.Release:
		e.Message = &pb.Envelope_Release{Release: release(m)}
	case *protocol.Result:
		e.Message = &pb.Envelope_Result{Result: &pb.Result{
			Prefix: prefix(m.Prefix), Headers: each(m.Headers, header), Root: m.Root[:], Endorsed: each(m.Endorsed, endorse),
			Releases: each(m.Releases, release), Checkpoint: m.Checkpoint, Proof: m.Proof}}
	case *protocol.Fetch:
		e.Message = &pb.Envelope_Fetch{Fetch: &pb.Fetch{Prefix: prefix(m.Prefix), Root: m.Root[:], Chunk: m.Chunk, Offset: m.Offset}}
	case *protocol.Chunk:
		e.Message = &pb.Envelope_Chunk{Chunk: &pb.Chunk{
			Prefix: prefix(m.Prefix), From: string(m.From), Index: m.Index, Offset: m.Offset, Data: m.Data}}
	case *protocol.Ack:
		e.Message = &pb.Envelope_Ack{Ack: ack(m)}
	case *protocol.Done:
		e.Message = &pb.Envelope_Done{Done: &pb.Done{Prefix: prefix(m.Prefix), Acks: each(m.Acks, ack)}}
	case *protocol.Resume:
		e.Message = &pb.Envelope_Resume{Resume: &pb.Resume{Prefix: prefix(m.Prefix), From: string(m.From)}}
	case *protocol.Refuse:
		e.Message = &pb.Envelope_Refuse{Refuse: &pb.Refuse{
			Prefix: prefix(m.Prefix), From: string(m.From), Code: string(m.Code), Party: string(m.Party), Signature: m.Signature, Final: flag(m.Final)}}
	case *protocol.Shown:
		e.Message = &pb.Envelope_Shown{Shown: &pb.Shown{Prefix: prefix(m.Prefix), Ready: perhaps(m.Ready, ready), Commit: perhaps(m.Commit, commit),
			Header: perhaps(m.Header, header), Endorse: perhaps(m.Endorse, endorse), Ack: perhaps(m.Ack, ack)}}
	case *protocol.Stop:
		e.Message = &pb.Envelope_Stop{Stop: &pb.Stop{
			Prefix: prefix(m.Prefix), From: string(m.From), Code: string(m.Code), Party: string(m.Party), By: string(m.By)}}
	default:
		return false
	}
	return true
}

// each converts a list; an empty one becomes none.
func each[F, T any](from []F, convert func(*F) *T) []*T {
	var to []*T
	for i := range from {
		to = append(to, convert(&from[i]))
	}
	return to
}

// perhaps converts what may be absent.
func perhaps[F, T any](from *F, convert func(*F) *T) *T {
	if from == nil {
		return nil
	}
	return convert(from)
}

// flag is how a truth travels.
func flag(b bool) uint32 {
	if b {
		return 1
	}
	return 0
}

func prefix(p protocol.Prefix) *pb.Prefix {
	return &pb.Prefix{Set: p.Set, Agreement: p.Agreement[:], Mode: string(p.Mode), Session: p.Session[:],
		Round: p.Round, Attempt: p.Attempt, State: p.State[:]}
}

func hello(m *protocol.Hello) *pb.Hello {
	return &pb.Hello{Prefix: prefix(m.Prefix), From: string(m.From), Key: m.Key, Signature: m.Signature}
}

func groupKey(m *protocol.GroupKey) *pb.GroupKey {
	return &pb.GroupKey{Prefix: prefix(m.Prefix), From: string(m.From), Hellos: m.Hellos[:], Contribution: m.Contribution[:],
		Digests: each(m.Digests, addressed), Signature: m.Signature, Public: m.Public,
		Sealings: each(m.Sealings, func(s *protocol.Sealing) *pb.Sealing { return &pb.Sealing{To: string(s.To), Sealed: s.Sealed} })}
}

func addressed(a *protocol.Addressed) *pb.Addressed {
	return &pb.Addressed{To: string(a.To), Digest: a.Digest[:]}
}

func ready(m *protocol.Ready) *pb.Ready {
	return &pb.Ready{Prefix: prefix(m.Prefix), From: string(m.From), Key: m.Key, Signature: m.Signature}
}

func commit(m *protocol.Commit) *pb.Commit {
	return &pb.Commit{Prefix: prefix(m.Prefix), From: string(m.From), Commitment: m.Commitment[:], Signature: m.Signature,
		Public: m.Public, Digests: each(m.Digests, addressed), Shares: each(m.Shares, share)}
}

func header(m *protocol.Header) *pb.Header {
	return &pb.Header{Prefix: prefix(m.Prefix), From: string(m.From), Nonce: m.Nonce[:], Root: m.Root[:],
		Shares: each(m.Shares, addressed), Commitments: m.Commitments[:], Open: m.Open[:], Signature: m.Signature}
}

func share(s *protocol.Share) *pb.Share {
	return &pb.Share{From: string(s.From), To: string(s.To), Sealed: s.Sealed}
}

func endorse(m *protocol.Endorse) *pb.Endorse {
	return &pb.Endorse{Prefix: prefix(m.Prefix), From: string(m.From), Commitments: m.Commitments[:],
		Set: each(m.Set, func(e *protocol.Entry) *pb.Entry {
			return &pb.Entry{Id: string(e.ID), Header: e.Header[:]}
		}),
		Root: m.Root[:], Release: m.Release[:], Signature: m.Signature}
}

func release(m *protocol.Release) *pb.Release {
	return &pb.Release{Prefix: prefix(m.Prefix), From: string(m.From), Sealed: m.Sealed}
}

func ack(m *protocol.Ack) *pb.Ack {
	return &pb.Ack{Prefix: prefix(m.Prefix), From: string(m.From), State: m.State[:], Next: m.Next,
		Signature: m.Signature, Cosignature: m.Cosignature, Checkpoint: m.Checkpoint,
		Ready: perhaps(m.Ready, ready)}
}
