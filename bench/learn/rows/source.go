package rows

import (
	"crypto/sha256"
	"encoding/csv"
	"fmt"
	"path/filepath"
	"strings"

	"samband/bench/learn/setting"
	"samband/examples/published"
	"samband/pkg/data"
	"samband/pkg/data/cohort"
	"samband/pkg/schema"
)

// source gives the tables that settings name, and the schema of all of them.
func (s *Store) source(d *setting.Data, seed uint64) ([]table, schema.Schema, error) {
	switch d.Source {
	case setting.HeartDisease:
		all, err := s.once(d.Source+d.Folder, func() ([]table, error) { return hearts(d.Folder) })
		return all, published.Heart(), err
	case setting.Diabetes:
		all, err := s.once(d.Source+d.Sites+d.Folder, func() ([]table, error) { return diabetes(d.Folder, d.Sites) })
		return all, published.Diabetes(), err
	case setting.Cohort:
		all, err := cohorts(d.Rows, seed)
		return all, cohort.Schema(), err
	case setting.Images:
		return images(d, seed), declared(d), nil
	}
	return gaussians(d, seed), declared(d), nil
}

func (s *Store) once(key string, read func() ([]table, error)) ([]table, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if all, ok := s.read[key]; ok {
		return all, nil
	}
	all, err := read()
	if err == nil {
		s.read[key] = all
	}
	return all, err
}

// hashed is how rows without patients are told apart, as the fixed split of the
// published tables has it.
func hashed(dataset, name string) func(row int) [32]byte {
	return func(row int) [32]byte {
		return sha256.Sum256(fmt.Appendf(nil, "20240101|%s|%s|%d", dataset, name, row))
	}
}

// hearts are the four hospitals.
func hearts(folder string) ([]table, error) {
	var all []table
	for _, name := range published.HeartSites() {
		rows, err := data.ReadCSV(filepath.Join(folder, published.HeartName, name+".csv"), published.Heart())
		if err != nil {
			return nil, fmt.Errorf("%w; name the folder with -data", err)
		}
		all = append(all, table{name, rows, func(int) string { return name }, hashed(published.HeartName, name)})
	}
	return all, nil
}

// cohorts are the synthetic patients of two care providers, in their proportion.
func cohorts(rows int, seed uint64) ([]table, error) {
	sites := []cohort.Site{cohort.University(), cohort.County()}
	total := sites[0].Patients + sites[1].Patients
	var all []table
	for i, name := range []string{"university", "county"} {
		if rows > 0 {
			sites[i].Patients = max(1, rows*sites[i].Patients/total)
		}
		var text strings.Builder
		w := csv.NewWriter(&text)
		if err := w.WriteAll(cohort.Generate(sites[i], seed)); err != nil {
			return nil, err
		}
		t, err := data.Read(name, strings.NewReader(text.String()), cohort.Schema())
		if err != nil {
			return nil, err
		}
		all = append(all, table{name, t, func(int) string { return name }, hashed(setting.Cohort, name)})
	}
	return all, nil
}
