package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"samband/bench/drive"
	"samband/pkg/digest"
	"samband/pkg/journal"
	"samband/pkg/ledger"
	"samband/pkg/protocol"
	"samband/pkg/protocol/site"
	"samband/pkg/secagg"
	"samband/pkg/transport"
)

// participant drives protocol/site over the transport, as the participant's
// program does, with a vector that is there in place of one that is learnt. The
// ciphertext goes to disk before it is committed to; float32 does not.
type participant struct {
	*party
	machine *site.Machine
	net     *transport.Client
	needs   *drive.Needs
	values  []float64 // the vector, and later its sum
	exact   []float64 // what the sum must be
	memory  [][]byte  // the float32 body

	later  []site.Input
	need   *site.NeedSum
	chunks []digest.Digest // of the sum that is arriving
	sum    [][]byte        // likewise, of float32
	shown  ledger.Checkpoint
	halted bool
}

func participate(p *party) error {
	needs, err := drive.NewNeeds(p.terms, p.cfg.Self, p.scheme(), p.round.Set, func(string) (secagg.Round, error) { return p.round, nil })
	if err != nil {
		return err
	}
	n := &participant{party: p, needs: needs, machine: site.New(p.terms, p.cfg.Self, p.keys[p.cfg.Self])}
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
		return n.needs.Hello()
	case site.NeedGroupKey:
		return n.needs.GroupKey(e)
	case site.NeedSession:
		return n.needs.Session(e)
	case site.NeedReady:
		return n.needs.Ready(e)
	case site.NeedCommit:
		return n.commit(e)
	case site.NeedRelease:
		return n.needs.Release(e, nil)
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
