package document

import (
	"fmt"
	"io"
	"strings"

	"samband/pkg/evidence"
	"samband/pkg/lang"
)

// markdown writes the page as Markdown: what HTML has, the figures as the text
// that describes them is left to the tables.
func (p *page) markdown(w io.Writer) error {
	m := &marker{out: w}
	m.line("# %s", mark(p.Title))
	m.line("\n**%s**", mark(p.Subtitle))
	for _, s := range p.Intro {
		m.line("\n%s", mark(s))
	}
	if p.Stamp != "" {
		m.line("\n> %s", mark(p.Stamp))
	}
	for _, s := range p.Sections {
		m.line("\n## %d. %s", s.Number, mark(s.Title))
		m.briefs(s.Briefs)
		m.said(s.Said)
		if s.ID == "summary" {
			m.line("\n### %s\n", mark(p.l.Text(lang.DocHowKnown)))
			for i, c := range p.Counts {
				m.line("- %s **%s**: %s", c.Text, mark(c.Badge.Text), mark(p.Means[i].Text))
			}
		}
		for _, t := range s.Tables {
			m.table(t)
		}
		for i, l := range s.Contents {
			if i == 0 {
				m.line("")
			}
			badges := make([]string, len(l.Said))
			for j, b := range l.Said {
				badges[j] = b.Text
			}
			m.line("%d. %s (%s: %s)", i+1, mark(l.Text), mark(l.In), mark(strings.Join(badges, ", ")))
		}
	}
	m.line("\n---")
	for _, s := range p.Closing {
		m.line("\n%s", mark(s))
	}
	return m.err
}

// marker writes lines; its first error stays.
type marker struct {
	out io.Writer
	err error
}

func (m *marker) line(format string, arguments ...any) {
	if m.err == nil {
		_, m.err = fmt.Fprintf(m.out, format+"\n", arguments...)
	}
}

// briefs are the paragraphs of the summary.
func (m *marker) briefs(all []brief) {
	for _, b := range all {
		var parts []string
		if b.About != "" {
			about := "**" + mark(b.About) + "**"
			if !strings.HasSuffix(b.About, "?") {
				about += ":"
			}
			parts = append(parts, about)
		}
		for _, s := range b.Lines {
			parts = append(parts, s.inline())
		}
		m.line("\n%s *%s*", strings.Join(parts, " "), mark(b.In))
	}
}

func (m *marker) said(all []said) {
	for i, s := range all {
		if s.About != "" {
			m.line("\n### %s\n", mark(s.About))
		} else if i == 0 {
			m.line("")
		}
		m.line("%s", s.item())
	}
}

// item is a statement as a line of a list.
func (s said) item() string {
	line := fmt.Sprintf("- **[%s]** %s", mark(s.Status.Text), mark(s.Text))
	if s.From != "" {
		line += fmt.Sprintf("  \n  *%s*", mark(s.From))
	}
	return line
}

// Items are statements as lines of a list in Markdown, each with how it is known;
// of what tests found, a line for each party that refers to the report.
func Items(r *evidence.Report, l *lang.Lang, all []evidence.Statement) (items []string) {
	p := &page{r: r, l: l}
	for _, s := range p.untabled(all, lang.AnnexTests) {
		items = append(items, s.item())
	}
	return items
}

// Escaped is a text in which Markdown and HTML find nothing but text.
func Escaped(s string) string { return mark(clean(s)) }

func (m *marker) table(t table) {
	m.line("\n%s\n", mark(t.Caption))
	row := func(cells []string) { m.line("| %s |", strings.Join(cells, " | ")) }
	heads, rules := make([]string, len(t.Heads)), make([]string, len(t.Heads))
	for i, h := range t.Heads {
		heads[i], rules[i] = mark(h.Text), "---"
		if h.Number {
			rules[i] = "--:"
		}
	}
	row(heads)
	row(rules)
	for _, r := range t.Rows {
		cells := make([]string, len(r))
		for i, c := range r {
			cells[i] = mark(strings.Join(append([]string{c.Text}, c.More...), " "))
		}
		row(cells)
	}
	for _, note := range t.Notes {
		m.line("\n%s", mark(note))
	}
}

// mark escapes what Markdown, or HTML in it, would read as more than text.
func mark(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch r {
		case '\\', '`', '*', '_', '[', ']', '<', '>', '|', '#', '~', '!', '&', '$':
			b.WriteByte('\\')
			b.WriteRune(r)
		case '\n', '\r':
			b.WriteByte(' ')
		default:
			b.WriteRune(r)
		}
	}
	return unlinked.Replace(b.String())
}

// unlinked keeps readers of Markdown from making links of what looks like one.
var unlinked = strings.NewReplacer("://", `:\/\/`, "www.", `www\.`)
