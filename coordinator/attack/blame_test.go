package attack_test

import (
	"testing"

	"samband/pkg/protocol"
)

// A member's key of an attempt that is none is found by those who are to seal
// to it, and named as its owner's.
func TestAttackReadyKeyThatIsNone(t *testing.T) {
	f := federate(t, 3, slow)
	coordinator, address := f.serve()
	v := f.enlist(south, address, func(v *villain) {
		v.say = func(m protocol.Message) []protocol.Message {
			if ready, ok := m.(*protocol.Ready); ok {
				for i := range ready.Key {
					ready.Key[i] = 0xff
				}
				v.sign(ready)
			}
			return same(m)
		}
	})
	honest := f.together(address, south)
	for _, p := range honest {
		p.failed()
	}
	v.wait()
	coordinator.failed()
	// Who refused first ended the run for the other.
	blamed := 0
	for _, p := range honest {
		for _, e := range p.events() {
			if e.Kind == string(protocol.KindRefuse) && e.To == south && e.Note == string(protocol.CodeMalformed) {
				blamed++
			}
		}
	}
	if blamed == 0 {
		t.Error("nobody names south")
	}
}

// Chunks that were on their way when somebody's refusal ended their attempt are
// nobody's fault.
func TestAttackRefusalDuringUploads(t *testing.T) {
	f := federate(t, 3, slow)
	want := f.undisturbed()
	coordinator, address := f.serve()
	v := f.enlist(south, address, func(v *villain) {
		v.say = func(m protocol.Message) []protocol.Message {
			p := m.Position()
			switch {
			case p.Round != 1 || p.Attempt != 1:
			case m.Kind() == protocol.KindChunk:
				return nil
			case m.Kind() == protocol.KindUpload:
				return same(v.sign(&protocol.Refuse{Prefix: p, From: south, Code: protocol.CodeBody}))
			}
			return same(m)
		}
	})
	for _, p := range f.together(address, south, inDir(f, "beside")) {
		if p.model() != want {
			t.Errorf("%s has another model", p.id)
		}
	}
	f.must(v.wait())
	f.must(coordinator.wait())
}
