package document

import (
	"fmt"
	"slices"
	"time"

	"samband/pkg/lang"
)

// limits is the code of the last question, and of the last section.
const limits = "limits"

func clock(at time.Time) string { return at.UTC().Format("2006-01-02 15:04:05 UTC") }

// part is a section as it is laid out: which questions it answers, and what is
// drawn and listed in it.
type part struct {
	id        string // its title is lang's, under lang.Section
	questions []string
	draw      []func(*page) []*figure
	list      []func(*page) []*table
}

// one makes a list of what there is one of, or none.
func one[T any](of func(*page) *T) func(*page) []*T {
	return func(p *page) []*T {
		if made := of(p); made != nil {
			return []*T{made}
		}
		return nil
	}
}

type (
	figures = []func(*page) []*figure
	tables  = []func(*page) []*table
)

// layout is the order of the specification; the sections before the last one
// are for questions that no heading of it has.
func layout() []part {
	return []part{
		{id: "summary"},
		{id: "parties", questions: []string{"parties"}, list: tables{one((*page).parties)}},
		{id: "purpose", questions: []string{"purpose", "documents"}},
		{id: "flow", questions: []string{"leaves", "ends", "rows"}, draw: figures{one((*page).diagram)}},
		{id: "matrix", questions: []string{"sees", "recoverable"}, list: tables{one((*page).matrix), one((*page).coalitions)}},
		{id: "keys", questions: []string{"decrypt"}, list: tables{one((*page).keys)}},
		{id: "messages", draw: figures{one((*page).kindBars)}, list: tables{one((*page).messages), one((*page).rounds)}},
		{id: "leakage", questions: []string{"input-output", "participation", "inversion"}, draw: figures{(*page).areaPlots, (*page).ratePlots, (*page).guessPlots}, list: tables{(*page).rates, (*page).guesses}},
		{id: "privacy", questions: []string{"promise"}, list: tables{one((*page).noise)}},
		{id: "necessary", questions: []string{"necessary", "subgroups"}, draw: figures{one((*page).gainPlot)}, list: tables{one((*page).gain)}},
		{id: "cost", questions: []string{"encryption"}, draw: figures{one((*page).costBars)}},
		{id: "dropouts", questions: []string{"dropouts", "access"}},
		{id: "retention", questions: []string{"model", "withdraws"}},
		{id: "data", questions: []string{"minimised", "definition"}, list: tables{one((*page).features)}},
		{id: "record", questions: []string{"described", "logs"}},
		{id: "questions"},
		{id: limits, questions: []string{limits}},
	}
}

// number is the place of a section in the document, from 1; 0 if there is none.
func number(id string) int {
	return slices.IndexFunc(layout(), func(one part) bool { return one.id == id }) + 1
}

// add builds a section.
func (p *page) add(from part) {
	s := section{ID: from.id, Number: len(p.Sections) + 1, Title: p.l.Named(lang.Section, from.id), First: from.id == "flow"}
	switch from.id {
	case "summary":
		s.Briefs = p.briefs()
	case "questions":
		s.Contents = p.questions()
	}
	for _, code := range from.questions {
		a := p.r.Answer(code)
		all := p.untabled(a.Statements, lang.DocInTables)
		if asked := a.Question.Text(p.l); len(all) > 0 && len(from.questions) > 1 && asked != s.Title {
			all[0].About = asked
		}
		s.Said = append(s.Said, all...)
	}
	for _, draw := range from.draw {
		for _, f := range draw(p) {
			s.Figures = append(s.Figures, *f)
		}
	}
	for _, list := range from.list {
		for _, t := range list(p) {
			t.ID = fmt.Sprintf("%s-%d", from.id, len(s.Tables)+1)
			for _, row := range t.Rows {
				for i := range row {
					row[i].Head, row[i].Number = t.Heads[i].Text, t.Heads[i].Number
				}
			}
			s.Tables = append(s.Tables, *t)
		}
	}
	p.Sections = append(p.Sections, s)
}

// questions links every question to the section that answers it.
func (p *page) questions() []link {
	where := make(map[string]string)
	for _, part := range layout() {
		for _, code := range part.questions {
			where[code] = part.id
		}
	}
	var all []link
	for _, a := range p.r.Answers {
		to := where[a.Question.Code]
		l := link{To: to, In: p.l.Text(lang.BriefSection, number(to)), Text: a.Question.Text(p.l)}
		for _, s := range a.Statements {
			b := p.badge(s.Status, s.Vantage)
			if !hasBadge(l.Said, b) {
				l.Said = append(l.Said, b)
			}
		}
		all = append(all, l)
	}
	return all
}

func hasBadge(all []badge, b badge) bool {
	for _, one := range all {
		if one == b {
			return true
		}
	}
	return false
}
