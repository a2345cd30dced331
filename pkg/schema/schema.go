// Package schema is what an agreement declares about the rows that each
// participant brings: the features with their types, units, ranges and levels,
// what becomes of a missing value, and which rows count as positive.
//
// The declaration is read by people before any data moves and enforced by
// package data afterwards. Everything about the model's columns, their names,
// number and ranges, follows from it alone, so that all parties can work out
// the size of every message without seeing a row.
package schema

import (
	"math"
	"regexp"

	"samband/pkg/phrase"
)

// Types of features.
const (
	Number   = "number"   // a decimal number in [min, max]
	Binary   = "binary"   // 0 or 1
	Category = "category" // one of levels, compared as text
)

// Drop leaves out a row that lacks the feature, and counts it. It is the only
// policy for missing values and the default.
const Drop = "drop"

// Bounds of a declaration. A model of MaxColumns columns has a Hessian of
// about 33,000 values.
const (
	MaxFeatures = 128
	MaxLevels   = 64
	MaxColumns  = 256
	MaxText     = 500 // bytes of a description or unit
)

// Schema declares the columns of a participant's table. Columns of a file that
// it does not name are never kept.
type Schema struct {
	Title     string    `yaml:"title,omitempty" json:"title,omitempty"`
	Outcome   Outcome   `yaml:"outcome" json:"outcome"`
	PatientID string    `yaml:"patient_id,omitempty" json:"patient_id,omitempty"` // column that tells patients apart: counted, and decides the split
	Features  []Feature `yaml:"features" json:"features"`

	MissingValues []string `yaml:"missing_values,omitempty" json:"missing_values,omitempty"` // texts that mean a missing value, such as "NA"; an empty cell always does
}

// Outcome is what the model predicts: whether the value of Column meets the
// rule Positive. A row without a value there is left out and counted.
type Outcome struct {
	Name        string   `yaml:"name" json:"name"`
	Description string   `yaml:"description,omitempty" json:"description,omitempty"`
	Column      string   `yaml:"column" json:"column"`
	Positive    string   `yaml:"positive" json:"positive"`           // as ParseRule reads it, such as "> 0"; with levels "is" and one of them
	Min         float64  `yaml:"min,omitempty" json:"min,omitempty"` // allowed values of Column; any number if both are 0
	Max         float64  `yaml:"max,omitempty" json:"max,omitempty"`
	Levels      []string `yaml:"levels,omitempty" json:"levels,omitempty"` // allowed values of Column, if it holds words
}

// Feature is one column of the file and one or more columns of the model.
type Feature struct {
	Name        string   `yaml:"name" json:"name"`
	Column      string   `yaml:"column,omitempty" json:"column,omitempty"` // as in the file's first line, if that is not Name
	Description string   `yaml:"description,omitempty" json:"description,omitempty"`
	Type        string   `yaml:"type" json:"type"`
	Unit        string   `yaml:"unit,omitempty" json:"unit,omitempty"`
	Min         float64  `yaml:"min,omitempty" json:"min,omitempty"` // of a number: values outside are refused
	Max         float64  `yaml:"max,omitempty" json:"max,omitempty"`
	Levels      []string `yaml:"levels,omitempty" json:"levels,omitempty"` // of a category: the reference first; "1|2" merges two values
	Missing     string   `yaml:"missing,omitempty" json:"missing,omitempty"`

	// IdentifyingBecause says why the model needs a column whose values look as
	// if they pointed at persons. Without it such a column is refused.
	IdentifyingBecause string `yaml:"identifying_because,omitempty" json:"identifying_because,omitempty"`
}

var (
	// Letters are those of any script, in composed form (NFC): a combining mark
	// is no letter here, so that what looks alike is alike.
	namePattern  = regexp.MustCompile(`^\p{L}[\p{L}\p{N}_.-]{0,63}$`)
	levelPattern = regexp.MustCompile(`^[\p{L}\p{N}\p{P}\p{S}]+( [\p{L}\p{N}\p{P}\p{S}]+)*$`) // each value of a level

	headingPattern = regexp.MustCompile(`^[\p{L}\p{N}\p{P}\p{S}]+( +[\p{L}\p{N}\p{P}\p{S}]+)*$`)
)

// Check says what is wrong with the declaration, the first thing only.
func (s Schema) Check() error {
	if err := s.Outcome.check(); err != nil {
		return err
	}
	if len(s.Title) > MaxText {
		return phrase.Errorf("schema.title", "the title has %d bytes, at most %d are allowed", len(s.Title), MaxText)
	}
	if len(s.Features) == 0 || len(s.Features) > MaxFeatures {
		return phrase.Errorf("schema.features", "%d features, there must be 1 to %d", len(s.Features), MaxFeatures)
	}
	if err := s.checkMissing(); err != nil {
		return err
	}
	taken := map[string]phrase.Phrase{s.Outcome.Column: phrase.New("schema.as-outcome", "the outcome")}
	if s.PatientID != "" {
		if err := checkHeading(thePatient(), s.PatientID); err != nil {
			return err
		}
		if _, twice := taken[s.PatientID]; twice {
			return phrase.Errorf("schema.column-twice", "column %q is both the outcome and patient_id", s.PatientID)
		}
		taken[s.PatientID] = thePatient()
	}
	columns, names := make(map[string]string), make(map[string]bool)
	for i, f := range s.Features {
		if err := f.check(i); err != nil {
			return err
		}
		if names[f.Name] {
			return phrase.Errorf("schema.feature-twice", "feature %q is there twice: give each its own name, the column of the file is named with column", f.Name)
		}
		names[f.Name] = true
		if was, twice := taken[f.Heading()]; twice {
			return phrase.Errorf("schema.heading-twice", "feature %q: the column %q is already declared as %s: each column has one meaning", f.Name, f.Heading(), was)
		}
		taken[f.Heading()] = theFeature(f)
		for _, c := range f.columns() {
			if was := columns[c.Name]; was != "" {
				return phrase.Errorf("schema.model-column-twice", "features %q and %q both make the model column %q: rename a feature or a level", was, f.Name, c.Name)
			}
			columns[c.Name] = f.Name
		}
	}
	if len(columns) > MaxColumns {
		return phrase.Errorf("schema.columns", "the features make %d model columns, at most %d are allowed: merge levels", len(columns), MaxColumns)
	}
	return nil
}

