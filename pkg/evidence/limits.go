package evidence

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"samband/pkg/exposure"
	"samband/pkg/identity"
	"samband/pkg/phrase"
)

const (
	most        = 1 << 50 // what a party may count: no run has as much
	longestWord = 200     // bytes of a name in an account
	longestList = 2000    // attacks, figures, groups or sites in an account
)

// Check tells what cannot be, whatever was agreed.
func (a *Account) Check() error {
	if _, err := identity.ParseID(string(a.Party)); err != nil {
		return err
	}
	var c checks
	c.words(a.Program)
	c.lists(len(a.Limits), len(a.Attacks), len(a.Groups))
	for _, code := range a.Limits {
		c.name(code, slices.Contains(Limits(), code))
	}
	c.counts(a.Hidden)
	if o := a.Outcome; o != nil {
		c.outcome(o)
	}
	if t := a.Table; t != nil {
		c.counts(t.Unused, t.Dropped, t.Small, t.Pairs)
	}
	if m := a.Method; m != nil {
		c.counts(m.Shadows)
	}
	if s := a.Cells; s != nil {
		c.counts(s.Seen, s.Sum, s.Others)
		c.atMost(s.Seen, s.Sum, s.Others)
	}
	for _, t := range a.Attacks {
		c.attack(t)
	}
	for _, g := range a.Groups {
		c.group(g)
	}
	if a.Comparison != nil {
		c.comparison(a.Comparison)
	}
	return c.err(a.Party)
}

// checks keeps the last of each kind that cannot be.
type checks struct {
	rate   string // of what
	number string // of what
	named  string
	word   int // bytes
	count  *int
	list   int // entries
}

func (c *checks) err(by identity.ID) error {
	switch {
	case c.word > 0:
		return phrase.Errorf("evidence.account-word", "account of %s: a text of %d bytes, at most %d are accepted", by, c.word, longestWord)
	case c.list > 0:
		return phrase.Errorf("evidence.account-list", "account of %s: a list of %d entries, at most %d are accepted", by, c.list, longestList)
	case c.named != "":
		return phrase.Errorf("evidence.account-name", "account of %s: %q is nothing that an account may name there", by, c.named)
	case c.rate != "":
		return phrase.Errorf("evidence.account-rate", "account of %s: a rate of %s is not between 0 and 1", by, c.rate)
	case c.number != "":
		return phrase.Errorf("evidence.account-number", "account of %s: %s has a number or an interval that cannot be", by, c.number)
	case c.count != nil:
		return phrase.Errorf("evidence.account-count", "account of %s: %d is no count", by, *c.count)
	}
	return nil
}

func (c *checks) words(all ...string) {
	for _, w := range all {
		if len(w) > longestWord {
			c.word = len(w)
		}
	}
}

// name refuses a name that is not one of those that may stand there.
func (c *checks) name(name string, known bool) {
	c.words(name)
	if !known {
		c.named = name
	}
}

func (c *checks) counts(all ...int) {
	for _, n := range all {
		if n < 0 || n > most {
			c.count = &n
		}
	}
}

// atMost refuses parts that are more than the whole.
func (c *checks) atMost(whole int, parts ...int) {
	for _, n := range parts {
		if n > whole {
			c.count = &n
		}
	}
}

func (c *checks) lists(all ...int) {
	for _, n := range all {
		if n > longestList {
			c.list = n
		}
	}
}

// between wants an interval, in order, between two numbers; nil is none.
func (c *checks) between(low, high float64, of string, all ...*Interval) {
	for _, i := range all {
		if i != nil && !i.within(low, high) {
			if low == 0 && high == 1 {
				c.rate = of
			} else {
				c.number = of
			}
		}
	}
}

func (c *checks) outcome(o *Outcome) {
	c.counts(o.Rounds, o.Clipped, o.Values)
	c.atMost(o.Values, o.Clipped)
	if o.Evaluation != nil {
		c.quality("evaluation", *o.Evaluation)
	}
	if s := o.Spent; s != nil {
		c.between(0, math.MaxFloat64, "spent", exact(s.Epsilon), exact(s.Agreed))
		c.between(0, 1, "spent", exact(s.Delta))
	}
}

