package profile

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"samband/pkg/data"
	"samband/pkg/schema"
)

func small() schema.Schema {
	return schema.Schema{
		Outcome: schema.Outcome{Name: "died", Column: "y", Positive: "= 1"},
		Features: []schema.Feature{
			{Name: "age", Type: schema.Number, Min: 0, Max: 120},
			{Name: "f", Type: schema.Binary},
			{Name: "cp", Type: schema.Category, Levels: []string{"2", "1", "3", "4"}},
			{Name: "town", Type: schema.Category, Levels: []string{"a", "b", "c"}},
		},
	}
}

// file draws rows; most are alike so that some groups are small.
func file(t *rapid.T) (string, [][]string) {
	rows := [][]string{}
	text := "y,f,cp,town,age\n"
	for range rapid.IntRange(1, 80).Draw(t, "rows") {
		row := []string{
			rapid.SampledFrom([]string{"0", "0", "1"}).Draw(t, "y"), rapid.SampledFrom([]string{"0", "0", "0", "1"}).Draw(t, "f"),
			rapid.SampledFrom([]string{"1", "2", "2", "2", "3", "4", "4"}).Draw(t, "cp"), rapid.SampledFrom([]string{"a", "a", "a", "b", "c"}).Draw(t, "town"),
		}
		rows = append(rows, row)
		text += strings.Join(row, ",") + ",50\n"
	}
	return text, rows
}

func tabulate(t *rapid.T, text string, s schema.Schema) *crosstab {
	table, err := data.Read("x.csv", strings.NewReader(text), s)
	if err != nil {
		t.Fatal(err)
	}
	return newCrosstab(s, table, 1000)
}

// The cells are those that counting the rows of the file one by one gives.
func TestCellsAreCounts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text, rows := file(t)
		for _, cell := range tabulate(t, text, small()).small(limit{5, true}) {
			n := 0
			for _, row := range rows {
				all := true
				for _, p := range cell.Where {
					value := map[string]string{"died": "negative", "f": row[1], "cp": row[2], "town": row[3]}[p.Column]
					if p.Column == "died" && row[0] == "1" {
						value = "positive"
					}
					all = all && value == p.Value
				}
				if all {
					n++
				}
			}
			if n != cell.Rows || n == 0 || n >= 5 || len(cell.Where) > 2 {
				t.Errorf("%v has %d rows", cell, n)
			}
		}
	})
}

// What a proposal promises is what a table read with it shows.
func TestMergesCanBeFollowed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text, _ := file(t)
		l := limit{rapid.IntRange(1, 8).Draw(t, "count"), rapid.Bool().Draw(t, "pairs")}
		s := small()
		before := tabulate(t, text, s)
		kept, out := before.withoutRare(l)
		after, merges := kept.merge(l)
		s.Features = slices.DeleteFunc(slices.Clone(s.Features), func(f schema.Feature) bool { return slices.Contains(out, f.Name) })
		for _, m := range merges {
			i := slices.IndexFunc(s.Features, func(f schema.Feature) bool { return f.Name == m.Feature })
			if len(m.Levels) < 2 || len(m.Levels) >= len(s.Features[i].Levels) {
				t.Errorf("levels %q", m.Levels)
			}
			s.Features[i].Levels = m.Levels
		}
		if err := s.Check(); err != nil {
			t.Fatal(err)
		}
		read := tabulate(t, text, s)
		if diff := cmp.Diff(read.small(l), after.small(l)); diff != "" {
			t.Errorf("with %v: %s", merges, diff)
		}
		if diff := cmp.Diff(read.counts, after.counts); diff != "" {
			t.Error(diff)
		}
		for _, name := range out {
			if name != "f" {
				t.Errorf("%s has more than two values", name)
			}
		}
		if _, again := read.merge(l); len(again) > 0 {
			t.Errorf("after %v there is more to merge: %v", merges, again)
		}
	})
}

func TestWhichLevelsHaveAnOrder(t *testing.T) {
	for _, c := range []struct {
		levels []string
		want   []float64
	}{
		{[]string{"2", "1", "3"}, []float64{2, 1, 3}}, {[]string{"[60-70)", "[0-10)"}, []float64{60, 0}}, {[]string{"1|2", "3.5"}, []float64{1, 3.5}},
		{[]string{"a", "b"}, nil}, {[]string{">7", "None"}, nil}, {[]string{"A1", "B1"}, nil},
	} {
		if got := ranks(schema.Feature{Levels: c.levels}); !slices.Equal(got, c.want) {
			t.Errorf("%q: %v, want %v", c.levels, got, c.want)
		}
	}
}

func TestMergesOfNumbersAreNeighbours(t *testing.T) {
	text := "y,f,cp,town,age\n"
	for level, n := range map[string]int{"1": 2, "2": 9, "3": 9, "4": 2} {
		text += strings.Repeat("0,0,"+level+",a,50\n", n)
	}
	s := small()
	table, err := data.Read("x.csv", strings.NewReader(text), s)
	if err != nil {
		t.Fatal(err)
	}
	c := newCrosstab(s, table, 1000)
	want := []Cell{{Where: []Place{{"cp", "1"}}, Rows: 2}, {Where: []Place{{"cp", "4"}}, Rows: 2}}
	if diff := cmp.Diff(want, c.small(limit{5, true})); diff != "" {
		t.Error(diff)
	}
	after, merges := c.merge(limit{5, true})
	if diff := cmp.Diff([]Merge{{"cp", []string{"1|2", "3|4"}}}, merges); diff != "" {
		t.Error(diff)
	}
	if left := after.small(limit{5, true}); len(left) != 0 {
		t.Error(fmt.Sprint("left: ", left))
	}
}

// The largest schema, with rows that leave nearly every group small.
func BenchmarkMerge(b *testing.B) {
	s := schema.Schema{Outcome: schema.Outcome{Name: "died", Column: "y", Positive: "= 1"}}
	header, text := []string{"y"}, ""
	for f := range 4 {
		feature := schema.Feature{Name: fmt.Sprint("f", f), Type: schema.Category}
		for l := range schema.MaxLevels {
			feature.Levels = append(feature.Levels, fmt.Sprint("v", l))
		}
		s.Features = append(s.Features, feature)
		header = append(header, feature.Name)
	}
	for i := range 1000 {
		text += fmt.Sprintf("%d,v%d,v%d,v%d,v%d\n", i%2, i%64, i/3%64, i*i%64, i/7%64)
	}
	table, err := data.Read("x.csv", strings.NewReader(strings.Join(header, ",")+"\n"+text), s)
	if err != nil {
		b.Fatal(err)
	}
	c := newCrosstab(s, table, 1000)
	for b.Loop() {
		c.merge(limit{5, true})
	}
}
