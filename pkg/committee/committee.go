// Package committee says who opens a sum under an agreement, how many of them it
// takes, who may be away, and how many may work with the coordinator: in numbers
// for programs and in words for the people who sign. The words are those of the
// specification of the secure sum in plain language: its line 4, that every class
// of participants has at least min(t + 1, n) members, decides who may leave.
package committee

import (
	"fmt"
	"strings"

	"samband/pkg/agreement"
	"samband/pkg/identity"
	"samband/pkg/lang"
	"samband/pkg/plan"
	"samband/pkg/secagg"
)

// Leaving is who may be missing from a sum after the first.
type Leaving string

// What an agreement may have.
const (
	Nobody       Leaving = "nobody"       // whoever was in the first sum is needed in every later one
	Groups       Leaving = "groups"       // those that the agreement names leave and return whole
	Noised       Leaving = "noised"       // as min_contributors allows: noise bounds what a whole participant shows
	Acknowledged Leaving = "acknowledged" // as min_contributors allows: the agreement accepts what that shows
)

// Committee is what follows from an agreement, as --json prints it.
type Committee struct {
	Members         []identity.ID `json:"committee"`        // who hold key shares; m is their number
	Threshold       int           `json:"threshold"`        // t: so many open a sum together
	Quorum          int           `json:"quorum"`           // Q: so many must agree on what is in it
	Silent          int           `json:"silent"`           // m − Q: so many may be silent once it is closed
	MinContributors int           `json:"min_contributors"` // fewest contributions in a sum
	Collusion       int           `json:"collusion"`        // c; not claimed if Leaving is Acknowledged or Noised
	SmallestClass   int           `json:"smallest_class"`   // min(t + 1, n): fewer are told apart from the others
	Leaving         Leaving       `json:"leaving"`

	plan *plan.Plan
}

// Of works it out.
func Of(p *plan.Plan) Committee {
	c := Committee{
		Members: p.Committee, Threshold: p.Threshold, Quorum: p.Quorum, Silent: len(p.Committee) - p.Quorum,
		MinContributors: p.MinContributors, Collusion: p.Collusion,
		SmallestClass: agreement.LeastContributors(len(p.Participants), p.Threshold), Leaving: Nobody, plan: p,
	}
	switch {
	case p.Agreement.Acknowledged(agreement.AckDropout):
		c.Leaving = Acknowledged
	case p.WaivesClasses():
		c.Leaving = Noised
	case len(p.Agreement.Aggregation.Groups) > 1:
		c.Leaving = Groups
	}
	return c
}

// Words are the sentences for people; none under plaintext, where nothing has to
// be opened.
func (c Committee) Words(l *lang.Lang) []string {
	if c.plan.Scheme() == secagg.Plaintext {
		return nil
	}
	n, m := len(c.plan.Participants), len(c.Members)
	holders := l.Text(lang.CommitteeAll, n)
	if m < n {
		holders = l.Text(lang.CommitteeNamed, m, n, c.names(l, c.Members))
	}
	opens := l.Text(lang.CommitteeOpens, c.Threshold, c.Quorum) + " " + l.Text(lang.CommitteeSilent, c.Silent)
	least := l.Text(lang.CommitteeLeast, n-c.MinContributors, c.MinContributors)
	return []string{holders + " " + opens, least, c.Bound(l), c.leaving(l, n)}
}

// Bound is the sentence about c, or that nothing is claimed; empty under
// plaintext.
func (c Committee) Bound(l *lang.Lang) string {
	switch {
	case c.plan.Scheme() == secagg.Plaintext:
		return ""
	case c.Leaving == Acknowledged:
		return l.Text(lang.CommitteeNoBound, agreement.AckDropout)
	case c.Leaving == Noised:
		return l.Text(lang.CommitteeNoised)
	}
	return l.Text(lang.Collusion, c.Collusion)
}

// leaving says what line 4 means for this roster.
func (c Committee) leaving(l *lang.Lang, n int) string {
	switch {
	case c.Leaving == Noised:
		return l.Text(lang.LeavingNoised)
	case c.Leaving == Acknowledged && c.MinContributors == n:
		return l.Text(lang.LeavingElsewhere)
	case c.Leaving == Acknowledged:
		return l.Text(lang.LeavingAcknowledged)
	case c.Leaving == Groups:
		groups := make([]string, len(c.plan.Agreement.Aggregation.Groups))
		for i, g := range c.plan.Agreement.Aggregation.Groups {
			groups[i] = c.names(l, g)
		}
		return l.Text(lang.LeavingGroups, strings.Join(groups, "; "))
	case n < 2*c.SmallestClass:
		return l.Text(lang.LeavingNobody)
	}
	return l.Text(lang.LeavingNobody) + " " + l.Text(lang.LeavingCould, c.SmallestClass)
}

func (c Committee) names(l *lang.Lang, ids []identity.ID) string {
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = string(id)
		if p, ok := c.plan.Agreement.Party(id); ok {
			names[i] = fmt.Sprintf("%s (%s)", p.Name, p.ID)
		}
	}
	return l.List(names)
}
