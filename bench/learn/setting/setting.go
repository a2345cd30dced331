// Package setting reads what a simulation is to be: one YAML file with rows, how
// they are divided among participants, how they learn, and which of all that is
// varied. Everything else follows from it and from a seed.
//
// The keys that an agreement has (model, network, algorithm, aggregation,
// privacy) are passed on as they stand, so that whatever can be agreed can be
// simulated; package agreement checks them. bench/README.md lists the others.
package setting

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
)

// File is a configuration.
type File struct {
	Title       string `yaml:"title"`
	Description string `yaml:"description"`
	Settings    `yaml:",inline"`
	Grid        Grid     `yaml:"grid"`
	Seeds       []uint64 `yaml:"seeds"`
	Repetitions int      `yaml:"repetitions"`
	Report      Report   `yaml:"report"`
}

// Settings are everything that one run depends on, but for its seed.
type Settings struct {
	Data      Data      `yaml:"data,omitempty" json:"data"`
	Partition Partition `yaml:"partition,omitempty" json:"partition"`
	Split     Split     `yaml:"split,omitempty" json:"split"`
	Compare   *bool     `yaml:"compare,omitempty" json:"compare"` // with models of the pooled rows and of each site alone; default true

	// As in an agreement.
	Model       string         `yaml:"model,omitempty" json:"model"`
	Network     map[string]any `yaml:"network,omitempty" json:"network,omitempty"`
	Algorithm   map[string]any `yaml:"algorithm,omitempty" json:"algorithm"`
	Aggregation map[string]any `yaml:"aggregation,omitempty" json:"aggregation"`
	Privacy     map[string]any `yaml:"privacy,omitempty" json:"privacy"`
	Acknowledge []string       `yaml:"acknowledge,omitempty" json:"acknowledge,omitempty"` // what the scheme and two parties need is added
}

// Sources of rows.
const (
	HeartDisease = "heart-disease" // published, of four hospitals
	Diabetes     = "diabetes-130"  // published, its sites simulated
	Cohort       = "cohort"        // synthetic, of two care providers
	Gaussian     = "gaussian"      // generated: normal columns, an outcome by a logistic model of them
	Images       = "images"        // generated: small images of shapes in two classes, not to be told apart by a straight line
)

// Data says where rows come from.
type Data struct {
	Source  string  `yaml:"source,omitempty" json:"source"`
	Folder  string  `yaml:"folder,omitempty" json:"-"`                  // of published tables: holds heart-disease and diabetes-130
	Rows    int     `yaml:"rows,omitempty" json:"rows,omitempty"`       // to generate, over all participants
	Columns int     `yaml:"columns,omitempty" json:"columns,omitempty"` // to generate; of images a square number: pixels
	Signal  float64 `yaml:"signal,omitempty" json:"signal,omitempty"`   // gaussian: deviation of the true linear predictor; images: contrast beside noise of 1
	Sites   string  `yaml:"sites,omitempty" json:"sites,omitempty"`     // diabetes-130: provider (two, drawn by patient) or source (three, by source of admission)
}

// Ways to divide rows.
const (
	BySite  = "site"  // as the source has them
	BySize  = "size"  // shares of all rows, drawn evenly
	ByLabel = "label" // each participant its own shares of the outcomes
)

// Partition says who has which rows. A patient's rows stay together.
type Partition struct {
	By           string     `yaml:"by,omitempty" json:"by"`
	Participants int        `yaml:"participants,omitempty" json:"participants,omitempty"` // size and label
	Shares       []float64  `yaml:"shares,omitempty" json:"shares,omitempty"`             // size: of each participant; default equal
	Alpha        float64    `yaml:"alpha,omitempty" json:"alpha,omitempty"`               // label: concentration of the shares of outcomes; size: of the shares of rows, drawn
	Merge        [][]string `yaml:"merge,omitempty" json:"merge,omitempty"`               // site: names of sites that are one participant
	Halves       int        `yaml:"halves,omitempty" json:"halves,omitempty"`             // site: how often each is halved, by hashes of rows or patients
}

// Split says which rows are held back for evaluation.
type Split struct {
	Test    float64 `yaml:"test,omitempty" json:"test"`           // default 0.25
	Seed    string  `yaml:"seed,omitempty" json:"seed"`           // default: that of the run
	Dataset string  `yaml:"dataset,omitempty" json:"dataset"`     // default: the source
	File    string  `yaml:"file,omitempty" json:"file,omitempty"` // JSON: for each site of the source the test rows, by their place among the complete ones; instead of hashes
	OwnHash bool    `yaml:"own_hash,omitempty" json:"own_hash"`   // each row's own hash decides, as it does with noise, instead of exact shares
}

// Report says what tables and charts show.
type Report struct {
	Metrics []string `yaml:"metrics"` // a table for each: auc, log_loss, accuracy, accuracy_together, or cost for what runs took; default auc; charts have the first
	Models  []string `yaml:"models"`  // joint, local, pooled; default all that were compared
	Columns string   `yaml:"columns"` // the varied setting whose values make the columns of the table; default the last of several
	Label   string   `yaml:"label"`   // of the values of columns, for the x axis
	Chart   string   `yaml:"chart"`   // bars or lines; lines have the values of the columns on the x axis
}

// Compared tells whether models of pooled and local rows are trained too.
func (s *Settings) Compared() bool { return s.Compare == nil || *s.Compare }

// digest names settings with a seed: runs of the same digest are the same run.
func (s *Settings) digest(seed uint64, repetition int) (string, error) {
	text, err := json.Marshal(struct {
		Settings   *Settings
		Seed       uint64
		Repetition int
	}{s, seed, repetition})
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:8]), err
}
