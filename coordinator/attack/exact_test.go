package attack_test

import (
	"slices"

	"samband/pkg/algorithm"
	"samband/pkg/digest"
	"samband/pkg/identity"
	"samband/pkg/plan"
)

// plainSum is one round's sum as plain addition gives it.
type plainSum struct {
	phase string
	set   []identity.ID
	each  map[identity.ID][]uint64 // contributions, as integers
	sum   []uint64
}

// inTheClear is the whole run without any protection: the digest of the model
// that sums over these sets give, and those sums. set gets the round, from 1;
// nil is everybody.
func (f *federation) inTheClear(set func(round int) []identity.ID) (digest.Digest, []plainSum) {
	f.t.Helper()
	learners := make(map[identity.ID]algorithm.Learner)
	for _, id := range f.ids {
		train, test := f.table(id)
		var err error
		learners[id], err = algorithm.New(f.plan, algorithm.Local{ID: string(id), Train: train, Test: test})
		f.must(err)
	}
	var rounds []plainSum
	for phase := f.plan.First(); phase != plan.Done; {
		layout, err := f.plan.Layout(phase)
		f.must(err)
		r := plainSum{phase, f.ids, make(map[identity.ID][]uint64), make([]uint64, layout.Values())}
		if set != nil && set(len(rounds)+1) != nil {
			r.set = set(len(rounds) + 1)
		}
		for _, id := range r.set {
			contribution, err := learners[id].Contribution(phase)
			f.must(err)
			r.each[id], _, err = layout.Quantise(contribution)
			f.must(err)
			for i, v := range r.each[id] {
				r.sum[i] += v
			}
		}
		values, err := layout.Restore(r.sum, len(r.set))
		f.must(err)
		for id, l := range learners {
			phase, err = l.Apply(r.phase, algorithm.Sum{Values: values, Contributors: len(r.set), Own: slices.Contains(r.set, id)})
			f.must(err)
		}
		rounds = append(rounds, r)
	}
	m := learners[f.ids[0]].Model()
	m.Declared = &f.a.Schema
	d, err := m.Digest()
	f.must(err)
	return d, rounds
}

// exact wants parties to have returned with the model that plain addition gives.
func exact(want digest.Digest, parties ...*party) {
	for _, p := range parties {
		p.f.t.Helper()
		if err := p.wait(); err != nil {
			p.f.t.Errorf("%s ended with: %v", p.id, err)
		} else if p.outcome.Digest != want {
			p.f.t.Errorf("%s has another model than plain addition gives", p.id)
		}
	}
}
