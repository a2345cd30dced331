package schema

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// merge stands between the values of a level that merges several, as in "1|2".
const merge = "|"

const maxValue = 64 // bytes of a value of a category

// Values lists the values of a file that a level stands for: one, or several
// that the parties merged because too few rows have them.
func Values(level string) []string { return strings.Split(level, merge) }

// Merge is the level that stands for all values of the given ones.
func Merge(levels ...string) string { return strings.Join(levels, merge) }

// Level finds the level of a category that a cell's text belongs to; -1 if
// there is none. A file in which the values are merged already may hold the
// level itself.
func (f Feature) Level(text string) int {
	for i, l := range f.Levels {
		if l == text || strings.Contains(l, merge) && slices.Contains(Values(l), text) {
			return i
		}
	}
	return -1
}

func (f Feature) checkLevels() error {
	if len(f.Levels) < 2 || len(f.Levels) > MaxLevels {
		return fmt.Errorf("schema: feature %q: %d levels, a category needs 2 to %d, the reference first", f.Name, len(f.Levels), MaxLevels)
	}
	seen := make(map[string]bool)
	for _, l := range f.Levels {
		if len(l) > MaxText {
			return fmt.Errorf("schema: feature %q: level %.80q has %d bytes, at most %d are allowed", f.Name, l, len(l), MaxText)
		}
		for _, v := range Values(l) {
			if !levelPattern.MatchString(v) || len(v) > maxValue {
				return fmt.Errorf("schema: feature %q: level %.80q is not a text of 1 to %d bytes with single spaces inside only, nor several of that kind with | between them", f.Name, l, maxValue)
			}
			if seen[v] {
				return fmt.Errorf("schema: feature %q: level %q is there twice", f.Name, v)
			}
			seen[v] = true
		}
	}
	return nil
}

// IsMissing tells whether a cell's text, without spaces around it, stands for a
// missing value.
func (s Schema) IsMissing(text string) bool {
	return text == "" || slices.Contains(s.MissingValues, text)
}

// MaxMissingValues bounds the list of texts that mean a missing value.
const MaxMissingValues = 16

func (s Schema) checkMissing() error {
	if len(s.MissingValues) > MaxMissingValues {
		return fmt.Errorf("schema: %d missing_values, at most %d are allowed", len(s.MissingValues), MaxMissingValues)
	}
	for _, v := range s.MissingValues {
		if !levelPattern.MatchString(v) || len(v) > maxValue {
			return fmt.Errorf("schema: missing value %.80q is not a text of 1 to %d bytes with single spaces inside only (an empty cell is missing without being listed)", v, maxValue)
		}
		if _, err := strconv.ParseFloat(v, 64); err == nil && strings.Trim(v, "0123456789+-.eE") == "" {
			return fmt.Errorf("schema: missing value %.80q is a number, which another column may hold as a value: empty those cells instead", v)
		}
		for _, f := range s.Features {
			if f.Level(v) >= 0 {
				return fmt.Errorf("schema: missing value %.80q is also a level of feature %q: it cannot be both", v, f.Name)
			}
		}
	}
	return nil
}
