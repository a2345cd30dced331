package document

import (
	"fmt"
	"slices"

	"samband/pkg/evidence"
	"samband/pkg/exposure"
	"samband/pkg/lang"
)

// brief is a paragraph of the summary: what it is about, and sentences of which
// each is known somehow.
type brief struct {
	About string // empty for the first, which says what all of it is about
	To    string // the section that has more
	In    string // its number, in words
	Lines []said
	Note  bool
}

// paragraph collects the sentences of one.
type paragraph struct {
	p *page
	brief
}

func (p *page) paragraph(code, to string) *paragraph {
	one := &paragraph{p: p, brief: brief{To: to, In: p.l.Text(lang.BriefSection, number(to))}}
	if code != "" {
		one.About = p.l.Named(lang.Brief, code)
	}
	return one
}

// statement is the first of the names that a question is answered with; nil if
// it has none of them.
func (p *page) statement(code string, names ...string) *evidence.Statement {
	a := p.r.Answer(code)
	for _, name := range names {
		if i := slices.IndexFunc(a.Statements, func(s evidence.Statement) bool { return s.Name == name }); i >= 0 {
			return &a.Statements[i]
		}
	}
	return nil
}

// say adds a sentence that is known as a statement is; nothing if there is none.
func (b *paragraph) say(s *evidence.Statement, key lang.Key, arguments ...any) {
	if s != nil {
		b.Lines = append(b.Lines, said{Text: clean(b.p.l.Text(key, arguments...)), Status: b.p.badge(s.Status, s.Vantage)})
	}
}

// tell adds statements as they are.
func (b *paragraph) tell(all ...*evidence.Statement) {
	for _, s := range all {
		if s != nil {
			b.Lines = append(b.Lines, said{Text: b.p.words(*s), Status: b.p.badge(s.Status, s.Vantage)})
			b.Note = b.Note || noted(*s)
		}
	}
}

// briefs is the summary: what a reader has who stops after it.
func (p *page) briefs() []brief {
	var all []brief
	for _, one := range []*paragraph{p.lead(), p.wrong(), p.left(), p.seen(), p.risk(), p.persons(), p.worth(), p.checked(), p.kept(), p.notShown()} {
		if len(one.Lines) > 0 {
			all = append(all, one.brief)
		}
	}
	return all
}

// lead says who made what with whom, and what for.
func (p *page) lead() *paragraph {
	const most = 240 // characters of a purpose; the section has it whole
	b, a := p.paragraph("", "parties"), p.r.Agreement
	key, who := lang.BriefRan, p.statement("parties", "took-part")
	switch {
	case !p.r.Ran:
		key, who = lang.BriefPlanned, p.statement("parties", "participants")
	case !p.r.Run.Finished:
		key = lang.BriefStopped
	case p.r.Rehearsal:
		key = lang.BriefRehearsed
	}
	b.say(who, key, p.several(ids(p.r.Plan.Participants)), short(a.Schema.Outcome.Name, 60))
	b.say(p.statement("purpose", "purpose"), lang.BriefPurpose, short(a.Purpose, most))
	b.say(p.statement("parties", "coordinator-operator"), lang.BriefHub, p.bare(a.Coordinator.ID), short(a.Coordinator.OperatedBy, 60))
	if s := p.statement("parties", "coordinator-participant"); s != nil && noted(*s) {
		b.tell(s)
	}
	b.Note = false // the paragraph stands first already
	return b
}

// wrong are the first faults of files and ledgers, and a replay that sent something
// else: a summary that left them out would be of something else.
func (p *page) wrong() *paragraph {
	const most = 3
	b := p.paragraph("faults", "record")
	var all []*evidence.Statement
	if s := p.statement("described", "replay"); s != nil && noted(*s) {
		all = append(all, s)
	}
	a := p.r.Answer("logs")
	for i := range a.Statements {
		if noted(a.Statements[i]) {
			all = append(all, &a.Statements[i])
		}
	}
	b.tell(all[:min(len(all), most)]...)
	if more := len(all) - most; more > 0 {
		b.say(all[most], lang.BriefMoreFaults, more)
	}
	return b
}

