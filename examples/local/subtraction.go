package local

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"text/tabwriter"

	"samband/client/participant"
	"samband/pkg/attack/subtract"
	"samband/pkg/cli"
	"samband/pkg/command"
	"samband/pkg/evidence"
	"samband/pkg/identity"
	"samband/pkg/lang"
	"samband/pkg/model"
	"samband/pkg/plan"
	"samband/pkg/protocol"
)

// Subtraction is what the first of two participants has of the second.
type Subtraction struct {
	By        identity.ID `json:"by"`
	Of        identity.ID `json:"of"`
	Rounds    int         `json:"rounds"`
	Different int         `json:"different"` // of values derived, how many are not, to the last bit, what the other sent
	Values    int         `json:"values"`
	Facts     []Derived   `json:"facts"`
	Losses    []float64   `json:"losses,omitempty"` // mean loss of the other's training rows, by learning round; without noise
	Models    int         `json:"models"`           // of the other's own models, how many follow: one a round where models are averaged
}

// Derived is a number about the other's training rows.
type Derived struct {
	Name    string   `json:"name"`
	Columns []string `json:"columns,omitempty"`
	Value   float64  `json:"value"` // derived
	True    float64  `json:"true"`  // from the other's table, which this demonstration owns
	Noise   float64  `json:"noise"` // standard deviation of the other's noise in it
}

// Subtract has the first participant subtract what it sent from every sum, and
// holds the result against what the second one sent, and what its rows are.
// Both have kept their sums.
func (r *Run) Subtract(p *plan.Plan) (*Subtraction, error) {
	sites, err := r.tables()
	if err != nil {
		return nil, err
	}
	joint, err := r.joint(p)
	if err != nil {
		return nil, err
	}
	a, b := r.Hospitals[0].ID, r.Hospitals[1].ID
	s := &Subtraction{By: a, Of: b}
	var kept [2][]participant.Kept
	for i, id := range []identity.ID{a, b} {
		if kept[i], err = participant.ReadKept(command.RunDir(r.dir(id), p, protocol.Real)); err != nil {
			return nil, err
		}
	}
	if len(kept[0]) == 0 || len(kept[0]) != len(kept[1]) {
		return nil, fmt.Errorf("%s kept %d sums, %s %d", a, len(kept[0]), b, len(kept[1]))
	}
	var rounds []subtract.Round
	for i, k := range kept[0] {
		round := subtract.Round{Phase: k.Phase, Own: k.Own, Sum: k.Sum}
		other, err := round.Other()
		if err != nil {
			return nil, err
		}
		for j, v := range other {
			if s.Values++; v != kept[1][i].Own[j] {
				s.Different++
			}
		}
		rounds = append(rounds, round)
	}
	s.Rounds = len(rounds)
	facts, err := subtract.Facts(p, rounds, joint.Mean, joint.SD)
	if err != nil {
		return nil, err
	}
	for _, f := range facts {
		s.Facts = append(s.Facts, Derived{f.Name, f.Columns, f.Value, truth(sites[1], joint, f), f.Noise})
	}
	return s, s.follow(p, rounds)
}

// follow adds what the other's contributions say round after round.
func (s *Subtraction) follow(p *plan.Plan, rounds []subtract.Round) error {
	if len(s.Facts) == 0 {
		return nil
	}
	followed, err := subtract.Follow(p, rounds, s.Facts[0].Value) // its rows come first
	for _, f := range followed {
		s.Losses = append(s.Losses, f.Loss)
		if f.Model != nil {
			s.Models++
		}
	}
	return err
}

// told is what the documents say of it: how many values and numbers, and how
// exact they are, and none of the numbers.
func (s *Subtraction) told() evidence.Attack {
	figure := func(name string, v float64) evidence.Figure {
		return evidence.Figure{Name: name, Interval: evidence.Interval{Value: v, Low: v, High: v}}
	}
	worst := 0.0
	for _, f := range s.Facts {
		worst = max(worst, math.Abs(f.Value-f.True)/(1+math.Abs(f.True)))
	}
	return evidence.Attack{Kind: evidence.Subtraction, Seat: string(s.By), Target: string(s.Of), Found: []evidence.Figure{
		figure(evidence.FigureValues, float64(s.Values)), figure(evidence.FigureDifferent, float64(s.Different)),
		figure(evidence.FigureFacts, float64(len(s.Facts))), figure(evidence.FigureError, worst),
	}}
}

