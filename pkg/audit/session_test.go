package audit

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"samband/pkg/digest"
	"samband/pkg/identity"
	"samband/pkg/ledger"
)

// opened is a ledger of a party in a session, which "" leaves out.
func opened(party identity.ID, name, session string, rehearsal bool) *Result {
	r := &Result{Name: name, Meta: ledger.Meta{Party: party, Rehearsal: rehearsal}}
	if session != "" {
		r.Events = append(r.Events, Located{2, message("coordinator", "north", kindHellos, 0, session)})
	}
	return r
}

func TestSessions(t *testing.T) {
	for _, c := range []struct {
		name, want string
		given      []*Result
	}{
		{"one", "h1 n1", []*Result{opened("hub", "h1", "a", false), opened("north", "n1", "a", false)}},
		{"after a retry", "h1 n1 | h2 n2", []*Result{opened("hub", "h1", "a", false), opened("hub", "h2", "b", false), opened("north", "n1", "a", false), opened("north", "n2", "b", false)}},
		{"rehearsal and run", "h2 n2 | h1 n1", []*Result{opened("hub", "h1", "a", true), opened("north", "n1", "a", true), opened("hub", "h2", "b", false), opened("north", "n2", "b", false)}},
		{"never opened, joins the only one", "h1 n1 s1", []*Result{opened("hub", "h1", "a", false), opened("north", "n1", "a", false), opened("south", "s1", "", false)}},
		{"never opened, before the only one", "h1 n2 | n1", []*Result{opened("hub", "h1", "a", false), opened("north", "n1", "", false), opened("north", "n2", "a", false)}},
		{"twice in one", "h1 and h2 are both ledgers of hub in the same session", []*Result{opened("hub", "h1", "a", false), opened("hub", "h2", "a", false)}},
		{"twice in none", "n1 and n2 are both ledgers of north in the same session", []*Result{opened("north", "n1", "", false), opened("north", "n2", "", false)}},
		{"no header", "h1", []*Result{opened("hub", "h1", "a", false), opened("", "x", "", false)}},
	} {
		groups, err := Sessions(c.given...)
		var said []string
		for _, g := range groups {
			var names []string
			for _, r := range g.Results {
				names = append(names, r.Name)
			}
			said = append(said, strings.Join(names, " "))
		}
		got := strings.Join(said, " | ")
		if twice := (*TwiceError)(nil); errors.As(err, &twice) {
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("%s: %s, want %s (%v)", c.name, got, c.want, err)
		}
	}
}

// A party that names another session than the others cannot hide from them.
func TestApart(t *testing.T) {
	for want, given := range map[string][]*Result{
		"s1":    {opened("hub", "h1", "a", false), opened("north", "n1", "a", false), opened("south", "s1", "b", false)},
		"h2 n2": {opened("hub", "h1", "a", false), opened("hub", "h2", "b", false), opened("north", "n1", "a", false), opened("north", "n2", "x", false)},
		"":      {opened("hub", "h1", "a", false), opened("north", "n1", "a", false), opened("north", "n2", "b", false), opened("hub", "h3", "c", true)},
	} {
		groups, err := Sessions(given...)
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, r := range Apart(groups, false) {
			names = append(names, r.Name)
		}
		if got := strings.Join(names, " "); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestEnd(t *testing.T) {
	disposal := ledger.Disposal("north", noon, ledger.RoundSecrets)
	stop, done, upload := message("hub", "north", "stop", 1, ""), message("hub", "north", "done", 1, ""), message("hub", "north", "upload", 1, "")
	for want, events := range map[End][]ledger.Event{
		Unended: {upload},
		Done:    {upload, done, stop, disposal},
		Stopped: {upload, stop, disposal},
		Closed:  {upload, disposal},
	} {
		r := &Result{}
		for _, e := range events {
			r.Events = append(r.Events, Located{Event: e})
		}
		if got := r.End(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// A ledger of another agreement is told from one whose header was changed.
func TestForeign(t *testing.T) {
	r := twoHospitals(t, 1) // closed
	text := append(bytes.Join(r.lines("north"), []byte("\n")), '\n')
	other := digest.Of([]byte("another agreement"))
	for name, c := range map[string]struct {
		file      []byte
		agreement digest.Digest
		want      bool
	}{
		"the agreement's": {text, agreed, false},
		"another's":       {text, other, true},
		"changed header":  {bytes.Replace(text, []byte(agreed.String()), []byte(other.String()), 1), agreed, false},
	} {
		got, err := Verify(bytes.NewReader(c.file), "file", r.public, c.agreement)
		if err != nil || got.Foreign != c.want {
			t.Errorf("%s: %v, %v", name, got.Foreign, err)
		}
	}
}

// A run that never got to a sum shows nothing but what travelled.
func TestVisibilityWithoutASum(t *testing.T) {
	for kind, want := range map[string]int{"hello": 0, "commitments": 3} {
		r := newRun(t, "coordinator", "north")
		r.both(message("coordinator", "north", kind, 1, "body"))
		r.close()
		if run := Run(threeHospitals(), r.file("north")); len(run.Sent) != want || len(run.Sets) != 0 {
			t.Errorf("%s: %+v", kind, run)
		}
	}
}
