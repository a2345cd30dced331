package evidence

import (
	"math"

	"samband/pkg/identity"
	"samband/pkg/phrase"
)

const (
	most        = 1 << 50 // what a party may count: no run has as much
	longestWord = 200     // bytes of a name in an account
	longestList = 2000    // attacks, figures, groups or sites in an account
)

// Check tells what cannot be.
func (a *Account) Check() error {
	if _, err := identity.ParseID(string(a.Party)); err != nil {
		return err
	}
	var c checks
	c.words(a.Program)
	c.words(a.Limits...)
	c.lists(len(a.Limits), len(a.Attacks), len(a.Groups))
	c.counts(a.Hidden)
	if o := a.Outcome; o != nil {
		c.counts(o.Rounds, o.Clipped, o.Values)
		if o.Evaluation != nil {
			c.quality(*o.Evaluation)
		}
	}
	if t := a.Table; t != nil {
		c.counts(t.Unused, t.Dropped, t.Small, t.Pairs)
	}
	if m := a.Method; m != nil {
		c.counts(m.Shadows)
	}
	if s := a.Cells; s != nil {
		c.counts(s.Seen, s.Sum, s.Others)
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
	switch {
	case c.rate != "":
		return phrase.Errorf("evidence.account-rate", "account of %s: a rate of %s is not between 0 and 1", a.Party, c.rate)
	case c.word > 0:
		return phrase.Errorf("evidence.account-word", "account of %s: a text of %d bytes, at most %d are accepted", a.Party, c.word, longestWord)
	case c.count != nil:
		return phrase.Errorf("evidence.account-count", "account of %s: %d is no count", a.Party, *c.count)
	case c.list > 0:
		return phrase.Errorf("evidence.account-list", "account of %s: a list of %d entries, at most %d are accepted", a.Party, c.list, longestList)
	}
	return nil
}

// checks keeps the last of each kind that cannot be.
type checks struct {
	rate  string // of what
	word  int    // bytes
	count *int
	list  int // entries
}

func (c *checks) words(all ...string) {
	for _, w := range all {
		if len(w) > longestWord {
			c.word = len(w)
		}
	}
}

func (c *checks) counts(all ...int) {
	for _, n := range all {
		if n < 0 || n > most {
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

// shares wants intervals between 0 and 1; nil is none.
func (c *checks) shares(of string, all ...*Interval) {
	for _, i := range all {
		if i != nil && !i.within(0, 1) {
			c.rate = of
		}
	}
}

func (c *checks) attack(t Attack) {
	c.counts(t.Inside, t.Outside)
	c.words(t.Kind, t.Seat, t.Target, t.Feature)
	c.lists(len(t.Found), len(t.Rates))
	for _, f := range t.Found {
		c.words(f.Name)
	}
	for _, r := range t.Rates {
		c.shares(t.Kind, &r.Interval)
		if r.False != nil {
			c.shares(t.Kind, &Interval{*r.False, *r.False, *r.False})
		}
	}
}

func (c *checks) group(g Group) {
	c.counts(g.Rows)
	c.words(g.Feature, g.Value)
	c.shares("groups", g.AUC)
	if e := g.Excess; e != nil && !e.within(-1, 1) {
		c.rate = "groups"
	}
}

func (c *checks) quality(q Quality) {
	c.counts(q.Rows)
	if q.AUC != nil {
		c.shares("quality", &Interval{*q.AUC, *q.AUC, *q.AUC})
	}
}

func (c *checks) comparison(m *Comparison) {
	c.lists(len(m.Gain))
	for _, all := range []map[string]Quality{m.Local, m.Joint, m.Pooled} {
		c.lists(len(all))
		for site, q := range all {
			c.words(site)
			c.quality(q)
		}
	}
	for site, i := range m.Gain {
		c.words(site)
		if !i.within(math.Inf(-1), math.Inf(1)) {
			c.rate = "gain"
		}
	}
}

// within tells whether the estimate and its interval are numbers between two, in
// order.
func (i Interval) within(low, high float64) bool {
	return low <= i.Low && i.Low <= i.Value && i.Value <= i.High && i.High <= high
}
