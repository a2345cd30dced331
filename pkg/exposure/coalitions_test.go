package exposure

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// breaches writes them as "A:B hub+BC:AD".
func breaches(t *testing.T, r Run) string {
	t.Helper()
	all, complete, err := r.Breaches()
	if err != nil || !complete {
		t.Fatal(complete, err)
	}
	var said []string
	for _, b := range all {
		who := strings.Join(b.Members, "")
		if b.Coordinator {
			who = strings.TrimSuffix("hub+"+who, "+")
		}
		said = append(said, who+":"+strings.Join(b.Derives, ""))
	}
	return strings.Join(said, " ")
}

func TestBreaches(t *testing.T) {
	clear := run(3, 3, "ABC")
	clear.Plaintext = true
	for _, c := range []struct {
		name string
		run  Run
		want string
	}{
		{"two", run(2, 2, "AB"), "A:B B:A"},
		{"three", run(3, 3, "ABC"), "AB:C AC:B BC:A"},
		{"plaintext", clear, "hub:ABC AB:C AC:B BC:A"},
		{"C drops out", run(3, 3, "ABC", "AB"), "A:BC B:AC"},
		{"two of four open", run(4, 2, "ABCD"), "hub+AB:CD hub+AC:BD hub+AD:BC hub+BC:AD hub+BD:AC hub+CD:AB"},
		{"nothing yet", run(4, 2), ""},
	} {
		if got := breaches(t, c.run); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

// Only members of the committee hold a part of a key: with the coordinator, those
// who are none open nothing, however many they are.
func TestOutsideTheCommittee(t *testing.T) {
	r := run(5, 2, "ABCDE")
	r.Committee = []string{"A", "B"}
	for _, c := range []struct {
		who     string
		derives int
	}{{"CD", 0}, {"AC", 0}, {"CDE", 0}, {"AB", 3}, {"ABC", 2}} {
		findings, err := r.Derive(Coalition{Members: strings.Split(c.who, ""), Coordinator: true})
		if err != nil {
			t.Fatal(err)
		}
		derived := 0
		for _, f := range findings {
			if f.Derivable {
				derived++
			}
		}
		if derived != c.derives {
			t.Errorf("hub with %s derives %d others, want %d", c.who, derived, c.derives)
		}
	}
}

// look writes what a coalition finds without the names: how many are derivable,
// and in groups of what size the others hide.
func look(t *rapid.T, r Run, c Coalition) string {
	findings, err := r.Derive(c)
	if err != nil {
		t.Fatal(err)
	}
	var shape []string
	for _, f := range findings {
		shape = append(shape, fmt.Sprint(len(f.Group), f.Derivable))
	}
	slices.Sort(shape)
	return fmt.Sprint(len(c.Members), c.Coordinator, shape)
}

// One of each make-up finds what all coalitions do, and breaches are exactly
// the coalitions that derive somebody whom none of their parts does.
func TestMakeUpsStandForAll(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 6).Draw(t, "n")
		r := Run{Participants: names(n), Coordinator: "hub", Threshold: rapid.IntRange(1, n).Draw(t, "t"), Plaintext: rapid.Bool().Draw(t, "plaintext")}
		pick := func(what string) []string {
			mask := rapid.SliceOfN(rapid.Bool(), n, n).Draw(t, what)
			var set []string
			for i, in := range mask {
				if in {
					set = append(set, r.Participants[i])
				}
			}
			return set
		}
		r.Committee = pick("committee")
		for range rapid.IntRange(0, 3).Draw(t, "sums") {
			r.Sets = append(r.Sets, pick("set"))
		}
		shapes := func(alike bool) []string {
			all, complete := r.coalitions(alike)
			if !complete {
				t.Fatal("cut off")
			}
			var list []string
			for _, c := range all {
				list = append(list, look(t, r, c))
			}
			slices.Sort(list)
			return slices.Compact(list)
		}
		if all, some := shapes(false), shapes(true); !slices.Equal(all, some) {
			t.Fatalf("all find %v, one of each make-up %v", all, some)
		}
		found, _, err := r.Breaches()
		if err != nil {
			t.Fatal(err)
		}
		derives := func(c Coalition, id string) bool {
			findings, err := r.Derive(c)
			if err != nil {
				t.Fatal(err)
			}
			return slices.ContainsFunc(findings, func(f Finding) bool { return f.Participant == id && f.Derivable })
		}
		for set := range 1 << (n + 1) {
			c := Coalition{Coordinator: set>>n&1 != 0}
			for i, id := range r.Participants {
				if set>>i&1 != 0 {
					c.Members = append(c.Members, id)
				}
			}
			if len(c.Members) > min(r.Threshold, n-1) || len(c.Members) == 0 && !c.Coordinator {
				continue
			}
			for _, id := range r.Participants {
				if slices.Contains(c.Members, id) {
					continue
				}
				part := slices.ContainsFunc(found, func(b Breach) bool { return b.within(c) && slices.Contains(b.Derives, id) })
				if derives(c, id) != part {
					t.Fatalf("%+v: %s derivable %v, within a breach %v of %+v", c, id, !part, part, found)
				}
			}
		}
	})
}

func TestCoalitionsAreBounded(t *testing.T) {
	r := run(26, 20, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
	if all, complete := r.Coalitions(); !complete || len(all) != 1+2*20 {
		t.Errorf("%d coalitions of participants who are alike", len(all))
	}
	for i := range r.Participants {
		r.Sets = append(r.Sets, r.Participants[:i+1])
	}
	if all, complete := r.Coalitions(); complete || len(all) > MaxCoalitions {
		t.Errorf("%d coalitions, complete %v", len(all), complete)
	}
}
