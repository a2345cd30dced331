package agreement

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"samband/pkg/identity"
	"samband/pkg/phrase"
)

// Defaults that do not follow from the roster.
const (
	defaultDeadline  = 10 * time.Minute
	defaultTolerance = 1e-8
	defaultBits      = 16
	defaultClip      = 8
)

// fillDefaults makes every value explicit, so that the hash covers it.
func (a *Agreement) fillDefaults() {
	n, g := len(a.Parties), &a.Aggregation
	if len(g.Committee) == 0 {
		m := DefaultCommittee(n)
		if g.Threshold > m {
			m = n // a threshold that nine cannot reach asks for everybody
		}
		g.Committee = a.Participants()[:m]
	}
	if g.Threshold == 0 {
		g.Threshold = DefaultThreshold(len(g.Committee))
	}
	if g.MinContributors == 0 {
		g.MinContributors = LeastContributors(n, g.Threshold)
	}
	if g.Deadline == 0 {
		g.Deadline = Duration(defaultDeadline)
	}
	if g.Bits == 0 {
		g.Bits = defaultBits
	}
	if g.Clip == 0 {
		g.Clip = defaultClip
	}
	a.Algorithm.fillDefaults()
	if a.Trainer != nil && a.Trainer.Seconds == 0 {
		a.Trainer.Seconds = max(1, int(time.Duration(g.Deadline)/time.Second)/3)
	}
	if a.Privacy.Insiders == 0 {
		a.Privacy.Insiders = max(1, Collusion(g.Threshold, g.MinContributors))
	}
	if len(a.Release.Recipients) == 0 {
		a.Release = Release{Recipients: a.Participants(), What: []string{ReleaseModel, ReleaseMetrics}}
	}
}

// committee checks who opens sums, and how many of them it takes.
func (c *checker) committee() {
	g, n := c.a.Aggregation, len(c.a.Parties)
	m, t := len(g.Committee), g.Threshold
	seen := map[identity.ID]bool{}
	for i, id := range g.Committee {
		key := fmt.Sprintf("aggregation.committee[%d]", i)
		if _, ok := c.a.Party(id); !ok {
			c.add(key, phrase.New("agreement.no-participant", "%s is not a participant: name only ids under parties", id))
		}
		if seen[id] {
			c.add(key, phrase.New("agreement.listed-twice", "%s is listed twice", id))
		}
		seen[id] = true
	}
	switch {
	case t > m:
		c.add("aggregation.threshold", phrase.New("agreement.threshold-above", "%d of %d members can never come together: write %d", t, m, m))
		return
	case t == 1:
		c.add("aggregation.threshold", phrase.New("agreement.threshold-one", "with threshold 1 each member alone could open every update: write %d", m))
		return
	}
	if direct := g.Scheme == DirectBGV || g.Scheme == DirectCKKS; direct && (m < n || t < n) {
		c.add("aggregation.threshold", phrase.New("agreement.direct-all", "with %s every participant holds a part of the key, and all %d are needed for every sum: name all of them under committee and write threshold: %d", g.Scheme, n, n))
		return
	}
	if least := LeastContributors(n, t); g.MinContributors < least {
		c.add("aggregation.min_contributors", phrase.New("agreement.contributors-below", "%d is below the smaller of threshold + 1 and the number of participants: write at least %d", g.MinContributors, least))
	}
	if g.MinContributors > n {
		c.add("aggregation.min_contributors", phrase.New("agreement.contributors-above", "%d participants can never contribute, there are %d: write at most %d", g.MinContributors, n, n))
	}
}

