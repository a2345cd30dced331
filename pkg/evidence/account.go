package evidence

import (
	"bytes"
	"encoding/json"
	"io"

	"samband/pkg/digest"
	"samband/pkg/identity"
	"samband/pkg/phrase"
)

// MaxAccount is the greatest size of an account in bytes.
const MaxAccount = 1 << 20

// Account is what one party measured or declares beside its ledger, as it hands
// it to others: no rows, no updates, no weights.
type Account struct {
	Party      identity.ID `json:"party"`
	Program    string      `json:"program,omitempty"`    // that ran: version, revision, SHA-256 of its file
	Outcome    *Outcome    `json:"outcome,omitempty"`    // of a finished run
	Table      *Table      `json:"table,omitempty"`      // about its rows, as far as it tells
	Comparison *Comparison `json:"comparison,omitempty"` // a participant's own site; all sites by who owns all rows, as an example does
	Attacks    []Attack    `json:"attacks,omitempty"`
	Method     *Method     `json:"method,omitempty"` // of its leakage tests
	Limits     []string    `json:"limits,omitempty"` // codes of what its leakage tests do not cover
	Cells      *Cells      `json:"cells,omitempty"`  // small groups that it reads in the sums
	Groups     []Group     `json:"groups,omitempty"` // of its own test rows
	Hidden     int         `json:"hidden,omitempty"` // groups of test rows that are not told because they, or others with them, are small
}

// Outcome is what came of a run.
type Outcome struct {
	Rounds     int           `json:"rounds"`
	Model      digest.Digest `json:"model"`                // digest of the joint model
	Evaluation *Quality      `json:"evaluation,omitempty"` // of the joint model on the test rows of all
	Clipped    int           `json:"clipped"`              // values of its contributions that did not fit
	Values     int           `json:"values"`               // of its contributions
	Spent      *Spent        `json:"spent,omitempty"`      // of the privacy budget; absent without noise
}

// Quality of a model on some test rows; what is undefined is absent.
type Quality struct {
	Rows    int      `json:"rows"`
	AUC     *float64 `json:"auc,omitempty"`
	LogLoss *float64 `json:"log_loss,omitempty"` // mean
	// Under noise both are estimates, and these their 95 % intervals, for the noise
	// and the rows at hand.
	AUCLow   *float64 `json:"auc_low,omitempty"`
	AUCHigh  *float64 `json:"auc_high,omitempty"`
	LossLow  *float64 `json:"log_loss_low,omitempty"`
	LossHigh *float64 `json:"log_loss_high,omitempty"`
}

// Spent is what of the privacy budget was drawn.
type Spent struct {
	Epsilon float64 `json:"epsilon"`
	Delta   float64 `json:"delta"`
	Agreed  float64 `json:"agreed_epsilon"`
}

// Table is what a participant tells of its table: numbers of columns, rows and
// groups.
type Table struct {
	Unused  int `json:"unused"`  // columns of the file that the agreement does not name
	Dropped int `json:"dropped"` // rows left out because a value is missing
	Small   int `json:"small"`   // levels and outcomes that fewer training rows have than the agreed minimum, and some do
	Pairs   int `json:"pairs"`   // pairs of them likewise, of which neither is small itself
}

// Method is what leakage tests are repeated by.
type Method struct {
	Seed      uint64 `json:"seed"`
	Shadows   int    `json:"shadows"`    // models that were compared with
	ByPatient bool   `json:"by_patient"` // a patient's rows are one unit
}

// Cells counts groups of rows below the agreed minimum, of one row or more, that
// a participant reads in the sums: rows with one level or outcome, and with two.
type Cells struct {
	Seen   int `json:"seen"`   // groups that the sums tell the size of
	Sum    int `json:"sum"`    // small ones among the rows of all
	Others int `json:"others"` // small ones among the rows of the others, by subtraction
}

// Overall is the key of a Comparison's qualities over all sites.
const Overall = "overall"

