// Package agreement is what the parties sign before any data moves.
//
// An agreement is one YAML file with a fixed set of keys, described key by key
// in the committed JSON Schema agreement.schema.json. Reading is strict:
// unknown and duplicate keys, anchors, aliases and tags are errors with a
// line. Choices that are unsafe or contradict each other are refused with line
// and reason, defaults are filled in, and the hash covers the result, so that
// the parties sign the values that a run uses.
//
// It is a technical document and not the contract between controllers, or
// between controller and processor, that the GDPR (Articles 26 and 28) asks
// for.
package agreement

import (
	"slices"
	"time"

	"samband/pkg/identity"
	"samband/pkg/phrase"
	"samband/pkg/schema"
)

// Version is the only version of the text that this program reads.
const Version = 1

// Values that keys may take.
const (
	// algorithm.name
	Newton       = "newton"
	FedAvg       = "fedavg"
	FedAvgM      = "fedavgm"
	FedProx      = "fedprox"
	Scaffold     = "scaffold"
	FedAdam      = "fedadam"
	FedYogi      = "fedyogi"
	FedAdagrad   = "fedadagrad"
	Perturbation = "objective-perturbation"

	// model
	Logistic = "logistic-regression"
	MLP      = "mlp"
	External = "external"

	// network.activation, network.loss
	ReLU         = "relu"
	Tanh         = "tanh"
	LogisticLoss = "logistic"
	SoftmaxLoss  = "softmax"
	SquaredLoss  = "squared"

	// algorithm.standardise; no text is Pooled
	Pooled = "pooled"
	BySite = "site"

	// privacy.unit
	Patient     = "patient"
	Record      = "record"
	Participant = "participant"

	// privacy.noise
	NoNoise          = "none"
	DiscreteGaussian = "discrete-gaussian"
	Skellam          = "skellam"

	MergeCells  = "merge"  // privacy.min_cell.action
	RefuseCells = "refuse" // privacy.min_cell.action

	// aggregation.scheme: the default, and those that are there to be compared
	// with.
	OneTimeHE     = "one-time-he"
	PairwiseMasks = "pairwise-masks"
	DirectBGV     = "direct-bgv"
	DirectCKKS    = "direct-ckks"
	Plaintext     = "plaintext"

	ReleaseModel   = "model"   // release.what
	ReleaseMetrics = "metrics" // release.what
)

// What acknowledge may list.
const (
	AckPlaintext   = "plaintext"               // the coordinator reads everything
	AckCoordinator = "semi-honest-coordinator" // the scheme holds if the coordinator follows the protocol
	AckParties     = "semi-honest-parties"     // the scheme holds if all parties do
	AckTwoParties  = "two-party-derivable"     // two participants have each other's updates
	AckDropout     = "dropout-derivable"       // sums over sets that differ by few show those few
)

// AckOf is what must be acknowledged for a scheme; empty for one that asks for
// nothing.
func AckOf(scheme string) string {
	switch scheme {
	case PairwiseMasks:
		return AckCoordinator
	case DirectBGV, DirectCKKS:
		return AckParties
	case Plaintext:
		return AckPlaintext
	}
	return ""
}

// Agreement is the whole text. Parse and Read return it checked and with every
// default filled in.
type Agreement struct {
	Version         int           `yaml:"version" json:"version"`
	Title           string        `yaml:"title" json:"title"`
	Purpose         string        `yaml:"purpose" json:"purpose"`
	LegalBasis      string        `yaml:"legal_basis" json:"legal_basis"`
	Parties         []Party       `yaml:"parties" json:"parties"`
	Coordinator     Coordinator   `yaml:"coordinator" json:"coordinator"`
	Schema          schema.Schema `yaml:"schema" json:"schema"`
	Model           string        `yaml:"model" json:"model"`
	Network         *Network      `yaml:"network,omitempty" json:"network,omitempty"`
	Trainer         *Trainer      `yaml:"trainer,omitempty" json:"trainer,omitempty"`
	Algorithm       Algorithm     `yaml:"algorithm" json:"algorithm"`
	Split           Split         `yaml:"split" json:"split"`
	Aggregation     Aggregation   `yaml:"aggregation" json:"aggregation"`
	Privacy         Privacy       `yaml:"privacy" json:"privacy"`
	Release         Release       `yaml:"release,omitempty" json:"release"`
	Retention       string        `yaml:"retention" json:"retention"`
	InspectionUntil string        `yaml:"inspection_until,omitempty" json:"inspection_until,omitempty"`
	Acknowledge     []string      `yaml:"acknowledge,omitempty" json:"acknowledge,omitempty"`
}

