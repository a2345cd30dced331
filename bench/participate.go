package main

import (
	"bufio"
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"samband/pkg/digest"
	"samband/pkg/identity"
	"samband/pkg/ledger"
	"samband/pkg/protocol"
	"samband/pkg/protocol/site"
	"samband/pkg/residue"
	"samband/pkg/seal"
	"samband/pkg/secagg"
	secsite "samband/pkg/secagg/site"
	"samband/pkg/transport"
	"samband/pkg/vector"
)

// participant drives protocol/site over the transport, as the participant's
// program does, with a vector that is there in place of one that is learnt. The
// ciphertext goes to disk before it is committed to; float32 does not.
type participant struct {
	*party
	machine *site.Machine
	net     *transport.Client
	impl    secsite.Scheme
	values  []float64 // the vector, and later its sum
	exact   []float64 // what the sum must be
	memory  [][]byte  // the float32 body

	hello  *seal.PrivateKey
	secret [32]byte
	group  *seal.Group
	ready  map[protocol.Prefix]*seal.PrivateKey
	offer  *secsite.Offer
	later  []site.Input
	need   *site.NeedSum
	chunks []digest.Digest // of the sum that is arriving
	sum    [][]byte        // likewise, of float32
	shown  ledger.Checkpoint
	halted bool
}

func participate(p *party) error {
	impl, err := secsite.New(p.scheme())
	if err != nil {
		return err
	}
	n := &participant{party: p, impl: impl, ready: make(map[protocol.Prefix]*seal.PrivateKey), machine: site.New(p.terms, p.cfg.Self, p.keys[p.cfg.Self])}
	n.exact = make([]float64, p.cell.values)
	for i := range p.cell.participants {
		for k, v := range p.cell.floats(i) {
			n.exact[k] += float64(v)
			if id(i) == p.cfg.Self {
				n.values = append(n.values, float64(v))
			}
		}
	}
	if err := os.MkdirAll(filepath.Dir(n.file("", 0)), 0o700); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if n.net, err = transport.Dial(ctx, p.cfg.Address, p.transport(), coordinatorID); err != nil {
		return err
	}
	return errors.Join(n.loop(), n.net.Close())
}

