package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"time"

	"samband/pkg/digest"
	"samband/pkg/identity"
	"samband/pkg/journal"
	"samband/pkg/ledger"
	"samband/pkg/protocol"
	"samband/pkg/protocol/hub"
	"samband/pkg/residue"
	adding "samband/pkg/secagg/hub"
	"samband/pkg/transport"
)

// coordinator drives protocol/hub over the transport, as the coordinator's
// program does: journal and ledger on disk, bodies in files and added from
// there. Bodies of float32 it keeps in memory.
type coordinator struct {
	*party
	machine *hub.Machine
	net     *transport.Server
	adder   *adding.Sum
	inbox   chan event
	arrived map[identity.ID][]digest.Digest // chunks of this round
	memory  map[identity.ID][][]byte        // float32 bodies; the sum under the empty id
	shown   map[identity.ID]ledger.Checkpoint
	began   time.Time
	rounds  []float64
	left    int
	halted  bool
}

// event is a message, the end of a connection, or the outcome of an effect.
type event struct {
	from    identity.ID
	message protocol.Message
	left    bool
	err     error
}

// Joined, Received and Left are of transport.Handler.
func (c *coordinator) Joined(identity.ID) {}

// Received waits while the loop is behind, so that a connection is not read.
func (c *coordinator) Received(id identity.ID, m protocol.Message) error {
	c.inbox <- event{from: id, message: m}
	return nil
}

// Left ends the wait for a participant.
func (c *coordinator) Left(id identity.ID, err error) {
	c.inbox <- event{from: id, left: true, err: err}
}

func coordinate(p *party, out io.Writer) error {
	c := &coordinator{party: p, machine: hub.New(p.terms), inbox: make(chan event, 64), arrived: make(map[identity.ID][]digest.Digest),
		memory: make(map[identity.ID][][]byte), shown: make(map[identity.ID]ledger.Checkpoint)}
	var err error
	if c.adder, err = adding.New(p.scheme(), p.round.Chunks); err != nil {
		return err
	}
	if c.net, err = transport.NewServer(p.transport(), c); err != nil {
		return err
	}
	var l net.Listener
	if l, err = transport.Listen("127.0.0.1:0"); err != nil {
		return err
	}
	if err := json.NewEncoder(out).Encode(listening{l.Addr().String()}); err != nil {
		return err
	}
	if p.cfg.BitsPerSecond > 0 {
		l = shaped{l, p.cfg.BitsPerSecond}
	}
	ctx, cancel := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- c.net.Serve(ctx, l) }()
	err = c.loop()
	cancel()
	if err = errors.Join(err, <-served); err != nil {
		return err
	}
	return json.NewEncoder(out).Encode(finished{c.rounds, p.counted.Counts()})
}

