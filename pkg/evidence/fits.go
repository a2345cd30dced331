package evidence

import (
	"errors"
	"slices"

	"samband/pkg/agreement"
	"samband/pkg/identity"
	"samband/pkg/phrase"
	"samband/pkg/schema"
)

// Fits tells what an account says that cannot be under an agreement: of parties
// and features that are not in it, or of more rows than it allows.
func (a *Account) Fits(agreed *agreement.Agreement) error {
	party := func(name string) bool {
		_, takesPart := agreed.Party(identity.ID(name))
		return takesPart || name == string(agreed.Coordinator.ID)
	}
	foreign := ""
	for _, t := range a.Attacks {
		for _, name := range []string{t.Seat, t.Target} {
			if isParty(name) && !party(name) {
				foreign = name
			}
		}
		if t.Kind == AttributeInf && !hasLevels(agreed.Schema, t.Feature) || t.Kind != AttributeInf && t.Feature != "" {
			foreign = t.Feature
		}
	}
	for _, g := range a.Groups {
		if !g.fits(agreed.Schema) {
			foreign = g.code()
		}
	}
	if c := a.Comparison; c != nil {
		for _, all := range []map[string]Quality{c.Local, c.Joint, c.Pooled} {
			for site := range all {
				if site != Overall && !party(site) {
					foreign = site
				}
			}
		}
	}
	if foreign != "" {
		return phrase.Errorf("evidence.account-foreign", "account of %s: %q is not in the agreement", a.Party, foreign)
	}
	if most := agreed.Algorithm.MaxRows; most > 0 && agreed.Model != agreement.External {
		if n := a.rows(len(agreed.Parties)); n > most {
			return phrase.Errorf("evidence.account-rows", "account of %s: %d rows at one site, where the agreement allows %d", a.Party, n, most)
		}
	}
	return nil
}

// rows is the largest number of training or test rows that an account gives one
// site; of numbers over all sites its share of them.
func (a *Account) rows(sites int) int {
	n := 0
	for _, t := range a.Attacks {
		n = max(n, t.Inside, t.Outside)
	}
	for _, g := range a.Groups {
		n = max(n, g.Rows)
	}
	if c := a.Comparison; c != nil {
		for _, all := range []map[string]Quality{c.Local, c.Joint, c.Pooled} {
			for site, q := range all {
				if site == Overall {
					q.Rows /= max(sites, 1)
				}
				n = max(n, q.Rows)
			}
		}
	}
	if o := a.Outcome; o != nil && o.Evaluation != nil && o.Evaluation.AUCLow == nil { // under noise it is an estimate
		n = max(n, o.Evaluation.Rows/max(sites, 1))
	}
	return n
}

func hasLevels(s schema.Schema, feature string) bool {
	return slices.ContainsFunc(s.Features, func(f schema.Feature) bool { return f.Name == feature && f.Type != schema.Number })
}

// fits tells whether there is such a group.
func (g Group) fits(s schema.Schema) bool {
	at := slices.IndexFunc(s.Features, func(f schema.Feature) bool { return f.Name == g.Feature })
	if at < 0 {
		return false
	}
	switch f := s.Features[at]; f.Type {
	case schema.Number:
		return g.Value == "" && g.From != nil && g.To != nil && *g.From >= f.Min && *g.To <= f.Max
	case schema.Binary:
		return g.From == nil && (g.Value == "0" || g.Value == "1")
	default:
		return g.From == nil && slices.Contains(f.Levels, g.Value)
	}
}

// fitting leaves accounts out that cannot be, and says why.
func fitting(agreed *agreement.Agreement, all []Account) (kept []Account, faults []phrase.Phrase) {
	for _, a := range all {
		err := a.Check()
		if err == nil {
			err = a.Fits(agreed)
		}
		if err != nil {
			said := phrase.New("evidence.account-odd", "an account is left out: %v", err)
			if e := (*phrase.Error)(nil); errors.As(err, &e) {
				said = e.Phrase()
			}
			faults = append(faults, said)
			continue
		}
		kept = append(kept, a)
	}
	return kept, faults
}
