// Package rehearsal makes rows out of a schema, so that a federation can try
// its network, firewalls and procedures before anybody's rows may be used. The
// rows are noise: every value is drawn evenly from what the schema allows, and
// the outcome has nothing to do with it. Nothing can be learnt from them.
package rehearsal

import (
	"bytes"
	"encoding/binary"
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"

	"samband/pkg/data"
	"samband/pkg/digest"
	"samband/pkg/phrase"
	"samband/pkg/schema"
)

// Rows for one site: some for every column of the model, so that the learning
// converges, within these bounds.
const (
	rowsPerColumn = 20
	fewestRows    = 200
)

// Rows is how many rows a rehearsal makes at each site, at most most.
func Rows(s schema.Schema, most int) int {
	return min(most, max(fewestRows, rowsPerColumn*len(s.Columns())))
}

// Table makes the rows of one party and reads them as a file would be read.
// They depend on nothing but the agreement, the party, the schema and the
// number of rows: whoever repeats a rehearsal repeats its rows.
func Table(s schema.Schema, agreement digest.Digest, party string, rows int) (*data.Table, error) {
	text, err := CSV(s, agreement, party, rows)
	if err != nil {
		return nil, err
	}
	return data.Read("generated rows", bytes.NewReader(text), s)
}

// CSV is the file that Table reads: the text of the rows, the header first.
func CSV(s schema.Schema, agreement digest.Digest, party string, rows int) ([]byte, error) {
	if err := s.Check(); err != nil {
		return nil, err
	}
	outcomes, err := outcomes(s.Outcome)
	if err != nil {
		return nil, err
	}
	r := random(agreement, party)
	var header []string
	for _, f := range s.Features {
		header = append(header, f.Heading())
	}
	header = append(header, s.Outcome.Column)
	if s.PatientID != "" {
		header = append(header, s.PatientID)
	}
	var text bytes.Buffer
	w := csv.NewWriter(&text)
	w.Write(header) // to memory: the error comes with Flush
	for i := range rows {
		record := make([]string, 0, len(header))
		for _, f := range s.Features {
			record = append(record, value(r, f))
		}
		record = append(record, outcomes[r.IntN(2)])
		if s.PatientID != "" {
			record = append(record, fmt.Sprintf("rehearsal-%d", i+1))
		}
		w.Write(record)
	}
	w.Flush()
	return text.Bytes(), w.Error()
}

func random(agreement digest.Digest, party string) *rand.Rand {
	seed := digest.New("samband/rehearsal/1").Digest(agreement).Text(party).Sum()
	return rand.New(rand.NewPCG(binary.LittleEndian.Uint64(seed[:8]), binary.LittleEndian.Uint64(seed[8:16])))
}

// value draws one cell.
func value(r *rand.Rand, f schema.Feature) string {
	switch f.Type {
	case schema.Binary:
		return strconv.Itoa(r.IntN(2))
	case schema.Category:
		level, _, _ := strings.Cut(f.Levels[r.IntN(len(f.Levels))], "|") // of merged values the first
		return level
	}
	return text(max(f.Min, min(f.Max, f.Min+(f.Max-f.Min)*r.Float64())))
}

// outcomes gives one value of the outcome's column that is negative and one
// that is positive.
func outcomes(o schema.Outcome) (values [2]string, err error) {
	if positive := o.PositiveLevel(); positive >= 0 {
		negative := (positive + 1) % len(o.Levels) // there are two at least
		return [2]string{schema.Values(o.Levels[negative])[0], schema.Values(o.Levels[positive])[0]}, nil
	}
	rule, err := schema.ParseRule(o.Positive)
	if err != nil {
		return values, err
	}
	candidates := []float64{rule.Value, rule.Value + 1, rule.Value - 1}
	if o.Bounded() {
		candidates = append(candidates, o.Min, o.Max)
	}
	for _, v := range candidates {
		if o.Bounded() && (v < o.Min || v > o.Max) {
			continue
		}
		i := 0
		if rule.Holds(v) {
			i = 1
		}
		if values[i] == "" {
			values[i] = text(v)
		}
	}
	if values[0] == "" || values[1] == "" {
		return values, phrase.Errorf("rehearsal.one-outcome", "the outcome %q is the same for every value that the schema allows: correct its rule %q or its range", o.Name, o.Positive)
	}
	return values, nil
}

func text(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
