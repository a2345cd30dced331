package document

import (
	"slices"
	"strings"

	"samband/pkg/evidence"
	"samband/pkg/exposure"
	"samband/pkg/identity"
	"samband/pkg/lang"
)

// rowsShown is how many rows of a table a document shows; JSON has all.
const rowsShown = 60

// heads are the texts of keys, over columns of text.
func (p *page) heads(keys ...lang.Key) []head {
	var all []head
	for _, k := range keys {
		all = append(all, head{Text: p.l.Text(k)})
	}
	return all
}

// counted are the texts of keys, over columns of numbers.
func (p *page) counted(keys ...lang.Key) []head {
	all := p.heads(keys...)
	for i := range all {
		all[i].Number = true
	}
	return all
}

func text(s string) cell { return cell{Text: clean(s)} }

func (p *page) number(n int) cell { return cell{Text: p.l.Count(n)} }

func (p *page) bytes(n int) cell { return cell{Text: p.l.Bytes(int64(n))} }

// cut shortens a table, and says so in its caption.
func (p *page) cut(t *table) *table {
	if more := len(t.Rows) - rowsShown; more > 0 {
		t.Rows = t.Rows[:rowsShown]
		t.Caption += " " + p.l.Text(lang.DocMoreRows, more)
	}
	return t
}

func (p *page) parties() *table {
	a := p.r.Agreement
	t := &table{Caption: p.l.Text(lang.DocPartiesCaption), Heads: p.heads(lang.DocParty, lang.DocID, lang.DocRole, lang.DocFingerprint)}
	for _, one := range a.Parties {
		t.Rows = append(t.Rows, []cell{text(one.Name), text(string(one.ID)), text(p.l.Role(one.Role)), text(one.Key.Fingerprint())})
	}
	c := a.Coordinator
	t.Rows = append(t.Rows, []cell{text(c.Name), text(string(c.ID)), text(p.l.Text(lang.DocRoleCoordinator, c.OperatedBy)), text(c.Key.Fingerprint())})
	return p.cut(t)
}

// matrix is who sees what.
func (p *page) matrix() *table {
	t := &table{Caption: p.l.Text(lang.SeenAs), Notes: []string{p.l.Text(lang.DocMatrixNote)}, Heads: p.heads(lang.DocWho)}
	for _, a := range exposure.Assets() {
		t.Heads = append(t.Heads, head{Text: p.l.Named(lang.Asset, string(a))})
	}
	for _, v := range p.r.Views {
		row := []cell{text(p.viewer(v))}
		for _, a := range exposure.Assets() {
			level := v.Seen[a]
			said := p.l.Named(lang.Sees, string(level))
			if level == exposure.Derivable && a == exposure.IndividualUpdate && p.r.Agreement.Privacy.Noised() {
				said = p.l.Text(lang.DocDerivableNoised)
			}
			row = append(row, cell{Text: said, Level: string(level)})
		}
		t.Rows = append(t.Rows, row)
		if v.Party == exposure.Recipient && v.Seen[exposure.Sum] == exposure.Derivable {
			t.Notes = append(t.Notes, p.l.Text(lang.DocRecipientNote))
		}
	}
	return p.cut(t)
}

// viewer names a row of the matrix.
func (p *page) viewer(v exposure.View) string {
	hub := p.r.Agreement.Coordinator.ID
	switch {
	case len(v.Members) == 1 && v.Party == v.Members[0]:
		return p.r.Name(identity.ID(v.Party))
	case len(v.Members) > 0:
		return p.l.Text(lang.Together, p.r.Name(hub), p.r.Name(identity.ID(v.Members[0])))
	case v.Party == string(hub):
		return p.r.Name(hub)
	}
	return p.l.Named(lang.Seat, v.Party)
}

// coalitions lists the smallest ones that derive somebody's contribution.
func (p *page) coalitions() *table {
	if len(p.r.Breaches) == 0 {
		return nil
	}
	t := &table{Caption: p.l.Text(lang.DocCoalitions), Heads: p.heads(lang.DocCoalition, lang.DocDerives)}
	for _, b := range p.r.Breaches {
		who := p.partyNames(b.Members)
		if b.Coordinator {
			who = append([]string{p.r.Name(p.r.Agreement.Coordinator.ID)}, who...)
		}
		t.Rows = append(t.Rows, []cell{text(p.l.List(who)), text(p.l.List(p.partyNames(b.Derives)))})
	}
	return p.cut(t)
}

func (p *page) partyNames(ids []string) []string {
	all := make([]string, len(ids))
	for i, id := range ids {
		all[i] = p.r.Name(identity.ID(id))
	}
	return all
}

