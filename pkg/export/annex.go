package export

import (
	"fmt"
	"io"

	"samband/pkg/document"
	"samband/pkg/evidence"
	"samband/pkg/lang"
)

// Annex is a draft of a paper that somebody files: filled from the run as far as
// it was measured, configured or declared, and open where only people can say.
type Annex string

// The annexes.
const (
	Record    Annex = "record-of-processing"    // GDPR, Article 30
	Impact    Annex = "impact-assessment"       // GDPR, Article 35(7)
	Technical Annex = "technical-documentation" // AI Act, Annex IV
	Exit      Annex = "exit-report"             // AI Act, Article 57: regulatory sandboxes
)

// Annexes are all of them.
func Annexes() []Annex { return []Annex{Record, Impact, Technical, Exit} }

// heading is one heading of an annex: which answers stand below it, and whether
// something is left that only people can say.
type heading struct {
	code  string // its text is lang's, under lang.AnnexHead and the annex
	codes []string
	open  bool
}

func (a Annex) headings() []heading {
	switch a {
	case Record:
		return []heading{
			{"controllers", []string{"parties"}, true}, {"purposes", []string{"purpose"}, false}, {"categories", []string{"minimised"}, true}, {"recipients", []string{"model", "sees"}, true},
			{"transfers", nil, true}, {"erasure", []string{"model"}, true}, {"measures", []string{"input-output", "decrypt", "access", "logs"}, true},
		}
	case Impact:
		return []heading{
			{"description", []string{"purpose", "leaves", "sees"}, true}, {"necessity", []string{"necessary", "minimised"}, true},
			{"risks", []string{"recoverable", "participation", "inversion", "subgroups"}, true}, {"measures", []string{"decrypt", "promise", "logs", "access"}, true},
			{"consulted", nil, true}, {"residual", []string{limitsCode}, true},
		}
	case Technical:
		return []heading{
			{"general", []string{"parties", "purpose", "described"}, true}, {"development", []string{"definition", "minimised", "encryption"}, true}, {"control", []string{"participation", "subgroups"}, true},
			{"metrics", []string{"necessary"}, true}, {"risks", []string{"recoverable", "inversion", "promise"}, true}, {"changes", []string{"withdraws"}, true},
			{"standards", nil, true}, {"declaration", nil, true}, {"after", nil, true},
		}
	}
	return []heading{
		{"activities", []string{"parties", "leaves", "described"}, true}, {"results", []string{"ends", "rows", "sees", "recoverable", "promise", "necessary"}, true},
		{"learnt", []string{limitsCode}, true}, {"papers", []string{"documents"}, true},
	}
}

const limitsCode = "limits"

// WriteAnnex writes a draft as Markdown.
func WriteAnnex(w io.Writer, a Annex, r *evidence.Report, l *lang.Lang) error {
	p := &printer{out: w}
	p.line("# %s", document.Escaped(l.Named(lang.AnnexTitle, string(a))))
	p.line("\n**%s** (%s)", document.Escaped(r.Agreement.Title), document.Escaped(l.Text(lang.DocAgreement, r.Plan.Hash.Short())))
	p.line("\n%s", document.Escaped(l.Text(lang.AnnexDraft)))
	if !r.Ran {
		p.line("\n> %s", document.Escaped(l.Text(lang.DocPlanStamp)))
	} else if r.Rehearsal {
		p.line("\n> %s", document.Escaped(l.Text(lang.Rehearsal)))
	}
	for _, h := range a.headings() {
		p.line("\n## %s\n", document.Escaped(l.Named(lang.AnnexHead+lang.Key("."+a), h.code)))
		for _, code := range h.codes {
			for _, s := range r.Answer(code).Statements {
				p.line("%s", document.Item(r, l, s))
			}
		}
		if h.open {
			p.line("- **[%s]** ______", document.Escaped(l.Text(lang.AnnexOpen)))
		}
	}
	p.line("\n---\n\n%s\n\n%s", document.Escaped(l.Text(lang.NoConclusion)), document.Escaped(l.Text(lang.EvLimitTerms)))
	return p.err
}

// printer writes lines; its first error stays.
type printer struct {
	out io.Writer
	err error
}

func (p *printer) line(format string, arguments ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.out, format+"\n", arguments...)
	}
}
