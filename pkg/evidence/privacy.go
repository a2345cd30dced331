package evidence

import (
	"fmt"

	"samband/pkg/finding"
	"samband/pkg/lang"
)

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
	for _, a := range r.Accounts {
		if len(a.Attacks)+len(a.Groups) > 0 || a.Table != nil {
			s.built("accounts-exact", finding.Text("without noise"), "docs/attacks.md", say(lang.EvAccountsExact))
			break
		}
	}
	s.attacks(CanaryAudit, lang.EvNoCanaries)
}

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
