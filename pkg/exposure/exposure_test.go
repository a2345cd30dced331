package exposure

import (
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func names(n int) []string {
	all := make([]string, n)
	for i := range all {
		all[i] = string(rune('A' + i))
	}
	return all
}

func run(n, threshold int, sets ...string) Run {
	r := Run{Participants: names(n), Committee: names(n), Coordinator: "hub", Threshold: threshold, Finished: true}
	for _, s := range sets {
		r.Sets = append(r.Sets, strings.Split(s, ""))
	}
	return r
}

// describe writes findings as "B derivable", "B in BC", "C unread".
func describe(t *testing.T, r Run, c Coalition) string {
	t.Helper()
	findings, err := r.Derive(c)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, f := range findings {
		switch {
		case f.Derivable:
			all = append(all, f.Participant+" derivable")
		case f.Readable:
			all = append(all, f.Participant+" in "+strings.Join(f.Group, ""))
		default:
			all = append(all, f.Participant+" unread")
		}
	}
	return strings.Join(all, ", ")
}

// The cases of the design, and their neighbours.
func TestDerive(t *testing.T) {
	a, hubA := Coalition{Members: []string{"A"}}, Coalition{Members: []string{"A"}, Coordinator: true}
	for _, c := range []struct {
		name string
		run  Run
		by   Coalition
		want string
	}{
		{"two", run(2, 2, "AB"), a, "B derivable"},
		{"two, from the coordinator", run(2, 2, "AB"), Coalition{Coordinator: true}, "A unread, B unread"},
		{"three", run(3, 3, "ABC"), a, "B in BC, C in BC"},
		{"three, with the coordinator", run(3, 3, "ABC"), hubA, "B in BC, C in BC"},
		{"n - 1 of three", run(3, 3, "ABC"), Coalition{Members: []string{"A", "B"}}, "C derivable"},
		{"C drops out", run(3, 2, "ABC", "AB"), a, "B derivable, C derivable"},
		{"C drops out, seen by C", run(3, 2, "ABC", "AB"), Coalition{Members: []string{"C"}}, "A in AB, B in AB"},
		{"C drops out of four", run(4, 3, "ABCD", "ABD"), a, "B in BD, C derivable, D in BD"},
		{"two pairs", run(5, 3, "ABCDE", "ABC"), a, "B in BC, C in BC, D in DE, E in DE"},
		{"no sum yet", run(3, 3), hubA, "B unread, C unread"},
		{"never contributed", run(4, 3, "ABC"), a, "B in BC, C in BC, D unread"},
		{"one alone", run(3, 2, "B"), a, "B derivable, C unread"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := describe(t, c.run, c.by); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

// At n = 8 and t = 5 any five with the transcript have all updates, any four
// have the sum of the others, and five without the coordinator no more.
func TestThreshold(t *testing.T) {
	r := run(8, 5, "ABCDEFGH")
	for set := range 1 << 8 {
		var members []string
		for i, id := range r.Participants {
			if set>>i&1 != 0 {
				members = append(members, id)
			}
		}
		for _, hub := range []bool{false, true} {
			findings, err := r.Derive(Coalition{members, hub})
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range findings {
				want := hub && len(members) >= 5 || len(members) == 7
				if f.Derivable != want {
					t.Errorf("%v, coordinator %v: %s derivable is %v", members, hub, f.Participant, f.Derivable)
				}
				if !want && len(members) > 0 && len(f.Group) != 8-len(members) {
					t.Errorf("%v: %s hides in %v", members, f.Participant, f.Group)
				}
			}
		}
	}
}

// TestWeighted: weights do not hide, since they can be divided out.
func TestWeighted(t *testing.T) {
	f, err := Derive(names(3), []Combination{{2, 3, 5}, {1, 1, 1}}, []string{"A"})
	if err != nil {
		t.Fatal(err)
	}
	if !f[0].Derivable || !f[1].Derivable {
		t.Errorf("two weighted sums of two unknowns: %+v", f)
	}
}

// rank modulo a prime, elimination from the right: independent of space. The
// entries are small, so that ranks do not drop modulo this prime.
func rank(rows [][]int64) int {
	const p = 1_000_000_007
	m := make([][]int64, len(rows))
	for i, r := range rows {
		for _, v := range r {
			m[i] = append(m[i], (v%p+p)%p)
		}
	}
	found := 0
	for j := 0; len(m) > 0 && j < len(m[0]); j++ {
		at := slices.IndexFunc(m[found:], func(r []int64) bool { return r[j] != 0 })
		if at < 0 {
			continue
		}
		m[found], m[found+at] = m[found+at], m[found]
		inverse := new(big.Int).ModInverse(big.NewInt(m[found][j]), big.NewInt(p)).Int64()
		for i := found + 1; i < len(m); i++ {
			f := m[i][j] * inverse % p
			for k := range m[i] {
				m[i][k] = ((m[i][k]-f*m[found][k])%p + p) % p
			}
		}
		if found++; found == len(m) {
			break
		}
	}
	return found
}

// isolated tells by ranks whether the space holds a vector that is zero outside
// set and not on i: leaving i out of set makes the vectors that vanish outside
// fewer.
func isolated(rows [][]int64, n, set, i int) bool {
	outside := func(set int) int {
		var cut [][]int64
		for _, r := range rows {
			var c []int64
			for j := range n {
				if set>>j&1 == 0 {
					c = append(c, r[j])
				}
			}
			cut = append(cut, c)
		}
		return rank(cut)
	}
	return outside(set) < outside(set&^(1<<i))
}

// TestAgainstBruteForce compares with a search over all sets of participants.
func TestAgainstBruteForce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 6).Draw(t, "n")
		small := rapid.SampledFrom([]int64{0, 0, 1, 1, 1, 2, -1, 3})
		var readable []Combination
		var rows [][]int64
		for range rapid.IntRange(0, 5).Draw(t, "sums") {
			row := rapid.SliceOfN(small, n, n).Draw(t, "row")
			rows = append(rows, row)
			readable = append(readable, append(Combination{7}, row...)) // a member's own part first
		}
		findings, err := Derive(names(n+1), readable, []string{"A"})
		if err != nil {
			t.Fatal(err)
		}
		for i, f := range findings {
			least := 0
			for set := range 1 << n {
				size := len(strings.ReplaceAll(fmt.Sprintf("%b", set), "0", ""))
				if set>>i&1 != 0 && (least == 0 || size < least) && isolated(rows, n, set, i) {
					least = size
				}
			}
			if len(f.Group) != least || f.Derivable != (least == 1) || f.Readable != (least > 0) || !f.Exact {
				t.Fatalf("%s: %+v, the smallest group has %d", f.Participant, f, least)
			}
			if least > 0 {
				set := 0
				for _, g := range f.Group {
					set |= 1 << (int(g[0]-'A') - 1)
				}
				if !isolated(rows, n, set, i) {
					t.Fatalf("%s: nothing computable is of %v alone", f.Participant, f.Group)
				}
			}
		}
	})
}

