package schema

import (
	"math"
	"strconv"
	"strings"

	"samband/pkg/phrase"
)

// Rule compares a number with a fixed one.
type Rule struct {
	Comparison string // one of > >= < <= =
	Value      float64
}

// ParseRule reads a comparison and a number with a space between them, such as
// "> 0" or "= 1".
func ParseRule(s string) (Rule, error) {
	comparison, number, found := strings.Cut(s, " ")
	value, err := strconv.ParseFloat(number, 64)
	if _, wrong := strconv.ParseFloat(strings.Replace(number, ",", ".", 1), 64); found && err != nil && wrong == nil {
		return Rule{}, phrase.Errorf("schema.rule-comma", "%.80q has a decimal comma: write a decimal point", s)
	}
	if !found || err != nil || math.IsNaN(value) || math.IsInf(value, 0) {
		return Rule{}, phrase.Errorf("schema.rule", "%.80q is not a rule: write a comparison, a space and a number, such as \"> 0\", or list the levels of the column and write \"is\", a space and one of them", s)
	}
	switch comparison {
	case ">", ">=", "<", "<=", "=":
		return Rule{comparison, value}, nil
	}
	return Rule{}, phrase.Errorf("schema.rule-comparison", "%.80q does not compare with one of > >= < <= =", s)
}

// possible tells whether a value within the bounds can meet the rule.
func (r Rule) possible(least, most float64) bool {
	return r.Holds(least) || r.Holds(most) || r.Comparison == "=" && least <= r.Value && r.Value <= most
}

// Holds tells whether v meets the rule.
func (r Rule) Holds(v float64) bool {
	switch r.Comparison {
	case ">":
		return v > r.Value
	case ">=":
		return v >= r.Value
	case "<":
		return v < r.Value
	case "<=":
		return v <= r.Value
	}
	return v == r.Value
}
