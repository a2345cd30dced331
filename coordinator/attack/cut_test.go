package attack_test

import (
	"math"
	"net"
	"path/filepath"
	"sync"
	"testing"

	"samband/client/participant"
	"samband/coordinator/server"
	"samband/pkg/algorithm"
	"samband/pkg/protocol"
)

// cable is a TCP connection's way from a participant to the coordinator. It can
// be cut; whoever dials again gets through again.
type cable struct {
	address string

	mu       sync.Mutex
	conns    []net.Conn
	up, down int // bytes that still pass before it is cut
	held     bool
	free     *sync.Cond
}

func (f *federation) cable(to string) *cable {
	l := listen(f.t)
	c := &cable{address: l.Addr().String(), up: math.MaxInt, down: math.MaxInt}
	c.free = sync.NewCond(&c.mu)
	var all sync.WaitGroup
	all.Go(func() {
		for {
			near, err := l.Accept()
			if err != nil {
				return
			}
			far, err := net.Dial("tcp", to)
			if err != nil {
				near.Close()
				continue
			}
			c.mu.Lock()
			c.conns = append(c.conns, near, far)
			c.mu.Unlock()
			all.Go(func() { c.carry(far, near, &c.up) })
			all.Go(func() { c.carry(near, far, &c.down) })
		}
	})
	f.t.Cleanup(func() {
		l.Close()
		c.hold(false)
		c.cut(0, 0)
		all.Wait()
	})
	return c
}

func (c *cable) carry(to, from net.Conn, left *int) {
	defer to.Close()
	defer from.Close()
	b := make([]byte, 256)
	for {
		n, err := from.Read(b)
		if err != nil {
			return
		}
		c.mu.Lock()
		for c.held {
			c.free.Wait()
		}
		*left -= n
		over := *left < 0
		if over {
			c.up, c.down = math.MaxInt, math.MaxInt
			for _, conn := range c.conns {
				conn.Close()
			}
			c.conns = nil
		}
		c.mu.Unlock()
		if over {
			return
		}
		if _, err := to.Write(b[:n]); err != nil {
			return
		}
	}
}

// hold keeps back all that is under way, in both directions, until it is let go.
func (c *cable) hold(back bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.held = back
	c.free.Broadcast()
}

// cut cuts the cable after so many more bytes in either direction: at once
// where that is 0.
func (c *cable) cut(up, down int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.up, c.down = up, down
	if up > 0 && down > 0 {
		return
	}
	c.up, c.down = math.MaxInt, math.MaxInt
	for _, conn := range c.conns {
		conn.Close()
	}
	c.conns = nil
}

// A connection that breaks at the worst moments of every round, the last one
// too: the run goes on, and its model is that of an undisturbed one.
func TestAttackConnectionCut(t *testing.T) {
	const none = math.MaxInt
	f := federate(t, 2, slow)
	want := f.undisturbed()
	for name, c := range map[string]struct {
		step     protocol.Step
		up, down int
	}{
		"before the commitment": {protocol.StepAttempt, 0, none},
		"within the upload":     {protocol.StepAttempt, 1500, none},
		"after the upload":      {protocol.StepUploaded, 0, none},
		"within the close":      {protocol.StepUploaded, none, 1000},
		"before the release":    {protocol.StepEndorsed, 0, none},
		"within the result":     {protocol.StepEndorsed, none, 1000},
		"before the ack":        {protocol.StepAccepted, 0, none},
		"within the ack":        {protocol.StepAccepted, 300, none},
		"within what ends it":   {protocol.StepAccepted, none, 200},
	} {
		t.Run(name, func(t *testing.T) {
			coordinator, address := f.serve(func(cfg *server.Config) { cfg.Dir = filepath.Join(f.dir, name, string(hub)) })
			line := f.cable(address)
			cuts, rounds := 0, 0
			p := f.join(south, line.address, inDir(f, name), func(cfg *participant.Config) {
				cfg.Notify = func(n protocol.Notice, _ algorithm.Progress) {
					if n.Step == c.step {
						line.cut(c.up, c.down)
						cuts++
					}
					rounds = max(rounds, int(n.Round))
				}
			})
			for _, p := range []*party{f.join(north, address, inDir(f, name)), p} {
				if p.model() != want {
					t.Errorf("%s has another model", p.id)
				}
			}
			f.must(coordinator.wait())
			if cuts != rounds {
				t.Errorf("%d cuts in %d rounds", cuts, rounds)
			}
		})
	}
}
