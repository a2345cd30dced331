package evidence

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"samband/pkg/finding"
	"samband/pkg/lang"
	"samband/pkg/plan"
	"samband/pkg/schema"
)

// participation says whether the model tells who is in it.
func (s *statements) participation() {
	s.attacks(LiRA, "")
	s.attacks(LiRAOffline, "")
	s.attacks(LossAttack, "")
	if len(s.all) == 0 {
		s.unknown("membership", "accounts", say(lang.EvNoMembership))
	}
	if p := s.report.Promise; len(p.Attack) > 0 {
		s.configured("membership-bound", finding.Number(p.Attack[0].True, "share"), "privacy", func(l *lang.Lang) string {
			a := p.Attack[0]
			return l.Text(lang.EvMembershipBound, l.Percent(a.True, 1), l.Percent(a.False, 1))
		})
	}
}

func (s *statements) inversion() {
	s.attacks(Gradient, "")
	s.attacks(Moments, "")
	s.attacks(AttributeInf, lang.EvNoInversion)
}

// attacks states what tests of one kind found; where there was none and absent
// is a text, that there was none.
func (s *statements) attacks(kind string, absent lang.Key) {
	r, found := s.report, false
	for _, a := range r.Accounts {
		for i, t := range a.Attacks {
			if t.Kind != kind {
				continue
			}
			found = true
			where := fmt.Sprintf("account of %s: attacks[%d]", a.Party, i)
			for _, rate := range t.Rates {
				name, v := kind+".auc", finding.Number(rate.Value, "share")
				if rate.False != nil {
					name = fmt.Sprintf("%s.tpr-at-%g", kind, *rate.False)
				}
				s.ofParty(name, v, a.Party, where, func(l *lang.Lang) string { return r.rate(l, t, rate) })
			}
			for _, f := range t.Found {
				s.ofParty(kind+"."+f.Name, finding.Number(f.Value, ""), a.Party, where, func(l *lang.Lang) string {
					return l.Text(lang.EvFigure, l.Named(lang.AttackKind, kind), r.seat(l, t.Seat), r.seat(l, t.Target), l.Named(lang.FigureName, f.Name), l.Short(f.Value), l.Short(f.Low), l.Short(f.High))
				})
			}
		}
	}
	if !found && absent != "" {
		s.unknown(kind, "accounts", say(absent))
	}
}

func (r *Report) rate(l *lang.Lang, t Attack, rate Rate) string {
	if rate.False == nil {
		return l.Text(lang.EvAUC, l.Named(lang.AttackKind, t.Kind), r.seat(l, t.Seat), r.seat(l, t.Target), l.Number(rate.Value, 3), l.Number(rate.Low, 3), l.Number(rate.High, 3))
	}
	text := l.Text(lang.EvRate, l.Named(lang.AttackKind, t.Kind), r.seat(l, t.Target), l.Percent(*rate.False, 1), l.Percent(rate.Value, 1), l.Percent(rate.Low, 1), l.Percent(rate.High, 1))
	if !rate.Resolved {
		text += " " + l.Text(lang.EvUnresolved)
	}
	return text
}

// seat is who attacks or what is attacked, in words.
func (r *Report) seat(l *lang.Lang, name string) string {
	for _, id := range append(texts(r.Plan.Participants), string(r.Agreement.Coordinator.ID)) {
		if id == name {
			return r.names([]string{id})[0]
		}
	}
	if name == "final model" {
		return l.Named(lang.Asset, name)
	}
	if number, ok := strings.CutPrefix(name, Round); ok {
		return l.Text(lang.AuditRound, number)
	}
	return l.Named(lang.Seat, name)
}

// promise says what the noise promises, what was drawn, and what an audit showed.
func (s *statements) promise() {
	r, noised := s.report, s.report.Agreement.Privacy.Noised()
	if !noised {
		s.configured("claim", finding.Text("none"), "privacy.noise", say(lang.PromiseNone))
		return
	}
	en, err := lang.New("en")
	if err != nil {
		return // there is English
	}
	for i := range r.Promise.Words(en) {
		s.configured(fmt.Sprintf("claim.%d", i+1), finding.Number(r.Promise.Epsilon, "epsilon"), "privacy", func(l *lang.Lang) string { return r.Promise.Words(l)[i] })
	}
	drawn := false
	for _, a := range r.Accounts {
		if a.Outcome == nil || a.Outcome.Spent == nil {
			continue
		}
		drawn = true
		p := a.Outcome.Spent
		s.ofParty("spent."+string(a.Party), finding.Number(p.Epsilon, "epsilon"), a.Party, "account of "+string(a.Party), func(l *lang.Lang) string {
			return r.Name(a.Party) + ": " + l.Text(lang.PromiseSpent, l.Short(p.Epsilon), l.Small(p.Delta), l.Short(p.Agreed))
		})
	}
	if !drawn {
		s.unknown("spent", "accounts", say(lang.EvNoAccount))
	}
	s.attacks(CanaryAudit, lang.EvNoCanaries)
}

