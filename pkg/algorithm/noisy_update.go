package algorithm

import (
	"math"

	"samband/pkg/dp"
)

// Noise for whole participants (McMahan, Ramage, Talwar and Zhang, Learning
// differentially private recurrent language models, ICLR 2018): a site trains by
// itself and sends by how much it moved the weights, as a whole no further than
// the unit. All sites count alike, since a number of rows is not among what noise
// hides, and nothing else is summed: no moments, no losses, no evaluation.

// update is this site's contribution to a round.
func (n *site) update() ([]float64, error) {
	made, err := n.trainer().train(n.state.Round+1, n.state.Weights, n.correction())
	if err != nil {
		return nil, err
	}
	for j, w := range made.weights {
		made.weights[j] = w - n.state.Weights[j]
	}
	sum, err := dp.NewSum(n.noise.units[n.learning])
	if err != nil {
		return nil, err
	}
	defer sum.Wipe()
	if err := sum.Add(made.weights); err != nil {
		return nil, err
	}
	n.units, n.clipped = sum.Units(), sum.Clipped()
	return sum.Values(), nil
}

// takeUpdates moves the common weights by the mean of the updates, as the update
// rule has it.
func (n *site) takeUpdates(sum map[string][]float64, contributors int) (state, Progress) {
	next, sites := n.state, float64(contributors)
	next.Round++
	average := make([]float64, len(next.Weights))
	for j, u := range sum["update"] {
		average[j] = next.Weights[j] + grid(u/sites)
	}
	next.Weights, next.Memory = n.rule.next(n.state.Weights, average, n.state.Memory)
	progress := n.moved(&next, n.clip)
	progress.Rows = 0
	each := n.noise.deviation(n.learning, "update", contributors) / sites
	n.finish(&next, &progress, each*math.Sqrt(float64(n.rounds)), func() (spread, bool) { return n.stepSpread(&next, each) }, n.clip)
	return next, progress
}
