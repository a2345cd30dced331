package agreement

import (
	"math"
	"slices"
	"time"

	"samband/pkg/phrase"
)

// Defaults of what the algorithms take.
const (
	defaultMomentum   = 0.9
	defaultServerRate = 1 // fedavgm
	defaultBeta1      = 0.9
	defaultBeta2      = 0.99
	defaultAdaptivity = 1e-3
)

func (l *Algorithm) fillDefaults() {
	fill := func(value *float64, otherwise float64, names ...string) {
		if *value == 0 && slices.Contains(names, l.Name) {
			*value = otherwise
		}
	}
	fill(&l.Momentum, defaultMomentum, FedAvgM)
	fill(&l.ServerRate, defaultServerRate, FedAvgM)
	fill(&l.Beta1, defaultBeta1, FedAdam, FedYogi) // of fedadagrad the default is 0
	fill(&l.Beta2, defaultBeta2, FedAdam, FedYogi)
	fill(&l.Adaptivity, defaultAdaptivity, FedAdam, FedYogi, FedAdagrad)
	if l.Tolerance == 0 {
		l.Tolerance = defaultTolerance
	}
}

// averaging lists the algorithms that average.
func averaging() []string {
	return []string{FedAvg, FedAvgM, FedProx, Scaffold, FedAdam, FedYogi, FedAdagrad}
}

// option is a key that only some algorithms take.
type option struct {
	key     string
	given   bool
	names   []string // of the algorithms
	needed  []string // of those that cannot do without
	example string
}

func (l Algorithm) options(external bool) []option {
	steps := option{"steps", l.Steps != 0, averaging(), averaging(), "5"}
	rate := option{"rate", l.Rate != 0, averaging(), averaging(), "0.5"}
	batch := option{"batch", l.Batch != 0, averaging(), nil, ""}
	standardise := option{"standardise", l.BySite(), averaging(), nil, ""}
	if external { // which has a program of its own for all that
		steps.names, rate.names, batch.names, standardise.names = nil, nil, nil, nil
		steps.needed, rate.needed = nil, nil
	}
	adaptive := []string{FedAdam, FedYogi, FedAdagrad}
	return []option{steps, rate, batch, standardise,
		{"momentum", l.Momentum != 0, []string{FedAvgM}, nil, ""},
		{"server_rate", l.ServerRate != 0, append([]string{FedAvgM}, adaptive...), adaptive, "0.1"},
		{"beta1", l.Beta1 != 0, adaptive, nil, ""},
		{"beta2", l.Beta2 != 0, adaptive[:2], nil, ""},
		{"adaptivity", l.Adaptivity != 0, adaptive, nil, ""},
		{"proximal", l.Proximal != 0, []string{FedProx}, []string{FedProx}, "0.01"},
		{"sample", l.Sample != 0, averaging(), nil, ""},
		{"validation", l.Validation != 0, averaging(), nil, ""},
		{"patience", l.Patience != 0, averaging(), nil, ""},
	}
}

// algorithm asks for what an algorithm needs, and refuses what would have no
// effect.
func (c *checker) algorithm() {
	l := c.a.Algorithm
	for _, o := range l.options(c.a.Model == External) {
		switch {
		case slices.Contains(o.needed, l.Name) && !o.given:
			c.add("algorithm."+o.key, phrase.New("agreement.needed", "%s needs it: write for example %s: %s", l.Name, o.key, o.example))
		case !o.given || slices.Contains(o.names, l.Name):
		case len(o.names) == 0:
			c.add("algorithm."+o.key, phrase.New("agreement.no-use-external", "the sites' own programs see to that: remove the key"))
		default:
			c.add("algorithm."+o.key, phrase.New("agreement.no-use", "%s has no use for it: remove the key or write name: %s", l.Name, oneOf(o.names)))
		}
	}
	if (l.Validation != 0) != (l.Patience != 0) {
		c.add("algorithm.validation", phrase.New("agreement.validation", "validation and patience need each other: write both or neither"))
	}
	c.sample()
	if p := l.Personal; p != nil {
		switch {
		case (p.Steps != 0) != (p.Rate != 0):
			c.add("algorithm.personal", phrase.New("agreement.personal-steps", "steps and rate need each other: write both or neither"))
		case p.Steps == 0 && !p.Intercept:
			c.add("algorithm.personal", phrase.New("agreement.personal-empty", "it says nothing to do: write intercept: true, or steps and rate, or remove the key"))
		case c.a.Model == External:
			c.add("algorithm.personal", phrase.New("agreement.no-use-external", "the sites' own programs see to that: remove the key"))
		case p.Intercept && c.a.Network != nil && c.a.Network.Loss == SquaredLoss:
			c.add("algorithm.personal.intercept", phrase.New("agreement.personal-squared", "a network with the loss %s has no log-odds to shift: remove the key, or write another loss", SquaredLoss))
		}
	}
}

