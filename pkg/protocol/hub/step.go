package hub

import (
	"slices"
	"time"

	"samband/pkg/identity"
	"samband/pkg/phrase"
	"samband/pkg/protocol"
)

// advance ends the present step if it has brought enough and, unless the time is
// up, nobody else is waited for. Otherwise it says who is.
func (m *Machine) advance(now time.Time, timeUp bool) ([]protocol.Effect, error) {
	if m.state == Adding {
		return nil, nil // this machine's own work
	}
	if len(m.quit) > 0 && !m.enough() && !m.possible(m.hasQuit) {
		return m.rest(), nil // who is needed does not come back
	}
	if !m.enough() || !timeUp && len(m.awaited()) > 0 {
		return []protocol.Effect{m.waiting()}, nil
	}
	switch m.state {
	case Gathering:
		return m.greet(now), nil
	case Keying:
		return m.found(now), nil
	case Readying:
		return m.open(now), nil
	case Committing:
		return m.commitments(now), nil
	case Uploading:
		return m.add(now), nil
	case Endorsing:
		return m.endorsements(now), nil
	case Releasing:
		return m.result(now), nil
	case Acking:
		return m.final(now)
	}
	return nil, nil
}

// enough tells whether the present step has brought what the next one needs.
func (m *Machine) enough() bool {
	a := &m.attempt
	switch m.state {
	case Gathering:
		return m.canGather(present(m.terms.Participants, m.hellos))
	case Keying:
		return len(m.keys) == len(m.terms.Members)
	case Readying:
		return len(a.ready) >= m.terms.Quorum
	case Committing:
		return m.choose(present(m.session, a.commits)) != nil
	case Uploading:
		return m.choose(present(m.session, a.stored)) != nil
	case Endorsing:
		return len(a.endorsed) >= m.terms.Quorum
	case Releasing:
		return len(a.releases) >= m.terms.Threshold
	case Acking:
		return len(m.agreed()) >= m.terms.Quorum
	}
	return false
}

// possible tells whether the present step can still bring enough without those
// for whom out is true.
func (m *Machine) possible(out func(identity.ID) bool) bool {
	a := &m.attempt
	in := func(all []identity.ID, had func(identity.ID) bool) []identity.ID {
		return slices.DeleteFunc(slices.Clone(all), func(id identity.ID) bool { return out(id) && !had(id) })
	}
	switch m.state {
	case Gathering:
		return m.canGather(in(m.terms.Participants, has(m.hellos)))
	case Keying:
		return len(in(m.terms.Members, has(m.keys))) == len(m.terms.Members)
	case Readying:
		return len(in(m.members(), has(a.ready))) >= m.terms.Quorum && m.choose(in(m.drawn(), never)) != nil
	case Committing:
		return m.choose(in(m.drawn(), has(a.commits))) != nil
	case Uploading:
		return m.choose(in(m.contributors(), has(a.stored))) != nil
	case Endorsing:
		return len(in(m.ready(), has(a.endorsed))) >= m.terms.Quorum
	case Releasing:
		return len(in(m.ready(), has(a.releases))) >= m.terms.Threshold
	case Acking:
		return len(in(m.members(), has(a.acks))) >= m.terms.Quorum
	}
	return true
}

func has[T any](have map[identity.ID]T) func(identity.ID) bool {
	return func(id identity.ID) bool { _, ok := have[id]; return ok }
}

func never(identity.ID) bool { return false }

// canGather tells whether a session of these participants may be founded.
func (m *Machine) canGather(ids []identity.ID) bool {
	missing := protocol.Missing(m.terms.Members, func(id identity.ID) bool { return slices.Contains(ids, id) })
	return len(missing) == 0 && len(ids) >= m.terms.MinContributors
}

// choose picks whose contributions are added: the same as in an earlier attempt
// of this round that members were asked to endorse, or else as many as members
// may endorse.
func (m *Machine) choose(candidates []identity.ID) []identity.ID {
	if m.bound == nil {
		return m.terms.Choose(candidates, m.sets)
	}
	if len(protocol.Missing(m.bound, func(id identity.ID) bool { return slices.Contains(candidates, id) })) > 0 {
		return nil
	}
	return m.bound
}

