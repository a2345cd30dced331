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

	"samband/pkg/phrase"
)

// reason says in plain words what the library says in the terms of JSON Schema.
// v is the value at fault.
func reason(k jsonschema.ErrorKind, v any) phrase.Phrase {
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
		return phrase.New("agreement.at-least", "is %s, must be at least %s", number(k.Got), number(k.Want))
	case *kind.Maximum:
		return phrase.New("agreement.at-most", "is %s, must be at most %s", number(k.Got), number(k.Want))
	case *kind.ExclusiveMinimum:
		return phrase.New("agreement.above", "is %s, must be above %s", number(k.Got), number(k.Want))
	case *kind.ExclusiveMaximum:
		return phrase.New("agreement.below", "is %s, must be below %s", number(k.Got), number(k.Want))
	case *kind.MinItems:
		return phrase.New("agreement.items-least", "has %d entries, must have at least %d", k.Got, k.Want)
	case *kind.MaxItems:
		return phrase.New("agreement.items-most", "has %d entries, must have at most %d", k.Got, k.Want)
	case *kind.UniqueItems:
		return phrase.New("agreement.items-same", "entries %d and %d are the same: remove one", k.Duplicates[0]+1, k.Duplicates[1]+1)
	case *kind.MinLength:
		if k.Got == 0 {
			return phrase.New("agreement.empty", "is empty: write some text")
		}
		return phrase.New("agreement.short", "has %d characters, must have at least %d", k.Got, k.Want)
	case *kind.MaxLength:
		return phrase.New("agreement.long", "has %d characters, must have at most %d", k.Got, k.Want)
	case *kind.Const:
		return phrase.New("agreement.other-value", "is %s, must be %v", shown(k.Got), k.Want)
	case *kind.Enum:
		var words []string
		for _, w := range k.Want {
			words = append(words, fmt.Sprint(w))
		}
		return phrase.New("agreement.no-choice", "is %s, must be %s", shown(k.Got), oneOf(words))
	case *kind.Pattern:
		said := phrase.New("agreement.pattern", "%s is not written as it must be: %s", shown(k.Got), fromSchema(rules()[k.Want]))
		if r := noSpace.FindStringSubmatch(k.Got); r != nil {
			return phrase.New("agreement.write", "%s; write %q", said, r[1]+" "+r[2])
		}
		return said
	}
	return phrase.New("agreement.breaks", "breaks the rule %s of agreement.schema.json", strings.Join(k.KeywordPath(), "/"))
}

// fromSchema is a text of the JSON Schema: a description or a rule. Its key is
// the text itself.
func fromSchema(text string) phrase.Phrase {
	return phrase.Phrase{Key: text, English: strings.ReplaceAll(text, "%", "%%")}
}

// shown is a value as people wrote it, cut short, or a phrase for it.
func shown(v any) any {
	switch v := v.(type) {
	case nil:
		return kindOf("null")
	case string:
		return fmt.Sprintf("%.60q", v)
	case map[string]any, []any:
		return kindOf("object")
	}
	return fmt.Sprint(v)
}

func oneOf(words []string) any {
	if len(words) == 1 {
		return words[0]
	}
	return phrase.New("agreement.one-of", "one of %s", strings.Join(words, ", "))
}

// kindOf is a type of JSON in the words of people who write YAML.
func kindOf(name string) phrase.Phrase {
	switch name {
	case "string":
		return phrase.New("agreement.kind.text", "text")
	case "number":
		return phrase.New("agreement.kind.number", "a number")
	case "integer":
		return phrase.New("agreement.kind.whole", "a whole number")
	case "boolean":
		return phrase.New("agreement.kind.truth", "true or false")
	case "array":
		return phrase.New("agreement.kind.list", "a list")
	case "object":
		return phrase.New("agreement.kind.keys", "a group of keys")
	}
	return phrase.New("agreement.kind.empty", "empty")
}

var (
	decimalComma = regexp.MustCompile(`^[-+]?[0-9]+,[0-9]+$`)
	spacedDigits = regexp.MustCompile(`^[-+]?[0-9]{1,3}([ \x{a0}\x{202f}_'][0-9]{3})+$`)
	notDigit     = regexp.MustCompile(`[^0-9+-]`)
	noSpace      = regexp.MustCompile(`^(>=|<=|>|<|=)([-+]?[0-9.]+)$`)
)

func ofType(k *kind.Type, v any) phrase.Phrase {
	text, isText := v.(string)
	numeric := slices.Contains(k.Want, "number") || slices.Contains(k.Want, "integer")
	switch _, err := strconv.ParseFloat(text, 64); {
	case k.Got == "null":
		return phrase.New("agreement.no-value", "has no value, it must be %s", kindOf(k.Want[0]))
	case k.Want[0] == "string" && (k.Got == "number" || k.Got == "boolean"):
		return phrase.New("agreement.quote", "%v is %s, it must be text: put it in quotes", v, kindOf(k.Got))
	case numeric && isText && decimalComma.MatchString(text):
		return phrase.New("agreement.comma", "%s has a decimal comma: write %s", text, strings.Replace(text, ",", ".", 1))
	case numeric && isText && spacedDigits.MatchString(text):
		return phrase.New("agreement.spaced", "%s has signs between its digits: write %s", text, notDigit.ReplaceAllString(text, ""))
	case numeric && isText && err == nil && strings.Trim(text, "0123456789.+-eE") == "":
		return phrase.New("agreement.unquote", "%q is text because of its quotes, it must be a number: remove them", text)
	case isText:
		return phrase.New("agreement.is-text", "%.60q is text, it must be %s", text, kindOf(k.Want[0]))
	case k.Got == "number":
		return phrase.New("agreement.type", "is %v, it must be %s", v, kindOf(k.Want[0]))
	}
	return phrase.New("agreement.type", "is %v, it must be %s", kindOf(k.Got), kindOf(k.Want[0]))
}

// durationPattern takes a duration apart as people write it.
var durationPattern = regexp.MustCompile(`^([0-9]{1,6})(?:[.,]([0-9]{1,3}))? *(\p{L}*)\.?$`)

// duration says what is wrong with a duration and what to write, as far as it
// is recognised.
func duration(v any) (said phrase.Phrase, recognised bool) {
	text := strings.TrimSpace(fmt.Sprint(v))
	part := durationPattern.FindStringSubmatch(text)
	if part == nil {
		return said, false
	}
	number, unit := part[1], strings.ToLower(part[3])
	if part[2] != "" {
		number += "." + part[2]
	}
	write := func(unit string) (phrase.Phrase, bool) {
		return phrase.New("agreement.no-duration", "%q is no duration here: write %s", text, number+unit), true
	}
	switch unit {
	case "":
		return phrase.New("agreement.no-unit", "%[1]s has no unit: write %[2]ss for seconds, %[2]sm for minutes or %[2]sh for hours", text, number), true
	case "s", "sec", "secs", "second", "seconds", "sek", "sekund", "sekunder":
		return write("s")
	case "m", "min", "mins", "minute", "minutes", "minut", "minuter":
		return write("m")
	case "h", "hr", "hrs", "hour", "hours", "t", "tim", "timme", "timmar":
		return write("h")
	case "d", "day", "days", "dag", "dagar", "dygn":
		if n, err := strconv.ParseFloat(number, 64); err == nil {
			return phrase.New("agreement.days", "%q: there is no unit of days: write %s", text, strconv.FormatFloat(24*n, 'f', -1, 64)+"h"), true
		}
	}
	return said, false
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
