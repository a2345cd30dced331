package transport

import (
	"fmt"

	"samband/pkg/identity"
	"samband/pkg/protocol"
)

// checkParticipant refuses a message that party, a participant, may not send:
// one in another's name, or of a kind that only the coordinator sends.
func checkParticipant(m protocol.Message, party identity.ID) error {
	claimed := party
	switch m := m.(type) {
	case *protocol.Hello:
		claimed = m.From
	case *protocol.GroupKey:
		claimed = m.From
	case *protocol.Ready:
		claimed = m.From
	case *protocol.Commit:
		claimed = m.From
	case *protocol.Upload:
		claimed = m.Header.From
		for i := range m.Shares {
			if m.Shares[i].From != party {
				claimed = m.Shares[i].From
			}
		}
	case *protocol.Endorse:
		claimed = m.From
	case *protocol.Release:
		claimed = m.From
	case *protocol.Chunk:
		claimed = m.From
	case *protocol.Ack:
		claimed = m.From
		if m.Ready != nil && m.Ready.From != party {
			claimed = m.Ready.From
		}
	case *protocol.Resume:
		claimed = m.From
	case *protocol.Refuse:
		claimed = m.From
	case *protocol.Stop:
		claimed = m.From
	case *protocol.Fetch: // names nobody
	default:
		return fmt.Errorf("%s sent %s, which only the coordinator sends", party, m.Kind())
	}
	if claimed != party {
		return fmt.Errorf("%s sent %s in the name of %q; a party speaks for itself only", party, m.Kind(), claimed)
	}
	return nil
}

// checkCoordinator refuses what the coordinator may not send. It may show a
// participant that participant's own messages after a resume, so kinds are
// left to the protocol.
func checkCoordinator(m protocol.Message, coordinator identity.ID) error {
	switch m := m.(type) {
	case *protocol.Chunk:
		if m.From != "" {
			return fmt.Errorf("%s sent a chunk of %s; a participant is given chunks of sums only", coordinator, m.From)
		}
	case *protocol.Stop:
		if m.From != coordinator {
			return fmt.Errorf("%s sent %s in the name of %q; a party speaks for itself only", coordinator, m.Kind(), m.From)
		}
	}
	return nil
}
