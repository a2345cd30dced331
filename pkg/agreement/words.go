package agreement

import (
	"encoding/json"
	"fmt"
	"math"
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
)

// reason says in plain words what the library says in the terms of JSON Schema.
// v is the value at fault.
func reason(k jsonschema.ErrorKind, v any) string {
	number := func(r *big.Rat) string {
		f, _ := r.Float64()
		if size := math.Abs(f); size >= 1e-6 && size < 1e15 || size == 0 {
			return strconv.FormatFloat(f, 'f', -1, 64)
		}
		return strconv.FormatFloat(f, 'g', -1, 64)
	}
	switch k := k.(type) {
	case *kind.Type:
		return ofType(k, v)
	case *kind.Minimum:
		return fmt.Sprintf("is %s, must be at least %s", number(k.Got), number(k.Want))
	case *kind.Maximum:
		return fmt.Sprintf("is %s, must be at most %s", number(k.Got), number(k.Want))
	case *kind.ExclusiveMinimum:
		return fmt.Sprintf("is %s, must be above %s", number(k.Got), number(k.Want))
	case *kind.ExclusiveMaximum:
		return fmt.Sprintf("is %s, must be below %s", number(k.Got), number(k.Want))
	case *kind.MinItems:
		return fmt.Sprintf("has %d entries, must have at least %d", k.Got, k.Want)
	case *kind.MaxItems:
		return fmt.Sprintf("has %d entries, must have at most %d", k.Got, k.Want)
	case *kind.UniqueItems:
		return fmt.Sprintf("entries %d and %d are the same: remove one", k.Duplicates[0]+1, k.Duplicates[1]+1)
	case *kind.MinLength:
		if k.Got == 0 {
			return "is empty: write some text"
		}
		return fmt.Sprintf("has %d characters, must have at least %d", k.Got, k.Want)
	case *kind.MaxLength:
		return fmt.Sprintf("has %d characters, must have at most %d", k.Got, k.Want)
	case *kind.Const:
		return fmt.Sprintf("is %s, must be %v", shown(k.Got), k.Want)
	case *kind.Enum:
		var words []string
		for _, w := range k.Want {
			words = append(words, fmt.Sprint(w))
		}
		return fmt.Sprintf("is %s, must be %s", shown(k.Got), oneOf(words))
	case *kind.Pattern:
		return fmt.Sprintf("%s is not written as it must be: %s", shown(k.Got), rules()[k.Want]) + remedy(k.Got)
	}
	return k.LocalizedString(message.NewPrinter(language.English))
}

// shown is a value as people wrote it, cut short.
func shown(v any) string {
	switch v := v.(type) {
	case nil:
		return "empty"
	case string:
		return fmt.Sprintf("%.60q", v)
	case map[string]any, []any:
		return kinds["object"]
	}
	return fmt.Sprint(v)
}

func oneOf(words []string) string {
	if len(words) == 1 {
		return words[0]
	}
	return "one of " + strings.Join(words, ", ")
}

// kinds are the types of JSON in the words of people who write YAML.
var kinds = map[string]string{
	"string": "text", "number": "a number", "integer": "a whole number", "boolean": "true or false",
	"null": "empty", "array": "a list", "object": "a group of keys",
}

var (
	decimalComma = regexp.MustCompile(`^[-+]?[0-9]+,[0-9]+$`)
	spacedDigits = regexp.MustCompile(`^[-+]?[0-9]{1,3}([ \x{a0}\x{202f}_'][0-9]{3})+$`)
	noSpace      = regexp.MustCompile(`^(>=|<=|>|<|=)([-+]?[0-9.]+)$`)
)

func ofType(k *kind.Type, v any) string {
	text, isText := v.(string)
	numeric := slices.Contains(k.Want, "number") || slices.Contains(k.Want, "integer")
	switch _, err := strconv.ParseFloat(text, 64); {
	case k.Got == "null":
		return "has no value, it must be " + kinds[k.Want[0]]
	case k.Want[0] == "string" && (k.Got == "number" || k.Got == "boolean"):
		return fmt.Sprintf("%v is %s, it must be text: put it in quotes", v, kinds[k.Got])
	case numeric && isText && decimalComma.MatchString(text):
		return fmt.Sprintf("%s has a decimal comma: write %s", text, strings.Replace(text, ",", ".", 1))
	case numeric && isText && spacedDigits.MatchString(text):
		return fmt.Sprintf("%s has signs between its digits: write %s", text, regexp.MustCompile(`[^0-9+-]`).ReplaceAllString(text, ""))
	case numeric && isText && err == nil && strings.Trim(text, "0123456789.+-eE") == "":
		return fmt.Sprintf("%q is text because of its quotes, it must be a number: remove them", text)
	case isText:
		return fmt.Sprintf("%.60q is text, it must be %s", text, kinds[k.Want[0]])
	case k.Got == "number":
		return fmt.Sprintf("is %v, it must be %s", v, kinds[k.Want[0]])
	}
	return fmt.Sprintf("is %s, it must be %s", kinds[k.Got], kinds[k.Want[0]])
}

// remedy is what to write instead of a text that breaks a pattern, if that is
// clear.
func remedy(text string) string {
	if r := noSpace.FindStringSubmatch(text); r != nil {
		return fmt.Sprintf("; write %q", r[1]+" "+r[2])
	}
	return ""
}

// durationPattern takes a duration apart as people write it.
var durationPattern = regexp.MustCompile(`^([0-9]{1,6})(?:[.,]([0-9]{1,3}))? *(\p{L}*)\.?$`)

// duration says what is wrong with a duration and what to write, as far as it
// is recognised.
func duration(v any) string {
	text := strings.TrimSpace(fmt.Sprint(v))
	part := durationPattern.FindStringSubmatch(text)
	if part == nil {
		return ""
	}
	number, unit := part[1], strings.ToLower(part[3])
	if part[2] != "" {
		number += "." + part[2]
	}
	switch unit {
	case "":
		return fmt.Sprintf("%s has no unit: write %ss for seconds, %sm for minutes or %sh for hours", text, number, number, number)
	case "s", "sec", "secs", "second", "seconds", "sek", "sekund", "sekunder":
		return fmt.Sprintf("%q is no duration here: write %ss", text, number)
	case "m", "min", "mins", "minute", "minutes", "minut", "minuter":
		return fmt.Sprintf("%q is no duration here: write %sm", text, number)
	case "h", "hr", "hrs", "hour", "hours", "t", "tim", "timme", "timmar":
		return fmt.Sprintf("%q is no duration here: write %sh", text, number)
	case "d", "day", "days", "dag", "dagar", "dygn":
		if n, err := strconv.ParseFloat(number, 64); err == nil {
			return fmt.Sprintf("%q: there is no unit of days: write %sh", text, strconv.FormatFloat(24*n, 'f', -1, 64))
		}
	}
	return ""
}

// rules are the patterns of the JSON Schema in words, which stand beside each
// as "$comment".
func rules() map[string]string {
	all := make(map[string]string)
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			if pattern, ok := v["pattern"].(string); ok {
				all[pattern], _ = v["$comment"].(string)
			}
			for _, inner := range v {
				walk(inner)
			}
		case []any:
			for _, inner := range v {
				walk(inner)
			}
		}
	}
	var tree any
	if json.Unmarshal(SchemaJSON, &tree) == nil {
		walk(tree)
	}
	return all
}