// minimised says which data are used, and how coarse they are.
func (s *statements) minimised() {
	r, a := s.report, s.report.Agreement
	var names []string
	binary := 0
	for _, f := range a.Schema.Features {
		names = append(names, f.Name)
		if f.Type != schema.Number {
			binary++
		}
	}
	s.configured("features", finding.Number(float64(len(names)), "features"), "schema.features",
		func(l *lang.Lang) string { return l.Text(lang.EvFeatures, len(names), l.List(names), binary) })
	cell := a.Privacy.MinCell
	s.configured("min-cell", finding.Number(float64(cell.Count), "rows"), "privacy.min_cell", func(l *lang.Lang) string {
		return l.Text(lang.EvMinCell, cell.Count, l.Named(lang.CellAction, cell.Action))
	})
	s.configured("max-rows", finding.Number(float64(a.Algorithm.MaxRows), "rows"), "algorithm.max_rows", say(lang.EvMaxRows, a.Algorithm.MaxRows))
	for _, w := range r.Plan.Warnings() {
		if w.Code == plan.SmallCells {
			s.configured("warned."+w.Code, finding.Text(w.Code), "privacy.min_cell", warned(w))
		}
	}
	told := false
	for _, one := range r.Accounts {
		if t := one.Table; t != nil {
			told = true
			s.ofParty("table."+string(one.Party), finding.Number(float64(t.Small), "groups"), one.Party, "account of "+string(one.Party),
				say(lang.EvTable, r.Name(one.Party), t.Unused, t.Dropped, t.Small, cell.Count))
		}
	}
	if !told {
		s.unknown("tables", "accounts", say(lang.EvNoTable))
	}
}

// necessary sets the joint model beside those that sites have alone.
func (s *statements) necessary() {
	r, told := s.report, false
	for _, a := range r.Accounts {
		if c := a.Comparison; c != nil {
			for _, site := range sites(c) {
				alone, joint := c.Local[site], c.Joint[site]
				if alone.AUC == nil || joint.AUC == nil {
					continue
				}
				told = true
				s.ofParty("gain."+site, finding.Number(*joint.AUC-*alone.AUC, "AUC"), a.Party, "account of "+string(a.Party), func(l *lang.Lang) string {
					return l.Text(lang.EvGain, r.site(l, site), joint.Rows, l.Number(*alone.AUC, 3), l.Number(*joint.AUC, 3))
				})
			}
		}
	}
	if !told {
		s.unknown("gain", "accounts", say(lang.EvNoGain))
	}
}

// site names the key of a comparison.
func (r *Report) site(l *lang.Lang, key string) string {
	if key == Overall {
		return l.Text(lang.EvAllSites)
	}
	return r.seat(l, key)
}

// sites are the keys of a comparison in order, Overall last.
func sites(c *Comparison) []string {
	var all []string
	for site := range c.Joint {
		all = append(all, site)
	}
	slices.SortFunc(all, func(a, b string) int {
		return cmp.Or(compareBool(a == Overall, b == Overall), cmp.Compare(a, b))
	})
	return all
}

// Comparison is the one that some party made, and by whom; nil if none did.
func (r *Report) Comparison() (*Comparison, Account) {
	for _, a := range r.Accounts {
		if a.Comparison != nil {
			return a.Comparison, a
		}
	}
	return nil, Account{}
}

// Sites are the keys of c in order, those over all sites last.
func (c *Comparison) Sites() []string { return sites(c) }

// encryption says what it costs, and what it does not change.
func (s *statements) encryption() {
	r := s.report
	c := r.Cost()
	s.configured("plain-size", finding.Number(float64(c.Float32), "B"), "algorithm, aggregation", func(l *lang.Lang) string {
		return l.Text(lang.EvPlainSize, c.Values, l.Bytes(int64(c.Float32)), l.Bytes(int64(c.Packed)))
	})
	if c.Sent > 0 {
		s.measured("sent-size", finding.Number(float64(c.Sent), "B"), r.by()+" ledger", func(l *lang.Lang) string {
			return l.Text(lang.EvCipherSize, l.Bytes(int64(c.Sent)), l.Number(float64(c.Sent)/float64(max(c.Float32, 1)), 1))
		})
	}
	if n := r.Plan.BreakEven(); n > 0 {
		s.configured("break-even", finding.Number(float64(n), "values"), "aggregation.scheme", say(lang.BreakEven, n))
	}
	if c, a := r.Comparison(); c != nil && c.Difference != nil {
		s.ofParty("changes", finding.Number(*c.Difference, ""), a.Party, "account of "+string(a.Party), func(l *lang.Lang) string { return l.Text(lang.Difference, l.Small(*c.Difference)) })
	}
	s.built("effect", finding.Text("who sees contributions"), "docs/threat-model.md", say(lang.EvEffect))
}

// Cost is what one participant's contributions take.
type Cost struct {
	Values  int // numbers contributed
	Float32 int // bytes at four each
	Packed  int // bytes at the bits they need
	Sent    int // bytes that the participant who sent most sent in all; 0 before a run
}

// Cost counts the sums of the run, or those of the plan at most.
func (r *Report) Cost() Cost {
	if !r.Ran {
		s := r.Plan.RunSizes()
		return Cost{s.Values, s.Float32, s.Packed, 0}
	}
	var c Cost
	phases, n := r.Plan.Phases(), len(r.Run.Sets)
	for i := range n {
		phase := phases[1]
		switch {
		case i == 0:
			phase = phases[0]
		case i == n-1 && r.Run.Finished:
			phase = phases[len(phases)-1]
		}
		s := r.Plan.Sizes(phase)
		c.Values, c.Float32, c.Packed = c.Values+s.Values, c.Float32+s.Float32, c.Packed+s.Packed
	}
	for _, id := range r.Plan.Participants {
		c.Sent = max(c.Sent, r.Sent(id).Bytes)
	}
	return c
}

// subgroups says how the model does for parts of those it is for.
func (s *statements) subgroups() {
	if c, a := s.report.Comparison(); c != nil {
		r := s.report
		for _, site := range sites(c) {
			if q := c.Joint[site]; site != Overall && q.AUC != nil {
				s.ofParty("site."+site, finding.Number(*q.AUC, "AUC"), a.Party, "account of "+string(a.Party),
					func(l *lang.Lang) string { return l.Text(lang.EvBySite, r.site(l, site), l.Number(*q.AUC, 3), q.Rows) })
			}
		}
	}
	s.unknown("subgroups", "accounts", say(lang.EvNoSubgroups))
}
