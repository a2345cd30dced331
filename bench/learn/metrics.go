package learn

import (
	"samband/bench/learn/rows"
	"samband/pkg/data"
	"samband/pkg/model"
)

// Score is how well a model does on some test rows. What is undefined is nil,
// such as the AUC of rows with one outcome.
type Score struct {
	Rows      int      `json:"rows"`
	Positives int      `json:"positives"`
	AUC       *float64 `json:"auc"`
	LogLoss   *float64 `json:"log_loss"` // mean
	Accuracy  *float64 `json:"accuracy"` // at a probability of one half
}

// Scores are those of one kind of model, on the test rows of all sites and of
// each. Of models that sites made alone, All has accuracy and log-loss over all
// rows, each by its own site's model, and as AUC the mean of the sites',
// weighted by rows: scores of different models are not compared. Together is of
// the joint model where sites scale columns by their own rows: on the test rows of
// all, scaled by the training rows of all.
type Scores struct {
	All      Score            `json:"all"`
	Together *Score           `json:"together,omitempty"`
	Sites    map[string]Score `json:"sites"`
}

// Metric gives the score over all sites by its name.
func (s *Scores) Metric(name string) *float64 {
	if name == "accuracy_together" {
		if s.Together != nil {
			return s.Together.Accuracy
		}
		return s.All.Accuracy
	}
	return s.All.Metric(name)
}

// Metric gives a score by its name.
func (s Score) Metric(name string) *float64 {
	switch name {
	case "log_loss":
		return s.LogLoss
	case "accuracy":
		return s.Accuracy
	}
	return s.AUC
}

// evaluate scores every site's test rows by the model of that site, which is the
// same for all but for the scale of its columns, or its own. bySite scales the
// rows by those of their site before.
func evaluate(r *rows.Rows, of func(part int) *model.Model, bySite, alone bool) (*Scores, error) {
	all := Scores{Sites: make(map[string]Score)}
	var scores, y []float64
	var auc, weight float64
	for i, p := range r.Parts {
		m := of(i)
		if m == nil {
			continue // it could not be trained
		}
		test := p.Test
		if bySite {
			test = scaled(test, model.ScaleOf(p.Train))
		}
		here, err := m.Scores(test)
		if err != nil {
			return nil, err
		}
		s := score(here, p.Test.Y)
		all.Sites[p.ID] = s
		scores, y = append(scores, here...), append(y, p.Test.Y...)
		if s.AUC != nil {
			auc += *s.AUC * float64(s.Rows)
			weight += float64(s.Rows)
		}
	}
	all.All = score(scores, y)
	if alone {
		all.All.AUC = nil
		if weight > 0 {
			all.All.AUC = pointer(auc / weight)
		}
	}
	return &all, nil
}

// together scores a model on the test rows of all, with columns scaled by the
// training rows of all.
func together(r *rows.Rows, m model.Model) (*Score, error) {
	train := pooledRows(r, false)
	test := &data.Table{Columns: train.Columns}
	for _, p := range r.Parts {
		test.Append(p.Test)
	}
	scale := model.ScaleOf(train)
	m.Mean, m.SD = scale.Mean, scale.SD
	scores, err := m.Scores(test)
	if err != nil {
		return nil, err
	}
	s := score(scores, test.Y)
	return &s, nil
}

func score(scores, y []float64) Score {
	s := Score{Rows: len(y)}
	right := 0
	for i := range y {
		if y[i] == 1 {
			s.Positives++
		}
		if (scores[i] > 0) == (y[i] == 1) {
			right++
		}
	}
	if auc, ok := model.AUC(scores, y); ok {
		s.AUC = &auc
	}
	if loss, ok := model.LogLoss(scores, y); ok {
		s.LogLoss = &loss
		s.Accuracy = pointer(float64(right) / float64(len(y)))
	}
	return s
}

func pointer(v float64) *float64 { return &v }
