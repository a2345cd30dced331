package protocol_test

import (
	"slices"
	"strings"
	"testing"

	"samband/pkg/digest"
	"samband/pkg/identity"
	"samband/pkg/protocol"
	"samband/pkg/protocol/hub"
	"samband/pkg/protocol/site"
)

// drawing is a committee of nine in three groups, two of which a round takes.
func drawing(t *testing.T, sealed bool) *world {
	w := newCommittee(t, 9, 9, 2, sealed)
	w.rounds = 4
	names := w.terms.Participants
	w.terms.Groups, w.terms.Draw, w.terms.DrawPhase = [][]identity.ID{names[:3], names[3:6], names[6:]}, 2, "learn"
	return w
}

// drawnFor is who may contribute to a round of w's session.
func (w *world) drawnFor(round uint32) []identity.ID {
	p := w.sites["north"].Prefix()
	p.Round = round
	return w.terms.Drawn(p, "learn")
}

// Rounds are over the groups drawn for them; everybody has every sum.
func TestRoundsTakeTheGroupsDrawn(t *testing.T) {
	for _, c := range []struct{ sealed, offers bool }{{true, false}, {false, false}, {true, true}} {
		w := drawing(t, c.sealed)
		w.terms.Offers = c.offers
		asked := make(map[uint32][]identity.ID)
		w.need = func(id identity.ID, e protocol.Effect) {
			if n, ok := e.(site.NeedCommit); ok {
				asked[n.Prefix.Round] = append(asked[n.Prefix.Round], id)
			}
		}
		w.run()
		w.wantDone(1, 2, 3, 4)
		for i, set := range w.sets["north"] {
			want := w.drawnFor(uint32(i + 1))
			if len(set) != 6 || !slices.Equal(set, want) {
				t.Errorf("sealed %v: round %d is over %v, drawn were %v", c.sealed, i+1, set, want)
			}
			if got := slices.Sorted(slices.Values(asked[uint32(i+1)])); !slices.Equal(got, slices.Sorted(slices.Values(want))) {
				t.Errorf("round %d: vectors were asked of %v, drawn were %v", i+1, got, want)
			}
		}
	}
}

// A draw follows from agreement, session and round, takes as many groups, and
// each of them about as often.
func TestDraw(t *testing.T) {
	w := drawing(t, true)
	p := protocol.Prefix{Agreement: w.terms.Agreement, Session: digest.Of([]byte("s"))}
	often, same := make(map[identity.ID]int), 0
	for round := uint32(1); round <= 300; round++ {
		p.Round, p.Attempt = round, 1
		drawn := w.terms.Drawn(p, "learn")
		if len(drawn) != 6 {
			t.Fatalf("round %d: %v", round, drawn)
		}
		for _, id := range drawn {
			often[id]++
		}
		if len(w.terms.Drawn(p, "evaluate")) != 9 {
			t.Error("another phase takes some groups only")
		}
		again, other := p, p
		again.Attempt, again.State = 7, digest.Of([]byte("state"))
		other.Session = digest.Of([]byte("another"))
		if !slices.Equal(w.terms.Drawn(again, "learn"), drawn) {
			t.Errorf("round %d: another attempt draws others", round)
		}
		if slices.Equal(w.terms.Drawn(other, "learn"), drawn) {
			same++
		}
	}
	for id, n := range often {
		if n < 160 || n > 240 { // 200 of 300, standard deviation 8
			t.Errorf("%s is drawn %d times in 300", id, n)
		}
	}
	if same < 60 || same > 140 { // one in three
		t.Errorf("two sessions draw alike %d times in 300", same)
	}
}

// What the coordinator says of who is drawn is not believed: a list of
// commitments with somebody else in it, or a result over somebody else, ends the
// run at whoever sees it, and names the coordinator.
func TestAnotherGroupIsRefused(t *testing.T) {
	for name, sealed := range map[string]bool{"commitments": true, "result": false} {
		t.Run(name, func(t *testing.T) {
			w := drawing(t, sealed)
			w.terms.Draw = 1
			crooked := *w.terms // as the coordinator would have it
			crooked.Draw = 0
			w.hub = hub.New(&crooked)
			// Whoever is not drawn contributes all the same, as the coordinator's accomplice.
			for _, id := range w.terms.Participants[3:] {
				w.sites[id] = site.New(&crooked, id, w.keys[id])
			}
			w.run()
			stopped := 0
			for _, id := range w.terms.Participants[:3] {
				e, ok := w.halted[id].(*protocol.Error)
				if !ok || len(w.kept[id]) > 0 {
					t.Errorf("%s: ended with %v after keeping %v", id, w.halted[id], w.kept[id])
					continue
				}
				if e.Code == protocol.CodeSet && e.Party == "hub" && string(e.Kind) == name {
					stopped++
				}
			}
			if stopped == 0 {
				t.Error("nobody names the coordinator")
			}
		})
	}
}

// Who is not drawn and commits all the same is left out, and named.
func TestCommitWithoutBeingDrawn(t *testing.T) {
	w := drawing(t, true)
	w.terms.Draw, w.rounds = 1, 16 // in which it is drawn every time once in 40 million
	eager := *w.terms
	eager.Draw = 0
	out := w.terms.Participants[0]
	w.sites[out] = site.New(&eager, out, w.keys[out])
	w.run()
	named := slices.ContainsFunc(w.lines, func(l string) bool {
		return strings.Contains(l, "hub refuses") && strings.Contains(l, string(out)+" in it, who is not drawn")
	})
	if !named {
		t.Error("the coordinator does not say who brings what it was not drawn for")
	}
	for i, set := range w.sets["south"] {
		drawn := w.drawnFor(uint32(i + 1))
		if others := protocol.Missing(set, func(id identity.ID) bool { return slices.Contains(drawn, id) }); len(others) > 0 {
			t.Errorf("round %d is over %v, drawn were %v", i+1, set, drawn)
		}
	}
}
