package data

import (
	"math"
	"regexp"
	"strconv"
	"strings"
)

// numbers reads the decimal numbers of one file. All of them must have the same
// decimal mark: where cells are separated by semicolons or tabs, a comma or a
// point, otherwise a point. A comma that separated thousands elsewhere would
// give a wrong number without anybody noticing.
type numbers struct {
	comma bool // whether a decimal comma may occur
	mark  byte // of the numbers read so far; 0 if none had one
	first int  // line of the first number with a mark
	plain bool // whether some number with a comma cannot be one with thousands
	line  int  // of the row at hand
}

// read reads one number; what else strconv would read (hexadecimal, "inf",
// "nan") is text here.
func (n *numbers) read(text string) (float64, *Error) {
	if strings.Trim(text, "0123456789+-.,eE") != "" {
		return 0, notNumber(text)
	}
	if commas := strings.Count(text, ","); commas > 1 || commas == 1 && strings.Contains(text, ".") {
		return 0, &Error{Problem: say("is not a number: it has separators of thousands"), Remedy: say("write it without them")}
	} else if commas == 1 && !n.comma {
		return 0, &Error{Problem: say("is not a number"), Remedy: say("write a decimal point, not a comma, or separate the cells with semicolons")}
	}
	v, err := strconv.ParseFloat(strings.Replace(text, ",", ".", 1), 64)
	if err != nil || math.IsInf(v, 0) {
		return 0, notNumber(text)
	}
	if i := strings.IndexAny(text, ".,"); i >= 0 && n.comma {
		if n.mark == 0 {
			n.mark, n.first = text[i], n.line
		}
		if n.mark != text[i] {
			return 0, &Error{Problem: say("has another decimal mark than line %d: one of them is a comma, the other a point", n.first), Remedy: say("write the same one in the whole file")}
		}
		n.plain = n.plain || !groupPattern.MatchString(text)
	}
	return v, nil
}

// ambiguous tells whether every comma in a number of the file could stand
// before thousands, as in 1,234.
func (n *numbers) ambiguous() bool { return n.mark == ',' && !n.plain }

var (
	groupPattern = regexp.MustCompile(`^[-+]?[1-9]\d{0,2},\d{3}$`)
	datePattern  = regexp.MustCompile(`^(\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./]\d{2,4}|\d{1,2}[ -]?\p{L}{3,9}\.?[ -]?\d{2,4})([T ]\d{1,2}[:.]\d{2}.*)?$`)
	timePattern  = regexp.MustCompile(`^\d{1,2}:\d{2}(:\d{2})?$`)
	gapPattern   = regexp.MustCompile(`^[-+]?\d{1,3}([ '’\x{a0}\x{202f}\x{2009}]\d{3})+([.,]\d+)?$`)
)

// absent are spellings, in lower case, of values that are missing, of numbers
// that are not finite, and of errors in a spreadsheet.
const absent = " nan na n/a nil null none inf -inf +inf infinity -infinity 1.#inf 1.#qnan ? - – . .. * #n/a #value! #div/0! #ref! #num! #name? #null! saknas okänd okänt uppgift missing unknown "

// Absent tells whether a text is a common spelling of a value that is missing, or
// of an error in a spreadsheet.
func Absent(text string) bool { return strings.Contains(absent, " "+strings.ToLower(text)+" ") }

// correct is what to do about a text that is no value of its column.
func correct(text string) Phrase {
	if Absent(text) {
		return say("leave the cell empty if the value is missing, or have the parties list the spelling under missing_values in the schema")
	}
	return say("correct it, or leave the cell empty if it is missing")
}

// notNumber says what a text is that should be a number.
func notNumber(text string) *Error {
	switch {
	case datePattern.MatchString(text):
		return &Error{Problem: say("looks like a date, where a number is agreed"), Remedy: say("give the number that the schema means, such as an age or days since an event")}
	case timePattern.MatchString(text):
		return &Error{Problem: say("looks like a time of day, where a number is agreed"), Remedy: say("give the number that the schema means, such as hours")}
	case gapPattern.MatchString(text):
		return &Error{Problem: say("is not a number: it has separators of thousands"), Remedy: say("write it without them")}
	case strings.HasPrefix(text, "−"):
		return &Error{Problem: say("is not a number: its minus sign is a typographic one"), Remedy: say("write the minus of the keyboard (-)")}
	case strings.HasSuffix(text, "%"):
		return &Error{Problem: say("is not a number: it has a percent sign"), Remedy: say("write the number alone, in the agreed unit")}
	}
	return &Error{Problem: say("is not a number"), Remedy: correct(text)}
}
