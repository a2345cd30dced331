package audit

import (
	"strings"
	"testing"
	"time"

	"samband/pkg/agreement"
	"samband/pkg/exposure"
	"samband/pkg/identity"
	"samband/pkg/ledger"
	"samband/pkg/plan"
)

var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

// threeHospitals is the part of a plan of three, any two of whom open a sum,
// that visibility depends on.
func threeHospitals() *plan.Plan {
	ids := []identity.ID{"north", "south", "west"}
	return &plan.Plan{
		Agreement: &agreement.Agreement{Coordinator: agreement.Coordinator{ID: "coordinator"},
			Aggregation: agreement.Aggregation{Scheme: agreement.OneTimeHE}},
		Participants: ids, Committee: ids, Threshold: 2,
	}
}

type sum struct {
	round, attempt uint32
	set            []identity.ID
}

// contributed writes the same sums into the ledgers of the parties.
func (r *run) contributed(scheme string, sums []sum, parties ...identity.ID) {
	r.t.Helper()
	for _, party := range parties {
		for _, s := range sums {
			for _, e := range ledger.Contributors(party, noon, s.round, s.attempt, scheme, s.set) {
				if err := r.writers[party].Append(e); err != nil {
					r.t.Fatal(err)
				}
			}
		}
	}
}

func updateSeenBy(t *testing.T, v exposure.Visibility, party string) exposure.Level {
	t.Helper()
	for _, view := range v {
		if view.Party == party {
			return view.Seen[exposure.IndividualUpdate]
		}
	}
	t.Fatalf("no row for %s", party)
	return ""
}

func TestVisibilityFollowsTheRunNotThePlan(t *testing.T) {
	all := []identity.ID{"north", "south", "west"}
	whole := []sum{{1, 1, all}, {2, 1, all}}
	// In a second attempt west is missing: the difference is its update.
	left := []sum{{1, 1, all}, {2, 1, all}, {2, 2, []identity.ID{"north", "south"}}}
	for name, c := range map[string]struct {
		sums []sum
		want exposure.Level
	}{"all in all sums": {whole, exposure.None}, "one left out once": {left, exposure.Derivable}} {
		r := newRun(t, "coordinator", "north")
		r.contributed("one-time-he", c.sums, "coordinator", "north")
		r.both(message("coordinator", "north", "done", 2, "done"))
		r.close()
		v, err := Visibility(threeHospitals(), r.file("coordinator"), r.file("north"))
		if err != nil {
			t.Fatal(err)
		}
		if got := updateSeenBy(t, v, "north"); got != c.want {
			t.Errorf("%s: north sees the update of another as %s, want %s", name, got, c.want)
		}
		if got := updateSeenBy(t, v, "coordinator"); got != exposure.Ciphertext {
			t.Errorf("%s: the coordinator sees updates as %s", name, got)
		}
		if run := Run(threeHospitals(), r.file("north")); len(run.Sets) != len(c.sums) || !run.Finished {
			t.Errorf("%s: %+v", name, run)
		}
	}
}

// A party that names other contributors than the others is found, and cannot make
// less appear derivable; whoever is no participant has contributed nothing.
func TestLedgersMustAgreeOnContributors(t *testing.T) {
	all := []sum{{1, 1, []identity.ID{"north", "south", "west"}}}
	for name, c := range map[string]struct {
		other []sum
		want  exposure.Level
		says  string
	}{
		"the same":     {all, exposure.None, ""},
		"one left out": {[]sum{{1, 1, []identity.ID{"north", "south"}}}, exposure.Derivable, "round 1, attempt 1: the ledger of coordinator has the contributors [north south west], that of north [north south]"},
		"a stranger":   {[]sum{{1, 1, []identity.ID{"north", "south", "west", "east"}}}, exposure.None, "that of north [east north south west]"},
		"nobody":       {[]sum{{2, 1, []identity.ID{"east"}}}, exposure.None, ""},
	} {
		r := newRun(t, "coordinator", "north")
		r.contributed("one-time-he", all, "coordinator")
		r.contributed("one-time-he", c.other, "north")
		r.close()
		v, err := Visibility(threeHospitals(), r.file("coordinator"), r.file("north"))
		if err != nil {
			t.Fatal(err)
		}
		if got := updateSeenBy(t, v, "north"); got != c.want {
			t.Errorf("%s: north sees the update of another as %s, want %s", name, got, c.want)
		}
		got := Compare(r.file("coordinator"), r.file("north")).Problems
		if (len(got) == 0) != (c.says == "") || len(got) > 0 && !strings.Contains(got[0].String(), c.says) {
			t.Errorf("%s: %v, want %q", name, got, c.says)
		}
	}
}

// A program that was killed while it wrote the contributors is no contradiction.
func TestContributorsTorn(t *testing.T) {
	r := newRun(t, "coordinator", "north")
	r.contributed("one-time-he", []sum{{1, 1, []identity.ID{"north", "south", "west"}}}, "coordinator")
	r.contributed("one-time-he", []sum{{1, 1, []identity.ID{"north"}}}, "north")
	if err := r.writers["north"].Append(ledger.Reopening("north", noon, false)); err != nil {
		t.Fatal(err)
	}
	r.close()
	if got := Compare(r.file("coordinator"), r.file("north")).Problems; len(got) > 0 {
		t.Error(got)
	}
}
