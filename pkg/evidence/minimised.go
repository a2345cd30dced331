package evidence

import (
	"samband/pkg/finding"
	"samband/pkg/lang"
	"samband/pkg/plan"
	"samband/pkg/schema"
)

// minimised says which data are used, how coarse they are, and which small
// groups they have.
func (s *statements) minimised() {
	r, a := s.report, s.report.Agreement
	var names []string
	binary, merged := 0, 0
	for _, f := range a.Schema.Features {
		names = append(names, f.Name)
		if f.Type != schema.Number {
			binary++
		}
		for _, level := range f.Levels {
			if n := len(schema.Values(level)); n > 1 {
				merged += n
			}
		}
	}
	s.configured("features", finding.Number(float64(len(names)), "features"), "schema.features",
		func(l *lang.Lang) string { return l.Text(lang.EvFeatures, len(names), l.List(names), binary) })
	s.configured("merged", finding.Number(float64(merged), "levels"), "schema.features[].levels", say(lang.EvMerged, merged))
	cell := a.Privacy.MinCell
	s.configured("min-cell", finding.Number(float64(cell.Count), "rows"), "privacy.min_cell", func(l *lang.Lang) string {
		return l.Text(lang.EvMinCell, cell.Count, l.Named(lang.CellAction, cell.Action))
	})
	s.configured("max-rows", finding.Number(float64(a.Algorithm.MaxRows), "rows"), "algorithm.max_rows", say(lang.EvMaxRows, a.Algorithm.MaxRows))
	for _, w := range r.Plan.Warnings() {
		if w.Code == plan.SmallCells {
			s.configured("warned."+w.Code, finding.Text(w.Code), "privacy.min_cell", warned(w))
		}
	}
	s.tables(cell.Count)
	s.cells(cell.Count)
}

// tables states what participants tell of their tables.
func (s *statements) tables(least int) {
	r := s.report
	told, groups := make(map[string]bool), lang.EvTableCells
	if r.Agreement.Schema.PatientID != "" {
		groups = lang.PerPatient + "." + groups
	}
	for _, one := range r.Accounts {
		if t := one.Table; t != nil {
			told[string(one.Party)] = true
			s.ofParty("table."+string(one.Party), finding.Number(float64(t.Small+t.Pairs), "groups"), one.Party, "account of "+string(one.Party), func(l *lang.Lang) string {
				return l.Text(lang.EvTable, r.Name(one.Party), t.Unused, t.Dropped) + " " + l.Text(groups, least, t.Small, t.Pairs) + r.kept(l, t)
			})
		}
	}
	if len(told) == 0 {
		s.unknown("tables", "accounts", say(lang.EvNoTable))
		return
	}
	for _, id := range r.Plan.Participants {
		if !told[string(id)] {
			s.unknown("table."+string(id), "account of "+string(id), say(lang.EvNoTableOf, r.Name(id)))
		}
	}
}

// kept says that a run took small groups as they are.
func (r *Report) kept(l *lang.Lang, t *Table) string {
	if !r.Ran || t.Small+t.Pairs == 0 {
		return ""
	}
	return " " + l.Text(lang.EvTableKept)
}

// cells states how many small groups participants read in the sums.
func (s *statements) cells(least int) {
	r, told := s.report, false
	for _, one := range r.Accounts {
		if c := one.Cells; c != nil {
			told = true
			s.ofParty("cells."+string(one.Party), finding.Number(float64(c.Sum), "groups"), one.Party, "account of "+string(one.Party),
				say(lang.EvCells, r.Name(one.Party), c.Seen, least, c.Sum, c.Others))
		}
	}
	switch {
	case told || !r.Ran:
	case r.Agreement.Privacy.Noised():
		s.configured("cells", finding.Text("noised"), "privacy.noise", say(lang.EvCellsNoised))
	default:
		s.unknown("cells", "accounts", say(lang.EvNoCells))
	}
}
