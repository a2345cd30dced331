package evidence

import (
	"bytes"
	"encoding/json"
	"io"
	"math"

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
	Program    string      `json:"program,omitempty"`    // version of the program that ran
	Outcome    *Outcome    `json:"outcome,omitempty"`    // of a finished run
	Table      *Table      `json:"table,omitempty"`      // about its rows, as far as it tells
	Comparison *Comparison `json:"comparison,omitempty"` // who owns all rows, as an example does, or a party of its own
	Attacks    []Attack    `json:"attacks,omitempty"`
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

// Table is what a participant tells of its table.
type Table struct {
	Unused  int `json:"unused"`  // columns of the file that the agreement does not name
	Dropped int `json:"dropped"` // rows left out because a value is missing
	Small   int `json:"small"`   // groups of rows below the agreed minimum
}

// Overall is the key of a Comparison's qualities over all sites.
const Overall = "overall"

// Comparison sets the joint model beside those that sites have alone, and beside
// one on all rows together where somebody has them.
type Comparison struct {
	Local      map[string]Quality `json:"local"` // by site, and Overall
	Joint      map[string]Quality `json:"joint"`
	Pooled     map[string]Quality `json:"pooled,omitempty"`
	Difference *float64           `json:"coefficient_difference,omitempty"` // largest, joint − pooled
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
	Seat    string   `json:"seat"`   // who attacks: an id, or a name of package exposure
	Target  string   `json:"target"` // what: "final model", "round 3", an id
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

const (
	most        = 1 << 50 // what a party may count: no run has as much
	longestWord = 200     // bytes of a name in an account
)

// Check tells what cannot be.
func (a *Account) Check() error {
	if _, err := identity.ParseID(string(a.Party)); err != nil {
		return err
	}
	counts := []int{}
	if o := a.Outcome; o != nil {
		counts = append(counts, o.Rounds, o.Clipped, o.Values)
	}
	if t := a.Table; t != nil {
		counts = append(counts, t.Unused, t.Dropped, t.Small)
	}
	words := []string{a.Program}
	for _, t := range a.Attacks {
		counts = append(counts, t.Inside, t.Outside)
		words = append(words, t.Kind, t.Seat, t.Target)
		for _, f := range t.Found {
			words = append(words, f.Name)
		}
		for _, r := range t.Rates {
			if !r.share() || r.False != nil && !(Interval{*r.False, *r.False, *r.False}).share() {
				return phrase.Errorf("evidence.account-rate", "account of %s: a rate of %s is not between 0 and 1", a.Party, t.Kind)
			}
		}
	}
	for _, w := range words {
		if len(w) > longestWord {
			return phrase.Errorf("evidence.account-word", "account of %s: a text of %d bytes, at most %d are accepted", a.Party, len(w), longestWord)
		}
	}
	for _, n := range counts {
		if n < 0 || n > most {
			return phrase.Errorf("evidence.account-count", "account of %s: %d is no count", a.Party, n)
		}
	}
	return nil
}

// share tells whether the estimate and its interval lie between 0 and 1, in order.
func (i Interval) share() bool {
	return 0 <= i.Low && i.Low <= i.Value && i.Value <= i.High && i.High <= 1 && !math.IsNaN(i.Value)
}
