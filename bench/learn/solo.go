package learn

import (
	"maps"

	"samband/bench/learn/rows"
	"samband/bench/learn/setting"
	"samband/pkg/agreement"
	"samband/pkg/data"
	"samband/pkg/model"
	"samband/pkg/plan"
)

// solo learns from one table in the same way as the federation does, without
// noise and by itself: what a site can do alone, and what could be done with all
// rows at one place. Nothing is encrypted, since there is nobody to hide it from.
func solo(s *setting.Settings, r *rows.Rows, train *data.Table) (*model.Model, error) {
	alone := *s
	alone.Algorithm, alone.Privacy = maps.Clone(s.Algorithm), maps.Clone(s.Privacy)
	noise := alone.Privacy["noise"]
	for _, key := range []string{"noise", "epsilon", "delta", "clip", "insiders"} {
		delete(alone.Privacy, key)
	}
	for _, key := range []string{"max_rows", "sample", "personal"} {
		delete(alone.Algorithm, key)
	}
	noised := noise != nil && noise != agreement.NoNoise && s.Model == agreement.Logistic
	if name := alone.Algorithm["name"]; noised || name == agreement.Newton || name == agreement.Perturbation {
		// With noise one agrees on few rounds; who has rows to himself has no need to.
		ridge := alone.Algorithm["ridge"]
		alone.Algorithm = map[string]any{"name": agreement.Newton, "rounds": enough, "ridge": ridge}
	}
	alone.Aggregation = map[string]any{"scheme": "plaintext"}
	for _, key := range []string{"bits", "clip"} {
		if v := s.Aggregation[key]; v != nil && alone.Algorithm["name"] != agreement.Newton {
			alone.Aggregation[key] = v
		}
	}
	alone.Acknowledge = nil
	nothing := &data.Table{Columns: train.Columns}
	part := rows.Part{ID: "alone", Train: train, Test: nothing}
	// An agreement has two participants; the other one never contributes.
	f, err := agree(&alone, &rows.Rows{Schema: r.Schema, Parts: []rows.Part{part, {ID: "nobody", Train: nothing, Test: nothing}}})
	if err != nil {
		return nil, err
	}
	only, err := newSite(f.plan, part, noSeed)
	if err != nil {
		return nil, err
	}
	for round, phase := uint32(1), f.plan.First(); phase != plan.Evaluate && phase != plan.Done; round++ {
		values, err := only.Values(round, phase)
		if err != nil {
			return nil, err
		}
		layout, err := f.plan.Layout(phase)
		if err != nil {
			return nil, err
		}
		sums := make([]uint64, layout.Values())
		if err := values(0, sums); err != nil {
			return nil, err
		}
		if phase, err = only.Apply(phase, sums, 1, true); err != nil {
			return nil, err
		}
	}
	return only.Model(), nil
}

// enough is how many Newton steps are made at most without noise.
const enough = 60

// pooledRows are all training rows. Where each site scales its columns by its own
// rows, they are scaled so before.
func pooledRows(r *rows.Rows, bySite bool) *data.Table {
	all := &data.Table{Columns: r.Parts[0].Train.Columns}
	for _, p := range r.Parts {
		train := p.Train
		if bySite {
			train = scaled(train, model.ScaleOf(p.Train))
		}
		all.Append(train)
	}
	return all
}

// scaled is a copy of a table with its columns scaled.
func scaled(t *data.Table, by model.Scale) *data.Table {
	s := &data.Table{Columns: t.Columns, X: make([]float64, len(t.X)), Y: t.Y, Rows: t.Rows}
	for i := range t.Len() {
		for j, v := range t.Row(i) {
			s.Row(i)[j] = (v - by.Mean[j]) / by.SD[j]
		}
	}
	return s
}