// truth is what a fact is about, counted in the table.
func truth(of table, m *model.Model, f subtract.Fact) float64 {
	t := of.train
	switch f.Name {
	case subtract.Rows:
		return float64(t.Len())
	case subtract.Positives:
		return float64(t.Positives())
	}
	total := 0.0
	for i := range t.Len() {
		product := 1.0
		for _, name := range f.Columns {
			product *= t.Row(i)[slices.Index(m.Features, name)]
		}
		if f.Name == subtract.Outcomes {
			product *= t.Y[i]
		}
		total += product
	}
	if f.Name == subtract.Mean {
		return total / float64(t.Len())
	}
	return total
}

// PrintSubtractions shows what subtraction yields in several runs over the same
// rows, each under its heading; the first has exact facts.
func (r *Run) PrintSubtractions(l *lang.Lang, heads []string, runs ...*Subtraction) {
	for i, s := range runs {
		for _, line := range cli.Wrap(l.Text(lang.SubtractionDone, heads[i], string(s.By), string(s.Of), s.Rounds, s.Different, s.Values), 88) {
			r.say("%s", line)
		}
		if len(s.Losses) > 0 {
			text := l.Text(lang.SubtractionLosses, string(s.Of), join(l, s.Losses))
			if s.Models > 0 {
				text += " " + l.Text(lang.SubtractionModels, string(s.Of), s.Models)
			}
			for _, line := range cli.Wrap(text, 88) {
				r.say("%s", line)
			}
		}
	}
	w := tabwriter.NewWriter(r.Screen, 0, 0, 3, ' ', tabwriter.AlignRight)
	defer w.Flush()
	fmt.Fprintf(w, "%s\t", l.Text(lang.SubtractionAbout))
	for _, head := range heads {
		fmt.Fprintf(w, "%s\t(%s)\t", head, l.Text(lang.SubtractionTrue))
	}
	fmt.Fprintln(w)
	for i, f := range runs[0].Facts {
		if !telling(runs[0].Facts, i) {
			continue
		}
		fmt.Fprintf(w, "%s\t", r.fact(l, f))
		for _, s := range runs {
			k := slices.IndexFunc(s.Facts, func(o Derived) bool { return o.Name == f.Name && slices.Equal(o.Columns, f.Columns) })
			if k < 0 {
				fmt.Fprint(w, "-\t\t")
				continue
			}
			value := l.Number(s.Facts[k].Value, 2)
			if noise := s.Facts[k].Noise; noise != 0 {
				value += " ± " + l.Number(noise, 2)
			}
			fmt.Fprintf(w, "%s\t(%s)\t", value, l.Number(s.Facts[k].True, 2))
		}
		fmt.Fprintln(w)
	}
}

// join writes the first and the last numbers of a row.
func join(l *lang.Lang, numbers []float64) string {
	var words []string
	for i, v := range numbers {
		if i < 4 || i == len(numbers)-1 {
			words = append(words, l.Number(v, 4))
		} else if i == 4 {
			words = append(words, "…")
		}
	}
	return strings.Join(words, "; ")
}

// telling picks the facts to print: numbers of rows and outcomes, the first two
// means, the four smallest counts of pairs and the two smallest of outcomes.
func telling(all []Derived, i int) bool {
	switch f := all[i]; f.Name {
	case subtract.Mean:
		return i < 4
	case subtract.Count, subtract.Outcomes:
		shown, smaller := map[string]int{subtract.Count: 4, subtract.Outcomes: 2}[f.Name], 0
		for j, o := range all {
			if o.Name == f.Name && (o.True < f.True || o.True == f.True && j < i) {
				smaller++
			}
		}
		return smaller < shown
	}
	return true
}

func (r *Run) fact(l *lang.Lang, f Derived) string {
	return l.Text(lang.SubtractionFact+lang.Key("."+f.Name), strings.Join(f.Columns, " + "))
}