// Party is one participant: an organisation that holds rows and learns.
type Party struct {
	ID   identity.ID        `yaml:"id" json:"id"`
	Name string             `yaml:"name" json:"name"`
	Role string             `yaml:"role" json:"role"` // declared, for example "controller"
	Key  identity.PublicKey `yaml:"key" json:"key"`
}

// Coordinator adds what it cannot read.
type Coordinator struct {
	ID         identity.ID        `yaml:"id" json:"id"`
	Name       string             `yaml:"name" json:"name"`
	OperatedBy string             `yaml:"operated_by" json:"operated_by"` // id of a participant, or a name
	Key        identity.PublicKey `yaml:"key" json:"key"`
}

// Algorithm says how the model is learnt.
type Algorithm struct {
	Name      string  `yaml:"name" json:"name"`
	Rounds    int     `yaml:"rounds" json:"rounds"`                           // most learning rounds
	Steps     int     `yaml:"steps,omitempty" json:"steps,omitempty"`         // gradient steps at each site in a round; those that average
	Rate      float64 `yaml:"rate,omitempty" json:"rate,omitempty"`           // of a gradient step; those that average
	Batch     int     `yaml:"batch,omitempty" json:"batch,omitempty"`         // rows in a gradient step; 0: all
	Ridge     float64 `yaml:"ridge" json:"ridge"`                             // λ of λ·½|b|² on the summed log-loss; 0: maximum likelihood
	MaxRows   int     `yaml:"max_rows" json:"max_rows"`                       // most rows a site may bring
	Tolerance float64 `yaml:"tolerance,omitempty" json:"tolerance,omitempty"` // largest step at which learning stops

	Momentum   float64 `yaml:"momentum,omitempty" json:"momentum,omitempty"`       // fedavgm
	ServerRate float64 `yaml:"server_rate,omitempty" json:"server_rate,omitempty"` // of the step that all make on the average: fedavgm and the adaptive ones
	Beta1      float64 `yaml:"beta1,omitempty" json:"beta1,omitempty"`             // the adaptive ones
	Beta2      float64 `yaml:"beta2,omitempty" json:"beta2,omitempty"`             // fedadam, fedyogi
	Adaptivity float64 `yaml:"adaptivity,omitempty" json:"adaptivity,omitempty"`   // τ of the adaptive ones
	Proximal   float64 `yaml:"proximal,omitempty" json:"proximal,omitempty"`       // µ of fedprox

	Sample      float64   `yaml:"sample,omitempty" json:"sample,omitempty"`           // part of the groups that a round takes; 0: all
	Validation  float64   `yaml:"validation,omitempty" json:"validation,omitempty"`   // part of the training rows that early stopping looks at
	Patience    int       `yaml:"patience,omitempty" json:"patience,omitempty"`       // rounds without a better validation loss
	Standardise string    `yaml:"standardise,omitempty" json:"standardise,omitempty"` // empty: pooled
	Personal    *Personal `yaml:"personal,omitempty" json:"personal,omitempty"`
}

// Averages tells whether sites train by themselves and what they come to is
// averaged.
func (l Algorithm) Averages() bool { return l.Name != Newton && l.Name != Perturbation }

// Adaptive tells whether the step on the average has its own rate for every
// weight.
func (l Algorithm) Adaptive() bool {
	return l.Name == FedAdam || l.Name == FedYogi || l.Name == FedAdagrad
}

// BySite tells whether each site standardises its columns by its own rows.
func (l Algorithm) BySite() bool { return l.Standardise == BySite }

// Personal says what each site makes of the joint model for itself.
type Personal struct {
	Intercept bool    `yaml:"intercept,omitempty" json:"intercept,omitempty"` // fitted to the site's own rows
	Steps     int     `yaml:"steps,omitempty" json:"steps,omitempty"`         // gradient steps on the site's own rows, from the joint model
	Rate      float64 `yaml:"rate,omitempty" json:"rate,omitempty"`           // of such a step
}

// Network is the form of a multilayer perceptron.
type Network struct {
	Hidden     []int  `yaml:"hidden" json:"hidden"` // widths of the layers between columns and outcome
	Activation string `yaml:"activation" json:"activation"`
	Loss       string `yaml:"loss" json:"loss"`
}

// MaxWeights bounds the weights of a network.
const MaxWeights = 1 << 22