func (o Outcome) check() error {
	if !namePattern.MatchString(o.Name) {
		return phrase.Errorf("schema.outcome-name", "outcome name %.80q is not a name (a letter, then up to 63 of letters, digits, _ . -)", o.Name)
	}
	if err := checkHeading(phrase.New("schema.outcome-column", "outcome column"), o.Column); err != nil {
		return err
	}
	if len(o.Description) > MaxText {
		return phrase.Errorf("schema.outcome-description", "outcome %q: the description has %d bytes, at most %d are allowed", o.Name, len(o.Description), MaxText)
	}
	if len(o.Levels) > 0 {
		return o.checkLevels()
	}
	rule, err := ParseRule(o.Positive)
	if err != nil {
		return phrase.Errorf("schema.outcome-rule", "outcome %q: %w", o.Name, err)
	}
	if o.Bounded() && !isRange(o.Min, o.Max) {
		return phrase.Errorf("schema.outcome-range", "outcome %q: min %v and max %v are not a range", o.Name, o.Min, o.Max)
	}
	if o.Bounded() && !rule.possible(o.Min, o.Max) {
		return phrase.Errorf("schema.outcome-never", "outcome %q: no value from min %v to max %v meets %q, so no row could be positive", o.Name, o.Min, o.Max, o.Positive)
	}
	return nil
}

func theFeature(f Feature) phrase.Phrase {
	return phrase.New("schema.the-feature", "feature %q", f.Name)
}

func thePatient() phrase.Phrase { return phrase.New("schema.the-patient", "patient_id") }

// Bounded tells whether the agreement limits the values of the outcome column.
func (o Outcome) Bounded() bool { return o.Min != 0 || o.Max != 0 }

func (f Feature) check(i int) error {
	if !namePattern.MatchString(f.Name) {
		return phrase.Errorf("schema.feature-name", "feature %d: %.80q is not a name (a letter, then up to 63 of letters, digits, _ . -; a column called otherwise is named with column)", i+1, f.Name)
	}
	if f.Column != "" {
		if err := checkHeading(phrase.New("schema.feature-column", "feature %q: column", f.Name), f.Column); err != nil {
			return err
		}
	}
	if len(f.Description) > MaxText || len(f.Unit) > MaxText {
		return phrase.Errorf("schema.feature-text", "feature %q: description or unit longer than %d bytes", f.Name, MaxText)
	}
	if len(f.IdentifyingBecause) > MaxText {
		return phrase.Errorf("schema.identifying", "feature %q: identifying_because has %d bytes, at most %d are allowed", f.Name, len(f.IdentifyingBecause), MaxText)
	}
	if f.Missing != "" && f.Missing != Drop {
		return phrase.Errorf("schema.missing-policy", "feature %q: missing policy %.80q is not known, write %q", f.Name, f.Missing, Drop)
	}
	if f.Type != Category && len(f.Levels) > 0 {
		return phrase.Errorf("schema.levels-where", "feature %q: only a category has levels", f.Name)
	}
	if f.Type != Number && (f.Min != 0 || f.Max != 0) {
		return phrase.Errorf("schema.range-where", "feature %q: only a number has min and max", f.Name)
	}
	switch f.Type {
	case Number:
		if !isRange(f.Min, f.Max) {
			return phrase.Errorf("schema.range", "feature %q: a number needs min below max, both finite, they are %v and %v", f.Name, f.Min, f.Max)
		}
	case Binary:
	case Category:
		return f.checkLevels()
	default:
		return phrase.Errorf("schema.type", "feature %q: type %.80q is not one of number, binary, category", f.Name, f.Type)
	}
	return nil
}

// Heading is what the column is called in the file's first line.
func (f Feature) Heading() string {
	if f.Column != "" {
		return f.Column
	}
	return f.Name
}

// maxHeading bounds what a column may be called in a file.
const maxHeading = 200 // bytes

// checkHeading takes what programs call columns: any text that people can see.
func checkHeading(of phrase.Phrase, heading string) error {
	if len(heading) <= maxHeading && headingPattern.MatchString(heading) {
		return nil
	}
	return phrase.Errorf("schema.heading", "%s %.80q is not what a column can be called here: 1 to %d bytes, without spaces at the ends, invisible characters or marks that stand apart from their letter", of, heading, maxHeading)
}

// isRange refuses what would make scaling to [0, 1] overflow or lose itself.
func isRange(lo, hi float64) bool {
	const most = 1e12
	return lo < hi && math.Abs(lo) <= most && math.Abs(hi) <= most && hi-lo >= 1/most
}
