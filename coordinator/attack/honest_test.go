package attack_test

import (
	"testing"

	"samband/client/participant"
	"samband/pkg/identity"
)

// What the attacks are compared with: without one, both coordinators bring the
// run to the same end, and a villain that is up to nothing does not disturb.
func TestNobodyMisbehaves(t *testing.T) {
	for n := 2; n <= 3; n++ {
		f := federate(t, n, slow)
		want := f.undisturbed()
		c := f.scheme(func(*schemer) {})
		for _, p := range c.everybody() {
			if p.model() != want {
				t.Error("the schemer's run gave another model")
			}
		}
		coordinator, address := f.serve()
		v := f.enlist(south, address, func(*villain) {})
		for _, p := range f.together(address, south, inDir(f, "beside")) {
			if p.model() != want {
				t.Error("the villain's run gave another model")
			}
		}
		f.must(v.wait())
		f.must(coordinator.wait())
	}
}

// together starts the honest participants beside a villain.
func (f *federation) together(address string, villain identity.ID, change ...func(*participant.Config)) []*party {
	var all []*party
	for _, id := range f.others(villain) {
		all = append(all, f.join(id, address, change...))
	}
	return all
}