// keys says who holds what of the keys.
func (p *page) keys() *table {
	if p.r.Agreement.Aggregation.Scheme == "plaintext" {
		return nil
	}
	t := &table{Caption: p.l.Text(lang.DocKeysCaption), Heads: p.heads(lang.DocParty, lang.DocHolds)}
	for _, id := range p.r.Plan.Participants {
		key := lang.DocHoldsNone
		if slices.Contains(p.r.Plan.Committee, id) {
			key = lang.DocHoldsShare
		}
		t.Rows = append(t.Rows, []cell{text(p.r.Name(id)), text(p.l.Text(key))})
	}
	t.Rows = append(t.Rows, []cell{text(p.r.Name(p.r.Agreement.Coordinator.ID)), text(p.l.Text(lang.DocHubHolds))})
	return p.cut(t)
}

// messages lists every kind of message of a run.
func (p *page) messages() *table {
	if !p.r.Ran {
		return nil
	}
	t := &table{Caption: p.l.Text(lang.DocMessagesCaption), Heads: p.heads(lang.DocKind, lang.DocFor, lang.DocWay, lang.DocHoldsWhat, lang.DocForm)}
	t.Heads = slices.Concat(t.Heads, p.counted(lang.DocMessages, lang.DocBytes), p.heads(lang.DocSeenFrom))
	for _, f := range p.r.Flows {
		t.Rows = append(t.Rows, []cell{text(f.Kind), text(p.l.Named(lang.MessageKind, f.Kind)), text(p.way(f)), text(p.l.Named(lang.Category, f.Category)), text(p.l.Named(lang.Form, string(f.Form))),
			p.number(f.Messages), p.bytes(f.Bytes), text(p.l.Named(lang.Vantage, string(f.Vantage)))})
	}
	return p.cut(t)
}

func (p *page) way(f evidence.Flow) string {
	if f.Up {
		return p.l.Text(lang.DocUp)
	}
	return p.l.Text(lang.DocDown)
}

// rounds lists what a contribution of each phase holds, as planned.
func (p *page) rounds() *table {
	t := &table{Caption: p.l.Text(lang.DocRoundsCaption), Heads: append(p.heads(lang.DocPhase, lang.DocHoldsWhat), p.counted(lang.DocValues, lang.DocBits)...)}
	for _, name := range p.r.Plan.Phases() {
		layout, err := p.r.Plan.Layout(name)
		if err != nil {
			continue // the plan laid every phase out when it was made
		}
		for _, s := range layout.Segments {
			t.Rows = append(t.Rows, []cell{text(p.l.Named(lang.Phase, name)), text(p.l.Named(lang.Contents, s.Name)), p.number(s.Length), p.number(s.Bits)})
		}
	}
	return p.cut(t)
}

// noise lists the noise of each kind of value.
func (p *page) noise() *table {
	phases := p.r.Promise.Phases
	if len(phases) == 0 {
		return nil
	}
	t := &table{Caption: p.l.Text(lang.DocNoiseCaption), Heads: append(p.heads(lang.DocPhase, lang.DocHoldsWhat), p.counted(lang.DocValues, lang.DocClip, lang.DocSigmaSite, lang.DocSigmaSum)...)}
	for _, phase := range phases {
		for _, s := range phase.Segments {
			t.Rows = append(t.Rows, []cell{text(p.l.Named(lang.Phase, phase.Phase)), text(p.l.Named(lang.Contents, s.Name)), p.number(s.Values),
				text(p.l.Short(s.Clip)), text(p.l.Short(s.Site)), text(p.l.Short(s.Sum))})
		}
	}
	return p.cut(t)
}

// gain sets the models beside each other.
func (p *page) gain() *table {
	c, _ := p.r.Comparison()
	if c == nil {
		return nil
	}
	t := &table{Caption: p.l.Text(lang.DocGainCaption), Heads: append(p.heads(lang.DocSite), p.counted(lang.DocTestRows, lang.LocalOnly, lang.Joint, lang.Pooled)...)}
	auc := func(all map[string]evidence.Quality, site string) cell {
		if q, ok := all[site]; ok && q.AUC != nil {
			return text(p.l.Number(*q.AUC, 4))
		}
		return text("-")
	}
	for _, site := range c.Sites() {
		t.Rows = append(t.Rows, []cell{text(p.site(site)), p.number(c.Joint[site].Rows), auc(c.Local, site), auc(c.Joint, site), auc(c.Pooled, site)})
	}
	return p.cut(t)
}

func (p *page) site(key string) string {
	if key == evidence.Overall {
		return p.l.Text(lang.Overall)
	}
	return p.r.Name(identity.ID(key))
}

// features lists the columns that are used.
func (p *page) features() *table {
	t := &table{Caption: p.l.Text(lang.DocFeaturesCaption), Heads: p.heads(lang.DocFeature, lang.DocType, lang.DocUnit, lang.DocRange)}
	for _, f := range p.r.Agreement.Schema.Features {
		span := strings.Join(f.Levels, ", ")
		if f.Min != 0 || f.Max != 0 {
			span = p.l.Short(f.Min) + " – " + p.l.Short(f.Max)
		}
		t.Rows = append(t.Rows, []cell{text(f.Name), text(p.l.Named(lang.FeatureType, f.Type)), text(f.Unit), text(span)})
	}
	return p.cut(t)
}
