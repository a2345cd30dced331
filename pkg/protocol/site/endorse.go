package site

import (
	"slices"
	"time"

	"samband/pkg/identity"
	"samband/pkg/protocol"
)

// onClose makes the five checks of an endorsement (docs/protocol.md,
// "Endorse"); the fifth, that every share opens, is the driver's.
func (m *Machine) onClose(now time.Time, in Input) ([]protocol.Effect, error) {
	c := in.(Received).Message.(*protocol.Close)
	if err := protocol.CheckPrefix(c, m.prefix, m.terms.Coordinator); err != nil {
		return nil, err
	}
	if m.attempt.closing != nil { // whose shares are being opened
		return m.onSecondClose(now, in)
	}
	if m.attempt.ready == nil {
		return nil, protocol.Refusal(protocol.StopRun, protocol.CodeOrder, c, m.terms.Coordinator, "asks for an endorsement of a party that was not ready")
	}
	// Line 2 before line 1: it bounds what line 1 looks at.
	set := headersOf(c.Headers)
	if err := m.terms.CheckSet(c, set, m.attempt.basis, m.phase); err != nil {
		return nil, err
	}
	shares, err := m.checkHeaders(c)
	if err != nil {
		return nil, err
	}
	if err := m.checkRepeat(c, set); err != nil {
		return nil, err
	}
	if err := m.terms.CheckClasses(c, append(m.sets[:m.finals():m.finals()], set)); err != nil {
		return nil, err
	}
	m.attempt.closing = c
	return []protocol.Effect{NeedRelease{Prefix: m.prefix, Phase: m.phase, Shares: shares, Set: set, Commits: m.attempt.commits(), Root: c.Root}}, nil
}

// commits are those of all who committed; none under plaintext.
func (a *attempt) commits() []protocol.Commit {
	if a.commitments == nil {
		return nil
	}
	return a.commitments.Commits
}

// checkHeaders is line 1: every header opens its commitment under this exact
// prefix and lists the share that this member was given; its own is as sent.
func (m *Machine) checkHeaders(c *protocol.Close) ([]protocol.Share, error) {
	given := make(map[identity.ID]protocol.Share, len(c.Shares))
	for _, s := range c.Shares {
		if _, twice := given[s.From]; twice || s.To != m.self {
			return nil, protocol.Refusal(protocol.Retry, protocol.CodeHeader, c, m.terms.Coordinator, "brings a share of %s twice or for %s", s.From, s.To)
		}
		given[s.From] = s
	}
	// signed are the digests of shares by those whose share this member needs.
	type signed struct {
		by      identity.ID
		digests []protocol.Addressed
	}
	var needed []signed
	for i := range c.Headers {
		h := &c.Headers[i]
		if err := m.terms.CheckHeader(h, m.attempt.basis); err != nil {
			return nil, m.passed(err)
		}
		if h.From == m.self {
			if !protocol.Same(h, m.attempt.header) {
				return nil, protocol.Refusal(protocol.Retry, protocol.CodeHeader, c, m.terms.Coordinator, "alters this participant's header")
			}
			continue
		}
		needed = append(needed, signed{h.From, h.Shares})
	}
	if m.terms.Offers || m.terms.Direct { // the headers list none
		needed = nil
	}
	if m.terms.Offers { // of all who committed
		for i := range m.attempt.commitments.Commits {
			if o := &m.attempt.commitments.Commits[i]; o.From != m.self {
				needed = append(needed, signed{o.From, o.Digests})
			}
		}
	}
	var shares []protocol.Share
	for _, n := range needed {
		s, ok := given[n.by]
		if !ok || !slices.Contains(n.digests, protocol.Addressed{To: m.self, Digest: protocol.SealedDigest(m.prefix, s.Sealed)}) {
			return nil, protocol.Refusal(protocol.Retry, protocol.CodeHeader, c, m.terms.Coordinator, "brings no share of %s, or not the one in its header", n.by)
		}
		shares = append(shares, s)
		delete(given, n.by)
	}
	if len(given) > 0 {
		return nil, protocol.Refusal(protocol.Retry, protocol.CodeHeader, c, m.terms.Coordinator, "brings shares of parties outside the set")
	}
	return shares, nil
}

