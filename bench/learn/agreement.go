package learn

import (
	"errors"
	"fmt"
	"maps"
	"math/bits"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"

	"samband/bench/learn/rows"
	"samband/bench/learn/setting"
	"samband/pkg/agreement"
	"samband/pkg/identity"
	"samband/pkg/plan"
	"samband/pkg/secagg"
)

// federation is an agreement that nobody signs, between parties that exist in
// this process only.
type federation struct {
	plan *plan.Plan
	keys map[identity.ID]*identity.PrivateKey
}

// agree makes the agreement of a run out of its settings, and plans it. What an
// agreement needs beside them is filled in: parties with new keys, acknowledged
// is what applies, and nothing has a legal basis.
func agree(s *setting.Settings, r *rows.Rows) (*federation, error) {
	f := &federation{keys: make(map[identity.ID]*identity.PrivateKey)}
	coordinator, err := identity.Generate()
	if err != nil {
		return nil, err
	}
	var parties []map[string]any
	var ids []string
	for _, p := range r.Parts {
		key, err := identity.Generate()
		if err != nil {
			return nil, err
		}
		f.keys[identity.ID(p.ID)] = key
		ids = append(ids, p.ID)
		parties = append(parties, map[string]any{"id": p.ID, "name": p.ID, "role": "simulated", "key": key.Public().String()})
	}
	algorithm, aggregation, privacy := maps.Clone(s.Algorithm), maps.Clone(s.Aggregation), maps.Clone(s.Privacy)
	otherwise(algorithm, "max_rows", mostRows(r))
	otherwise(aggregation, "scheme", agreement.OneTimeHE)
	if secagg.Scheme(fmt.Sprint(aggregation["scheme"])).Direct() { // which need all parts of the key
		otherwise(aggregation, "committee", ids)
		otherwise(aggregation, "threshold", len(ids))
	}
	unit := "record"
	if r.Schema.PatientID != "" {
		unit = "patient"
	}
	otherwise(privacy, "unit", unit)
	otherwise(privacy, "noise", agreement.NoNoise)
	otherwise(privacy, "min_cell", map[string]any{"count": 5, "action": agreement.MergeCells})
	if k, ok := number(aggregation["groups"]); ok {
		aggregation["groups"] = inGroups(ids, k)
	}
	tree := map[string]any{
		"version": agreement.Version, "title": "simulation", "purpose": "A simulation.", "legal_basis": "None: nobody outside this process takes part.",
		"parties":     parties,
		"coordinator": map[string]any{"id": "coordinator", "name": "coordinator of a simulation", "operated_by": "this process", "key": coordinator.Public().String()},
		"schema":      r.Schema,
		"model":       s.Model, "algorithm": algorithm, "aggregation": aggregation, "privacy": privacy,
		"split":     map[string]any{"seed": s.Split.Seed, "dataset": s.Split.Dataset, "test": s.Split.Test},
		"retention": "Until the process ends.",
	}
	if s.Network != nil {
		tree["network"] = s.Network
	}
	if ack := acknowledged(s, aggregation["scheme"], len(ids)); len(ack) > 0 {
		tree["acknowledge"] = ack
	}
	text, err := yaml.Marshal(tree)
	if err != nil {
		return nil, err
	}
	a, err := agreement.Parse("settings", text)
	if err != nil {
		return nil, byKey(err)
	}
	f.plan, err = plan.New(a)
	return f, err
}

func otherwise(m map[string]any, key string, value any) {
	if m[key] == nil {
		m[key] = value
	}
}

// mostRows is the smallest power of two that no participant's rows exceed.
func mostRows(r *rows.Rows) int {
	most := 1
	for _, p := range r.Parts {
		most = max(most, p.Train.Len(), p.Test.Len())
	}
	return 1 << bits.Len(uint(most-1))
}

// acknowledged is what must be accepted, and what the settings add to it.
func acknowledged(s *setting.Settings, scheme any, participants int) []string {
	all := slices.Clone(s.Acknowledge)
	if word := agreement.AckOf(fmt.Sprint(scheme)); word != "" {
		all = append(all, word)
	}
	if participants == 2 {
		all = append(all, agreement.AckTwoParties)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// number reads a count as YAML gives it.
func number(v any) (int, bool) {
	switch n := v.(type) {
	case uint64:
		return int(n), true
	case int:
		return n, true
	}
	return 0, false
}

// inGroups divides ids into k groups that follow each other.
func inGroups(ids []string, k int) [][]string {
	k = max(1, min(k, len(ids)))
	var all [][]string
	for i := range k {
		all = append(all, ids[i*len(ids)/k:(i+1)*len(ids)/k])
	}
	return all
}

// byKey says what an agreement refuses by key: the lines are of a text that
// nobody wrote.
func byKey(err error) error {
	var said []string
	collect(err, func(p *agreement.Problem) {
		said = append(said, strings.TrimPrefix(p.Key+": "+p.Said.String(), ": "))
	})
	if said == nil {
		return err
	}
	return errors.New(strings.Join(said, "; "))
}

func collect(err error, take func(*agreement.Problem)) {
	if many, ok := err.(interface{ Unwrap() []error }); ok {
		for _, one := range many.Unwrap() {
			collect(one, take)
		}
		return
	}
	if p := (*agreement.Problem)(nil); errors.As(err, &p) {
		take(p)
	}
}