func (n *participant) loop() error {
	if err := n.do(n.machine.Start(time.Now())); err != nil {
		return err
	}
	for !n.halted {
		var in site.Input
		if len(n.later) > 0 {
			in, n.later = n.later[0], n.later[1:]
		} else {
			m, err := n.net.Receive(context.Background())
			if err != nil {
				return err
			}
			if c, ok := m.(*protocol.Chunk); ok {
				if err := n.arrived(c); err != nil {
					return err
				}
				continue
			}
			in = site.Received{Message: m}
		}
		effects, err := n.machine.Step(time.Now(), in)
		if err == nil {
			err = n.do(effects)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (n *participant) do(effects []protocol.Effect) error {
	for _, e := range effects {
		if err := n.one(e); err != nil {
			return err
		}
	}
	_, err := n.ledger.Sign()
	return err
}

func (n *participant) one(effect protocol.Effect) error {
	switch e := effect.(type) {
	case protocol.Persist:
		return n.journal.Append(e.Message)
	case protocol.Send:
		return n.send(e.Message)
	case protocol.Halt:
		n.halted = true
		return e.Err
	case site.SendBody:
		return n.sendBody(e.Prefix)
	case site.NeedSum:
		n.need, n.chunks, n.sum = &e, nil, nil
		return n.net.Send(&protocol.Fetch{Prefix: e.Result.Prefix, Root: e.Result.Root})
	case site.Keep:
		return n.journal.Forget()
	case protocol.Timer, protocol.Publish:
		return nil
	default:
		in, err := n.answer(effect)
		n.later = append(n.later, in)
		return err
	}
}

func (n *participant) answer(effect protocol.Effect) (site.Input, error) {
	switch e := effect.(type) {
	case site.NeedHello:
		var err error
		if n.hello, err = seal.NewKey(); err != nil {
			return nil, err
		}
		return site.Hello{Key: n.hello.Public()}, nil
	case site.NeedGroupKey:
		return n.groupKey(e)
	case site.NeedSession:
		return n.session(e)
	case site.NeedReady:
		key, err := seal.NewKey()
		if err != nil {
			return nil, err
		}
		n.ready[e.Prefix] = key
		return site.Ready{Prefix: e.Prefix, Key: key.Public()}, nil
	case site.NeedCommit:
		return n.commit(e)
	case site.NeedRelease:
		return n.release(e)
	}
	return nil, fmt.Errorf("an effect %T that this program does not know", effect)
}

// send cosigns with an ack what the coordinator showed.
func (n *participant) send(m protocol.Message) error {
	if a, ok := m.(*protocol.Ack); ok && len(a.Cosignature) == 0 {
		s := n.shown.Cosign(n.cfg.Self, n.keys[n.cfg.Self])
		own, err := n.ledger.Sign()
		if err := errors.Join(err, n.ledger.Cosigned(n.shown.With(s))); err != nil {
			return err
		}
		a.Cosignature, a.Checkpoint = s.Bytes, own.Marshal()
	}
	return n.net.Send(m)
}

func (n *participant) groupKey(need site.NeedGroupKey) (site.Input, error) {
	rand.Read(n.secret[:])
	prefix := n.terms.Prefix()
	answer := site.GroupKey{Contribution: protocol.ContributionDigest(prefix, n.cfg.Self, n.secret)}
	for i := range need.Hellos.Hellos {
		h := &need.Hellos.Hellos[i]
		sealed, err := seal.Seal(h.Key, protocol.SealingInfo(prefix, need.Digest, n.cfg.Self, h.From), n.secret[:])
		if err != nil {
			return nil, err
		}
		answer.Sealings = append(answer.Sealings, protocol.Sealing{To: h.From, Sealed: sealed})
	}
	return answer, nil
}

func (n *participant) session(need site.NeedSession) (site.Input, error) {
	prefix := n.terms.Prefix()
	contributions := make([][32]byte, len(need.Keys))
	for i := range need.Keys {
		k := &need.Keys[i]
		plain, err := n.hello.Open(protocol.SealingInfo(prefix, need.Hellos, k.From, n.cfg.Self), k.Sealings[0].Sealed)
		if err != nil {
			return nil, err
		}
		copy(contributions[i][:], plain)
	}
	var err error
	n.group, err = seal.NewGroup(contributions, need.Session)
	if err != nil {
		return nil, err
	}
	return site.Session{State: protocol.StartState(n.group.StateKey(), need.Session)}, nil
}

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

// names are ids as the schemes have them.
func names(all []identity.ID) []string {
	var texts []string
	for _, id := range all {
		texts = append(texts, string(id))
	}
	return texts
}

// arrived takes a chunk of the sum; when it was the last, the sum is opened.
func (n *participant) arrived(c *protocol.Chunk) error {
	if n.need == nil || int(c.Index) != len(n.chunks) || len(c.Data) != n.bodies[c.Index] {
		return fmt.Errorf("chunk %d of the sum is not the next", c.Index)
	}
	if n.floats() {
		n.sum = append(n.sum, c.Data)
	} else if err := os.WriteFile(n.file("sum", int(c.Index)), c.Data, 0o600); err != nil {
		return err
	}
	n.chunks = append(n.chunks, residue.ChunkDigest(int(c.Index), c.Data))
	if len(n.chunks) < len(n.bodies) {
		return nil
	}
	result := n.need.Result
	if residue.Root(n.chunks) != result.Root {
		return errors.New("the chunks of the sum do not match its root")
	}
	shown, err := ledger.ParseCheckpoint(result.Checkpoint)
	if err == nil {
		n.shown = shown
		err = n.openSum(result)
	}
	n.need = nil
	return err
}

// openSum decodes the sum, checks it and answers the need.
func (n *participant) openSum(result *protocol.Result) error {
	var values []float64
	state := protocol.NextState(n.group.StateKey(), result.Prefix.State, result.Prefix.Round, n.need.Set, nil)
	if n.floats() {
		narrow := make([]float32, len(n.values))
		decodeFloats(n.sum, narrow)
		for _, v := range narrow {
			values = append(values, float64(v))
		}
	} else {
		var releases []secagg.Release
		for _, r := range result.Releases {
			releases = append(releases, secagg.Release{From: string(r.From), Point: n.terms.Point(r.From), Sealed: r.Sealed})
		}
		sums := make([]uint64, n.cell.values)
		_, err := n.impl.Open(n.under(result.Prefix), releases, names(n.need.Set), func(chunk int) ([]byte, error) { return os.ReadFile(n.file("sum", chunk)) }, n.group, n.round.Layout.Into(sums))
		if err != nil {
			return err
		}
		state = protocol.NextState(n.group.StateKey(), result.Prefix.State, result.Prefix.Round, n.need.Set, sums)
		if values, err = n.round.Layout.Restore(sums, len(n.need.Set)); err != nil {
			return err
		}
	}
	for k, v := range values {
		if v != n.exact[k] {
			return fmt.Errorf("value %d of the sum is %v, not %v", k, v, n.exact[k])
		}
	}
	next := learn
	if int(result.Prefix.Round) == n.cfg.Rounds {
		next = protocol.PhaseDone
	}
	n.later = append(n.later, site.Sum{Prefix: result.Prefix, State: state, Next: next})
	return nil
}
