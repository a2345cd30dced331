package main

import (
	"bufio"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"os"
	"slices"

	"samband/pkg/digest"
	"samband/pkg/identity"
	"samband/pkg/protocol"
	"samband/pkg/protocol/site"
	"samband/pkg/residue"
	"samband/pkg/secagg"
	secsite "samband/pkg/secagg/site"
	"samband/pkg/vector"
)

// under is the round's form under a prefix.
func (n *participant) under(prefix protocol.Prefix) secagg.Round {
	r := n.round
	r.Prefix = prefix.Digest()
	return r
}

func (n *participant) self() secagg.Member {
	return secagg.Member{ID: string(n.cfg.Self), Point: n.terms.Point(n.cfg.Self)}
}

func (n *participant) commit(need site.NeedCommit) (site.Input, error) {
	answer := site.Commit{Prefix: need.Prefix}
	rand.Read(answer.Nonce[:])
	var digests []digest.Digest
	if n.floats() {
		narrow := make([]float32, len(n.values))
		for i, v := range n.values {
			narrow[i] = float32(v)
		}
		n.memory = encodeFloats(narrow)
		for i, b := range n.memory {
			digests = append(digests, residue.ChunkDigest(i, b))
		}
		answer.Root = residue.Root(digests)
		return answer, nil
	}
	var members []secagg.Member
	for _, r := range need.Ready {
		members = append(members, secagg.Member{ID: string(r.From), Point: n.terms.Point(r.From), Key: r.Key})
	}
	integers, err := n.quantise()
	if err != nil {
		return nil, err
	}
	n.offer, err = n.impl.Offer(n.under(need.Prefix), n.self(), members)
	if err != nil {
		return nil, err
	}
	err = n.impl.Protect(n.under(need.Prefix), n.offer, integers, n.group, func(chunk int, body []byte) error {
		digests = append(digests, residue.ChunkDigest(chunk, body))
		return os.WriteFile(n.file("ciphertext", chunk), body, 0o600)
	})
	if err != nil {
		return nil, err
	}
	for _, s := range n.offer.Shares {
		answer.Shares = append(answer.Shares, protocol.Share{From: n.cfg.Self, To: identity.ID(s.To), Sealed: s.Bytes})
	}
	answer.Root = residue.Root(digests)
	return answer, n.sync()
}

// quantise writes the integers to disk, where they stay until the round is
// final, and gives them from there.
func (n *participant) quantise() (vector.Source, error) {
	f, err := os.Create(n.file("vector", 0))
	if err != nil {
		return nil, err
	}
	to := bufio.NewWriterSize(f, 1<<16)
	var word [8]byte
	_, err = n.round.Layout.QuantiseTo(n.values, func(_ int, values []uint64) error {
		for _, v := range values {
			binary.LittleEndian.PutUint64(word[:], v)
			if _, err := to.Write(word[:]); err != nil {
				return err
			}
		}
		return nil
	})
	if err := errors.Join(err, to.Flush(), f.Sync()); err != nil {
		return nil, err
	}
	var buffer []byte
	return func(from int, dst []uint64) error {
		buffer = slices.Grow(buffer[:0], 8*len(dst))[:8*len(dst)]
		_, err := f.ReadAt(buffer, 8*int64(from))
		for k := range dst {
			dst[k] = binary.LittleEndian.Uint64(buffer[8*k:])
		}
		return err
	}, nil
}

// sync brings the ciphertext to stable storage before it is committed to.
func (n *participant) sync() error {
	for i := range n.bodies {
		f, err := os.OpenFile(n.file("ciphertext", i), os.O_WRONLY, 0)
		if err != nil {
			return err
		}
		if err := errors.Join(f.Sync(), f.Close()); err != nil {
			return err
		}
	}
	return nil
}

func (n *participant) sendBody(prefix protocol.Prefix) error {
	for i := range n.bodies {
		var body []byte
		var err error
		if n.floats() {
			body = n.memory[i]
		} else if body, err = os.ReadFile(n.file("ciphertext", i)); err != nil {
			return err
		}
		if err := n.net.Send(&protocol.Chunk{Prefix: prefix, From: n.cfg.Self, Index: uint32(i), Data: body}); err != nil {
			return err
		}
	}
	return nil
}

func (n *participant) release(need site.NeedRelease) (site.Input, error) {
	var shares []secagg.SealedShare
	for _, s := range need.Shares {
		shares = append(shares, secagg.SealedShare{From: string(s.From), To: string(s.To), Bytes: s.Sealed})
	}
	closing := secsite.Closing{Set: names(need.Set), Shares: shares, Own: n.offer}
	sealed, err := n.impl.Release(n.under(need.Prefix), n.self(), n.ready[need.Prefix], closing, n.group)
	return site.Release{Prefix: need.Prefix, Sealed: sealed}, err
}