// members are the committee's in the session: all of it.
func (m *Machine) members() []identity.ID { return m.terms.Members }

// ready are the members that this attempt was opened with.
func (m *Machine) ready() []identity.ID {
	ids := make([]identity.ID, len(m.attempt.open.Ready))
	for i := range ids {
		ids[i] = m.attempt.open.Ready[i].From
	}
	return ids
}

// contributors are those whose uploads this attempt may bring.
func (m *Machine) contributors() []identity.ID {
	if !m.terms.Sealed {
		return m.drawn()
	}
	return present(m.session, m.attempt.commits)
}

// drawn are those of the session who may contribute to the round.
func (m *Machine) drawn() []identity.ID {
	in := make(map[identity.ID]bool)
	for _, id := range m.terms.Drawn(m.prefix, m.phase) {
		in[id] = true
	}
	return slices.DeleteFunc(slices.Clone(m.session), func(id identity.ID) bool { return !in[id] })
}

// missing are the parties that have not done what the present step is about.
func (m *Machine) missing() []identity.ID {
	a := &m.attempt
	switch m.state {
	case Gathering:
		return without(m.terms.Participants, m.hellos)
	case Keying:
		return without(m.terms.Members, m.keys)
	case Readying:
		return without(m.members(), a.ready)
	case Committing:
		return without(m.drawn(), a.commits)
	case Uploading:
		return without(m.contributors(), a.stored)
	case Endorsing:
		return without(m.ready(), a.endorsed)
	case Releasing:
		return without(present(m.terms.Members, a.endorsed), a.releases)
	case Acking:
		return without(m.session, a.acks)
	}
	return nil
}

// awaited are the missing ones that are waited for.
func (m *Machine) awaited() []identity.ID {
	if m.state == Endorsing && m.enough() {
		return nil // a quorum is enough; releases of the others are welcome
	}
	return slices.DeleteFunc(m.missing(), func(id identity.ID) bool {
		return m.away[id] || m.out(id) || m.state == Acking && m.early[id]
	})
}

func without[T any](all []identity.ID, have map[identity.ID]T) []identity.ID {
	return protocol.Missing(all, has(have))
}

func (m *Machine) waiting() protocol.Effect {
	return m.publish(protocol.StepWaiting, m.missing()...)
}

// Tick is called at the time of the last Timer. If that deadline has passed,
// the run goes on without those it waited for where the terms allow it, and
// rests by naming them where they do not.
func (m *Machine) Tick(now time.Time) []protocol.Effect {
	if m.ended() || m.deadline.IsZero() {
		return nil // before the first hello there is nothing to be late for
	}
	if now.Before(m.deadline) {
		return []protocol.Effect{protocol.Timer{At: m.deadline}}
	}
	if m.state == Adding {
		return m.enter(now, Adding)
	}
	if !m.enough() {
		return m.rest()
	}
	late := m.awaited()
	for _, id := range late {
		m.away[id] = true
	}
	effects, err := m.advance(now, true)
	if err != nil {
		return m.afterError(now, err)
	}
	if len(late) == 0 {
		return effects
	}
	return append([]protocol.Effect{m.publish(protocol.StepLeft, late...)}, effects...)
}

// rest ends the run for now: it can be taken up again when those who are missing
// are there.
func (m *Machine) rest() []protocol.Effect {
	missing := m.missing()
	err := &protocol.Error{
		Family: protocol.StopRun, Code: protocol.CodeMissing, Round: m.prefix.Round,
		Said: phrase.New("protocol.none-came", "nothing came from %s within %s, in the step: %s", join(missing), m.terms.Deadline, m.state.said()),
	}
	if len(missing) == 1 {
		err.Party = missing[0]
		err.Said = phrase.New("protocol.sent-nothing", "sent nothing within %s, in the step: %s", m.terms.Deadline, m.state.said())
	}
	if lost := slices.IndexFunc(m.session, m.hasQuit); lost >= 0 && !m.possible(m.hasQuit) {
		// It does not come back, so that nothing is waited for.
		err.Code, err.Party = m.quit[m.session[lost]], m.session[lost]
		err.Said = phrase.New("protocol.needed", "takes no further part, and the run cannot go on without it")
	}
	return m.stop(err)
}
