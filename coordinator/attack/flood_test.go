package attack_test

import (
	"testing"

	"samband/pkg/protocol"
)

// What the state machine ignores, a commitment of an attempt that has passed or
// one there twice, is recorded nevertheless. A flood of it costs its sender the
// run by name, long before the coordinator's ledger is full.
func TestAttackFlood(t *testing.T) {
	for name, chosen := range map[string]struct {
		kind protocol.Kind
		from uint32 // round in which the flood begins, of what round 1 sent
	}{
		"there twice": {protocol.KindCommit, 1},
		"late":        {protocol.KindCommit, 2},
		"chunks":      {protocol.KindChunk, 1},
	} {
		t.Run(name, func(t *testing.T) {
			f := federate(t, 3, slow)
			coordinator, address := f.serve()
			flooding := false
			f.enlist(south, address, func(v *villain) {
				var old []byte
				v.frame = func(m protocol.Message, b []byte) [][]byte {
					if m.Kind() != chosen.kind {
						return [][]byte{b}
					}
					if old == nil {
						old = b
					}
					if m.Position().Round < chosen.from || flooding {
						return [][]byte{b}
					}
					flooding = true
					frames := [][]byte{b}
					for range 20_000 {
						frames = append(frames, old)
					}
					return frames
				}
			})
			for _, p := range f.together(address, south) {
				p.failed()
				p.ended(protocol.CodeMalformed, south)
			}
			coordinator.ended(protocol.CodeMalformed, south)
			coordinator.refused("flood", south)
			if n := len(coordinator.events()); n > 3000 {
				t.Errorf("the coordinator's ledger has %d events", n)
			}
		})
	}
}
