package export

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"samband/pkg/agreement"
	"samband/pkg/document"
	"samband/pkg/evidence"
	"samband/pkg/finding"
	"samband/pkg/lang"
)

// Annex is a draft of a paper that somebody files: filled from the run as far as
// it was measured, configured or declared, and open where only people can say.
type Annex string

// The annexes.
const (
	Record    Annex = "record-of-processing"    // GDPR, Article 30(1)
	Impact    Annex = "impact-assessment"       // GDPR, Article 35(7)
	Technical Annex = "technical-documentation" // AI Act, Annex IV
	Exit      Annex = "exit-report"             // AI Act, Article 57(7): regulatory sandboxes
)

// Annexes are all of them.
func Annexes() []Annex { return []Annex{Record, Impact, Technical, Exit} }

// heading is one point of a provision: which statements stand below it, and how
// many fields only people can fill in.
type heading struct {
	code  string   // its text is lang's, under lang.AnnexHead and the annex
	picks []string // a question, or "question: name name", where a name that ends with . is all that begin so
	open  int
}

// headings are the points of the provision, all of them, in its order; points of
// other provisions, and what is not shown, come after.
func (a Annex) headings() []heading {
	switch a {
	case Record:
		return []heading{
			{"a", []string{"parties"}, 4},
			{"b", []string{"purpose"}, 1},
			{"c", []string{"minimised: features tables table.", "definition: schema-hash"}, 2},
			{"d", []string{"model: recipients released", "sees: coordinator-sees sums", "recoverable: derives derives."}, 1},
			{"e", nil, 1},
			{"f", []string{"model: retention disposed. copies"}, 1},
			{"g", []string{"input-output", "decrypt: scheme with-coordinator opens", "recoverable: derives derives.", "promise", "access", "logs"}, 1},
			{"processor", []string{"parties: coordinator-operator coordinator-participant", "sees: coordinator-sees"}, 2},
		}
	case Impact:
		return []heading{
			{"a", []string{"purpose", "parties: participants coordinator-operator", "leaves", "sees", "minimised: features"}, 2},
			{"b", []string{"necessary", "minimised"}, 2},
			{"c", []string{"recoverable", "participation", "inversion", "subgroups"}, 1},
			{"d", []string{"input-output", "decrypt", "promise", "rows", "ends", "logs", "access"}, 2},
			{"consulted", nil, 3},
			{"residual", []string{limitsCode}, 1},
		}
	case Technical:
		return []heading{
			{"1", []string{modelFacts, "parties", "purpose: purpose", "described"}, 3},
			{"2", []string{modelFacts, "definition", "minimised", "decrypt: scheme", "encryption"}, 4},
			{"3", []string{"participation", "subgroups", "dropouts"}, 2},
			{"4", []string{"necessary"}, 1},
			{"5", []string{"recoverable", "inversion", "promise"}, 1},
			{"6", []string{"withdraws"}, 1},
			{"7", nil, 1}, {"8", nil, 1}, {"9", nil, 1},
		}
	}
	return []heading{
		{"activities", []string{"parties", "purpose: purpose", "leaves", "described"}, 1},
		{"results", []string{"ends", "rows", "sees", "recoverable", "participation", "inversion", "promise", "necessary"}, 1},
		{"learnt", []string{limitsCode}, 1},
		{"papers", []string{"documents"}, 1},
	}
}

const (
	limitsCode = "limits"
	modelFacts = "model-facts" // no question: what the agreement says of the model
)

// facts are what the agreement says of the model, which no question asks.
func facts(r *evidence.Report) []evidence.Statement {
	a := r.Agreement
	one := func(name, value, key string, say func(*lang.Lang) string) evidence.Statement {
		return evidence.Statement{Finding: finding.NewConfigured(name, finding.Text(value), evidence.Everybody, agreement.File+": "+key), Say: say}
	}
	return []evidence.Statement{
		one("model", a.Model, "model, algorithm", func(l *lang.Lang) string {
			name := a.Model
			if a.Network != nil {
				name = fmt.Sprintf("%s %v", name, a.Network.Hidden)
			}
			return l.Text(lang.AnnexModel, name, a.Algorithm.Name, a.Algorithm.Rounds)
		}),
		one("outcome", a.Schema.Outcome.Name, "schema", func(l *lang.Lang) string {
			return l.Text(lang.AnnexOutcome, a.Schema.Outcome.Name, len(a.Schema.Features))
		}),
		one("split", a.Split.Seed, "split", func(l *lang.Lang) string { return l.Text(lang.AnnexSplit, l.Percent(a.Split.Test, 0)) }),
	}
}

// picked are the statements of a pick.
func picked(r *evidence.Report, pick string) []evidence.Statement {
	code, names, some := strings.Cut(pick, ": ")
	if code == modelFacts {
		return facts(r)
	}
	all := r.Answer(code).Statements
	if !some {
		return all
	}
	return slices.DeleteFunc(slices.Clone(all), func(s evidence.Statement) bool {
		return !slices.ContainsFunc(strings.Fields(names), func(name string) bool {
			return s.Name == name || strings.HasSuffix(name, ".") && strings.HasPrefix(s.Name, name)
		})
	})
}

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
		var all []evidence.Statement
		for _, pick := range h.picks {
			all = append(all, picked(r, pick)...)
		}
		for _, item := range document.Items(r, l, all) {
			p.line("%s", item)
		}
		if len(all) == 0 {
			p.line("%s", document.Escaped(l.Text(lang.AnnexNothing)))
		}
		p.line("\n**%s**\n", document.Escaped(l.Text(lang.AnnexOpen)))
		for n := range h.open {
			p.line("- ☐ %s: \\_\\_\\_\\_\\_\\_", document.Escaped(l.Named(lang.AnnexField+lang.Key("."+a), fmt.Sprintf("%s.%d", h.code, n+1))))
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
