package evidence_test

import (
	"slices"
	"strings"
	"testing"

	"samband/pkg/audit"
	"samband/pkg/evidence"
	"samband/pkg/evidence/sample"
	"samband/pkg/ledger"
)

// changed are copies of ledgers in which every event was looked at; those that
// change does not keep are left out.
func changed(all []*audit.Result, change func(*audit.Located) bool) []*audit.Result {
	var copies []*audit.Result
	for _, l := range all {
		c := *l
		c.Events = nil
		for _, e := range l.Events {
			if change(&e) {
				c.Events = append(c.Events, e)
			}
		}
		copies = append(copies, &c)
	}
	return copies
}

// A run is like itself; what has another size, form or number, and what is only on
// one side, is found; what checkpoints and the name of the mode explain is not.
func TestReplay(t *testing.T) {
	r := made(t, sample.Run{})
	same := evidence.Compare(r.Plan, r.Ledgers, r.Ledgers)
	if same.Shapes < 10 || len(same.Differences) != 0 || same.Slack > 64 {
		t.Fatalf("%+v", same)
	}
	chunk := func(e *audit.Located) bool { return e.Kind == "chunk" && e.Round == 2 }
	for name, c := range map[string]struct {
		change func(*audit.Located) bool
		kinds  []string
	}{
		"longer":     {func(e *audit.Located) bool { e.Bytes += 500 * boolInt(chunk(e)); return true }, []string{"chunk"}},
		"the mode":   {func(e *audit.Located) bool { e.Bytes += 5 * boolInt(chunk(e)); return true }, nil},
		"checkpoint": {func(e *audit.Located) bool { e.Bytes += 300 * boolInt(e.Kind == "result"); return true }, nil},
		"fewer":      {func(e *audit.Located) bool { return !chunk(e) || e.From != "site1" && e.To != "site1" }, []string{"chunk"}},
		"in clear": {func(e *audit.Located) bool {
			if chunk(e) {
				e.Form = ledger.Plain
			}
			return true
		}, []string{"chunk"}},
		"one more kind": {func(e *audit.Located) bool {
			if chunk(e) {
				e.Kind = "rows"
			}
			return true
		}, []string{"chunk", "rows"}},
		"an attempt more": {func(e *audit.Located) bool { e.Attempt += uint32(boolInt(chunk(e))); return true }, nil},
	} {
		found := evidence.Compare(r.Plan, r.Ledgers, changed(r.Ledgers, c.change))
		var kinds []string
		for _, d := range found.Differences {
			if !slices.Contains(kinds, d.Kind) {
				kinds = append(kinds, d.Kind)
			}
		}
		if !slices.Equal(kinds, c.kinds) {
			t.Errorf("%s: %+v", name, found.Differences)
		}
	}
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

// Without a replay it is not known whether the run could be repeated; with one it
// is measured.
func TestReplayIsAnswered(t *testing.T) {
	r := made(t, sample.Run{})
	for name, c := range map[string]struct {
		replay []*audit.Result
		status string
		said   string
	}{
		"none":      {nil, "unknown", "verify --replay"},
		"same":      {r.Ledgers, "measured", "different: 0"},
		"different": {changed(r.Ledgers, func(e *audit.Located) bool { e.Bytes += 9000; return true }), "measured", "NOT send the same"},
		"empty":     {changed(r.Ledgers, func(*audit.Located) bool { return false }), "unknown", "no phase"},
	} {
		again, err := evidence.Of(evidence.Input{Plan: r.Plan, Ledgers: r.Ledgers, Replay: c.replay})
		if err != nil {
			t.Fatal(err)
		}
		s := find(t, again, "described", "replay")
		if string(s.Status) != c.status || !strings.Contains(s.Say(languages(t)[0]), c.said) || s.Say(languages(t)[1]) == "" {
			t.Errorf("%s: %s, %s", name, s.Status, s.Say(languages(t)[0]))
		}
		if v, _, _ := find(t, again, "described", "alike").Value.Number(); v != 0 {
			t.Errorf("%s: messages differ by %v bytes between participants", name, v)
		}
	}
}