// groups checks that the groups are those of a partition, each large enough to
// be told apart from the rest.
func (c *checker) groups() {
	g, n := c.a.Aggregation, len(c.a.Parties)
	least := LeastContributors(n, g.Threshold)
	in := map[identity.ID]bool{}
	for i, group := range g.Groups {
		key := fmt.Sprintf("aggregation.groups[%d]", i)
		for _, id := range group {
			switch _, ok := c.a.Party(id); {
			case !ok:
				c.add(key, phrase.New("agreement.no-participant", "%s is not a participant: name only ids under parties", id))
			case in[id]:
				c.add(key, phrase.New("agreement.listed-twice", "%s is listed twice", id))
			}
			in[id] = true
		}
		if len(group) < least {
			c.add(key, phrase.New("agreement.group-small", "a group of %d that comes and goes could be told apart from the rest: put at least %d participants into it, or leave groups out", len(group), least))
		}
	}
	var missing []string
	for _, p := range c.a.Parties {
		if len(g.Groups) > 0 && !in[p.ID] {
			missing = append(missing, string(p.ID))
		}
	}
	if len(missing) > 0 {
		c.add("aggregation.groups", phrase.New("agreement.group-missing", "in no group: %s; every participant must be in one", strings.Join(missing, ", ")))
	}
}

// acknowledged asks for what the parties must know before they sign.
func (c *checker) acknowledged() {
	switch scheme := c.a.Aggregation.Scheme; {
	case AckOf(scheme) == "" || c.a.Acknowledged(AckOf(scheme)):
	case AckOf(scheme) == AckCoordinator:
		c.add("aggregation.scheme", phrase.New("agreement.ack-coordinator", "%s hides contributions only from a coordinator that follows the protocol: write acknowledge: [%s] if all parties accept that, or scheme: %s", scheme, AckCoordinator, OneTimeHE))
	case AckOf(scheme) == AckParties:
		c.add("aggregation.scheme", phrase.New("agreement.ack-parties", "%s hides contributions only as long as all parties follow the protocol: write acknowledge: [%s] if all parties accept that, or scheme: %s", scheme, AckParties, OneTimeHE))
	case AckOf(scheme) == AckPlaintext:
		c.add("aggregation.scheme", phrase.New("agreement.ack-plaintext", "with plaintext the coordinator sees every contribution: write acknowledge: [plaintext] if all parties accept that, or scheme: %s", OneTimeHE))
	}
	if len(c.a.Parties) == 2 && !c.a.Acknowledged(AckTwoParties) {
		p := c.a.Parties
		c.add("parties", phrase.New("agreement.ack-two-parties", "with two participants, %s and %s can each subtract their own contribution from the sum and have the other's: write acknowledge: [%s] if both accept that, or bring a third participant", p[0].ID, p[1].ID, AckTwoParties))
	}
}

// unneeded refuses to acknowledge what does not apply: people would sign that
// they accept something which this run cannot do. That differences of sums can
// show few applies to every agreement: where each sum is over all, there may be
// others under earlier agreements, of which only their parties know.
func (c *checker) unneeded() {
	for i, value := range c.a.Acknowledge {
		var why phrase.Phrase
		switch n := len(c.a.Parties); {
		case (value == AckPlaintext || value == AckCoordinator || value == AckParties) && value != AckOf(c.a.Aggregation.Scheme):
			why = phrase.New("agreement.ack-scheme", "the scheme is %s, with which it does not apply", c.a.Aggregation.Scheme)
		case value == AckTwoParties && n != 2:
			why = phrase.New("agreement.ack-participants", "there are %d participants, with whom it does not apply", n)
		default:
			continue
		}
		c.add(fmt.Sprintf("acknowledge[%d]", i), phrase.New("agreement.ack-not-needed", "%s: %s: remove it", value, why))
	}
}

// Keys are the keys of all parties, the coordinator's too.
func (a *Agreement) Keys() map[identity.ID]identity.PublicKey {
	keys := map[identity.ID]identity.PublicKey{a.Coordinator.ID: a.Coordinator.Key}
	for _, p := range a.Parties {
		keys[p.ID] = p.Key
	}
	return keys
}

// Roster tells whose a key is: Keys the other way round. No two parties of a
// checked agreement have the same key.
func (a *Agreement) Roster() map[identity.PublicKey]identity.ID {
	roster := make(map[identity.PublicKey]identity.ID)
	for id, key := range a.Keys() {
		roster[key] = id
	}
	return roster
}

// Committee lists the members in the order of their points 1…m, the order of
// the roster.
func (a *Agreement) Committee() []identity.ID {
	var members []identity.ID
	for _, p := range a.Parties {
		if slices.Contains(a.Aggregation.Committee, p.ID) {
			members = append(members, p.ID)
		}
	}
	return members
}