// TestManyClasses: above the bound of the search, derivable stays exact and
// the group named is isolated, though maybe not the smallest.
func TestManyClasses(t *testing.T) {
	const n = MaxClasses + 3
	rapid.Check(t, func(t *rapid.T) {
		var readable []Combination
		var rows [][]int64
		for range rapid.IntRange(8, n).Draw(t, "sums") {
			row := rapid.SliceOfN(rapid.SampledFrom([]int64{0, 1}), n, n).Draw(t, "row")
			rows = append(rows, row)
			readable = append(readable, row)
		}
		findings, err := Derive(names(n), readable, nil)
		if err != nil {
			t.Fatal(err)
		}
		for i, f := range findings {
			if f.Derivable != isolated(rows, n, 1<<i, i) {
				t.Fatalf("%s: derivable is %v", f.Participant, f.Derivable)
			}
		}
	})
}

func TestDeriveRefuses(t *testing.T) {
	for name, f := range map[string]func() ([]Finding, error){
		"length":   func() ([]Finding, error) { return Derive(names(3), []Combination{{1, 1}}, nil) },
		"stranger": func() ([]Finding, error) { return Derive(names(3), nil, []string{"X"}) },
		"twice":    func() ([]Finding, error) { return Derive([]string{"A", "A"}, nil, nil) },
	} {
		if _, err := f(); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

// matrix writes one line a party, one letter a level in the order of Assets.
func matrix(t *testing.T, r Run) string {
	t.Helper()
	v, err := r.Visibility()
	if err != nil {
		t.Fatal(err)
	}
	letters := map[Level]string{None: "-", Ciphertext: "c", Derivable: "d", Plain: "p"}
	var b strings.Builder
	for _, view := range v {
		for _, a := range Assets() {
			b.WriteString(letters[view.Seen[a]])
		}
		b.WriteString(" " + view.Party + "\n")
		if len(view.Seen) != len(Assets()) || len(v.Table()[view.Party]) != len(Assets()) {
			t.Errorf("%s: not every asset has a level", view.Party)
		}
	}
	return b.String()
}

func TestVisibility(t *testing.T) {
	plain := run(2, 2, "AB")
	plain.Plaintext, plain.Metrics = true, true
	aborted := run(2, 2)
	aborted.Finished = false
	cut := aborted
	cut.Sent = cut.Participants
	clear := cut
	clear.Plaintext = true
	for _, c := range []struct {
		name string
		run  Run
		want string
	}{
		{"two", run(2, 2, "AB"), "-cc-cp hub\n-dpppp A\n-dpppp B\n-dpppp hub with A\n-dpppp hub with B\n--dp-- recipient of the final model\n-cc-cd network observer\n"},
		{"three", run(3, 3, "ABC"), "-cc-cp hub\n--pppp A\n--pppp B\n--pppp C\n-cpppp hub with A\n-cpppp hub with B\n-cpppp hub with C\n--dp-- recipient of the final model\n-cc-cd network observer\n"},
		{"C drops out", run(3, 2, "ABC", "AB"), "-cc-cp hub\n-dpppp A\n-dpppp B\n--pppp C\n-dpppp hub with A\n-dpppp hub with B\n-cpppp hub with C\n--dp-- recipient of the final model\n-cc-cd network observer\n"},
		{"plaintext", plain, "-ppdpp hub\n-dpppp A\n-dpppp B\n-ppppp hub with A\n-ppppp hub with B\n--dpp- recipient of the final model\n-cc-cd network observer\n"},
		{"stopped before any contribution", aborted, "-----p hub\n-----p A\n-----p B\n-----p hub with A\n-----p hub with B\n------ recipient of the final model\n-----d network observer\n"},
		{"stopped before any sum", cut, "-c---p hub\n-----p A\n-----p B\n-c---p hub with A\n-c---p hub with B\n------ recipient of the final model\n-c---d network observer\n"},
		{"plaintext, stopped before any sum", clear, "-p---p hub\n-----p A\n-----p B\n-p---p hub with A\n-p---p hub with B\n------ recipient of the final model\n-c---d network observer\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, matrix(t, c.run)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// A contribution of which no sum came was sent all the same: whoever holds enough
// shares of its key, and what the coordinator received, has it.
func TestContributionsWithoutASum(t *testing.T) {
	sent := run(3, 2)
	sent.Sent = []string{"A", "B", "C"}
	failed := run(3, 2, "AB")
	failed.Sent = []string{"C"} // of an attempt that was not opened
	for name, r := range map[string]Run{"stopped before a sum": sent, "left out of the sum": failed} {
		for _, c := range []struct {
			coalition Coalition
			derivable bool
		}{
			{Coalition{[]string{"A", "B"}, true}, true},
			{Coalition{[]string{"A", "B"}, false}, false},
			{Coalition{[]string{"A"}, true}, false},
			{Coalition{nil, true}, false},
		} {
			findings, err := r.Derive(c.coalition)
			if err != nil {
				t.Fatal(err)
			}
			if got := findings[len(findings)-1]; got.Participant != "C" || got.Derivable != c.derivable {
				t.Errorf("%s, %v: %+v", name, c.coalition, got)
			}
		}
	}
	breaches, _, err := sent.Breaches()
	if err != nil || len(breaches) != 3 {
		t.Errorf("%v %v", breaches, err)
	}
}