// finals is how many rounds are final: the sets of those come first in sets.
func (m *Machine) finals() int { return int(m.prefix.Round) - 1 }

// onSecondClose is line 3: nothing else is endorsed in one attempt. The same
// request again is ignored before it gets here.
func (m *Machine) onSecondClose(now time.Time, in Input) ([]protocol.Effect, error) {
	c := in.(Received).Message
	return nil, protocol.Refusal(protocol.StopRun, protocol.CodeRepeat, c, m.terms.Coordinator, "asks for a second endorsement in one attempt")
}

// checkRepeat is line 3 across attempts: no other set than in an earlier
// attempt of this round, and fewer than four attempts of it.
func (m *Machine) checkRepeat(c *protocol.Close, set []identity.ID) error {
	if m.endorsed >= protocol.MaxEndorsed {
		return protocol.Refusal(protocol.StopRun, protocol.CodeRepeat, c, m.terms.Coordinator, "asks for an endorsement in more than %d attempts of one round", protocol.MaxEndorsed)
	}
	if len(m.sets) > m.finals() && !slices.Equal(m.sets[m.finals()], set) {
		return protocol.Refusal(protocol.StopRun, protocol.CodeRepeat, c, m.terms.Coordinator, "asks for another set than was endorsed in an earlier attempt of this round")
	}
	return nil
}

func (m *Machine) onSealed(now time.Time, in Input) ([]protocol.Effect, error) {
	r := in.(Release)
	c := m.attempt.closing
	if r.Prefix != m.prefix || c == nil {
		return nil, nil
	}
	set := headersOf(c.Headers)
	e := &protocol.Endorse{
		Prefix:      m.prefix,
		From:        m.self,
		Commitments: m.attempt.basis.Committed(),
		Root:        c.Root,
		Release:     protocol.SealedDigest(m.prefix, r.Sealed),
	}
	for i := range c.Headers {
		e.Set = append(e.Set, protocol.Entry{ID: set[i], Header: c.Headers[i].Digest()})
	}
	m.attempt.endorse, m.attempt.sealed = e, r.Sealed
	m.endorsed++
	if len(m.sets) == m.finals() {
		m.sets = append(m.sets, set)
	}
	return append(m.enter(now, Endorsed), m.send(e)...), nil
}

func (m *Machine) onEndorsements(now time.Time, in Input) ([]protocol.Effect, error) {
	list := in.(Received).Message.(*protocol.Endorsements)
	if err := m.checkEndorsed(list, list.Endorsed); err != nil {
		return nil, err
	}
	if !list.Endorsed[0].Agrees(m.attempt.endorse) {
		return nil, protocol.Refusal(protocol.StopRun, protocol.CodeSet, list, m.terms.Coordinator, "a quorum endorsed another set or sum than this member")
	}
	release := &protocol.Release{Prefix: m.prefix, From: m.self, Sealed: m.attempt.sealed}
	effects := append(m.enter(now, Released), m.publish(protocol.StepEndorsed, headersOf(m.attempt.closing.Headers)...))
	return append(effects, m.send(release)...), nil
}

// checkEndorsed wants a quorum of equal endorsements under this prefix, and in
// it, where this member endorsed, its own words. Two different endorsements of
// one member are evidence against that member.
func (m *Machine) checkEndorsed(message protocol.Message, endorsed []protocol.Endorse) error {
	if err := protocol.CheckPrefix(message, m.prefix, m.terms.Coordinator); err != nil {
		return err
	}
	if err := m.terms.CheckEndorsed(message, endorsed, m.prefix); err != nil {
		return m.passed(err)
	}
	for i := range endorsed {
		e := &endorsed[i]
		if e.From == m.self && (m.attempt.endorse == nil || e.Digest() != m.attempt.endorse.Digest()) {
			return protocol.Refusal(protocol.StopRun, protocol.CodeEquivocal, message, m.self, "carries an endorsement under this participant's key that it did not make in this run")
		}
		if before, seen := m.attempt.endorsed[e.From]; seen && before != e.Digest() {
			return protocol.Refusal(protocol.StopRun, protocol.CodeEquivocal, message, e.From, "made two endorsements in one attempt")
		}
	}
	for i := range endorsed {
		m.attempt.endorsed[endorsed[i].From] = endorsed[i].Digest()
	}
	return nil
}
