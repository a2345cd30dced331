package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"samband/pkg/digest"
	"samband/pkg/identity"
	"samband/pkg/journal"
	"samband/pkg/ledger"
	"samband/pkg/protocol"
	"samband/pkg/protocol/site"
	"samband/pkg/seal"
	secsite "samband/pkg/secagg/site"
	"samband/pkg/transport"
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
		return n.journal.Append(journal.Entry{Input: "sent", Message: e.Message}, true)
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
	case protocol.Timer, protocol.Publish, site.Founded:
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

// names are ids as the schemes have them.
func names(all []identity.ID) []string {
	var texts []string
	for _, id := range all {
		texts = append(texts, string(id))
	}
	return texts
}
