package document_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"samband/pkg/audit"
	"samband/pkg/document"
	"samband/pkg/evidence"
	"samband/pkg/evidence/sample"
	"samband/pkg/finding"
)

// What only a party's account says is counted apart from what ledgers show, and
// nothing is counted twice.
func TestAccountsAreCountedApart(t *testing.T) {
	r := made(t, sample.Run{Accounts: tested()})
	count := make(map[finding.Status]int)
	accounts, all := 0, 0
	for _, a := range r.Answers {
		for _, s := range a.Statements {
			switch {
			case a.Question.Code == "limits":
				all++
			case s.Vantage == finding.Account:
				accounts++
			default:
				count[s.Status]++
			}
		}
	}
	if accounts == 0 || count[finding.Measured] == 0 {
		t.Fatalf("%d of accounts, %v", accounts, count)
	}
	if text := page(t, r, "en"); !strings.Contains(text, `class="badge account">measured by a party itself<`) || strings.Contains(text, `class="badge measured">measured by a party itself<`) {
		t.Error("what an account says looks like what ledgers show")
	}
	var md bytes.Buffer
	if err := document.Markdown(&md, r, language(t, "en")); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		fmt.Sprintf("- %d **measured**: ", count[finding.Measured]), fmt.Sprintf("- %d **measured by a party itself**: ", accounts),
		fmt.Sprintf("- %d **unknown**: ", count[finding.Unknown]),
		fmt.Sprintf("%d points are marked unknown; section 17 lists %d, with %d general limits.", count[finding.Unknown], all, all-count[finding.Unknown]),
	} {
		if !strings.Contains(md.String(), want) {
			t.Errorf("the document does not say %q", want)
		}
	}
}

// A replay that sent something else is in the summary.
func TestFailedReplayIsInTheSummary(t *testing.T) {
	r := made(t, sample.Run{})
	var other []*audit.Result
	for _, l := range r.Ledgers {
		c := *l
		c.Events = slices.Clone(l.Events)
		for i := range c.Events {
			c.Events[i].Bytes += 9000
		}
		other = append(other, &c)
	}
	for name, replay := range map[string][]*audit.Result{"same": r.Ledgers, "different": other} {
		again, err := evidence.Of(evidence.Input{Plan: r.Plan, Ledgers: r.Ledgers, Replay: replay})
		if err != nil {
			t.Fatal(err)
		}
		said := summary(t, page(t, again, "en"))
		if told := strings.Contains(said, "NOT send the same"); told != (name == "different") {
			t.Errorf("%s: told %v: %s", name, told, said)
		}
	}
}

// What is said of noise, of kept sums and of roles is so of this run; a name with a
// comma is told apart from two.
func TestWordsFitTheRun(t *testing.T) {
	names := []string{"University Hospitals Zurich and Basel", "Hungarian Institute of Cardiology, Budapest"}
	r := made(t, sample.Run{Accounts: accounts(), Names: names})
	en, sv := page(t, r, "en"), page(t, r, "sv")
	for _, want := range []string{"University Hospitals Zurich and Basel; Hungarian Institute of Cardiology, Budapest", "that of the gradients at the optimum"} {
		if !strings.Contains(en, want) {
			t.Errorf("the document does not say %q", want)
		}
	}
	if strings.Contains(en, "noise of differential privacy allows") || !strings.Contains(page(t, made(t, sample.Run{Accounts: tested()}), "en"), "noise of differential privacy allows") {
		t.Error("the bound of noise is explained where there is none, or is not where there is one")
	}
	if !strings.Contains(sv, "personuppgiftsansvarig") || strings.Contains(sv, "controller") {
		t.Error("a role of the agreement is English in Swedish")
	}
}
