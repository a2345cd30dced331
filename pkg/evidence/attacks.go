package evidence

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"samband/pkg/exposure"
	"samband/pkg/finding"
	"samband/pkg/identity"
	"samband/pkg/lang"
)

// tried is a test of somebody's account.
type tried struct {
	Attack
	by identity.ID
	at string // where to look
}

// tried are the tests of a kind, of all accounts.
func (r *Report) tried(kind string) []tried {
	var all []tried
	for _, a := range r.Accounts {
		for i, t := range a.Attacks {
			if t.Kind == kind {
				all = append(all, tried{t, a.Party, fmt.Sprintf("account of %s: attacks[%d]", a.Party, i)})
			}
		}
	}
	return all
}

// figure is a number that a test came to; 0 if it did not.
func (a Attack) figure(name string) float64 {
	if f := a.Figure(name); f != nil {
		return f.Value
	}
	return 0
}

// Figure is a number that a test came to; nil if it did not.
func (a Attack) Figure(name string) *Figure {
	at := slices.IndexFunc(a.Found, func(f Figure) bool { return f.Name == name })
	if at < 0 {
		return nil
	}
	return &a.Found[at]
}

// testedBy puts before a text who tested.
func (r *Report) testedBy(l *lang.Lang, t tried, text string) string {
	return l.Text(lang.EvTested, r.Name(t.by), text)
}

// participation says whether the model tells who is in it: of the released
// model by every test, of the models after single rounds where it told most. The
// accounts have the rest.
func (s *statements) participation() {
	for _, kind := range []string{LiRA, LiRAOffline, LossAttack} {
		var most []tried // by party, of rounds
		for _, t := range s.report.tried(kind) {
			switch {
			case len(t.Rates) == 0:
			case t.Target == string(exposure.FinalModel):
				s.rates(t)
			case len(most) > 0 && most[len(most)-1].by == t.by:
				if last := &most[len(most)-1]; t.Rates[0].Value > last.Rates[0].Value {
					*last = t
				}
			default:
				most = append(most, t)
			}
		}
		for _, t := range most {
			s.area(t, lang.EvAUCRounds)
		}
	}
	if len(s.all) == 0 {
		s.unknown("membership", "accounts", say(lang.EvNoMembership))
	} else {
		s.untested()
	}
	if p := s.report.Promise; len(p.Attack) > 0 {
		s.configured("membership-bound", finding.Number(p.Attack[0].True, "share"), "privacy", func(l *lang.Lang) string {
			a := p.Attack[0]
			return l.Text(lang.EvMembershipBound, l.Percent(a.True, 1), l.Percent(a.False, 1))
		})
	}
}

// untested names the participants with whose rows nobody tested, where somebody
// tested with others.
func (s *statements) untested() {
	r := s.report
	for _, id := range r.Plan.Participants {
		if !slices.ContainsFunc(r.Accounts, func(a Account) bool { return a.Party == id && len(a.Attacks) > 0 }) {
			s.unknown("untested."+string(id), "account of "+string(id), say(lang.EvUntested, r.Name(id)))
		}
	}
}

// area states the area under the curve, the first rate of a test.
func (s *statements) area(t tried, key lang.Key) {
	r, a := s.report, t.Rates[0]
	name := fmt.Sprintf("%s.auc.%s", t.Kind, t.by)
	if t.Target != string(exposure.FinalModel) {
		name = fmt.Sprintf("%s.%s.auc.%s", t.Kind, strings.ReplaceAll(t.Target, " ", "-"), t.by)
	}
	s.ofParty(name, finding.Number(a.Value, "share"), t.by, t.at, func(l *lang.Lang) string {
		return r.testedBy(l, t, l.Text(key, l.Named(lang.AttackKind, t.Kind), r.seat(l, t.Seat), r.seat(l, t.Target), l.Number(a.Value, 3), l.Number(a.Low, 3), l.Number(a.High, 3)))
	})
}

// rates states the area, and how many are found at each share of false alarms
// that the sample can resolve; the table and the accounts have the others.
func (s *statements) rates(t tried) {
	s.area(t, lang.EvAUC)
	for _, rate := range t.Rates {
		if rate.False == nil || !rate.Resolved {
			continue
		}
		s.ofParty(fmt.Sprintf("%s.tpr-at-%g.%s", t.Kind, *rate.False, t.by), finding.Number(rate.Value, "share"), t.by, t.at, func(l *lang.Lang) string {
			return s.report.testedBy(l, t, l.Text(lang.EvRate, l.Named(lang.AttackKind, t.Kind), s.report.seat(l, t.Target), l.Percent(*rate.False, 1), l.Percent(rate.Value, 1), l.Percent(rate.Low, 1), l.Percent(rate.High, 1)))
		})
	}
}

