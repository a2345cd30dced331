package evidence

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"samband/pkg/finding"
	"samband/pkg/identity"
	"samband/pkg/lang"
)

// Group is what the joint model is worth for a part of a participant's test
// rows: those with one level of a feature, or with a number in a part of the
// agreed range.
type Group struct {
	Feature string   `json:"feature"`
	Value   string   `json:"value,omitempty"` // a level; 0 or 1 of a binary one
	From    *float64 `json:"from,omitempty"`  // of a number: from here on,
	To      *float64 `json:"to,omitempty"`    // and below; the highest part has the end of the range too
	Rows    int      `json:"rows"`
	// AUC is absent where one outcome has too few rows.
	AUC    *Interval `json:"auc,omitempty"`
	Excess *Interval `json:"excess,omitempty"` // mean predicted probability minus share of positive outcomes
}

// Name says which group it is.
func (g Group) Name(l *lang.Lang) string {
	if g.From != nil && g.To != nil {
		return l.Text(lang.EvGroupRange, g.Feature, l.Short(*g.From), l.Short(*g.To))
	}
	return l.Text(lang.EvGroupValue, g.Feature, g.Value)
}

// code names it in a finding.
func (g Group) code() string {
	if g.From != nil && g.To != nil {
		return fmt.Sprintf("%s=%g-%g", g.Feature, *g.From, *g.To)
	}
	return g.Feature + "=" + g.Value
}

// Comparison puts together what the accounts compare: a participant speaks for
// its own site, and for no other; somebody who is none, such as an example that
// owns all rows, for those that did not speak. It is nil if nobody compared;
// the account is that of the first who did.
func (r *Report) Comparison() (*Comparison, Account) {
	var c *Comparison
	var first Account
	for _, apart := range []bool{false, true} {
		for _, a := range r.Accounts {
			if a.Comparison == nil || r.isParty(a.Party) == apart {
				continue
			}
			if c == nil {
				c, first = &Comparison{Local: make(map[string]Quality), Joint: make(map[string]Quality), Pooled: make(map[string]Quality), Gain: make(map[string]Interval)}, a
			}
			c.add(a.Comparison, func(site string) bool { return apart || site == string(a.Party) })
			if apart && c.Difference == nil {
				c.Difference = a.Comparison.Difference
			}
		}
	}
	return c, first
}

// isParty tells whether somebody takes part or coordinates.
func (r *Report) isParty(id identity.ID) bool {
	return id == r.Agreement.Coordinator.ID || slices.Contains(r.Plan.Participants, id)
}

// add takes from another comparison the sites that it may speak of and nobody
// has spoken of.
func (c *Comparison) add(o *Comparison, of func(site string) bool) {
	for site, q := range o.Joint {
		if _, known := c.Joint[site]; known || !of(site) {
			continue
		}
		c.Joint[site] = q
		if q, ok := o.Local[site]; ok {
			c.Local[site] = q
		}
		if i, ok := o.Gain[site]; ok {
			c.Gain[site] = i
		}
	}
	for site, q := range o.Pooled { // which no participant has
		if _, known := c.Pooled[site]; !known && of(site) {
			c.Pooled[site] = q
		}
	}
}

// comparer is whose comparison of a site is in Comparison.
func (r *Report) comparer(site string) identity.ID {
	for _, a := range r.Accounts {
		if a.Comparison != nil && string(a.Party) == site {
			if _, ok := a.Comparison.Joint[site]; ok {
				return a.Party
			}
		}
	}
	for _, a := range r.Accounts {
		if a.Comparison != nil && !r.isParty(a.Party) {
			return a.Party
		}
	}
	return identity.ID(site)
}

// Sites are the keys of c in order, those over all sites last.
func (c *Comparison) Sites() []string {
	var all []string
	for site := range c.Joint {
		all = append(all, site)
	}
	slices.SortFunc(all, func(a, b string) int {
		return cmp.Or(compareBool(a == Overall, b == Overall), cmp.Compare(a, b))
	})
	return all
}

// necessary sets the joint model beside those that sites have alone.
func (s *statements) necessary() {
	r := s.report
	c, _ := r.Comparison()
	if c == nil {
		s.unknown("gain", "accounts", say(lang.EvNoGain))
		return
	}
	for _, site := range c.Sites() {
		alone, joint, by := c.Local[site], c.Joint[site], r.comparer(site)
		where := "account of " + string(by)
		if alone.AUC != nil && joint.AUC != nil {
			s.ofParty("gain."+site, finding.Number(*joint.AUC-*alone.AUC, "AUC"), by, where, func(l *lang.Lang) string {
				return l.Text(lang.EvGain, r.site(l, site), joint.Rows, l.Number(*alone.AUC, 3), l.Number(*joint.AUC, 3))
			})
		}
		if g, ok := c.Gain[site]; ok {
			s.ofParty("loss-gain."+site, finding.Number(g.Value, "log-loss"), by, where, func(l *lang.Lang) string { return Better(l, r.site(l, site), g) })
		}
	}
	if len(s.all) == 0 {
		s.unknown("gain", "accounts", say(lang.EvNoGain))
	}
}

