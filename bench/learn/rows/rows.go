// Package rows gives every participant of a simulation its training and test
// rows: published tables from a folder, synthetic patients, or generated rows,
// divided by site, by size, or by label.
//
// Published tables are split into training and test rows as their sites would,
// before they are divided among participants, so that the test rows are the same
// however many participants there are.
package rows

import (
	"fmt"
	"strings"
	"sync"

	"samband/bench/learn/setting"
	"samband/pkg/data"
	"samband/pkg/schema"
)

// Part is one participant.
type Part struct {
	ID          string // lower-case letters, digits and hyphens
	Train, Test *data.Table
}

// Rows are those of all participants.
type Rows struct {
	Schema    schema.Schema
	Parts     []Part
	Simulated bool // the sites are not those where the rows were recorded
}

// Store reads published tables, each of them once. It may be used by several
// goroutines.
type Store struct {
	mu   sync.Mutex
	read map[string][]table
}

// NewStore has read nothing yet.
func NewStore() *Store { return &Store{read: make(map[string][]table)} }

// table is one file before its rows are split.
type table struct {
	name string
	rows *data.Table
	site func(row int) string   // where a row of the file was recorded, or is said to be
	hash func(row int) [32]byte // of a row, or of its patient, by which sites are halved
}

// Make gives the rows of a run. Independent makes each row's own hash decide
// whether it is held back, as noise asks for.
func (s *Store) Make(settings *setting.Settings, seed uint64, independent bool) (*Rows, error) {
	d := &settings.Data
	tables, declared, err := s.source(d, seed)
	if err != nil {
		return nil, err
	}
	split := settings.Split
	rule := data.Split{Seed: split.Seed, Dataset: split.Dataset, Test: split.Test, Independent: split.OwnHash || independent}
	halves := make([]half, len(tables))
	held, err := heldBack(split.File)
	if err != nil {
		return nil, err
	}
	for i, t := range tables {
		halves[i].table = t
		if held == nil {
			halves[i].train, halves[i].test = t.rows.Split(rule, t.name)
		} else if halves[i].train, halves[i].test, err = t.without(held[t.name]); err != nil {
			return nil, fmt.Errorf("split.file: %w", err)
		}
	}
	r := &Rows{Schema: declared, Simulated: true}
	if p := settings.Partition; p.By == setting.BySite {
		r.Simulated = d.Source == setting.Diabetes || p.Halves > 0 || len(p.Merge) > 0
		r.Parts, err = bySite(halves, p)
	} else {
		r.Parts, err = drawn(halves, p, seed)
	}
	if err != nil {
		return nil, err
	}
	for _, p := range r.Parts {
		if p.Train.Len() == 0 {
			return nil, fmt.Errorf("partition: %s has no training row: take fewer participants, more rows or a larger alpha", p.ID)
		}
	}
	return r, nil
}

// half is a table after the split.
type half struct {
	table
	train, test *data.Table
}

// bySite divides rows by where they were recorded, halved and merged as asked.
func bySite(halves []half, p setting.Partition) ([]Part, error) {
	var order []string
	parts := make(map[string]*Part)
	names := make(map[string]string) // what a site is merged into
	for _, group := range p.Merge {
		for _, name := range group {
			names[name] = strings.Join(group, "-")
		}
	}
	known := make(map[string]bool)
	for _, h := range halves {
		of := func(t *data.Table) map[string][]int {
			all := make(map[string][]int)
			for i, row := range t.Rows {
				site := h.site(row)
				known[site] = true
				if into, merged := names[site]; merged {
					site = into
				}
				hash := h.hash(row)
				for k := range p.Halves {
					site += fmt.Sprintf("-%d", hash[8+k]%2+1)
				}
				all[site] = append(all[site], i)
			}
			return all
		}
		train, test := of(h.train), of(h.test)
		for _, name := range sorted(train) {
			if parts[name] == nil {
				order = append(order, name)
				parts[name] = &Part{ID: name, Train: &data.Table{Columns: h.train.Columns}, Test: &data.Table{Columns: h.train.Columns}}
			}
			add(&parts[name].Train, h.train.Subset(train[name]))
			add(&parts[name].Test, h.test.Subset(test[name]))
		}
	}
	var all []Part
	for _, name := range order {
		all = append(all, *parts[name])
	}
	for name := range names {
		if !known[name] {
			return nil, fmt.Errorf("partition.merge: there is no site %.40q: %v", name, sorted(known))
		}
	}
	if len(all) < 2 {
		return nil, fmt.Errorf("partition: there is %d participant, at least two are needed: merge fewer sites", len(all))
	}
	return all, nil
}

// add appends a table; whose rows they are is kept where nothing was there before.
func add(to **data.Table, t *data.Table) {
	if (*to).Len() == 0 {
		*to = t
		return
	}
	(*to).Append(t)
}

// pooled are all rows of one kind as one table.
func pooled(halves []half, of func(half) *data.Table) *data.Table {
	if len(halves) == 1 {
		return of(halves[0])
	}
	all := &data.Table{Columns: of(halves[0]).Columns}
	for _, h := range halves {
		all.Append(of(h))
	}
	return all
}
