package document

import (
	"html/template"
	"strings"
	"unicode"
	"unicode/utf8"

	"samband/pkg/cli"
	"samband/pkg/evidence"
	"samband/pkg/finding"
	"samband/pkg/lang"
)

// page is a document in one language, before it has a form.
type page struct {
	Lang     string
	Title    string
	Subtitle string
	Stamp    string // of a rehearsal or a plan
	Intro    []string
	Counts   []tally
	Means    []mean // what each status means
	Sections []section
	Closing  []string
	Foot     template.CSS // of every printed page, as strings of CSS
	Leaf     template.CSS // what stands before its number

	r *evidence.Report
	l *lang.Lang
}

// section is a heading and what stands below it.
type section struct {
	ID       string
	Number   int
	Title    string
	Briefs   []brief // of the summary
	Said     []said
	Figures  []figure
	First    bool // the figures stand before what is said
	Tables   []table
	Contents []link // of the section on questions
}

// said is one statement with how it is known.
type said struct {
	About  string // the question, where it does not follow from the heading
	Text   string
	Status badge
	From   string // by whom and where to look
	Note   bool   // something that a reader should not miss
}

// badge is a status in words, with its code for the style.
type badge struct {
	Code string
	Text string
}

type tally struct {
	Badge badge
	Count int
	Text  string
}

type mean struct {
	Badge badge
	Text  string
}

type link struct {
	To   string
	In   string // the section, in words
	Text string
	Said []badge
}

// table is cells under heads; the first cell of a row names the row.
type table struct {
	ID      string
	Caption string
	Notes   []string // what is to be read with it
	Heads   []head
	Rows    [][]cell
}

// head of a column; of numbers, which stand to the right, if Number.
type head struct {
	Text   string
	Number bool
}

// cell of a table. Head and Number repeat what the head of its column says.
type cell struct {
	Text   string
	More   []string // an interval and a bound, each on its own line
	Head   string
	Level  string // of visibility, for the style
	Number bool
}

// figure is a drawing with a text for those who do not see it.
type figure struct {
	Title string
	Wide  template.HTML // SVG
	Small template.HTML // the same for narrow screens, if it needs another
}

// longest is how many characters of one text a document shows.
const longest = 1500

// clean makes a text safe to show: control and direction marks become visible,
// and what is endless is cut.
func clean(s string) string { return short(s, longest) }

func short(s string, most int) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	if utf8.RuneCountInString(s) > most {
		s = string([]rune(s)[:most]) + "…"
	}
	return cli.Printable(s)
}

func newPage(r *evidence.Report, l *lang.Lang) *page {
	p := &page{r: r, l: l, Lang: l.Tag(), Subtitle: clean(r.Agreement.Title)}
	p.Title = l.Text(lang.DocRun)
	switch {
	case !r.Ran:
		p.Title, p.Stamp = l.Text(lang.DocPlan), l.Text(lang.DocPlanStamp)
	case r.Rehearsal:
		p.Title, p.Stamp = l.Text(lang.DocRehearsal), l.Text(lang.Rehearsal)
	}
	p.intro()
	p.statuses()
	for _, s := range layout() {
		p.add(s)
	}
	p.Foot, p.Leaf = quoted(l.Text(lang.DocFoot, p.Title, r.Plan.Hash.Short())), quoted(l.Text(lang.DocPage))
	p.Closing = []string{l.Text(lang.NoConclusion), l.Text(lang.NotReviewed), l.Text(lang.EvLimitTerms)}
	return p
}

func (p *page) badge(s finding.Status, v finding.Vantage) badge {
	code, text := string(s), p.l.Named(lang.Status, string(s))
	if v != "" {
		text += " " + p.l.Named(lang.Vantage, string(v))
	}
	if v == finding.Account {
		code = string(v) // it does not look like what ledgers show
	}
	return badge{code, text}
}

// said turns a statement of the evidence into one of the page.
func (p *page) said(s evidence.Statement) said {
	one := said{Text: p.words(s), Status: p.badge(s.Status, s.Vantage), Note: noted(s)}
	from := p.source(s.Source)
	if from != "" {
		from = p.l.Text(lang.DocSource, from)
	}
	if s.By != "" {
		by := s.By
		switch by {
		case evidence.Everybody:
			by = p.l.Text(lang.DocEverybody)
		case evidence.Program:
			by = p.l.Text(lang.DocProgram)
		case evidence.Reader:
			by = p.l.Text(lang.DocReader)
		}
		if n := len(p.r.Ledgers); n > 3 && strings.Count(by, ", ") == n-1 {
			by = p.l.Text(lang.DocLedgers, n)
		}
		from = p.l.Text(lang.DocBySource, clean(by), p.source(s.Source))
	}
	one.From = from
	return one
}

// words are what a statement says; what parties declare stays as they wrote it.
func (p *page) words(s evidence.Statement) string {
	text := clean(s.Say(p.l))
	if s.Status != finding.Declared {
		text = powers(text)
	}
	return text
}

// noted tells whether a statement should not be missed.
func noted(s evidence.Statement) bool {
	text, ok := s.Value.Text()
	switch {
	case s.Name == "coordinator-participant":
		return ok && text != "none"
	case s.Name == "programs-differ", strings.HasPrefix(s.Name, "derives."), strings.HasPrefix(s.Name, "faults."), strings.HasPrefix(s.Name, "warned."), s.Name == "contradictions":
		return true
	case s.Name == "unexplained", s.Name == "replay", strings.HasPrefix(s.Name, "ledger."):
		n, _, ok := s.Value.Number()
		return ok && n > 0
	}
	return false
}

// intro says what the document is about.
func (p *page) intro() {
	r, l := p.r, p.l
	p.Intro = append(p.Intro, l.Text(lang.DocAgreement, r.Plan.Hash.Short()))
	if r.Ran {
		first, last := r.Times()
		rounds, _ := r.Rounds()
		p.Intro = append(p.Intro, l.Text(lang.DocFrom, len(r.Ledgers), len(r.Plan.Participants)+1, rounds, clock(first), clock(last)))
	}
}

// statuses counts how the statements are known; what ledgers show apart from what
// a party's account says.
func (p *page) statuses() {
	count := make(map[finding.Status]int)
	accounts := 0 // of the measured ones, those that only the party's own account has
	for _, a := range p.r.Answers {
		if a.Question.Code == limits {
			continue // it repeats the unknown ones
		}
		for _, s := range a.Statements {
			if s.Vantage == finding.Account {
				accounts++
			} else {
				count[s.Status]++
			}
		}
	}
	for _, s := range finding.Statuses() {
		b := p.badge(s, "")
		p.Counts = append(p.Counts, tally{b, count[s], p.l.Count(count[s])})
		p.Means = append(p.Means, mean{b, p.l.Named(lang.StatusMeans, string(s))})
		if s == finding.Measured {
			b := p.badge(s, finding.Account)
			p.Counts = append(p.Counts, tally{b, accounts, p.l.Count(accounts)})
			p.Means = append(p.Means, mean{b, p.l.Named(lang.StatusMeans, string(finding.Account))})
		}
	}
}

// quoted is a text of ours as a string of CSS: what is no letter, digit, space or
// plain mark is left out.
func quoted(s string) template.CSS {
	return template.CSS(`"` + strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune(" ,.:-", r) {
			return r
		}
		return -1
	}, s) + `"`)
}