// exact is a number as an interval.
func exact(v float64) *Interval { return &Interval{v, v, v} }

func (c *checks) attack(t Attack) {
	c.counts(t.Inside, t.Outside)
	c.name(t.Kind, slices.Contains(AttackKinds(), t.Kind))
	c.name(t.Seat, isParty(t.Seat) || slices.Contains([]string{exposure.Recipient, exposure.Observer, AnyReader}, t.Seat))
	c.name(t.Target, isParty(t.Target) || t.Target == string(exposure.FinalModel) || isRound(t.Target))
	c.words(t.Feature)
	c.lists(len(t.Found), len(t.Rates))
	for _, f := range t.Found {
		c.figure(f)
	}
	for _, r := range t.Rates {
		c.between(0, 1, t.Kind, &r.Interval)
		if r.False != nil {
			c.between(0, 1, t.Kind, exact(*r.False))
		}
		if r.Promise != nil {
			c.between(0, 1, t.Kind, exact(*r.Promise))
		}
	}
}

func isParty(name string) bool {
	_, err := identity.ParseID(name)
	return err == nil
}

// isRound tells whether a target is the model after a learning round.
func isRound(target string) bool {
	number, ok := strings.CutPrefix(target, Round)
	n, err := strconv.Atoi(number)
	return ok && err == nil && n > 0 && n <= math.MaxInt32 && strconv.Itoa(n) == number
}

// figure wants a number that its name allows. A name is a code.
func (c *checks) figure(f Figure) {
	code := f.Name != ""
	for _, r := range f.Name {
		code = code && ('a' <= r && r <= 'z' || '0' <= r && r <= '9' || r == '-')
	}
	c.name(f.Name, code && len(f.Name) <= 40)
	switch name := f.Name; {
	case strings.HasPrefix(name, FigureRecords), name == FigureInside, name == FigureOutside, name == FigureFrequent:
		c.between(0, 1, name, &f.Interval)
	case name == FigureAdvantage:
		c.between(-1, 1, name, &f.Interval)
	case name == FigureValues, name == FigureDifferent, name == FigureFacts, name == FigureSmall:
		c.between(0, most, name, &f.Interval)
	default: // errors, bounds of ε
		c.between(0, math.MaxFloat64, name, &f.Interval)
	}
}

func (c *checks) group(g Group) {
	c.counts(g.Rows)
	c.words(g.Feature, g.Value)
	c.between(0, 1, "groups", g.AUC)
	c.between(-1, 1, "groups", g.Excess)
	if (g.From == nil) != (g.To == nil) || g.From != nil && !(*g.From < *g.To) {
		c.number = "groups"
	}
}

func (c *checks) quality(of string, q Quality) {
	c.counts(q.Rows)
	estimate := func(v, low, high *float64, most float64) {
		switch {
		case v == nil:
		case low != nil && high != nil:
			c.between(0, most, of, &Interval{*v, *low, *high})
		default:
			c.between(0, most, of, exact(*v))
		}
	}
	estimate(q.AUC, q.AUCLow, q.AUCHigh, 1)
	estimate(q.LogLoss, q.LossLow, q.LossHigh, math.MaxFloat64)
}

func (c *checks) comparison(m *Comparison) {
	c.lists(len(m.Gain))
	for _, all := range []map[string]Quality{m.Local, m.Joint, m.Pooled} {
		c.lists(len(all))
		for site, q := range all {
			c.name(site, site == Overall || isParty(site))
			c.quality("comparison", q)
		}
	}
	for site, i := range m.Gain {
		c.name(site, site == Overall || isParty(site))
		c.between(-math.MaxFloat64, math.MaxFloat64, "comparison", &i)
	}
	if m.Difference != nil {
		c.between(0, math.MaxFloat64, "comparison", exact(*m.Difference))
	}
}

// within tells whether the estimate and its interval are numbers between two, in
// order.
func (i Interval) within(low, high float64) bool {
	return low <= i.Low && i.Low <= i.Value && i.Value <= i.High && i.High <= high
}
