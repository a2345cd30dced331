package finding

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"strconv"
)

// Value is a number with its unit, or a text. The zero Value is absent.
type Value struct {
	text   string
	number float64
	unit   string
	kind   valueKind
}

type valueKind int

const (
	absent valueKind = iota
	textual
	numeric
)

// Text is a value in words or codes.
func Text(s string) Value { return Value{text: s, kind: textual} }

// Number is a value in a unit such as "B", "rows" or "share" (1 is the
// whole). What is not a finite number is absent.
func Number(v float64, unit string) Value {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return Value{}
	}
	return Value{number: v, unit: unit, kind: numeric}
}

// Text gives the words of a textual value.
func (v Value) Text() (s string, ok bool) { return v.text, v.kind == textual }

// Number gives number and unit of a numeric value.
func (v Value) Number() (n float64, unit string, ok bool) {
	return v.number, v.unit, v.kind == numeric
}

// String writes v plainly, without the rules of any language.
func (v Value) String() string {
	switch v.kind {
	case textual:
		return v.text
	case numeric:
		s := strconv.FormatFloat(v.number, 'g', -1, 64)
		if v.unit != "" {
			s += " " + v.unit
		}
		return s
	}
	return "-"
}

type valueJSON struct {
	Text   *string  `json:"text,omitempty"`
	Number *float64 `json:"number,omitempty"`
	Unit   string   `json:"unit,omitempty"`
}

// MarshalJSON writes {"text": …}, {"number": …, "unit": …} or null.
func (v Value) MarshalJSON() ([]byte, error) {
	switch v.kind {
	case textual:
		return json.Marshal(valueJSON{Text: &v.text})
	case numeric:
		return json.Marshal(valueJSON{Number: &v.number, Unit: v.unit})
	}
	return []byte("null"), nil
}

// UnmarshalJSON reads what MarshalJSON writes and nothing else.
func (v *Value) UnmarshalJSON(b []byte) error {
	*v = Value{}
	if string(b) == "null" {
		return nil
	}
	var j valueJSON
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(&j); err != nil {
		return err
	}
	switch {
	case j.Text != nil && j.Number == nil && j.Unit == "":
		*v = Text(*j.Text)
	case j.Number != nil && j.Text == nil:
		*v = Number(*j.Number, j.Unit)
	default:
		return errors.New("a value is a text, a number with a unit, or null")
	}
	return nil
}
