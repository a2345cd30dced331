package assess

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"samband/pkg/algorithm"
	"samband/pkg/data"
	"samband/pkg/data/cohort"
	"samband/pkg/evidence/sample"
	"samband/pkg/exposure"
	"samband/pkg/plan"
)

// ran learns from two synthetic tables, adding in the clear, and gives what the
// first site has afterwards and both sites' tables.
func ran(t *testing.T) (in Input, train, test [2]*data.Table) {
	t.Helper()
	r, err := sample.Run{Planned: true}.Report("")
	if err != nil {
		t.Fatal(err)
	}
	p := r.Plan
	var sites [2]algorithm.Learner
	for i, site := range []cohort.Site{cohort.University(), cohort.County()} {
		path := filepath.Join(t.TempDir(), "rows.csv")
		f, err := os.Create(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := cohort.WriteCSV(f, site, 1); err != nil {
			t.Fatal(err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
		table, err := data.ReadCSV(path, p.Agreement.Schema)
		if err != nil {
			t.Fatal(err)
		}
		rule := data.Split{Seed: p.Agreement.Split.Seed, Dataset: p.Agreement.Split.Dataset, Test: p.Agreement.Split.Test}
		train[i], test[i] = table.Split(rule, string(p.Participants[i]))
		if sites[i], err = algorithm.New(p, algorithm.Local{ID: string(p.Participants[i]), Train: train[i], Test: test[i]}); err != nil {
			t.Fatal(err)
		}
	}
	in = Input{Plan: p, Self: p.Participants[0], Train: train[0], Test: test[0], Shadows: 16, Seed: 1}
	for phase, round := p.First(), uint32(1); phase != plan.Done; round++ {
		kept := Sum{Round: round, Phase: phase, Set: p.Participants}
		for i, site := range sites {
			values, err := site.Contribution(phase)
			if err != nil {
				t.Fatal(err)
			}
			if i == 0 {
				kept.Own, kept.Sum = slices.Clone(values), make([]float64, len(values))
			}
			for j, v := range values {
				kept.Sum[j] += v
			}
		}
		in.Sums = append(in.Sums, kept)
		for _, site := range sites {
			next, err := site.Apply(kept.Phase, algorithm.Sum{Values: kept.Sum, Contributors: 2, Own: true})
			if err != nil {
				t.Fatal(err)
			}
			phase = next
		}
	}
	in.Model = sites[0].Model()
	return in, train, test
}

// What cannot be tested is refused in words.
func TestRefused(t *testing.T) {
	in, _, _ := ran(t)
	for name, change := range map[string]func(*Input){
		"shadow": func(in *Input) { in.Shadows = 1 },
		"own":    func(in *Input) { in.Model = nil },
		"few":    func(in *Input) { in.Test = in.Test.Subset([]int{0}) },
		"column": func(in *Input) { m := *in.Model; m.Features = nil; in.Model = &m },
		"sums":   func(in *Input) { in.Sums = slices.Clone(in.Sums[:2]) },
	} {
		bad := in
		change(&bad)
		if _, err := Run(context.Background(), bad); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A recipient of the model is who guesses values.
func TestSeat(t *testing.T) {
	in, _, _ := ran(t)
	s, err := begin(in)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.attributes(); err != nil || s.result.Attacks[0].Seat != exposure.Recipient {
		t.Error(err)
	}
}
