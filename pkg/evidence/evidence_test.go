package evidence_test

import (
	"errors"
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"

	"samband/pkg/evidence"
	"samband/pkg/evidence/sample"
	"samband/pkg/finding"
	"samband/pkg/lang"
	"samband/pkg/phrase"
)

// The questions are those of the specification, in its order and words.
func TestQuestionsAreThoseOfTheSpecification(t *testing.T) {
	text, err := os.ReadFile("../../../shared/design/evidence.md")
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("../shared/design/evidence.md is absent: the list of questions was not compared with it")
	}
	if err != nil {
		t.Fatal(err)
	}
	_, rest, found := strings.Cut(string(text), "## 5.")
	if !found {
		t.Fatal("the specification has no section 5")
	}
	_, rest, _ = strings.Cut(rest, "\n")
	section, _, _ := strings.Cut(rest, "\n## ")
	var want, got []string
	for _, q := range strings.Split(strings.TrimSuffix(strings.TrimSpace(section), "."), " · ") {
		want = append(want, strings.TrimSpace(q))
	}
	for _, q := range evidence.Questions() {
		got = append(got, q.Asked)
	}
	if !slices.Equal(got, want) {
		t.Errorf("questions\n%q\nspecification\n%q", got, want)
	}
}

func made(t *testing.T, r sample.Run) *evidence.Report {
	t.Helper()
	report, err := r.Report(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func languages(t *testing.T) []*lang.Lang {
	t.Helper()
	var all []*lang.Lang
	for _, tag := range []string{"en", "sv"} {
		l, err := lang.New(tag)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, l)
	}
	return all
}

func cases() map[string]sample.Run {
	three := []string{"A", "B", "C"}
	return map[string]sample.Run{
		"two": {}, "three": {Names: three}, "plaintext": {Plaintext: true}, "noised": {Names: three, Noised: true},
		"planned": {Planned: true}, "three planned": {Names: three, Planned: true}, "alone": {Alone: true}, "operator takes part": {OperatedBy: "site1"},
		"with accounts": {Accounts: accounts()},
	}
}

// Every question has an answer with words in both languages, and the last one is
// what was not shown.
func TestEveryQuestionIsAnswered(t *testing.T) {
	for name, c := range cases() {
		r := made(t, c)
		if len(r.Answers) != len(evidence.Questions()) {
			t.Fatalf("%s: %d answers", name, len(r.Answers))
		}
		for _, a := range r.Answers {
			if len(a.Statements) == 0 {
				t.Errorf("%s: nothing about %s", name, a.Question.Code)
			}
			for _, l := range languages(t) {
				if !l.Has(lang.Question + "." + lang.Key(a.Question.Code)) {
					t.Errorf("%s: the question %s has no words in %s", name, a.Question.Code, l.Tag())
				}
				for _, s := range a.Statements {
					said := s.Say(l)
					if said == "" || strings.Contains(said, "%!") || strings.HasPrefix(said, "ev.") || strings.Contains(strings.ToLower(said), "anonym") {
						t.Errorf("%s %s %s: %q", name, a.Question.Code, s.Name, said)
					}
				}
			}
		}
		last := r.Answers[len(r.Answers)-1]
		if last.Question.Code != "limits" {
			t.Errorf("the last answer is %s", last.Question.Code)
		}
		for _, s := range last.Statements {
			if s.Status != finding.Unknown {
				t.Errorf("%s: what is not shown has the status %s", s.Name, s.Status)
			}
		}
	}
}

// find gives the statement of a name under a question.
func find(t *testing.T, r *evidence.Report, code, name string) evidence.Statement {
	t.Helper()
	for _, s := range r.Answer(code).Statements {
		if s.Name == name {
			return s
		}
	}
	t.Fatalf("%s has no %s", code, name)
	return evidence.Statement{}
}

func TestStatuses(t *testing.T) {
	both, alone, planned := made(t, sample.Run{}), made(t, sample.Run{Alone: true}), made(t, sample.Run{Planned: true})
	for _, c := range []struct {
		report     *evidence.Report
		code, name string
		status     finding.Status
		vantage    finding.Vantage
	}{
		{both, "ends", "unexplained", finding.Measured, finding.BothEnds},
		{both, "ends", "outside", finding.Unknown, ""},
		{both, "leaves", "sent.site1", finding.Measured, finding.BothEnds},
		{both, "recoverable", "derives.1", finding.Measured, finding.BothEnds},
		{both, "decrypt", "key-shares", finding.Configured, ""},
		{both, "purpose", "purpose", finding.Declared, ""},
		{both, "participation", "membership", finding.Unknown, ""},
		{both, "logs", "ledger.hub", finding.Measured, finding.OneSide},
		{alone, "ends", "matched", finding.Unknown, ""},
		{alone, "leaves", "sent.site1", finding.Measured, finding.OneSide},
		{alone, "leaves", "sent.site2", finding.Unknown, ""},
		{alone, "logs", "ledger.hub", finding.Unknown, ""},
		{alone, "access", "refused-connections", finding.Unknown, ""},
		{planned, "leaves", "uplink", finding.Configured, ""},
		{planned, "ends", "matched", finding.Unknown, ""},
		{planned, "recoverable", "derives.1", finding.Configured, ""},
	} {
		s := find(t, c.report, c.code, c.name)
		if s.Status != c.status || s.Vantage != c.vantage {
			t.Errorf("%s %s is %s from %q, want %s from %q", c.code, c.name, s.Status, s.Vantage, c.status, c.vantage)
		}
	}
}

func TestWhatIsFlagged(t *testing.T) {
	if v, _ := find(t, made(t, sample.Run{OperatedBy: "site1"}), "parties", "coordinator-participant").Value.Text(); v != "site1" {
		t.Errorf("the operator is %q", v)
	}
	three := made(t, sample.Run{Names: []string{"A", "B", "C"}})
	if v, _, _ := find(t, three, "recoverable", "hides").Value.Number(); v != 2 {
		t.Errorf("hides in %v", v)
	}
	if n := len(three.Breaches); n != 3 {
		t.Errorf("%d coalitions of two derive the third", n)
	}
	if v, _ := find(t, made(t, sample.Run{Plaintext: true}), "sees", "coordinator-sees").Value.Text(); v != "plain" {
		t.Errorf("under plaintext the coordinator sees %s", v)
	}
	faulty := made(t, sample.Run{})
	again, err := evidence.Of(evidence.Input{Plan: faulty.Plan, Ledgers: faulty.Ledgers, Faults: make([]phrase.Phrase, 40)})
	if err != nil {
		t.Fatal(err)
	}
	if v, _, _ := find(t, again, "logs", "faults.more").Value.Number(); v != 10 || find(t, again, "logs", "faults.30").By != evidence.Reader {
		t.Errorf("of 40 faults %v are not listed", v)
	}
	if v, _, _ := find(t, made(t, sample.Run{}), "ends", "unexplained").Value.Number(); v != 0 {
		t.Errorf("%v unexplained", v)
	}
}