// Weights counts the weights of the network for a table of that many columns,
// biases among them.
func (n Network) Weights(columns int) int {
	outputs, total := 1, 0
	if n.Loss == SoftmaxLoss {
		outputs = 2
	}
	for _, width := range append(slices.Clone(n.Hidden), outputs) {
		total += (columns + 1) * width
		columns = width
	}
	return total
}

// Trainer is what all parties must know of a model that each site trains with a
// program of its own.
type Trainer struct {
	Parameters int     `yaml:"parameters" json:"parameters"`               // numbers in the model
	Seconds    int     `yaml:"seconds,omitempty" json:"seconds,omitempty"` // that one call of the program may take
	Start      float64 `yaml:"start,omitempty" json:"start,omitempty"`     // size of the numbers that learning begins with; 0: zeros
}

// Split says which rows are held back for evaluation.
type Split struct {
	Seed    string  `yaml:"seed" json:"seed"`
	Dataset string  `yaml:"dataset" json:"dataset"`
	Test    float64 `yaml:"test" json:"test"` // part of each site's rows, 0 < test < 1
}

// Aggregation says how updates are added. Bits and Clip are those of model
// weights in FedAvg; the plan sets every other width.
type Aggregation struct {
	Scheme          string        `yaml:"scheme" json:"scheme"`
	Threshold       int           `yaml:"threshold,omitempty" json:"threshold,omitempty"`
	Committee       []identity.ID `yaml:"committee,omitempty" json:"committee,omitempty"`
	Groups          []Group       `yaml:"groups,omitempty" json:"groups,omitempty"`
	MinContributors int           `yaml:"min_contributors,omitempty" json:"min_contributors,omitempty"`
	Deadline        Duration      `yaml:"deadline,omitempty" json:"deadline,omitempty"`
	Bits            int           `yaml:"bits,omitempty" json:"bits,omitempty"`
	Clip            float64       `yaml:"clip,omitempty" json:"clip,omitempty"`
}

// Group is a set of participants that are left out and readmitted whole.
type Group []identity.ID

// Privacy says whom the sums protect, and from whom.
type Privacy struct {
	Unit           string  `yaml:"unit" json:"unit"`
	RowsPerPatient int     `yaml:"rows_per_patient,omitempty" json:"rows_per_patient,omitempty"`
	Noise          string  `yaml:"noise" json:"noise"`
	Epsilon        float64 `yaml:"epsilon,omitempty" json:"epsilon,omitempty"`
	Delta          float64 `yaml:"delta,omitempty" json:"delta,omitempty"`
	Clip           float64 `yaml:"clip,omitempty" json:"clip,omitempty"`         // L2 norm of what one unit brings to a learning round; with noise
	Insiders       int     `yaml:"insiders,omitempty" json:"insiders,omitempty"` // participants assumed to collude
	MinCell        MinCell `yaml:"min_cell" json:"min_cell"`
}

// Noised tells whether every site adds noise before it encrypts.
func (p Privacy) Noised() bool { return p.Noise != NoNoise }

// MinCell is the least count of patients, or of rows where the schema has no
// patient_id, that a group of a site's own rows should have, and what happens below.
type MinCell struct {
	Count  int    `yaml:"count" json:"count"`
	Action string `yaml:"action" json:"action"`
}

// Release says who gets what when the run is done.
type Release struct {
	Recipients []identity.ID `yaml:"recipients" json:"recipients"`
	What       []string      `yaml:"what" json:"what"`
}

// Duration is written as in "10m" or "90s".
type Duration time.Duration

// String writes d as time.Duration does.
func (d Duration) String() string { return time.Duration(d).String() }

// MarshalText writes d as String does.
func (d Duration) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads a number with a unit: s, m or h.
func (d *Duration) UnmarshalText(text []byte) error {
	v, err := time.ParseDuration(string(text))
	if err != nil {
		return phrase.Errorf("agreement.duration", "%q is not a duration such as 90s, 10m or 2h", text)
	}
	*d = Duration(v)
	return nil
}

// Party finds a participant by id.
func (a *Agreement) Party(id identity.ID) (*Party, bool) {
	for i := range a.Parties {
		if a.Parties[i].ID == id {
			return &a.Parties[i], true
		}
	}
	return nil, false
}

// Participants lists the ids in roster order, the order of the text.
func (a *Agreement) Participants() []identity.ID {
	ids := make([]identity.ID, len(a.Parties))
	for i, p := range a.Parties {
		ids[i] = p.ID
	}
	return ids
}

// Acknowledged tells whether the parties accepted what value names.
func (a *Agreement) Acknowledged(value string) bool {
	return slices.Contains(a.Acknowledge, value)
}
