package main

import (
	"bufio"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"os"
	"slices"

	"samband/pkg/digest"
	"samband/pkg/protocol"
	"samband/pkg/protocol/site"
	"samband/pkg/residue"
	"samband/pkg/vector"
)

func (n *participant) commit(need site.NeedCommit) (site.Input, error) {
	if n.floats() {
		return n.commitFloats(need), nil
	}
	answer, err := n.needs.Commit(need, n.quantise, func(chunk int, body []byte) error {
		return os.WriteFile(n.file("ciphertext", chunk), body, 0o600)
	})
	return answer, errors.Join(err, n.sync())
}

func (n *participant) commitFloats(need site.NeedCommit) site.Commit {
	answer := site.Commit{Prefix: need.Prefix}
	rand.Read(answer.Nonce[:])
	narrow := make([]float32, len(n.values))
	for i, v := range n.values {
		narrow[i] = float32(v)
	}
	var digests []digest.Digest
	n.memory = encodeFloats(narrow)
	for i, b := range n.memory {
		digests = append(digests, residue.ChunkDigest(i, b))
	}
	answer.Root = residue.Root(digests)
	return answer
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
