package algorithm

import (
	"errors"
	"math"
	"slices"

	"samband/pkg/agreement"
	"samband/pkg/data"
	"samband/pkg/model"
	"samband/pkg/phrase"
	"samband/pkg/plan"
)

// Personal is what the joint model is worth at this site, beside what the site
// can do alone and what it makes of the joint model for itself. All of it is of
// this site's own rows, and never leaves it.
type Personal struct {
	Rows      int      `json:"rows"` // test rows of this site
	Positives int      `json:"positives"`
	Alone     *Quality `json:"alone"` // of a model of the own training rows; nil where there is none
	Joint     *Quality `json:"joint"`
	Personal  *Quality `json:"personal"` // of the joint model fitted to the own training rows
	// Warnings say why a model is missing, or not what was agreed.
	Warnings []model.Fault `json:"warnings,omitempty"`
	// Model is the personal one; nil where it is missing.
	Model *model.Model `json:"-"`
}

// Quality is how well a model predicts the test rows of one site. What is
// undefined is nil.
type Quality struct {
	LogLoss *float64 `json:"log_loss"` // mean
	AUC     *float64 `json:"auc"`
	// Gain is how much smaller the loss is than the joint model's, in the mean over
	// the same rows, and Low to High its 95 % interval for the rows at hand; nil
	// for the joint model itself.
	Gain *float64 `json:"gain,omitempty"`
	Low  *float64 `json:"gain_low,omitempty"`
	High *float64 `json:"gain_high,omitempty"`
}

// Better tells whether the model's loss is smaller than the joint model's, and
// whether by more than the test rows may make it by chance.
func (q *Quality) Better() (better, sure bool) {
	if q == nil || q.Gain == nil {
		return false, false
	}
	return *q.Gain > 0, q.Low != nil && (*q.Low > 0 || *q.High < 0)
}

// Personalise makes this site's own model of the joint one, as the plan's
// agreement says, and compares. The site's model alone is Alone's.
func Personalise(p *plan.Plan, here Local, joint *model.Model) (*Personal, error) {
	agreed := p.Agreement.Algorithm.Personal
	if agreed == nil {
		return nil, nil
	}
	s, err := setupOf(p)
	if err != nil {
		return nil, err
	}
	n, err := s.begin(here)
	if err != nil {
		return nil, err
	}
	alone, err := Alone(p, here)
	return n.personalise(*agreed, joint, alone, err)
}

// personalise compares with the model that this site learns alone, or says why
// there is none.
func (n *site) personalise(agreed agreement.Personal, joint, alone *model.Model, missing error) (*Personal, error) {
	r := &Personal{Rows: n.test.Len(), Positives: n.test.Positives()}
	losses, err := lossesOf(n.test, joint)
	if err != nil {
		return nil, err
	}
	r.Joint = quality(n.test, losses, nil)
	if missing != nil {
		r.warn(missing)
	} else if r.Alone, err = compare(n.test, alone, losses); err != nil {
		return nil, err
	}
	if r.Model, err = n.personal(joint, agreed); err != nil {
		r.warn(err)
		return r, nil
	}
	if p := n.train.Positives(); agreed.Intercept && (p == 0 || p == n.train.Len()) {
		r.warn(&model.Fault{Cause: model.OneOutcome,
			What:   phrase.New("personal.no-intercept", "the intercept was left as it is: the outcome is the same in all %d training rows of this site", n.train.Len()),
			Remedy: phrase.New("personal.no-intercept-remedy", "nothing, or more rows")})
	}
	r.Personal, err = compare(n.test, r.Model, losses)
	return r, err
}

func (r *Personal) warn(err error) {
	var f *model.Fault
	if !errors.As(err, &f) {
		f = &model.Fault{Cause: model.NotConverged, What: phrase.New("personal.none", "%v", err), Remedy: phrase.New("personal.joint", "use the joint model")}
	}
	r.Warnings = append(r.Warnings, *f)
}

// scored is a model's losses on the rows of a table, and its scores.
type scored struct{ losses, scores []float64 }

func lossesOf(t *data.Table, m *model.Model) (scored, error) {
	scores, err := m.Scores(t)
	if err != nil {
		return scored{}, err
	}
	all := scored{make([]float64, len(scores)), scores}
	for i, score := range scores {
		all.losses[i] = model.Loss(score, t.Y[i])
	}
	return all, nil
}

func compare(t *data.Table, m *model.Model, joint scored) (*Quality, error) {
	own, err := lossesOf(t, m)
	if err != nil {
		return nil, err
	}
	return quality(t, own, joint.losses), nil
}

// quality compares to the losses of the joint model, unless they are nil. The
// interval takes rows as independent.
func quality(t *data.Table, of scored, joint []float64) *Quality {
	q := new(Quality)
	if loss, ok := model.LogLoss(of.scores, t.Y); ok {
		q.LogLoss = &loss
	}
	if auc, ok := model.AUC(of.scores, t.Y); ok {
		q.AUC = &auc
	}
	n := float64(t.Len())
	if joint == nil || n == 0 {
		return q
	}
	mean, squares := 0.0, 0.0
	for i, loss := range of.losses {
		mean += (joint[i] - loss) / n
	}
	q.Gain = &mean
	if n < 2 {
		return q
	}
	for i, loss := range of.losses {
		squares += (joint[i] - loss - mean) * (joint[i] - loss - mean)
	}
	half := normal95 * math.Sqrt(squares/(n-1)/n)
	low, high := mean-half, mean+half
	q.Low, q.High = &low, &high
	return q
}

// personal fits the joint model to this site's training rows: first its intercept,
// then all its weights by the agreed steps.
func (n *site) personal(joint *model.Model, agreed agreement.Personal) (*model.Model, error) {
	weights := slices.Clone(joint.Parameters())
	if agreed.Intercept {
		n.settle(n.train, joint.Scale(), weights)
	}
	if agreed.Steps > 0 {
		d := &descent{predictor: n.predictor, rows: n.train, scale: joint.Scale(), steps: agreed.Steps, rate: agreed.Rate, ridge: n.ridge / float64(n.train.Len())}
		made, err := d.train(1, weights, nil)
		if err != nil {
			return nil, err
		}
		weights = made.weights
	}
	for j, w := range weights {
		if !(math.Abs(w) <= max(n.clip, most)) {
			f := n.diverged(j, w)
			f.Remedy = phrase.New("personal.slower", "agree on a lower algorithm.personal.rate or fewer steps, or use the joint model")
			return nil, f
		}
	}
	own := *joint
	own.Noise = nil // of the joint one's weights
	n.fill(&own, weights)
	return &own, nil
}

// most is the largest weight of a personal model, where no clip is agreed.
const most = 100

// intercept is what has to be added to scores so that, by the log-loss, they fit
// outcomes best; 0 where these are all the same, for which it would be without end.
func intercept(scores, y []float64) float64 {
	positives := 0.0
	for _, v := range y {
		positives += v
	}
	if positives == 0 || positives == float64(len(y)) {
		return 0
	}
	// The sum of probabilities rises with b, and is that of the outcomes at the
	// optimum: between the bounds, which are halved.
	low, high := -100.0, 100.0
	for range 100 {
		middle, sum := (low+high)/2, 0.0
		for _, score := range scores {
			sum += model.Probability(score + middle)
		}
		if sum > positives {
			high = middle
		} else {
			low = middle
		}
	}
	return (low + high) / 2
}
