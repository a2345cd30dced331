package committee_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"samband/pkg/agreement"
	"samband/pkg/committee"
	"samband/pkg/identity"
	"samband/pkg/lang"
	"samband/pkg/plan"
)

var update = flag.Bool("update", false, "write the golden files anew")

// planned is a plan for n participants, whose agreement change has changed.
func planned(t *testing.T, n int, change func(*agreement.Agreement)) *plan.Plan {
	t.Helper()
	a, err := agreement.Read("../agreement/testdata/four-hospitals.yaml")
	if err != nil {
		t.Fatal(err)
	}
	a.Aggregation.Threshold, a.Aggregation.MinContributors, a.Aggregation.Committee = 0, 0, nil
	a.Parties, a.Privacy.Insiders, a.Release, a.Coordinator.OperatedBy = nil, 0, agreement.Release{}, "nobody here"
	for i := range n {
		key, err := identity.Generate()
		if err != nil {
			t.Fatal(err)
		}
		a.Parties = append(a.Parties, agreement.Party{ID: identity.ID(fmt.Sprintf("h%d", i+1)), Name: fmt.Sprintf("Hospital %d", i+1), Role: "controller", Key: key.Public()})
	}
	if n == 2 {
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
	p, err := plan.New(a)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func groups(a *agreement.Agreement) {
	a.Aggregation.Threshold = 3
	a.Aggregation.Groups = []agreement.Group{{"h1", "h2", "h3", "h4"}, {"h5", "h6", "h7", "h8"}}
}

// TestNumbers compares with the table of the specification ("Words").
func TestNumbers(t *testing.T) {
	for n, want := range map[int][5]int{ // m, t, Q, min_contributors, c
		2: {2, 2, 2, 2, 0}, 3: {3, 2, 3, 3, 1}, 4: {4, 3, 4, 4, 2}, 5: {5, 3, 4, 4, 2},
		6: {6, 4, 5, 5, 3}, 7: {7, 5, 6, 6, 4}, 8: {8, 6, 7, 7, 5}, 9: {9, 5, 7, 6, 4}, 20: {9, 5, 7, 6, 4},
	} {
		c := committee.Of(planned(t, n, nil))
		if got := [5]int{len(c.Members), c.Threshold, c.Quorum, c.MinContributors, c.Collusion}; got != want {
			t.Errorf("n = %d: %v, want %v", n, got, want)
		}
		if c.Silent != len(c.Members)-c.Quorum || c.SmallestClass != min(c.Threshold+1, n) || c.Leaving != committee.Nobody {
			t.Errorf("n = %d: %+v", n, c)
		}
	}
	if got := committee.Of(planned(t, 8, groups)).Leaving; got != committee.Groups {
		t.Error(got)
	}
}

// TestWords shows the sentences for the rosters that differ in kind.
func TestWords(t *testing.T) {
	acknowledged := func(a *agreement.Agreement) {
		a.Acknowledge = append(a.Acknowledge, agreement.AckDropout)
	}
	masks := func(a *agreement.Agreement) {
		a.Aggregation.Scheme, a.Acknowledge = agreement.PairwiseMasks, []string{agreement.AckCoordinator}
	}
	for _, tag := range []string{"en", "sv"} {
		l, err := lang.New(tag)
		if err != nil {
			t.Fatal(err)
		}
		var text strings.Builder
		for _, c := range []struct {
			name   string
			n      int
			change func(*agreement.Agreement)
		}{
			{"2", 2, nil}, {"3", 3, nil}, {"5", 5, nil}, {"8 in groups", 8, groups}, {"12 with a committee of 9", 12, nil},
			{"3, acknowledged", 3, acknowledged}, {"6, acknowledged", 6, acknowledged}, {"3, masks", 3, masks},
		} {
			fmt.Fprintf(&text, "%s\n\n", c.name)
			for _, line := range committee.Of(planned(t, c.n, c.change)).Words(l) {
				fmt.Fprintf(&text, "%s\n", line)
			}
			text.WriteString("\n")
		}
		golden(t, "words."+tag+".txt", text.String())
		clear := planned(t, 3, func(a *agreement.Agreement) {
			a.Aggregation.Scheme, a.Acknowledge = agreement.Plaintext, []string{agreement.AckPlaintext}
		})
		if words := committee.Of(clear).Words(l); len(words) > 0 {
			t.Errorf("under plaintext: %q", words)
		}
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (go test -update writes it anew):\n%s", path, diff)
	}
}