// Drawn is how many of the groups a learning round takes: the agreed part of them,
// rounded, and at least one; 0 for all.
func (a *Agreement) Drawn() int {
	if a.Algorithm.Sample == 0 {
		return 0
	}
	return max(1, int(math.Round(a.Algorithm.Sample*float64(len(a.Aggregation.Groups)))))
}

// sample wants groups to draw, fewer of them than there are, and enough
// participants in whichever are drawn.
func (c *checker) sample() {
	groups, drawn := c.a.Aggregation.Groups, c.a.Drawn()
	switch {
	case drawn == 0:
		return
	case len(groups) == 0:
		c.add("algorithm.sample", phrase.New("agreement.sample", "participants are drawn in whole groups: name them under aggregation.groups, or remove the key"))
		return
	case drawn >= len(groups):
		c.add("algorithm.sample", phrase.New("agreement.sample-all", "this part of %d groups is all of them: write less, or remove the key", len(groups)))
		return
	}
	var sizes []int
	for _, g := range groups {
		sizes = append(sizes, len(g))
	}
	slices.Sort(sizes)
	fewest := 0
	for _, size := range sizes[:drawn] {
		fewest += size
	}
	if least := c.a.Aggregation.MinContributors; fewest < least {
		c.add("algorithm.sample", phrase.New("agreement.sample-few", "a round may take as few as %d participants, fewer than min_contributors %d: write more, or make larger groups", fewest, least))
	}
}

// kind checks what the kind of model asks for.
func (c *checker) kind() {
	a := c.a
	for _, part := range []struct {
		key, model, example string
		given               bool
	}{
		{"network", MLP, "network: {hidden: [16], activation: relu, loss: logistic}", a.Network != nil},
		{"trainer", External, "trainer: {parameters: 1000}", a.Trainer != nil},
	} {
		switch {
		case a.Model == part.model && !part.given:
			c.add("model", phrase.New("agreement.model-needs", "%s needs the key %s: write for example %s", a.Model, part.key, part.example))
		case a.Model != part.model && part.given:
			c.add(part.key, phrase.New("agreement.model-no-use", "the model is %s, which has no use for it: remove the key or write model: %s", a.Model, part.model))
		}
	}
	if a.Network != nil {
		if weights := a.Network.Weights(len(a.Schema.Columns())); weights > MaxWeights {
			c.add("network.hidden", phrase.New("agreement.network-weights", "a network of %d weights, at most %d are supported: write fewer or narrower layers", weights, MaxWeights))
		}
	}
	if a.Model != Logistic && !a.Algorithm.Averages() {
		c.add("algorithm.name", phrase.New("agreement.model-averages", "%s learns %s only: write name: %s", a.Algorithm.Name, Logistic, FedAvg))
	}
	if a.Model == External && a.Algorithm.Ridge != 0 {
		c.add("algorithm.ridge", phrase.New("agreement.external-ridge", "the sites' own programs penalise what they will: write ridge: 0"))
	}
	if a.Model == External && (a.Algorithm.Name == FedProx || a.Algorithm.Name == Scaffold) {
		c.add("algorithm.name", phrase.New("agreement.external-drift", "%s changes the steps of training, which the sites' own programs make: write name: %s", a.Algorithm.Name, FedAvg))
	}
	if t := a.Trainer; t != nil && 2*t.Seconds > int(time.Duration(a.Aggregation.Deadline)/time.Second) {
		c.add("trainer", phrase.New("agreement.trainer-seconds", "two calls of %d seconds do not fit into aggregation.deadline, which is %s: write fewer seconds or a longer deadline", t.Seconds, a.Aggregation.Deadline.String()))
	}
}
