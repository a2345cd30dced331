package profile

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"samband/pkg/data"
	"samband/pkg/lang"
	"samband/pkg/schema"
)

// ofPatients tabulates rows of which each is of one of a few patients.
func ofPatients(t *rapid.T, rows [][]string, whose []int, s schema.Schema, most int) *crosstab {
	s.PatientID = "id"
	text := "y,f,cp,town,age,id\n"
	for i, row := range rows {
		text += fmt.Sprintf("%s,50,p%d\n", strings.Join(row, ","), whose[i])
	}
	table, err := data.Read("x.csv", strings.NewReader(text), s)
	if err != nil {
		t.Fatal(err)
	}
	all, _ := table.Split(data.Split{}, "x")
	return newCrosstab(s, all, most)
}

// A group is small if few patients have rows in it, however many rows; and what a
// proposal promises is what a table read with it shows.
func TestPatientsAreCounted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		_, rows := file(t)
		whose := rapid.SliceOfN(rapid.IntRange(0, 20), len(rows), len(rows)).Draw(t, "whose")
		l := limit{rapid.IntRange(1, 8).Draw(t, "count"), rapid.Bool().Draw(t, "pairs")}
		s := small()
		before := ofPatients(t, rows, whose, s, l.count)
		counted := make(map[string]map[int]bool)
		for i, row := range rows {
			values := []string{"f=" + row[1], "cp=" + row[2], "town=" + row[3], "died=" + map[string]string{"0": Negative, "1": Positive}[row[0]]}
			for a, one := range values {
				names := []string{one}
				for _, other := range values[a+1:] {
					names = append(names, one+" "+other)
				}
				for _, name := range names {
					if counted[name] == nil {
						counted[name] = make(map[int]bool)
					}
					counted[name][whose[i]] = true
				}
			}
		}
		listed := make(map[string]bool)
		for _, cell := range before.small(l) {
			var names []string
			for _, p := range cell.Where {
				names = append(names, p.Column+"="+p.Value)
			}
			name := strings.Join(names, " ")
			listed[name] = true
			if n := len(counted[name]); n != cell.Patients || n == 0 || n >= l.count || cell.Rows < n {
				t.Errorf("%v is of %d patients", cell, n)
			}
		}
		for name, in := range counted {
			if !strings.Contains(name, " ") && len(in) < l.count && !listed[name] {
				t.Errorf("%s, of %d patients, is not listed", name, len(in))
			}
		}

		kept, out := before.withoutRare(l)
		after, merges := kept.merge(l)
		s.Features = slices.DeleteFunc(slices.Clone(s.Features), func(f schema.Feature) bool { return slices.Contains(out, f.Name) })
		for _, m := range merges {
			i := slices.IndexFunc(s.Features, func(f schema.Feature) bool { return f.Name == m.Feature })
			s.Features[i].Levels = m.Levels
		}
		read := ofPatients(t, rows, whose, s, l.count)
		if diff := cmp.Diff(read.small(l), after.small(l)); diff != "" {
			t.Errorf("with %v: %s", merges, diff)
		}
		if _, again := read.merge(l); len(again) > 0 {
			t.Errorf("after %v there is more to merge: %v", merges, again)
		}
	})
}

// Patients with twelve rows each are as few as they are.
func TestManyRowsOfFewPatients(t *testing.T) {
	all := rows(240)
	for i := range all[1:] {
		if all[i+1][3] == "4" {
			all[i+1][3] = "3"
		}
	}
	p := planned(t, "two-hospitals.yaml", "noise: none", "rows_per_patient: 12\n  noise: none")
	for patient := range 4 {
		for range 12 {
			all = append(all, []string{fmt.Sprint("q", patient), "50", "0", "4", "1", "-"})
		}
	}
	r := read(t, p, all)
	i := slices.IndexFunc(r.Table.Small, func(c Cell) bool { return c.Where[0] == Place{"nyha", "4"} })
	if i < 0 || r.Table.Small[i].Rows != 12*r.Table.Small[i].Patients || r.Table.Small[i].Patients < 2 {
		t.Fatalf("%+v", r.Table.Small)
	}
	c := r.Table.Small[i]
	for tag, want := range map[string]string{
		"en": fmt.Sprintf("nyha = 4: %d patients, rows: %d\n", c.Patients, c.Rows),
		"sv": fmt.Sprintf("nyha = 4: %d patienter, rader: %d\n", c.Patients, c.Rows),
	} {
		l, err := lang.New(tag)
		if err != nil {
			t.Fatal(err)
		}
		var out strings.Builder
		if err := r.WriteTable(&out, l); err != nil || !strings.Contains(out.String(), want) || strings.Contains(out.String(), "%!") {
			t.Errorf("%s: %v\n%s", tag, err, out.String())
		}
	}
}
