package wire_test

import (
	"fmt"
	"strings"

	"pgregory.net/rapid"

	"samband/pkg/digest"
	"samband/pkg/identity"
	"samband/pkg/protocol"
	"samband/pkg/wire"
	"samband/pkg/wire/internal/pb"
)

const participants = 4

// limits are those of a small run, of every kind that samband.proto has.
func limits() wire.Limits {
	bytes := make(map[string]int)
	kinds := pb.File_samband_proto.Messages().ByName("Envelope").Oneofs().Get(0).Fields()
	for i := range kinds.Len() {
		bytes[strings.ReplaceAll(string(kinds.Get(i).Name()), "_", "-")] = 1 << 15
	}
	return wire.LimitsOf(participants, bytes)
}

// draw makes random messages.
type draw struct{ *rapid.T }

func (d draw) digest() digest.Digest {
	return digest.Digest(d.bytes(32))
}

// bytes are n random bytes, not all zero.
func (d draw) bytes(n int) []byte {
	return rapid.SliceOfN(rapid.Byte(), n, n).Draw(d.T, "bytes")
}

// some are up to n random bytes; none is nil, as the decoder gives it.
func (d draw) some(n int) []byte {
	b := rapid.SliceOfN(rapid.Byte(), 0, n).Draw(d.T, "some")
	if len(b) == 0 {
		return nil
	}
	return b
}

func (d draw) id() identity.ID {
	return identity.ID(rapid.StringMatching(`[a-z][a-z0-9-]{0,31}`).Draw(d.T, "id"))
}

func (d draw) word() string { return rapid.StringMatching(`[a-z][a-z0-9-]{0,15}`).Draw(d.T, "word") }

func (d draw) prefix() protocol.Prefix {
	return protocol.Prefix{Set: d.word(), Agreement: d.digest(),
		Mode:    rapid.SampledFrom([]protocol.Mode{protocol.Real, protocol.Rehearsal}).Draw(d.T, "mode"),
		Session: d.digest(), Round: rapid.Uint32().Draw(d.T, "round"), Attempt: rapid.Uint32().Draw(d.T, "attempt"), State: d.digest()}
}

func list[T any](d draw, one func() T) []T {
	var all []T
	for range rapid.IntRange(0, participants).Draw(d.T, "length") {
		all = append(all, one())
	}
	return all
}

func (d draw) hello() protocol.Hello {
	return protocol.Hello{Prefix: d.prefix(), From: d.id(), Key: d.some(64), Signature: d.bytes(64)}
}

func (d draw) addressed() protocol.Addressed {
	return protocol.Addressed{To: d.id(), Digest: d.digest()}
}

func (d draw) groupKey() protocol.GroupKey {
	return protocol.GroupKey{Prefix: d.prefix(), From: d.id(), Hellos: d.digest(), Contribution: d.digest(),
		Digests: list(d, d.addressed), Signature: d.bytes(64), Public: d.some(64),
		Sealings: list(d, func() protocol.Sealing { return protocol.Sealing{To: d.id(), Sealed: d.some(64)} })}
}

func (d draw) ready() protocol.Ready {
	return protocol.Ready{Prefix: d.prefix(), From: d.id(), Key: d.some(64), Signature: d.bytes(64)}
}

func (d draw) commit() protocol.Commit {
	return protocol.Commit{Prefix: d.prefix(), From: d.id(), Commitment: d.digest(), Signature: d.bytes(64),
		Public: d.some(64), Digests: list(d, d.addressed), Shares: list(d, d.share)}
}

func (d draw) header() protocol.Header {
	return protocol.Header{Prefix: d.prefix(), From: d.id(), Nonce: d.digest(), Root: d.digest(), Shares: list(d, d.addressed),
		Commitments: d.digest(), Open: d.digest(), Signature: d.bytes(64)}
}

func (d draw) share() protocol.Share {
	return protocol.Share{From: d.id(), To: d.id(), Sealed: d.some(64)}
}

func (d draw) endorse() protocol.Endorse {
	return protocol.Endorse{Prefix: d.prefix(), From: d.id(), Commitments: d.digest(),
		Set:  list(d, func() protocol.Entry { return protocol.Entry{ID: d.id(), Header: d.digest()} }),
		Root: d.digest(), Release: d.digest(), Signature: d.bytes(64)}
}

func (d draw) release() protocol.Release {
	return protocol.Release{Prefix: d.prefix(), From: d.id(), Sealed: d.some(64)}
}

