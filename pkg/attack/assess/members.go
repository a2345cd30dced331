package assess

import (
	"context"
	"fmt"
	"slices"

	"samband/pkg/agreement"
	"samband/pkg/algorithm"
	"samband/pkg/attack/membership"
	"samband/pkg/attack/shadow"
	"samband/pkg/budget"
	"samband/pkg/data"
	"samband/pkg/evidence"
	"samband/pkg/exposure"
	"samband/pkg/model"
	"samband/pkg/phrase"
	"samband/pkg/plan"
)

// confidence is that of intervals.
const confidence = 0.95

// mostRounds is of how many rounds the models are looked at: the first ones, in
// which single rows weigh most, the last one, and evenly between them.
const mostRounds = 8

// fullFit is how many Newton steps a shadow may take: from zero it needs fewer.
const fullFit = 30

// membership measures who can be told to be in the released model and, where sums
// were kept, in the models that all participants had after each round.
func (s *assessment) membership(ctx context.Context) error {
	models, err := s.rounds()
	if err != nil {
		return err
	}
	looked := spread(len(models))
	shadows, err := s.shadows(ctx, looked)
	if err != nil {
		return err
	}
	s.result.Refused = shadows.Refused
	done := s.stage(Comparing, len(looked)+1)
	final := shadows.Stages[len(shadows.Stages)-1]
	target, err := confidences(s.Model, s.all)
	if err != nil {
		return err
	}
	s.attack(evidence.LiRA, exposure.Recipient, string(exposure.FinalModel), membership.Online(target, final))
	s.attack(evidence.LiRAOffline, exposure.Recipient, string(exposure.FinalModel), membership.Offline(target, final))
	s.attack(evidence.LossAttack, exposure.Recipient, string(exposure.FinalModel), membership.Loss(target))
	done()
	for i, round := range looked {
		target, err := confidences(models[round-1], s.all)
		if err != nil {
			return err
		}
		s.attack(evidence.LiRA, s.other(), fmt.Sprintf("%s%d", evidence.Round, round), membership.Online(target, shadows.Stages[min(i, len(shadows.Stages)-1)]))
		done()
	}
	s.result.Rounds = looked
	return nil
}

// other is a participant who has every round's model as this one has.
func (s *assessment) other() string {
	for _, id := range s.Plan.Participants {
		if id != s.Self {
			return string(id)
		}
	}
	return exposure.Recipient
}

// spread picks rounds of n, from 1 on.
func spread(n int) []int {
	var rounds []int
	for i := range min(n, mostRounds) {
		round := i + 1
		if n > mostRounds && i >= mostRounds/2 {
			first := mostRounds / 2
			round = first + (i+1-first)*(n-first)/(mostRounds-first)
		}
		rounds = append(rounds, round)
	}
	return rounds
}

// shadows trains on halves of this participant's rows, by the algorithm of the
// run, and looks at their models after the same rounds.
func (s *assessment) shadows(ctx context.Context, rounds []int) (*shadow.Shadows, error) {
	a := *s.Plan.Agreement
	a.Algorithm.Validation, a.Algorithm.Patience = 0, 0 // what is held back is not among the rows
	p, err := aloneUnder(&a)
	if err != nil {
		return nil, err
	}
	train := func(rows []int) ([][]float64, error) {
		var stages [][]float64
		learnt := 0
		here := algorithm.Local{ID: string(s.Self), Train: s.all.Subset(rows), Test: &data.Table{Columns: s.all.Columns}}
		m, err := algorithm.AloneThrough(p, here, func(m *model.Model) error {
			if learnt++; slices.Contains(rounds, learnt) {
				c, err := confidences(m, s.all)
				if err != nil {
					return err
				}
				stages = append(stages, c)
			}
			return ctx.Err()
		})
		if err != nil {
			return nil, err
		}
		last, err := confidences(m, s.all)
		if err != nil {
			return nil, err
		}
		for len(stages) < len(rounds) { // it ended earlier than the run
			stages = append(stages, last)
		}
		return append(stages, last), nil
	}
	g := shadow.Group{Rows: s.all.Len(), Units: s.units, Seed: s.Seed}
	made, err := g.Shadows(ctx, s.Shadows, train, s.stage(TrainingShadows, s.Shadows))
	if err != nil {
		return nil, phrase.Errorf("assess.training", "shadow models: %w", err)
	}
	return made, nil
}

// aloneUnder is the plan of a changed copy of an agreement for one place that
// learns alone: without noise, and with as many steps as it may need. A noised run
// makes few, and fewer rows may need more.
func aloneUnder(a *agreement.Agreement) (*plan.Plan, error) {
	if !a.Algorithm.Averages() {
		a.Algorithm.Rounds = max(a.Algorithm.Rounds, fullFit)
	}
	a.Privacy.Noise = agreement.NoNoise
	return plan.New(a)
}

// confidences are what a model thinks of the outcome that each row has.
func confidences(m *model.Model, t *data.Table) ([]float64, error) {
	scores, err := m.Scores(t)
	if err != nil {
		return nil, err
	}
	for i, v := range scores {
		scores[i] = membership.Confidence(v, t.Y[i])
	}
	return scores, nil
}

// attack keeps what scores of rows found, by unit.
func (s *assessment) attack(kind, seat, target string, scores []float64) {
	c := membership.Measure(membership.ByUnit(scores, s.in, s.units), confidence)
	a := evidence.Attack{Kind: kind, Seat: seat, Target: target, Inside: c.Inside, Outside: c.Outside}
	area := evidence.Rate{Interval: evidence.Interval(c.AUC), Resolved: c.Inside >= 30 && c.Outside >= 30}
	if mu := s.mu(); mu > 0 {
		bound := budget.AUC(mu)
		area.Promise = &bound
	}
	a.Rates = append(a.Rates, area)
	for _, r := range c.Rates {
		rate := evidence.Rate{False: &r.False, Interval: evidence.Interval(r.Interval), Resolved: r.Resolved}
		if s.promised() && r.False > 0 {
			bound := s.Plan.Found(s.Plan.Most(), r.False)
			rate.Promise = &bound
		}
		a.Rates = append(a.Rates, rate)
	}
	s.add(a)
}

// promised tells whether noise bounds what can be found of a unit of this kind.
func (s *assessment) promised() bool {
	p := s.Plan.Agreement.Privacy
	return p.Noised() && p.Unit != agreement.Participant
}

// mu is that of the whole run; 0 where there is none.
func (s *assessment) mu() float64 {
	if !s.promised() {
		return 0
	}
	return s.Plan.Mu(s.Plan.Most())
}
