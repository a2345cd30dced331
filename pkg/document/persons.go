package document

import (
	"samband/pkg/evidence"
	"samband/pkg/exposure"
	"samband/pkg/identity"
	"samband/pkg/lang"
)

// persons says what is known of those whose rows are in the model.
func (p *page) persons() *paragraph {
	b, r := p.paragraph("persons", "leakage"), p.r
	noise := p.statement("input-output", "output-privacy")
	if r.Agreement.Privacy.Noised() {
		b.say(noise, lang.BriefNoise, p.l.Named(lang.PromiseUnit, string(r.Agreement.Privacy.Unit)), p.l.Short(r.Promise.Epsilon), powers(p.l.Small(r.Promise.Delta)))
	} else {
		b.say(noise, lang.BriefNoiseNone)
	}
	party, rate, source := p.strongest()
	switch {
	case rate != nil:
		b.say(source, lang.BriefMembers, p.l.Number(rate.Value, 2), p.l.Number(rate.Low, 2), p.l.Number(rate.High, 2), p.bare(party))
	default:
		b.say(p.statement("participation", "membership"), lang.BriefNoMembers)
	}
	return b
}

// strongest is the membership test of the final model that did best, at whose
// table, and a statement that has it.
func (p *page) strongest() (party identity.ID, best *evidence.Rate, source *evidence.Statement) {
	for _, account := range p.r.Accounts {
		for _, a := range account.Attacks {
			if !membership(a.Kind) || a.Target != string(exposure.FinalModel) {
				continue
			}
			for i, rate := range a.Rates {
				if s := p.statement("participation", a.Kind+".auc."+string(account.Party)); s != nil && rate.False == nil && (best == nil || rate.Value > best.Value) {
					party, best, source = account.Party, &a.Rates[i], s
				}
			}
		}
	}
	return party, best, source
}

func membership(kind string) bool {
	return kind == evidence.LiRA || kind == evidence.LiRAOffline || kind == evidence.LossAttack
}

// worth says whether the joint model does better than those of the sites.
func (p *page) worth() *paragraph {
	b := p.paragraph("worth", "necessary")
	gain := p.statement("necessary", "gain."+evidence.Overall)
	if c, _ := p.r.Comparison(); c != nil && gain != nil {
		alone, joint := c.Local[evidence.Overall], c.Joint[evidence.Overall]
		if alone.AUC != nil && joint.AUC != nil {
			b.say(gain, lang.BriefGain, joint.Rows, p.l.Number(*alone.AUC, 3), p.l.Number(*joint.AUC, 3))
			return b
		}
	}
	b.tell(p.statement("necessary", "gain"))
	const most = 3 // sites, each for itself, where nobody has all rows
	c, _ := p.r.Comparison()
	var all []identity.ID
	for _, id := range p.r.Plan.Participants {
		if c != nil && p.statement("necessary", "gain."+string(id)) != nil {
			all = append(all, id)
		}
	}
	shown := all[:min(len(all), most)]
	var chances []*evidence.Statement
	for _, id := range shown {
		if g, ok := c.Gain[string(id)]; ok && g.Low <= 0 && g.High >= 0 {
			chances = append(chances, p.statement("necessary", "loss-gain."+string(id)))
		}
	}
	every := len(shown) > 1 && len(chances) == len(shown) // it is said once
	for _, id := range shown {
		s, alone, joint := p.statement("necessary", "gain."+string(id)), c.Local[string(id)], c.Joint[string(id)]
		b.say(s, lang.BriefGainAt, p.bare(id), joint.Rows, p.l.Number(*alone.AUC, 3), p.l.Number(*joint.AUC, 3))
		if g, ok := c.Gain[string(id)]; ok && !every && g.Low <= 0 && g.High >= 0 {
			b.say(p.statement("necessary", "loss-gain."+string(id)), lang.BriefChance)
		}
	}
	if every {
		b.say(chances[0], lang.BriefChances)
	}
	if more := len(all) - most; more > 0 {
		b.say(p.statement("necessary", "gain."+string(all[most])), lang.BriefMoreSites, more)
	}
	return b
}

// checked says whether the parties' records agree.
func (p *page) checked() *paragraph {
	b := p.paragraph("record", "record")
	if c, s := p.r.Compared, p.statement("ends", "unexplained"); c != nil && s != nil {
		b.say(s, lang.BriefMatched, p.l.Text(lang.EventsMatched, c.Events, c.Unexplained))
		b.Note = c.Unexplained > 0
	}
	b.tell(p.statement("ends", "matched"), p.statement("ends", "contradictions"), p.statement("ends", "outside"))
	return b
}

// kept says where the model is and how long it is kept.
func (p *page) kept() *paragraph {
	b := p.paragraph("model", "retention")
	if p.r.Ran {
		b.tell(p.statement("model", "released"))
	}
	b.tell(p.statement("model", "recipients"), p.statement("model", "retention"))
	return b
}

// notShown ends the summary as every document ends.
func (p *page) notShown() *paragraph {
	b := p.paragraph("unknown", limits)
	unknown := p.statement(limits, "law")
	for _, c := range p.Counts {
		if c.Badge.Code == string(unknown.Status) {
			all := len(p.r.Answer(limits).Statements)
			b.say(unknown, lang.BriefUnknown, c.Count, all-c.Count, all, number(limits))
		}
	}
	b.say(p.statement(limits, "review"), lang.BriefNotReviewed)
	b.say(unknown, lang.BriefNoLaw)
	return b
}