func (d draw) ack() protocol.Ack {
	a := protocol.Ack{Prefix: d.prefix(), From: d.id(), State: d.digest(), Next: d.word(), Signature: d.bytes(64),
		Cosignature: d.some(64), Checkpoint: d.some(64)}
	if rapid.Bool().Draw(d.T, "ready") {
		r := d.ready()
		a.Ready = &r
	}
	return a
}

func (d draw) code() protocol.Code { return protocol.Code(d.word()) }

// makers has one entry for each kind of message.
func makers(d draw) map[protocol.Kind]func() protocol.Message {
	return map[protocol.Kind]func() protocol.Message{
		protocol.KindHello: func() protocol.Message { m := d.hello(); return &m },
		protocol.KindHellos: func() protocol.Message {
			return &protocol.Hellos{Prefix: d.prefix(), Hellos: list(d, d.hello)}
		},
		protocol.KindGroupKey: func() protocol.Message { m := d.groupKey(); return &m },
		protocol.KindGroupKeys: func() protocol.Message {
			return &protocol.GroupKeys{Prefix: d.prefix(), GroupKeys: list(d, d.groupKey)}
		},
		protocol.KindAttempt: func() protocol.Message { return &protocol.Attempt{Prefix: d.prefix()} },
		protocol.KindReady:   func() protocol.Message { m := d.ready(); return &m },
		protocol.KindOpen: func() protocol.Message {
			return &protocol.Open{Prefix: d.prefix(), Acks: list(d, d.ack), Ready: list(d, d.ready)}
		},
		protocol.KindCommit: func() protocol.Message { m := d.commit(); return &m },
		protocol.KindCommitments: func() protocol.Message {
			return &protocol.Commitments{Prefix: d.prefix(), Commits: list(d, d.commit)}
		},
		protocol.KindUpload: func() protocol.Message {
			return &protocol.Upload{Header: d.header(), Shares: list(d, d.share)}
		},
		protocol.KindClose: func() protocol.Message {
			return &protocol.Close{Prefix: d.prefix(), Headers: list(d, d.header), Root: d.digest(), Shares: list(d, d.share)}
		},
		protocol.KindEndorse: func() protocol.Message { m := d.endorse(); return &m },
		protocol.KindEndorsements: func() protocol.Message {
			return &protocol.Endorsements{Prefix: d.prefix(), Endorsed: list(d, d.endorse)}
		},
		protocol.KindRelease: func() protocol.Message { m := d.release(); return &m },
		protocol.KindResult: func() protocol.Message {
			return &protocol.Result{Prefix: d.prefix(), Headers: list(d, d.header), Root: d.digest(), Endorsed: list(d, d.endorse),
				Releases: list(d, d.release), Checkpoint: d.some(64), Proof: d.some(64)}
		},
		protocol.KindFetch: func() protocol.Message {
			return &protocol.Fetch{Prefix: d.prefix(), Root: d.digest(), Chunk: rapid.Uint32().Draw(d.T, "chunk"), Offset: rapid.Uint64().Draw(d.T, "offset")}
		},
		protocol.KindChunk: func() protocol.Message {
			m := &protocol.Chunk{Prefix: d.prefix(), Index: rapid.Uint32().Draw(d.T, "index"), Offset: rapid.Uint64().Draw(d.T, "offset"), Data: d.some(256)}
			if rapid.Bool().Draw(d.T, "update") {
				m.From = d.id()
			}
			return m
		},
		protocol.KindAck:    func() protocol.Message { m := d.ack(); return &m },
		protocol.KindDone:   func() protocol.Message { return &protocol.Done{Prefix: d.prefix(), Acks: list(d, d.ack)} },
		protocol.KindResume: func() protocol.Message { return &protocol.Resume{Prefix: d.prefix(), From: d.id()} },
		protocol.KindRefuse: func() protocol.Message {
			return &protocol.Refuse{Prefix: d.prefix(), From: d.id(), Code: d.code(), Party: d.id(), Signature: d.bytes(64), Final: rapid.Bool().Draw(d.T, "final")}
		},
		protocol.KindShown: func() protocol.Message {
			m := &protocol.Shown{Prefix: d.prefix()}
			ready, commit, header, endorse, ack := d.ready(), d.commit(), d.header(), d.endorse(), d.ack()
			for i, set := range []func(){func() { m.Ready = &ready }, func() { m.Commit = &commit }, func() { m.Header = &header }, func() { m.Endorse = &endorse }, func() { m.Ack = &ack }} {
				if rapid.Bool().Draw(d.T, fmt.Sprintf("with %d", i)) {
					set()
				}
			}
			return m
		},
		protocol.KindStop: func() protocol.Message {
			return &protocol.Stop{Prefix: d.prefix(), From: d.id(), Code: d.code()}
		},
	}
}
