package earlier_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"samband/pkg/agreement"
	"samband/pkg/earlier"
	"samband/pkg/identity"
	"samband/pkg/journal"
	"samband/pkg/ledger"
	"samband/pkg/plan"
	"samband/pkg/protocol"
)

// people are identities that several agreements have, by letter.
type people map[rune]*identity.PrivateKey

func (p people) key(t *testing.T, who rune) *identity.PrivateKey {
	t.Helper()
	if p[who] == nil {
		key, err := identity.Generate()
		if err != nil {
			t.Fatal(err)
		}
		p[who] = key
	}
	return p[who]
}

// agree makes an agreement between participants, a letter each, which change has
// changed.
func (p people) agree(t *testing.T, who string, change func(*agreement.Agreement)) *agreement.Agreement {
	t.Helper()
	a, err := agreement.Read("../agreement/testdata/four-hospitals.yaml")
	if err != nil {
		t.Fatal(err)
	}
	a.Aggregation.Threshold, a.Aggregation.MinContributors, a.Aggregation.Committee = 0, 0, nil
	a.Parties, a.Privacy.Insiders, a.Release, a.Coordinator.OperatedBy = nil, 0, agreement.Release{}, "nobody here"
	a.Title = "sums over " + who
	for _, r := range who {
		letter := strings.ToLower(string(r))
		a.Parties = append(a.Parties, agreement.Party{ID: identity.ID(letter), Name: "Hospital " + strings.ToUpper(letter), Role: "controller", Key: p.key(t, r).Public()})
	}
	if len(who) == 2 {
		a.Acknowledge = []string{agreement.AckTwoParties}
	}
	if change != nil {
		change(a)
	}
	text, err := a.YAML()
	if err != nil {
		t.Fatal(err)
	}
	// A zero stands for what the text leaves out.
	text = regexp.MustCompile(`(?m)^\s+(threshold|min_contributors|insiders): 0\n`).ReplaceAll(text, nil)
	if a, err = agreement.Parse("agreement.yaml", text); err != nil {
		t.Fatal(err)
	}
	return a
}

// later makes another agreement of one between the same participants.
func later(a *agreement.Agreement) { a.Purpose = "Once more, a year later." }

// complete asks for every participant in every sum.
func complete(a *agreement.Agreement) { a.Aggregation.MinContributors = len(a.Parties) }

func all(changes ...func(*agreement.Agreement)) func(*agreement.Agreement) {
	return func(a *agreement.Agreement) {
		for _, c := range changes {
			if c != nil {
				c(a)
			}
		}
	}
}

func dropout(a *agreement.Agreement) { a.Acknowledge = append(a.Acknowledge, agreement.AckDropout) }

// ran leaves the directory of a run as participant A's program does: one round
// for each set.
func ran(t *testing.T, dir string, a *agreement.Agreement, mode protocol.Mode, sets ...string) string {
	t.Helper()
	path := filepath.Join(dir, "runs", a.Hash().Short()+"-"+string(mode))
	if err := journal.Prepare(path, journal.About{Party: "a", Agreement: a.Hash(), Mode: string(mode)}); err != nil {
		t.Fatal(err)
	}
	if err := a.Save(filepath.Join(path, agreement.File)); err != nil {
		t.Fatal(err)
	}
	for i, set := range sets {
		if err := journal.Bind(path, journal.Bound{Round: uint32(i + 1), Attempt: 1, Set: ids(set)}); err != nil {
			t.Fatal(err)
		}
	}
	return path
}

func ids(set string) (all []identity.ID) {
	for _, r := range set {
		all = append(all, identity.ID(string(r)))
	}
	return all
}

// recorded leaves the ledger of a run beside that.
func recorded(t *testing.T, path string, a *agreement.Agreement, key *identity.PrivateKey, sets ...string) {
	t.Helper()
	w, err := ledger.Create(filepath.Join(path, "ledger.jsonl"), ledger.Meta{Party: "a", Agreement: a.Hash(), Key: key.Public()}, key)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	for i, set := range sets {
		at := time.Date(2026, 5, 1+i, 12, 0, 0, 0, time.UTC)
		for _, e := range ledger.Contributors("a", at, uint32(i+1), 1, a.Aggregation.Scheme, ids(set)) {
			if err := w.Append(e); err != nil {
				t.Fatal(err)
			}
		}
	}
	if _, err := w.Sign(); err != nil {
		t.Fatal(err)
	}
}

