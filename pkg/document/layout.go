package document

import (
	"time"

	"samband/pkg/evidence"
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
	draw      []func(*page) *figure
	list      []func(*page) *table
}

// layout is the order of the specification; the sections before the last one
// are for questions that no heading of it has.
func (p *page) layout() []part {
	return []part{
		{id: "summary"},
		{id: "parties", questions: []string{"parties"}, list: []func(*page) *table{(*page).parties}},
		{id: "purpose", questions: []string{"purpose", "documents"}},
		{id: "flow", questions: []string{"leaves", "ends", "rows"}, draw: []func(*page) *figure{(*page).diagram}},
		{id: "matrix", questions: []string{"sees", "recoverable"}, list: []func(*page) *table{(*page).matrix, (*page).coalitions}},
		{id: "keys", questions: []string{"decrypt"}, list: []func(*page) *table{(*page).keys}},
		{id: "messages", draw: []func(*page) *figure{(*page).kindBars}, list: []func(*page) *table{(*page).messages, (*page).rounds}},
		{id: "leakage", questions: []string{"input-output", "participation", "inversion"}, draw: []func(*page) *figure{(*page).attackPlot}, list: []func(*page) *table{(*page).attacks}},
		{id: "privacy", questions: []string{"promise"}, list: []func(*page) *table{(*page).noise}},
		{id: "necessary", questions: []string{"necessary", "subgroups"}, draw: []func(*page) *figure{(*page).gainPlot}, list: []func(*page) *table{(*page).gain}},
		{id: "cost", questions: []string{"encryption"}, draw: []func(*page) *figure{(*page).costBars}},
		{id: "dropouts", questions: []string{"dropouts", "access"}},
		{id: "retention", questions: []string{"model", "withdraws"}},
		{id: "data", questions: []string{"minimised", "definition"}, list: []func(*page) *table{(*page).features}},
		{id: "record", questions: []string{"described", "logs"}},
		{id: "questions"},
		{id: limits, questions: []string{limits}},
	}
}

// add builds a section.
func (p *page) add(from part) {
	s := section{ID: from.id, Title: p.l.Named(lang.Section, from.id), First: from.id == "flow"}
	switch from.id {
	case "summary":
		s.Said = p.summary()
	case "questions":
		s.Contents = p.questions()
	}
	for _, code := range from.questions {
		a := p.r.Answer(code)
		for i, one := range a.Statements {
			said := p.said(one)
			if i == 0 && len(from.questions) > 1 {
				said.About = a.Question.Text(p.l)
			}
			s.Said = append(s.Said, said)
		}
	}
	for _, draw := range from.draw {
		if f := draw(p); f != nil {
			s.Figures = append(s.Figures, *f)
		}
	}
	for _, list := range from.list {
		if t := list(p); t != nil {
			t.ID = p.tableID(from.id, len(s.Tables))
			for _, row := range t.Rows {
				for i := range row {
					row[i].Head = t.Heads[i]
				}
			}
			s.Tables = append(s.Tables, *t)
		}
	}
	p.Sections = append(p.Sections, s)
}

func (p *page) tableID(section string, n int) string {
	return section + "-" + string(rune('a'+n))
}

// summary picks the statements that matter most, each under its question.
func (p *page) summary() []said {
	var all []said
	for _, pick := range []struct {
		code  string
		names []string // the first one that there is; any if empty
	}{
		{"parties", []string{"participants"}},
		{"parties", []string{"coordinator-participant"}},
		{"purpose", []string{"purpose"}},
		{"rows", []string{"message-fields"}},
		{"sees", []string{"coordinator-sees"}},
		{"recoverable", []string{"derives.1", "derives"}},
		{"recoverable", []string{"derives.2"}},
		{"input-output", []string{"output-privacy"}},
		{"participation", nil},
		{"ends", []string{"unexplained", "matched"}},
		{"necessary", []string{"gain." + evidence.Overall, "gain"}},
		{"model", []string{"released"}},
	} {
		a := p.r.Answer(pick.code)
		for _, s := range a.Statements {
			if len(pick.names) > 0 && s.Name != pick.names[0] && s.Name != pick.names[len(pick.names)-1] {
				continue
			}
			one := p.said(s)
			if len(all) == 0 || p.r.Answer(pick.code).Question.Text(p.l) != lastAbout(all) {
				one.About = a.Question.Text(p.l)
			}
			all = append(all, one)
			break
		}
	}
	return append(all, p.faulty()...)
}

// faulty are the first faults of files and ledgers: a summary that left them out
// would be of something else.
func (p *page) faulty() []said {
	const most = 3
	var all []said
	a := p.r.Answer("logs")
	for _, s := range a.Statements {
		if noted(s) && len(all) < most {
			all = append(all, p.said(s))
		}
	}
	if len(all) > 0 {
		all[0].About = a.Question.Text(p.l)
	}
	return all
}

func lastAbout(all []said) string {
	for i := len(all) - 1; i >= 0; i-- {
		if all[i].About != "" {
			return all[i].About
		}
	}
	return ""
}

// questions links every question to the section that answers it.
func (p *page) questions() []link {
	where := make(map[string]string)
	for _, part := range p.layout() {
		for _, code := range part.questions {
			where[code] = part.id
		}
	}
	var all []link
	for _, a := range p.r.Answers {
		l := link{To: where[a.Question.Code], Text: a.Question.Text(p.l)}
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