// Comparison sets the joint model beside those that sites have alone, and beside
// one on all rows together where somebody has them.
type Comparison struct {
	Local  map[string]Quality `json:"local"` // by site, and Overall
	Joint  map[string]Quality `json:"joint"`
	Pooled map[string]Quality `json:"pooled,omitempty"`
	// Gain is by how much the joint model's log-loss is smaller than that of the
	// site's own, in the mean over the same test rows, with its 95 % interval.
	Gain       map[string]Interval `json:"gain,omitempty"`
	Difference *float64            `json:"coefficient_difference,omitempty"` // largest, joint − pooled
}

// Kinds of attacks.
const (
	Subtraction  = "subtraction"         // deriving another site's contribution
	Gradient     = "closed-form"         // records out of a contribution
	Moments      = "given-away"          // what a derivable contribution tells: counts, means, prevalence
	LiRA         = "membership-lira"     // membership inference by likelihood ratio
	LiRAOffline  = "membership-offline"  // the same without shadow models that had the record
	LossAttack   = "membership-loss"     // membership inference by a threshold of the loss
	CanaryAudit  = "canaries"            // one-run audit: lower bound of ε
	AttributeInf = "attribute-inference" // of a person's value, from the model
)

// AttackKinds are all kinds, in the order in which they are reported.
func AttackKinds() []string {
	return []string{Subtraction, Gradient, Moments, LiRA, LiRAOffline, LossAttack, CanaryAudit, AttributeInf}
}

// Names of seats and targets, beside those of package exposure and ids.
const (
	AnyReader = "reader of a contribution" // nobody in particular: whoever could read one
	Round     = "round "                   // and its number: the model after a learning round
)

// Interval is an estimate with its confidence interval.
type Interval struct {
	Value float64 `json:"value"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
}

// Attack is a leakage test and what it found.
type Attack struct {
	Kind    string   `json:"kind"`
	Seat    string   `json:"seat"`              // who attacks: an id, or a name of package exposure
	Target  string   `json:"target"`            // what: "final model", "round 3", an id
	Feature string   `json:"feature,omitempty"` // whose value is guessed
	Inside  int      `json:"inside,omitempty"`
	Outside int      `json:"outside,omitempty"`
	Rates   []Rate   `json:"rates,omitempty"`
	Found   []Figure `json:"found,omitempty"`
}

// Rate is the true-positive rate of an attack at a false-positive rate; of the
// area under its curve if False is absent.
type Rate struct {
	False    *float64 `json:"false_positive_rate,omitempty"`
	Interval          // of the true-positive rate
	Resolved bool     `json:"resolved"` // the sample is large enough for this cell
	Promise  *float64 `json:"promise,omitempty"`
}

// Figure is one number that an attack came to.
type Figure struct {
	Name string `json:"name"` // a fixed code: error, records, epsilon-low, …
	Interval
}

// Names of figures.
const (
	FigureValues    = "values"        // of a contribution that were read or derived
	FigureDifferent = "different"     // of them, that are not what was sent
	FigureFacts     = "facts"         // numbers about rows that follow from them
	FigureError     = "error"         // largest relative error of those
	FigureSmall     = "small-cells"   // of the counts among them, below the agreed minimum
	FigureRecords   = "records-"      // and the rows in a gradient: share of rows rebuilt
	FigureInside    = "right-inside"  // share of training rows whose value was guessed
	FigureOutside   = "right-outside" // the same of rows held back
	FigureFrequent  = "most-frequent" // share of training rows that have the value that most have: what guessing it would get
	FigureAdvantage = "advantage"     // FigureInside − FigureOutside
)

// ParseAccount reads an account strictly: a member that it does not know, or a
// number that is none, is an error.
func ParseAccount(text []byte) (*Account, error) {
	if len(text) > MaxAccount {
		return nil, phrase.Errorf("evidence.account-long", "account of %d bytes, at most %d are accepted", len(text), MaxAccount)
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	a := new(Account)
	if err := d.Decode(a); err != nil {
		return nil, phrase.Errorf("evidence.account", "account of a party: %w", err)
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, phrase.Errorf("evidence.account-more", "account of a party: something follows it")
	}
	return a, a.Check()
}
