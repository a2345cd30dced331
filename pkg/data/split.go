package data

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math"
	"slices"
)

// Split is a fixed division into training and test rows that any party can
// repeat from the file alone, in any language.
type Split struct {
	Seed    string  // any text
	Dataset string  // any text
	Test    float64 // share of test rows, in [0, 1)

	// Independent lets each row's own hash decide where there are no patients,
	// so that no row moves another to the other side, as differential privacy
	// needs. Otherwise exactly the share of each class is held back.
	Independent bool
}

// Split divides the rows: by patient if the table was read with a schema that
// has patient_id, else by row. Both parts keep the order of the file.
func (t *Table) Split(rule Split, site string) (train, test *Table) {
	var held []bool
	from := *t
	switch {
	case t.patients != nil:
		held, from.draws = t.byPatient(rule)
	case rule.Independent:
		held = t.byOwnHash(rule, site)
	default:
		held = t.byRow(rule, site)
	}
	return from.divide(held)
}

// HoldBack divides training rows once more, by the same rule: rows to train on,
// and a share of rule.Test to look at meanwhile. Patients are told by four
// further bytes of their hash, rows by a hash of their own.
func (t *Table) HoldBack(rule Split, site string) (rest, back *Table) {
	if t.draws == nil {
		rule.Seed += "|held back"
		if rule.Independent {
			return t.divide(t.byOwnHash(rule, site))
		}
		return t.divide(t.byRow(rule, site))
	}
	every, held := Every(rule.Test), make([]bool, len(t.Rows))
	for i, draw := range t.draws {
		held[i] = every > 0 && draw%every == 0
	}
	return t.divide(held)
}

func (t *Table) divide(held []bool) (rest, back *Table) {
	var restRows, backRows []int
	for i, h := range held {
		if h {
			backRows = append(backRows, i)
		} else {
			restRows = append(restRows, i)
		}
	}
	return t.Subset(restRows), t.Subset(backRows)
}

// byRow holds back, within each class of the outcome, the first ⌊Test·n + ½⌋ of
// the class's n rows in ascending order of SHA-256("seed|dataset|site|row"),
// where row is the row's place in the file.
func (t *Table) byRow(rule Split, site string) (held []bool) {
	type ranked struct {
		index int
		hash  [sha256.Size]byte
	}
	var classes [2][]ranked
	for i, row := range t.Rows {
		h := sha256.Sum256(fmt.Appendf(nil, "%s|%s|%s|%d", rule.Seed, rule.Dataset, site, row))
		class := int(t.Y[i])
		classes[class] = append(classes[class], ranked{i, h})
	}
	held = make([]bool, len(t.Rows))
	for _, class := range classes {
		slices.SortFunc(class, func(a, b ranked) int { return bytes.Compare(a.hash[:], b.hash[:]) })
		tests := int(math.Floor(rule.Test*float64(len(class)) + 0.5))
		for _, r := range class[:tests] {
			held[r.index] = true
		}
	}
	return held
}

// byOwnHash holds back the rows whose SHA-256("seed|dataset|site|row") begins
// with four bytes that are, as a big-endian number, below Test·2^32.
func (t *Table) byOwnHash(rule Split, site string) (held []bool) {
	held = make([]bool, len(t.Rows))
	for i, row := range t.Rows {
		h := sha256.Sum256(fmt.Appendf(nil, "%s|%s|%s|%d", rule.Seed, rule.Dataset, site, row))
		held[i] = float64(binary.BigEndian.Uint32(h[:4])) < rule.Test*(1<<32)
	}
	return held
}

// byPatient holds back all rows of a patient, or none, so that nothing learnt
// from one row of a patient is tested on another: those whose
// SHA-256("seed|dataset|patient") begins with four bytes that are, as a
// big-endian number, divisible by Every(Test). The site is no part of it: a
// patient whom two sites call by the same text is on the same side at both.
func (t *Table) byPatient(rule Split) (held []bool, draws []uint32) {
	every := Every(rule.Test)
	held, draws = make([]bool, len(t.Rows)), make([]uint32, len(t.Rows))
	for i, patient := range t.patients {
		h := sha256.Sum256(fmt.Appendf(nil, "%s|%s|%s", rule.Seed, rule.Dataset, patient))
		held[i] = every > 0 && binary.BigEndian.Uint32(h[:4])%every == 0
		draws[i] = binary.BigEndian.Uint32(h[12:16]) // test data takes the bytes between to simulate sites
	}
	return held, draws
}

// Every is the m of "one patient in m is held back" for a share of test rows:
// 1/share, rounded; 0, which holds nobody back, for a share that has no m.
func Every(share float64) uint32 {
	m := math.Round(1 / share)
	if !(m >= 1 && m <= math.MaxUint32) {
		return 0
	}
	return uint32(m)
}
