package attack_test

import (
	"slices"
	"testing"
	"time"

	"samband/pkg/agreement"
	"samband/pkg/identity"
	"samband/pkg/protocol"
)

// under has everybody sign the agreement with another scheme.
func (f *federation) under(scheme string, threshold, least int, acknowledge ...string) {
	f.t.Helper()
	a := *f.a
	a.Aggregation.Scheme, a.Aggregation.Threshold, a.Aggregation.MinContributors = scheme, threshold, least
	a.Acknowledge = append(acknowledge, agreement.AckOf(scheme))
	f.sign(&a)
}

// A participant that falls away between its commitment and its upload leaves
// masks in the sum: under pairwise-masks the others open them with its shares,
// and the run ends with a model of those who stayed.
func TestMasksOfWhoFallsAway(t *testing.T) {
	t.Parallel() // it waits
	f := federate(t, 4, 2*time.Second)
	f.under(agreement.PairwiseMasks, 2, 3, agreement.AckDropout)
	coordinator, address := f.serve()
	f.enlist(east, address, func(v *villain) {
		v.say = func(m protocol.Message) []protocol.Message {
			if m.Kind() == protocol.KindCommit {
				v.over = true // and nothing more
			}
			return same(m)
		}
	})
	stayed := []identity.ID{north, south, west}
	for _, p := range f.together(address, east) {
		if err := p.wait(); err != nil {
			t.Fatal(err)
		}
		if len(p.outcome.Sets) < 2 || !slices.Equal(p.outcome.Sets[0], stayed) {
			t.Errorf("%s: the sets are %v", p.id, p.outcome.Sets)
		}
	}
	if err := coordinator.wait(); err != nil {
		t.Error(err)
	}
}
