package schema

import (
	"slices"
	"strconv"
	"strings"

	"samband/pkg/phrase"
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
func (f Feature) Level(text string) int { return level(f.Levels, text) }

// Level finds the level that the text of a cell in the outcome's column belongs
// to, where that column holds words; -1 if there is none.
func (o Outcome) Level(text string) int { return level(o.Levels, text) }

func level(levels []string, text string) int {
	for i, l := range levels {
		if l == text || strings.Contains(l, merge) && slices.Contains(Values(l), text) {
			return i
		}
	}
	return -1
}

// Is begins the rule of an outcome whose column holds words: what follows is
// the level that counts as positive.
const Is = "is "

// PositiveLevel is the index of the level that counts as positive, where the
// outcome's column holds words; -1 if there is none.
func (o Outcome) PositiveLevel() int {
	name, found := strings.CutPrefix(o.Positive, Is)
	if !found {
		return -1
	}
	return slices.Index(o.Levels, name)
}

func (o Outcome) checkLevels() error {
	if o.Bounded() {
		return phrase.Errorf("schema.outcome-words", "outcome %q: a column with levels holds words, which have no min and max", o.Name)
	}
	if o.PositiveLevel() < 0 {
		return phrase.Errorf("schema.outcome-positive", "outcome %q: positive %.80q does not name one of the levels: write \"is\", a space and the level", o.Name, o.Positive)
	}
	return checkLevels(phrase.New("schema.the-outcome", "outcome %q", o.Name), o.Levels)
}

func (f Feature) checkLevels() error { return checkLevels(theFeature(f), f.Levels) }

func checkLevels(of phrase.Phrase, levels []string) error {
	if len(levels) < 2 || len(levels) > MaxLevels {
		return phrase.Errorf("schema.levels-count", "%s: %d levels, a category needs 2 to %d, the reference first", of, len(levels), MaxLevels)
	}
	seen := make(map[string]bool)
	for _, l := range levels {
		if len(l) > MaxText {
			return phrase.Errorf("schema.level-long", "%s: level %.80q has %d bytes, at most %d are allowed", of, l, len(l), MaxText)
		}
		for _, v := range Values(l) {
			if !levelPattern.MatchString(v) || len(v) > maxValue {
				return phrase.Errorf("schema.level-text", "%s: level %.80q is not a text of 1 to %d bytes with single spaces inside only, nor several of that kind with | between them", of, l, maxValue)
			}
			if seen[v] {
				return phrase.Errorf("schema.level-twice", "%s: level %q is there twice", of, v)
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
		return phrase.Errorf("schema.missing-count", "%d missing_values, at most %d are allowed", len(s.MissingValues), MaxMissingValues)
	}
	for _, v := range s.MissingValues {
		if !levelPattern.MatchString(v) || len(v) > maxValue {
			return phrase.Errorf("schema.missing-text", "missing value %.80q is not a text of 1 to %d bytes with single spaces inside only (an empty cell is missing without being listed)", v, maxValue)
		}
		if _, err := strconv.ParseFloat(v, 64); err == nil && strings.Trim(v, "0123456789+-.eE") == "" {
			return phrase.Errorf("schema.missing-number", "missing value %.80q is a number, which another column may hold as a value: empty those cells instead", v)
		}
		for _, f := range s.Features {
			if f.Level(v) >= 0 {
				return phrase.Errorf("schema.missing-level", "missing value %.80q is also a level of feature %q: it cannot be both", v, f.Name)
			}
		}
		if s.Outcome.Level(v) >= 0 {
			return phrase.Errorf("schema.missing-outcome", "missing value %.80q is also a level of the outcome: it cannot be both", v)
		}
	}
	return nil
}
