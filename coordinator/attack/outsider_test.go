package attack_test

import (
	"testing"

	"samband/pkg/agreement"
	"samband/pkg/identity"
	"samband/pkg/protocol"
)

// A participant of the agreement that is not in the session sits the run out: it
// lacks the group key, and nobody counts it among those in whom the others hide.
// Its own signature under today's prefix does not bring it in.
func outsideTheSession(t *testing.T) {
	f := form(t, 5, slow, func(a *agreement.Agreement) {
		a.Aggregation.Committee, a.Aggregation.Threshold = roster(3), 2
	})
	g := *f
	g.ids = f.but(up)
	s := g.scheme(func(s *schemer) {
		alter(s, func(_ identity.ID, m *protocol.Commitments) []protocol.Message {
			c := m.Commits[0]
			c.From = up
			f.signed(up, &c)
			m.Commits = append(m.Commits, c)
			return same(m)
		})
	})
	all := s.everybody()
	nothing(all...)
	for _, p := range all {
		p.refused(protocol.CodeRoster, hub)
	}
}
