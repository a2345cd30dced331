package evidence

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"samband/pkg/digest"
	"samband/pkg/identity"
	"samband/pkg/phrase"
)

// TestsFile is where Tests lie in the directory of a run, and from where reports
// and bundles take them.
const TestsFile = "audit.json"

// TestsVersion is that of the file.
const TestsVersion = 1

// Tests is what leakage tests found of a run, with one party's rows as the truth.
// It has numbers of rows, and no row, update or weight.
type Tests struct {
	Version   int           `json:"version"`
	Party     identity.ID   `json:"party"`
	Agreement digest.Digest `json:"agreement"`
	Model     digest.Digest `json:"model"` // that was tested
	Seed      uint64        `json:"seed"`
	Shadows   int           `json:"shadows"`
	Refused   int           `json:"refused"`    // draws of rows on which none could be trained, replaced by others
	Rows      [2]int        `json:"rows"`       // trained on, and not
	ByPatient bool          `json:"by_patient"` // a unit is a patient; else a row
	Rounds    []int         `json:"rounds"`     // whose models were tested besides; empty where sums were not kept
	Attacks   []Attack      `json:"attacks"`
	Limits    []string      `json:"limits"` // codes of what the tests do not cover

	// What the joint model is worth here.
	Comparison *Comparison `json:"comparison,omitempty"` // nil if this site has no model of its own
	Groups     []Group     `json:"groups,omitempty"`
	Hidden     int         `json:"hidden,omitempty"` // groups that are not told

	// Cells counts the small groups in the sums, and SmallCells has them, the
	// smallest first: they are for this participant. Nil where no sums were kept.
	Cells      *Cells      `json:"cells,omitempty"`
	SmallCells []SmallCell `json:"small_cells,omitempty"`
}

// SmallCell is a group of rows below the agreed minimum that a participant reads
// in the sums.
type SmallCell struct {
	Of    string  `json:"of"` // AllRows or OthersRows
	Where []Place `json:"where"`
	Rows  int     `json:"rows"`
}

// Place is a condition of a cell.
type Place struct {
	Column string `json:"column"` // a feature or the outcome; ScoreBin
	Value  string `json:"value"`
}

// Whose rows a cell is of, and the column of the evaluation's bins of scores.
const (
	AllRows    = "all"
	OthersRows = "others"
	ScoreBin   = "score bin"
)

// Codes of limits.
const (
	LimitLower       = "lower-bound"           // another attack may find more
	LimitOwnRows     = "own-rows"              // shadows know this participant's rows only; other sites' rows were not tested
	LimitThreshold   = "threshold"             // the intervals are for thresholds that this sample sets
	LimitAttributes  = "attributes"            // values that were guessed, of features with levels only
	LimitRare        = "rare-attributes"       // features of which fewer than the agreed minimum have another value than most
	LimitSubgroups   = "subgroups"             // membership of small groups, of which more may be told than of all
	LimitCanaries    = "canaries"              // noise itself: tests of the program do that
	LimitRounds      = "rounds"                // models of rounds: no sums were kept
	LimitSums        = "sums"                  // what contributions tell: no sums were kept, or another algorithm
	LimitQuietShadow = "shadows-without-noise" // under noise
)

// Limits are all codes of limits.
func Limits() []string {
	return []string{LimitLower, LimitOwnRows, LimitThreshold, LimitAttributes, LimitRare, LimitSubgroups, LimitCanaries, LimitRounds, LimitSums, LimitQuietShadow}
}

// Marshal gives the content of TestsFile.
func (r *Tests) Marshal() ([]byte, error) {
	text, err := json.MarshalIndent(r, "", "  ")
	return append(text, '\n'), err
}

// ParseTests reads the content of TestsFile strictly.
func ParseTests(text []byte) (*Tests, error) {
	if len(text) > MaxAccount {
		return nil, phrase.Errorf("tests.long", "%d bytes, at most %d are accepted", len(text), MaxAccount)
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	r := new(Tests)
	if err := d.Decode(r); err != nil {
		return nil, phrase.Errorf("tests.malformed", "no result of client audit: %w", err)
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, phrase.Errorf("tests.more", "something follows the result of client audit")
	}
	if r.Version != TestsVersion {
		return nil, phrase.Errorf("tests.version", "version %d, this program reads version %d", r.Version, TestsVersion)
	}
	told := Account{Party: r.Party}
	r.Tell(&told)
	return r, told.Check()
}

// Tell puts into an account what others may know of the tests: numbers, and not
// which groups are small.
func (r *Tests) Tell(a *Account) {
	a.Attacks, a.Limits, a.Comparison, a.Groups, a.Hidden, a.Cells = r.Attacks, r.Limits, r.Comparison, r.Groups, r.Hidden, r.Cells
	a.Method = &Method{r.Seed, r.Shadows, r.ByPatient}
}

// ReadTests reads what is in the directory of a run, if it is about this model; nil
// if there is none.
func ReadTests(dir string, model digest.Digest) (*Tests, error) {
	path := filepath.Join(dir, TestsFile)
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, MaxAccount+1))
	if err != nil {
		return nil, err
	}
	r, err := ParseTests(text)
	if err != nil {
		return nil, phrase.Errorf("tests.file", "%s: %w", path, err)
	}
	if r.Model != model {
		return nil, phrase.Errorf("tests.other-model", "%s is about another model (%s) than the run ended with (%s): run client audit again", path, r.Model.Short(), model.Short())
	}
	return r, nil
}
