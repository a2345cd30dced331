package document

import (
	"encoding/json"
	"io"
	"time"

	"samband/pkg/evidence"
	"samband/pkg/exposure"
	"samband/pkg/finding"
	"samband/pkg/identity"
	"samband/pkg/lang"
	"samband/pkg/promise"
)

// Version of the JSON document.
const Version = 1

// File is the JSON document.
type File struct {
	Version    int                          `json:"version"`
	Agreement  string                       `json:"agreement"` // hash
	Title      string                       `json:"title"`
	Ran        bool                         `json:"ran"` // false: about a plan
	Rehearsal  bool                         `json:"rehearsal"`
	First      *time.Time                   `json:"first_event,omitempty"`
	Last       *time.Time                   `json:"last_event,omitempty"`
	Ledgers    []identity.ID                `json:"ledgers"` // whose are at hand
	Questions  []Question                   `json:"questions"`
	Visibility map[string]map[string]string `json:"visibility"` // party → asset → level
	Coalitions []Coalition                  `json:"coalitions"` // smallest ones that derive a contribution
	Complete   bool                         `json:"coalitions_complete"`
	Flows      []evidence.Flow              `json:"flows"`
	Privacy    promise.Promise              `json:"privacy"`
	Accounts   []evidence.Account           `json:"accounts"`
}

// Question is one with its answer.
type Question struct {
	Code     string            `json:"code"`
	Question map[string]string `json:"question"` // by language
	Findings []Finding         `json:"findings"`
}

// Finding is a finding in words too.
type Finding struct {
	finding.Finding
	Text map[string]string `json:"text"` // by language
}

// Coalition is a set of parties and whose contributions it derives.
type Coalition struct {
	Members     []string `json:"members"`
	Coordinator bool     `json:"coordinator"`
	Derives     []string `json:"derives"`
}

// JSON writes everything that is known, in all languages.
func JSON(w io.Writer, r *evidence.Report) error {
	f := File{
		Version: Version, Agreement: r.Plan.Hash.String(), Title: r.Agreement.Title, Ran: r.Ran, Rehearsal: r.Rehearsal,
		Ledgers: []identity.ID{}, Visibility: exposure.Visibility(r.Views).Table(), Coalitions: []Coalition{}, Complete: r.Complete,
		Flows: append([]evidence.Flow{}, r.Flows...), Privacy: r.Promise, Accounts: append([]evidence.Account{}, r.Accounts...),
	}
	for _, l := range r.Ledgers {
		f.Ledgers = append(f.Ledgers, l.Meta.Party)
	}
	if first, last := r.Times(); !first.IsZero() {
		f.First, f.Last = &first, &last
	}
	for _, b := range r.Breaches {
		f.Coalitions = append(f.Coalitions, Coalition{append([]string{}, b.Members...), b.Coordinator, b.Derives})
	}
	languages := make(map[string]*lang.Lang)
	for _, tag := range Languages() {
		l, err := lang.New(tag)
		if err != nil {
			return err
		}
		languages[tag] = l
	}
	for _, a := range r.Answers {
		q := Question{Code: a.Question.Code, Question: make(map[string]string), Findings: []Finding{}}
		for tag, l := range languages {
			q.Question[tag] = a.Question.Text(l)
		}
		for _, s := range a.Statements {
			said := make(map[string]string)
			for tag, l := range languages {
				said[tag] = s.Say(l)
			}
			q.Findings = append(q.Findings, Finding{s.Finding, said})
		}
		f.Questions = append(f.Questions, q)
	}
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(f)
}