// subtraction says who subtracted what from the sums, and what came of it.
func (s *statements) subtraction() {
	r := s.report
	all := r.tried(Subtraction)
	for _, t := range all {
		values, different := t.figure(FigureValues), t.Figure(FigureDifferent)
		if different == nil {
			s.ofParty("subtraction."+string(t.by), finding.Number(values, "values"), t.by, t.at, func(l *lang.Lang) string {
				return l.Text(lang.EvSubtracted, r.Name(t.by), r.seat(l, t.Target), l.Count(int(values)), l.Count(int(t.figure(FigureFacts))))
			})
			continue
		}
		s.ofParty("subtraction.checked", finding.Number(different.Value, "values"), t.by, t.at, func(l *lang.Lang) string {
			return l.Text(lang.EvSubtractionChecked, r.seat(l, t.Seat), r.seat(l, t.Target), l.Count(int(values)), l.Count(int(different.Value)))
		})
		if e := t.Figure(FigureError); e != nil {
			s.ofParty("subtraction.error", finding.Number(e.Value, "relative"), t.by, t.at, func(l *lang.Lang) string {
				if r.Agreement.Privacy.Noised() {
					return l.Text(lang.EvSubtractionNoised, l.Count(int(t.figure(FigureFacts))), r.seat(l, t.Target), l.Percent(e.Value, 0))
				}
				return l.Text(lang.EvSubtractionError, l.Count(int(t.figure(FigureFacts))), r.seat(l, t.Target), l.Small(e.Value))
			})
		}
	}
	alone := slices.ContainsFunc(r.Breaches, func(b exposure.Breach) bool { return len(b.Members) == 1 && !b.Coordinator })
	if len(all) == 0 && alone {
		s.unknown(Subtraction, "accounts", say(lang.EvNoSubtraction))
	}
}

// inversion says what of single rows, and of a person's values, can be told.
func (s *statements) inversion() {
	r := s.report
	s.rebuilt()
	for _, t := range r.tried(Moments) {
		s.ofParty(Moments+"."+string(t.by), finding.Number(t.figure(FigureFacts), "numbers"), t.by, t.at, func(l *lang.Lang) string {
			return l.Text(lang.EvGiven, r.Name(t.by), l.Count(int(t.figure(FigureValues))), l.Count(int(t.figure(FigureFacts))), l.Small(t.figure(FigureError)),
				l.Count(int(t.figure(FigureSmall))), r.Agreement.Privacy.MinCell.Count)
		})
	}
	all := r.tried(AttributeInf)
	for _, t := range all {
		gain := t.Figure(FigureAdvantage)
		if gain == nil {
			continue
		}
		s.ofParty(fmt.Sprintf("%s.%s.%s", AttributeInf, t.Feature, t.by), finding.Number(gain.Value, "share"), t.by, t.at, func(l *lang.Lang) string {
			return r.testedBy(l, t, r.guessed(l, t, *gain))
		})
	}
	if len(all) == 0 {
		s.unknown(AttributeInf, "accounts", say(lang.EvNoInversion))
	}
}

// guessed says how often a value was guessed.
func (r *Report) guessed(l *lang.Lang, t tried, gain Figure) string {
	share := func(name string) string { return l.Percent(t.figure(name), 1) }
	return l.Text(lang.EvAttribute, t.Feature, r.seat(l, t.Seat), share(FigureInside), share(FigureOutside), share(FigureFrequent),
		l.Number(100*gain.Value, 1), l.Number(100*gain.Low, 1), l.Number(100*gain.High, 1))
}

// rebuilt states how many rows a gradient gives away: once where several sites
// have found the same, which depends on the form of the model and not on rows.
func (s *statements) rebuilt() {
	var said []tried
	for _, t := range s.report.tried(Gradient) {
		if len(t.Found) == 0 || slices.ContainsFunc(said, func(o tried) bool { return reflect.DeepEqual(o.Found, t.Found) }) {
			continue
		}
		said = append(said, t)
		s.ofParty(Gradient+"."+string(t.by), finding.Number(t.Found[0].Value, "share"), t.by, t.at, func(l *lang.Lang) string {
			var parts []string
			for _, f := range t.Found {
				share := l.Percent(f.Value, 0)
				if rows, err := strconv.Atoi(strings.TrimPrefix(f.Name, FigureRecords)); err == nil {
					parts = append(parts, l.Text(lang.EvRebuiltAt, rows, share))
				} else { // an account may name a figure of its own
					parts = append(parts, l.Named(lang.FigureName, f.Name)+" "+share)
				}
			}
			return l.Text(lang.EvRebuilt, l.List(parts))
		})
	}
}

// attacks states what tests of a kind found that has no words of its own; where
// there was none, that there was none.
func (s *statements) attacks(kind string, absent lang.Key) {
	r := s.report
	all := r.tried(kind)
	for _, t := range all {
		for _, f := range t.Found {
			s.ofParty(fmt.Sprintf("%s.%s.%s", kind, f.Name, t.by), finding.Number(f.Value, ""), t.by, t.at, func(l *lang.Lang) string {
				return l.Text(lang.EvFigure, l.Named(lang.AttackKind, kind), r.seat(l, t.Seat), r.seat(l, t.Target), l.Named(lang.FigureName, f.Name), l.Short(f.Value), l.Short(f.Low), l.Short(f.High))
			})
		}
	}
	if len(all) == 0 {
		s.unknown(kind, "accounts", say(absent))
	}
}

// seat is who attacks or what is attacked, in words.
func (r *Report) seat(l *lang.Lang, name string) string {
	for _, id := range append(texts(r.Plan.Participants), string(r.Agreement.Coordinator.ID)) {
		if id == name {
			return r.names([]string{id})[0]
		}
	}
	if name == string(exposure.FinalModel) {
		return l.Named(lang.Asset, name)
	}
	if number, ok := strings.CutPrefix(name, Round); ok {
		return l.Text(lang.AuditRound, number)
	}
	return l.Named(lang.Seat, name)
}