// left says what the sites sent.
func (p *page) left() *paragraph {
	r, about := p.r, "left"
	if !r.Ran {
		about = "would-leave"
	}
	b := p.paragraph(about, "flow")
	b.say(p.statement("rows", "message-fields"), lang.BriefNoField)
	b.say(p.statement("rows", "content"), lang.BriefContent)
	form := p.l.Named(lang.Form, string(r.Form()))
	if !r.Ran {
		s := r.Plan.RunSizes()
		b.say(p.statement("leaves", "uplink"), lang.BriefWouldSend, s.Values, s.Rounds, form, p.l.Bytes(int64(s.Uplink)))
		return b
	}
	var sent []string
	for _, id := range r.Plan.Participants {
		sent = append(sent, "sent."+string(id))
	}
	c, rounds := r.Cost(), len(r.Run.Sets)
	if rounds == 0 || c.Values == 0 {
		b.say(p.statement("leaves", sent...), lang.BriefNotSent)
	} else {
		b.say(p.statement("leaves", sent...), lang.BriefSent, c.Values, rounds, form, p.l.Bytes(int64(c.Sent)))
	}
	return b
}

// seen says who reads what.
func (p *page) seen() *paragraph {
	b, hub := p.paragraph("sees", "matrix"), p.r.Views[0].Seen
	level := func(a exposure.Asset) string { return p.l.Named(lang.Sees, string(hub[a])) }
	b.say(p.statement("sees", "coordinator-sees"), lang.BriefSees, level(exposure.IndividualUpdate), level(exposure.Sum), level(exposure.FinalModel))
	b.say(p.statement("sees", "sums"), lang.BriefReaders)
	b.tell(p.statement("decrypt", "with-coordinator"))
	return b
}

// risk says who can compute another's contribution with the least help.
func (p *page) risk() *paragraph {
	b, r := p.paragraph("risk", "matrix"), p.r
	known, noised := p.statement("recoverable", "derives.1", "derives"), r.Agreement.Privacy.Noised()
	var alone []exposure.Breach
	least := -1 // the smallest that is more than one
	for i, one := range r.Breaches {
		switch n := parties(one); {
		case n == 1 && one.Coordinator:
			b.say(known, lang.BriefHubReads)
		case n == 1:
			alone = append(alone, one)
		case least < 0 || n < parties(r.Breaches[least]):
			least = i
		}
	}
	switch {
	case len(alone) == 2 && len(r.Plan.Participants) == 2:
		key := lang.BriefEach
		if noised {
			key = lang.BriefEachNoised
		}
		b.say(known, key, p.several([]string{alone[0].Members[0], alone[1].Members[0]}))
		noised = false // is said
	case len(alone) > 0:
		for _, one := range alone[:min(len(alone), 2)] {
			b.say(known, lang.BriefAlone, p.several(one.Members), p.several(one.Derives))
		}
	case len(b.Lines) == 0 && least >= 0:
		one := r.Breaches[least]
		members := one.Members
		if one.Coordinator {
			members = append([]string{string(r.Agreement.Coordinator.ID)}, members...)
		}
		b.say(known, lang.BriefTogether, parties(one), p.several(members))
	case len(b.Lines) == 0:
		b.say(known, lang.BriefNobody, r.Plan.Threshold)
	}
	if len(alone) > 0 && r.Agreement.Aggregation.Scheme != "plaintext" {
		b.say(known, lang.BriefEncryption)
	}
	if len(r.Breaches) > 0 && noised {
		b.say(p.statement("input-output", "output-privacy"), lang.BriefNoised)
	}
	b.Note = len(alone) > 0 || r.Views[0].Seen[exposure.IndividualUpdate] == exposure.Plain
	return b
}

func parties(b exposure.Breach) int {
	n := len(b.Members)
	if b.Coordinator {
		n++
	}
	return n
}

// inline is a sentence as it stands in a paragraph of Markdown.
func (s said) inline() string { return fmt.Sprintf("%s *\\[%s\\]*", mark(s.Text), mark(s.Status.Text)) }