// loop goes on until the run is complete and everybody has left.
func (c *coordinator) loop() error {
	if err := c.do(c.machine.Start(time.Now())); err != nil {
		return err
	}
	for !c.halted || c.left < c.cfg.Participants {
		e := <-c.inbox
		var err error
		switch m := e.message.(type) {
		case nil:
			if c.left++; !c.halted || e.err != nil {
				err = fmt.Errorf("%s left: %w", e.from, e.err)
			}
		case *protocol.Chunk:
			err = c.store(e.from, m)
		default:
			err = c.step(hub.Received{From: e.from, Message: m})
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (c *coordinator) step(in hub.Input) error {
	effects, err := c.machine.Step(time.Now(), in)
	if err != nil {
		return err
	}
	if r, ok := in.(hub.Received); ok {
		if err := c.journal.Append(journal.Entry{Input: "received", From: r.From, Message: r.Message}, true); err != nil {
			return err
		}
	}
	return c.do(effects)
}

func (c *coordinator) do(effects []protocol.Effect) error {
	for _, e := range effects {
		if err := c.one(e); err != nil {
			return err
		}
	}
	_, err := c.ledger.Sign()
	return err
}

func (c *coordinator) one(effect protocol.Effect) error {
	switch e := effect.(type) {
	case protocol.Send:
		if r, ok := e.Message.(*protocol.Result); ok {
			if err := c.witness(e.To, r); err != nil {
				return err
			}
		}
		return c.net.Send(e.To, e.Message)
	case protocol.Publish:
		c.clock(e.Notice.Step)
	case protocol.Halt:
		c.halted = true
		return e.Err
	case hub.Expect:
		delete(c.arrived, e.From)
		delete(c.memory, e.From)
		return os.MkdirAll(filepath.Dir(c.file("", 0)), 0o700)
	case hub.Add:
		root, err := c.add(e.Set)
		if err != nil {
			return err
		}
		return c.step(hub.Added{Prefix: e.Prefix, Root: root})
	case hub.SendSum:
		go c.sendSum(e)
	}
	return nil
}

// clock takes the time when the session stands and when a round is final.
func (c *coordinator) clock(step protocol.Step) {
	switch step {
	case protocol.StepFinal:
		c.rounds = append(c.rounds, time.Since(c.began).Seconds())
		c.began = time.Now()
	case protocol.StepSession:
		c.began = time.Now()
	}
}

// witness shows the participant the ledger's checkpoint and its consistency.
func (c *coordinator) witness(to identity.ID, r *protocol.Result) error {
	point, err := c.ledger.Sign()
	if err != nil {
		return err
	}
	proof, err := c.ledger.Prove(c.shown[to].Size, point.Size)
	if err != nil {
		return err
	}
	r.Checkpoint, r.Proof = point.Marshal(), proof.Marshal()
	c.shown[to] = point
	return nil
}

// store keeps a chunk, and tells the machine when it was the last.
func (c *coordinator) store(from identity.ID, m *protocol.Chunk) error {
	next := len(c.arrived[from])
	if int(m.Index) != next || next >= len(c.bodies) || len(m.Data) != c.bodies[next] {
		return fmt.Errorf("%s sent chunk %d of %d bytes, not chunk %d", from, m.Index, len(m.Data), next)
	}
	if c.floats() {
		c.memory[from] = append(c.memory[from], m.Data)
	} else if err := errors.Join(c.adder.Check(next, m.Data), os.WriteFile(c.file(string(from), next), m.Data, 0o600)); err != nil {
		return err
	}
	c.arrived[from] = append(c.arrived[from], residue.ChunkDigest(next, m.Data))
	if len(c.arrived[from]) < len(c.bodies) {
		return nil
	}
	return c.step(hub.Stored{From: from, Prefix: m.Prefix, Root: residue.Root(c.arrived[from])})
}

// add makes the sum of the set and gives its root.
func (c *coordinator) add(set []identity.ID) (digest.Digest, error) {
	var digests []digest.Digest
	if c.floats() {
		sum := cloneBodies(c.memory[set[0]])
		for _, id := range set[1:] {
			addFloats(sum, c.memory[id])
		}
		c.memory[""] = sum
	}
	for i := range c.bodies {
		total, err := c.addChunk(set, i)
		if err != nil {
			return digest.Digest{}, err
		}
		digests = append(digests, residue.ChunkDigest(i, total))
	}
	return residue.Root(digests), nil
}

func (c *coordinator) addChunk(set []identity.ID, chunk int) ([]byte, error) {
	if c.floats() {
		return c.memory[""][chunk], nil
	}
	total, err := c.adder.Zero(chunk)
	if err != nil {
		return nil, err
	}
	for _, id := range set {
		body, err := os.ReadFile(c.file(string(id), chunk))
		if err == nil {
			err = c.adder.Add(chunk, total, body)
		}
		if err != nil {
			return nil, err
		}
	}
	return total, os.WriteFile(c.file("sum", chunk), total, 0o600)
}

// sendSum sends the chunks at the recipient's pace. What fails shows as the end
// of the connection.
func (c *coordinator) sendSum(e hub.SendSum) {
	for i := range c.bodies {
		var body []byte
		var err error
		if c.floats() {
			body = c.memory[""][i]
		} else if body, err = os.ReadFile(c.file("sum", i)); err != nil {
			c.net.Disconnect(e.To)
			return
		}
		if c.net.Send(e.To, &protocol.Chunk{Prefix: e.Fetch.Prefix, Index: uint32(i), Data: body}) != nil {
			return
		}
	}
}
