package attack_test

import (
	"slices"
	"testing"

	"samband/pkg/agreement"
	"samband/pkg/identity"
	"samband/pkg/protocol"
	"samband/pkg/protocol/site"
)

// oneOfTwo are two groups of four, one of which a learning round takes.
func oneOfTwo(rounds int) func(*agreement.Agreement) {
	return func(a *agreement.Agreement) {
		halves(a)
		fixedRounds(a)
		a.Algorithm.Rounds, a.Algorithm.Sample = rounds, 0.5
	}
}

// Learning rounds are over the group that is drawn and all others over
// everybody; the model is that of these sums, also for who was not in them.
func roundsOfDrawnGroups(t *testing.T) {
	f := form(t, 8, slow, oneOfTwo(4))
	coordinator, address := f.serve()
	var session protocol.Prefix
	v := f.enlist(north, address, func(v *villain) { // which is up to nothing
		v.kept = func(site.Keep) { session = v.machine.Prefix() }
	})
	all := f.together(address, north)
	for _, p := range all {
		f.must(p.wait())
	}
	f.must(v.wait())
	f.must(coordinator.wait())
	sets := all[0].outcome.Sets
	want, rounds := f.inTheClear(func(round int) []identity.ID { return sets[round-1] })
	for i, r := range rounds {
		at := session
		at.Round = uint32(i + 1)
		if drawn := f.terms.Drawn(at, r.phase); !slices.Equal(sets[i], drawn) {
			t.Errorf("round %d, %s, is over %v, drawn were %v", i+1, r.phase, sets[i], drawn)
		}
	}
	exact(want, all...)
	if len(sets) != 6 {
		t.Errorf("%d sums", len(sets))
	}
}

// So it is under the other schemes: a member that is not drawn helps to open a sum to
// which it brought nothing. The direct schemes need everybody in every sum, and so no
// group can be drawn.
func drawnUnderOtherSchemes(t *testing.T) {
	for _, scheme := range []string{agreement.PairwiseMasks, agreement.Plaintext} {
		t.Run(scheme, func(t *testing.T) {
			f := form(t, 8, slow, oneOfTwo(3), func(a *agreement.Agreement) {
				a.Aggregation.Scheme, a.Acknowledge = scheme, append(a.Acknowledge, agreement.AckOf(scheme))
			})
			coordinator, address := f.serve()
			var all []*party
			for _, id := range f.ids {
				all = append(all, f.join(id, address))
			}
			for _, p := range all {
				f.must(p.wait())
			}
			f.must(coordinator.wait())
			sets := all[0].outcome.Sets
			want, _ := f.inTheClear(func(round int) []identity.ID { return sets[round-1] })
			exact(want, all...)
			for i, set := range sets {
				if size := map[bool]int{true: 8, false: 4}[i == 0 || i == len(sets)-1]; len(set) != size {
					t.Errorf("round %d is over %v", i+1, set)
				}
			}
		})
	}
}

// A coordinator that adds a group which is not drawn, with the help of that whole
// group, has nobody else endorse it.
func groupThatIsNotDrawn(t *testing.T) {
	f := form(t, 8, slow, oneOfTwo(20))
	honest, accomplices := f.ids[:4], f.ids[4:]
	crooked := *f.terms
	crooked.Draw = 0
	var deviated uint32
	s := f.scheme(func(s *schemer) {
		s.eager = accomplices
		s.hear = func(_ identity.ID, m protocol.Message) bool {
			if p := m.Position(); deviated == 0 && m.Kind() == protocol.KindCommit && s.phase == agreement.FedAvg && slices.Contains(f.terms.Drawn(p, s.phase), north) {
				deviated = p.Round
			}
			return false
		}
	})
	var others []*party
	for _, id := range accomplices {
		others = append(others, f.enlist(id, s.address, func(v *villain) {
			v.machine = site.New(&crooked, id, f.keys[id])
		}))
	}
	var all []*party
	for _, id := range honest {
		all = append(all, f.join(id, s.address))
	}
	for _, p := range all {
		p.failed()
		p.refused(protocol.CodeSet, hub)
		if releases := p.sent(protocol.KindRelease); releases != int(deviated)-1 {
			t.Errorf("%s released %d times, the coordinator deviated in round %d", p.id, releases, deviated)
		}
	}
	for _, p := range others {
		if err := p.wait(); err == nil {
			t.Errorf("%s, an accomplice, finished its run", p.id)
		}
	}
}
