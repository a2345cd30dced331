package protocol_test

import (
	"slices"
	"testing"

	"samband/pkg/digest"
	"samband/pkg/protocol"
)

// Participants come and go, lose all they had, are restored from backups, and up
// to c of them lie: what honest participants keep is the exact sum over one set,
// or they stop and say why, and nobody honest is called a cheat.
func TestNeverAWrongSum(t *testing.T) {
	check(t, func(a *arena) {
		a.chooseLiars()
		a.lies = a.lie
		a.run(a.trouble())
		a.exact()
		a.named()
	})
}

// With a coordinator that lies too there may be no sum, but there are never two.
func TestNeverTwoSums(t *testing.T) {
	check(t, func(a *arena) {
		a.chooseLiars()
		a.lies = a.lie
		a.turns = a.turn
		a.run(a.trouble())
	})
}

// chooseLiars draws up to c = min(t − 1, min_contributors − 2) participants.
func (a *arena) chooseLiars() {
	c := max(0, min(a.terms.Threshold-1, a.terms.MinContributors-2))
	for range a.draw(c+1, "liars") {
		a.oneOf().liar = true
	}
	a.spare = a.terms.Threshold - 1
	for _, n := range a.nodes {
		if n.liar {
			a.spare--
		}
	}
}

// trouble is everything that happens to honest participants. One that is
// restored from a backup may break its word, and is not looked at any more.
func (a *arena) trouble() func() bool {
	gentle := a.mishaps(2, 3)
	rest := a.draw(3, "troubles")
	return func() bool {
		if rest == 0 || !a.rarely(40, "trouble") {
			return gentle()
		}
		rest--
		n := a.oneOf()
		if n.halted || n.out {
			return false
		}
		switch a.draw(7, "which") {
		case 0:
			a.say("%s is gone", n.id)
			n.out = true
			a.up[n.id] = nil
		case 1:
			a.say("%s leaves", n.id)
			a.do(n, n.m.Leave(protocol.CodeStopped, "its operator stops it"))
		case 2:
			if !a.astray(n) {
				return false
			}
			a.say("%s loses all it had", n.id)
			n.life++
			a.recover(n, nil, nil)
		case 3:
			n.mute = append(n.mute, []protocol.Kind{protocol.KindReady, protocol.KindEndorse, protocol.KindRelease, protocol.KindAck, protocol.KindCommit, protocol.KindUpload}[a.draw(6, "mute")])
		case 4:
			n.backup = &backup{n.begun, slices.Clone(n.record), n.life}
			rest++
		case 5:
			if n.backup == nil || !a.astray(n) {
				return false
			}
			a.say("%s is restored", n.id)
			n.life++
			a.recover(n, n.backup.begun, n.backup.record)
		case 6:
			a.say("time passes")
			a.tick()
		}
		return true
	}
}

// astray counts a participant that forgets what it signed among the t − 1, where
// the coordinator lies: an honest one shows it what it signed.
func (a *arena) astray(n *node) bool {
	if a.turns != nil && !n.astray && !n.liar {
		if a.spare == 0 {
			return false
		}
		a.spare--
	}
	n.astray = true
	return true
}

// lie is what a liar sends instead of a message: nothing, twice, something else,
// or something more.
func (a *arena) lie(n *node, m protocol.Message) []protocol.Message {
	if !a.rarely(8, "lie") {
		return []protocol.Message{m}
	}
	switch a.draw(6, "how") {
	case 0:
		return nil
	case 1:
		return []protocol.Message{m, m}
	case 2:
		return []protocol.Message{m, a.altered(n, m)}
	case 3:
		return []protocol.Message{m, a.aside(n)}
	case 4:
		return []protocol.Message{a.aside(n), m}
	}
	return []protocol.Message{a.altered(n, m)}
}

// aside is a message that nothing asked for.
func (a *arena) aside(n *node) protocol.Message {
	p := n.m.Prefix()
	switch a.draw(5, "aside") {
	case 0:
		codes := protocol.Codes()
		r := &protocol.Refuse{Prefix: p, From: n.id, Code: codes[a.draw(len(codes), "code")], Party: a.oneOf().id, Final: a.draw(2, "final") == 1}
		protocol.Sign(a.keys[n.id], r)
		return r
	case 1:
		return &protocol.Stop{Prefix: p, From: n.id, Code: protocol.CodeStopped}
	case 2:
		p.Round = uint32(a.draw(4, "round"))
		p.Attempt = uint32(a.draw(3, "attempt"))
		return &protocol.Resume{Prefix: p, From: n.id}
	case 3:
		return &protocol.Fetch{Prefix: p, Root: digest.Of([]byte{byte(a.draw(3, "root"))})}
	}
	h := &protocol.Hello{Prefix: a.terms.Prefix(), From: n.id, Key: []byte{byte(a.draw(256, "key"))}}
	protocol.Sign(a.keys[n.id], h)
	return h
}

// altered changes a field of a message and, mostly, signs it anew.
func (a *arena) altered(n *node, m protocol.Message) protocol.Message {
	d := digest.Of([]byte{byte(a.draw(4, "value"))})
	var again protocol.Message
	switch m := m.(type) {
	case *protocol.Hello:
		c := *m
		c.Key = d[:]
		again = &c
	case *protocol.GroupKey:
		c := *m
		c.Contribution = d
		if a.draw(2, "field") == 1 {
			c.Digests = c.Digests[1:]
		}
		again = &c
	case *protocol.Ready:
		c := *m
		c.Key = d[:]
		if a.draw(2, "field") == 1 {
			c.Prefix.State = d
		}
		again = &c
	case *protocol.Commit:
		c := *m
		c.Commitment = d
		again = &c
	case *protocol.Upload:
		c := *m
		switch a.draw(3, "field") {
		case 0:
			c.Header.Root = d
		case 1:
			c.Header.Nonce[0] ^= 1
		case 2:
			if len(c.Shares) > 0 {
				c.Shares = slices.Clone(c.Shares)
				c.Shares[0].Sealed = d[:]
			}
		}
		protocol.Sign(a.keys[n.id], &c.Header)
		return &c
	case *protocol.Chunk:
		c := *m
		c.Data = d[:8]
		again = &c
	case *protocol.Endorse:
		c := *m
		switch a.draw(3, "field") {
		case 0:
			c.Root = d
		case 1:
			c.Release = d
		case 2:
			c.Set = c.Set[1:]
		}
		again = &c
	case *protocol.Release:
		c := *m
		c.Sealed = d[:]
		again = &c
	case *protocol.Ack:
		c := *m
		switch a.draw(4, "field") {
		case 0:
			c.State = d
		case 1:
			c.Next = protocol.PhaseDone
		case 2:
			c.Ready = nil
		case 3:
			if c.Ready != nil {
				r := *c.Ready
				r.Key = d[:]
				c.Ready = &r
			}
		}
		again = &c
	default:
		return m
	}
	if a.draw(5, "signed") != 0 {
		protocol.Sign(a.keys[n.id], again)
	}
	return again
}