// Better says which model has the smaller loss at a site, and whether by more
// than its test rows may make it by chance.
func Better(l *lang.Lang, site string, g Interval) string {
	key := lang.EvJointBetter
	switch {
	case g.Low <= 0 && g.High >= 0:
		key = lang.EvNeitherBetter
	case g.Value < 0:
		key, g = lang.EvAloneBetter, Interval{-g.Value, -g.High, -g.Low}
	}
	return l.Text(key, site, l.Number(g.Value, 4), l.Number(g.Low, 4), l.Number(g.High, 4))
}

// site names the key of a comparison.
func (r *Report) site(l *lang.Lang, key string) string {
	if key == Overall {
		return l.Text(lang.EvAllSites)
	}
	return r.seat(l, key)
}

// subgroups says how the model does at single sites and for groups of their test
// rows: how many were looked at, between what they lie, and which are off by more
// than chance may make one of them. The accounts have all.
func (s *statements) subgroups() {
	r := s.report
	if c, _ := r.Comparison(); c != nil {
		for _, site := range c.Sites() {
			if q := c.Joint[site]; site != Overall && q.AUC != nil {
				by := r.comparer(site)
				s.ofParty("site."+site, finding.Number(*q.AUC, "AUC"), by, "account of "+string(by),
					func(l *lang.Lang) string { return l.Text(lang.EvBySite, r.site(l, site), l.Number(*q.AUC, 3), q.Rows) })
			}
		}
	}
	told := false
	for _, a := range r.Accounts {
		if len(a.Groups) > 0 || a.Hidden > 0 {
			told = true
			s.groups(a)
		}
	}
	if !told {
		s.unknown("subgroups", "accounts", say(lang.EvNoSubgroups))
	}
}

func (s *statements) groups(a Account) {
	r, by, where := s.report, a.Party, "account of "+string(a.Party)
	s.ofParty("groups."+string(by), finding.Number(float64(len(a.Groups)), "groups"), by, where, func(l *lang.Lang) string {
		return l.Text(lang.EvGroups, r.Name(by), len(a.Groups), a.Hidden)
	})
	var low, high *Group
	for i := range a.Groups {
		g := &a.Groups[i]
		if g.AUC == nil {
			continue
		}
		if low == nil || g.AUC.Value < low.AUC.Value {
			low = g
		}
		if high == nil || g.AUC.Value > high.AUC.Value {
			high = g
		}
	}
	for _, end := range []struct {
		name string
		key  lang.Key
		*Group
	}{{"lowest", lang.EvGroupLowest, low}, {"highest", lang.EvGroupHighest, high}} {
		if end.Group != nil {
			s.ofParty(fmt.Sprintf("groups.%s.%s", end.name, by), finding.Number(end.AUC.Value, "AUC"), by, where, func(l *lang.Lang) string {
				return l.Text(end.key, r.Name(by), end.Name(l), end.Rows, l.Number(end.AUC.Value, 3), l.Number(end.AUC.Low, 3), l.Number(end.AUC.High, 3))
			})
		}
	}
	for _, g := range a.off() {
		s.ofParty(fmt.Sprintf("groups.off.%s.%s", by, g.code()), finding.Number(g.Excess.Value, "share"), by, where, func(l *lang.Lang) string {
			key, e := lang.EvGroupOver, *g.Excess
			if e.Value < 0 {
				key, e = lang.EvGroupUnder, Interval{-e.Value, -e.High, -e.Low}
			}
			return l.Text(key, r.Name(by), g.Name(l), g.Rows, l.Number(100*e.Value, 1), l.Number(100*e.Low, 1), l.Number(100*e.High, 1))
		})
	}
}

// off are the groups whose predicted and observed shares differ by more than
// chance may make one of them, the widest first, mostOff at most.
func (a Account) off() []Group {
	var all []Group
	for _, g := range a.Groups {
		if e := g.Excess; e != nil && (e.Low > 0 || e.High < 0) {
			all = append(all, g)
		}
	}
	slices.SortStableFunc(all, func(a, b Group) int { return cmp.Compare(math.Abs(b.Excess.Value), math.Abs(a.Excess.Value)) })
	return all[:min(len(all), mostOff)]
}

// mostOff is how many such groups of a site are written out.
const mostOff = 6
