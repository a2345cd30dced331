package protocol_test

import (
	"fmt"
	"slices"

	"samband/pkg/digest"
	"samband/pkg/protocol"
	"samband/pkg/protocol/site"
)

// needs are the effects that the driver answers.
func needs(effects []protocol.Effect) []protocol.Effect {
	return slices.DeleteFunc(slices.Clone(effects), func(e protocol.Effect) bool { return answeredBy(e) == "" })
}

func answeredBy(e protocol.Effect) string {
	switch e.(type) {
	case site.NeedReady:
		return "site.Ready"
	case site.NeedCommit:
		return "site.Commit"
	case site.NeedProtect:
		return "site.Protected"
	case site.NeedRelease:
		return "site.Release"
	case site.NeedSum:
		return "site.Sum"
	}
	return ""
}

// unanswered are the needs that in does not answer.
func unanswered(pending []protocol.Effect, in site.Input) []protocol.Effect {
	_, failed := in.(site.Failed)
	for i, e := range pending {
		if by := answeredBy(e); by == fmt.Sprintf("%T", in) || failed && by != "site.Ready" {
			return slices.Delete(slices.Clone(pending), i, i+1)
		}
	}
	return pending
}

// answer meets a need, with integers and names in place of secrets.
func (a *arena) answer(n *node, e protocol.Effect) site.Input {
	bytes := func(p protocol.Prefix, what string, parts ...any) []byte {
		d := p.Start(what).Text(fmt.Sprint(parts...)).Sum()
		return d[:]
	}
	switch e.(type) {
	case site.NeedSession, site.NeedCommit, site.NeedProtect, site.NeedRelease, site.NeedSum:
		if a.fails && a.rarely(40, "fails") {
			codes := protocol.Codes()
			return site.Failed{Prefix: n.m.Prefix(), Code: codes[a.draw(len(codes), "code")], Party: a.oneOf().id, Text: "fails"}
		}
	}
	switch e := e.(type) {
	case site.NeedHello:
		return site.Hello{Key: bytes(a.terms.Prefix(), "hello", n.id, n.life)}
	case site.NeedGroupKey:
		g := site.GroupKey{Contribution: digest.Of([]byte(n.id))}
		for _, h := range e.Hellos.Hellos {
			g.Sealings = append(g.Sealings, protocol.Sealing{To: h.From, Sealed: []byte(n.id + " to " + h.From)})
		}
		return g
	case site.NeedSession:
		return site.Session{State: protocol.StartState([]byte("state key"), e.Session)}
	case site.NeedReady:
		n.keys[e.Prefix] = n.life
		return site.Ready{Prefix: e.Prefix, Key: bytes(e.Prefix, "key", n.id, n.life)}
	case site.NeedCommit:
		c := site.Commit{Prefix: e.Prefix, Root: body(e.Prefix, n.id, input(n.id, e.Prefix.Round))}
		for _, r := range e.Ready {
			if r.From != n.id && a.terms.Sealed {
				sealed := bytes(e.Prefix, "share", n.id, r.From)
				if n.liar && a.rarely(8, "bad share") {
					sealed[0] ^= 1
				}
				c.Shares = append(c.Shares, protocol.Share{From: n.id, To: r.From, Sealed: sealed})
			}
		}
		if a.terms.Offers {
			c.Root, c.Public = digest.Digest{}, bytes(e.Prefix, "offer", n.id)
		}
		return c
	case site.NeedProtect:
		return site.Protected{Prefix: e.Prefix, Root: body(e.Prefix, n.id, input(n.id, e.Prefix.Round))}
	case site.NeedRelease:
		if n.keys[e.Prefix] != n.life {
			return site.Failed{Prefix: e.Prefix, Code: protocol.CodeShare, Text: "the key of this attempt was lost"}
		}
		for _, s := range e.Shares {
			if string(s.Sealed) != string(bytes(e.Prefix, "share", s.From, n.id)) {
				return site.Failed{Prefix: e.Prefix, Code: protocol.CodeShare, Party: s.From, Text: "its share does not open"}
			}
		}
		sealed := bytes(e.Prefix, "release", n.id, e.Set)
		if n.liar && a.rarely(8, "bad release") {
			sealed[0] ^= 1
		}
		return site.Release{Prefix: e.Prefix, Sealed: sealed}
	case site.NeedSum:
		r := e.Result
		good := 0
		for _, x := range r.Releases {
			if string(x.Sealed) == string(bytes(r.Prefix, "release", x.From, e.Set)) {
				good++
			}
		}
		sum, known := a.sums[r.Root]
		if !known || a.terms.Sealed && good < a.terms.Threshold {
			return site.Failed{Prefix: r.Prefix, Code: protocol.CodeSum, Text: "the sum does not open"}
		}
		n.opened[r.Prefix.Round] = sum
		next := "learn"
		if int(r.Prefix.Round) == a.rounds {
			next = protocol.PhaseDone
		}
		state := protocol.NextState([]byte("state key"), r.Prefix.State, r.Prefix.Round, e.Set, []uint64{sum})
		return site.Sum{Prefix: r.Prefix, State: state, Next: next}
	}
	return nil
}