func look(t *testing.T, dir string, a *agreement.Agreement) *earlier.Look {
	t.Helper()
	p, err := plan.New(a)
	if err != nil {
		t.Fatal(err)
	}
	l, err := earlier.At(dir, p, nil)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// classes writes the small classes as letters, sorted.
func classes(l *earlier.Look) string {
	var all []string
	for _, s := range l.Small {
		var one string
		for _, p := range s.Participants {
			one += string(p.ID)
		}
		all = append(all, one)
	}
	return sorted(strings.Join(all, " "))
}

func sorted(words string) string {
	return strings.Join(slices.Sorted(slices.Values(strings.Fields(words))), " ")
}

// TestClasses: which agreements leave a small class after which sums. Small are
// fewer than min(t + 1, n); capital letters are other keys under the same ids.
func TestClasses(t *testing.T) {
	for _, c := range []struct {
		earlier, sets, planned string
		change                 func(*agreement.Agreement)
		small                  string
		missing                int
		same                   bool
	}{
		{"abc", "abc", "abc", nil, "", 0, true},                 // what has changed in the rows, and nothing else
		{"abc", "abc abc abc", "ab", nil, "c", 0, false},        // the attack: one is left out
		{"ab", "ab", "abc", nil, "ab c", 0, false},              // one joins two
		{"abc", "abc", "abd", nil, "ab d c", 0, false},          // one for one
		{"abcd", "abcd", "abcde", complete, "e", 0, false},      // one joins four
		{"abcdef", "abcdef", "abc", nil, "", 0, false},          // three leave, three stay
		{"abc", "abc", "abcdef", complete, "abc def", 0, false}, // of 6, fewer than 5 are few
		{"abc", "abc", "abcdef", func(a *agreement.Agreement) { complete(a); a.Aggregation.Threshold = 2 }, "", 0, false},
		{"abcde", "abcde", "abcde", nil, "", 1, true}, // a later first sum could leave one out
		{"abcde", "abcde", "abcde", complete, "", 0, true},
		{"abcde", "abcd", "abcde", complete, "e", 0, false}, // who was missing then and is in now
		{"abc", "abc", "ABC", nil, "", 0, false},            // others under the same ids
		{"abc", "abc", "aBc", nil, "ac B b", 0, false},      // a new key is a new party
		{"abcd", "bcd", "aefg", nil, "", 0, false},          // nobody of them was in that sum
	} {
		t.Run(c.earlier+" "+c.sets+" "+c.planned, func(t *testing.T) {
			p, dir := people{}, t.TempDir()
			ran(t, dir, p.agree(t, c.earlier, nil), protocol.Real, strings.Fields(c.sets)...)
			l := look(t, dir, p.agree(t, c.planned, all(later, c.change)))
			if got := classes(l); got != sorted(strings.ToLower(c.small)) || l.Missing != c.missing || l.Acknowledged {
				t.Errorf("classes %q, %d missing, want %q, %d", got, l.Missing, c.small, c.missing)
			}
			if l.Refused != (c.small != "" || c.missing > 0) {
				t.Errorf("refused: %v", l.Refused)
			}
			if same := len(l.Sums) == 1 && l.Sums[0].Same; same != c.same {
				t.Errorf("the same contributors: %v", same)
			}
			if l = look(t, dir, p.agree(t, c.planned, all(later, c.change, dropout))); l.Refused || !l.Acknowledged {
				t.Errorf("acknowledged: %+v", l)
			}
		})
	}
}

// TestSeveralAgreements: each sum alone would pass, together they do not.
func TestSeveralAgreements(t *testing.T) {
	p, dir := people{}, t.TempDir()
	two := func(a *agreement.Agreement) {
		a.Aggregation.Threshold, a.Aggregation.MinContributors = 2, len(a.Parties)
	}
	ran(t, dir, p.agree(t, "abcdef", two), protocol.Real, "abcdef")
	if l := look(t, dir, p.agree(t, "abcdefghi", two)); l.Refused {
		t.Fatalf("three more: %+v", l.Small)
	}
	ran(t, dir, p.agree(t, "abcghi", two), protocol.Real, "abcghi")
	// d, e, f were in the first only; g, h, i in the second only; now one of each leaves.
	if got := classes(look(t, dir, p.agree(t, "abcdegh", two))); got != "de f gh i" {
		t.Errorf("%q", got)
	}
}

// TestOnlyRealRunsOfOtherAgreements: a rehearsal has no rows, and sessions of one
// agreement are the protocol's concern.
func TestOnlyRealRunsOfOtherAgreements(t *testing.T) {
	p, dir := people{}, t.TempDir()
	a := p.agree(t, "abc", nil)
	ran(t, dir, a, protocol.Rehearsal, "abc")
	if l := look(t, dir, p.agree(t, "ab", nil)); len(l.Sums) > 0 || l.Refused {
		t.Errorf("a rehearsal counts: %+v", l)
	}
	path := ran(t, dir, a, protocol.Real, "abc")
	if l := look(t, dir, a); len(l.Sums) > 0 || l.Refused {
		t.Errorf("its own sums count: %+v", l)
	}
	// Moved aside, a run is still one.
	if err := os.Rename(path, path+"-earlier-1"); err != nil {
		t.Fatal(err)
	}
	if l := look(t, dir, p.agree(t, "ab", nil)); !l.Refused {
		t.Errorf("%+v", l)
	}
	if l := look(t, t.TempDir(), a); len(l.Sums) > 0 || l.Refused {
		t.Errorf("in an empty directory: %+v", l)
	}
}

// TestLedgerTells: whoever endorses nothing, outside the committee or under
// plaintext, knows the sets from the ledger.
func TestLedgerTells(t *testing.T) {
	for _, scheme := range []string{agreement.OneTimeHE, agreement.Plaintext} {
		p, dir := people{}, t.TempDir()
		a := p.agree(t, "abcd", func(a *agreement.Agreement) {
			if a.Aggregation.Scheme = scheme; scheme == agreement.Plaintext {
				a.Acknowledge = []string{agreement.AckPlaintext}
			}
		})
		var own []string
		if scheme == agreement.Plaintext {
			own = []string{"a", "a"}
		}
		path := ran(t, dir, a, protocol.Real, own...)
		if scheme == agreement.Plaintext { // without a ledger: all that could be in it
			if l := look(t, dir, p.agree(t, "abc", nil)); classes(l) != "d" {
				t.Errorf("%s without a ledger: %+v", scheme, l)
			}
		}
		recorded(t, path, a, p.key(t, 'a'), "abcd", "abc")
		l := look(t, dir, p.agree(t, "abc", nil))
		if classes(l) != "d" || len(l.Sums) != 2 || l.Sums[0].Time.IsZero() || len(l.Sums[1].Contributors) != 3 {
			t.Errorf("%s: %+v", scheme, l)
		}
	}
}
