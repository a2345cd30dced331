package profile

import (
	"hash/maphash"
	"strings"
	"unicode"

	"samband/pkg/data"
	"samband/pkg/plan"
)

// Looks of a column.
const (
	PersonalNumbers = "personal-identity-number"
	FreeText        = "free-text"
	NearUnique      = "near-unique"
)

const (
	// fewest values about which something is said by their being different:
	// below it, a measurement in whole numbers is nearly unique by chance.
	fewest = 50
	// looked bounds the values of a column that are told apart.
	looked = 10_000
	// words bounds the values, and their bytes, that could be levels.
	words = 12
	short = 40
	// sentence is the number of words from which on a cell is prose.
	sentence = 3
)

// column is what a column of the file looks like, whatever the schema says.
type column struct {
	name     string
	used     bool                  // by the schema as a feature
	level    func(text string) int // its declared levels; nil if it has none
	values   int                   // cells that are not missing
	persons  int                   // of them that look like personal identity numbers
	prose    int                   // of them that look like free text, levels apart
	broken   bool                  // whether some value is no whole number: a measurement, or text
	text     bool                  // whether some value is no number at all
	told     int                   // values among which distinct ones were counted
	distinct map[uint64]struct{}
	texts    map[string]int // the values of a feature or of the outcome, and their cells, as long as they are few and short
	many     bool           // whether they are not
}

// look reads the whole file and describes its columns, in their order.
func look(p *plan.Plan, path string) ([]*column, int, error) {
	s := p.Agreement.Schema
	used, levels := make(map[string]bool), map[string]func(string) int{s.Outcome.Column: s.Outcome.Level}
	for _, f := range s.Features {
		used[f.Heading()], levels[f.Heading()] = true, f.Level
	}
	var columns []*column
	rows, seed := 0, maphash.MakeSeed()
	err := data.Scan(path, s, func(names []string) {
		for _, n := range names {
			c := &column{name: n, used: used[n], level: levels[n], distinct: make(map[uint64]struct{})}
			if c.used || n == s.Outcome.Column {
				c.texts = make(map[string]int)
			}
			columns = append(columns, c)
		}
	}, func(cells []string) {
		rows++
		for i, cell := range cells {
			if text := strings.TrimSpace(cell); !s.IsMissing(text) {
				columns[i].add(text, seed)
			}
		}
	})
	return columns, rows, err
}

func (c *column) add(text string, seed maphash.Seed) {
	c.values++
	if isPersonalNumber(text) {
		c.persons++
	}
	digits := strings.Trim(text, "0123456789+-")
	c.broken = c.broken || digits != ""
	if strings.Trim(digits, "0123456789+-.,eE") != "" {
		c.text = true
		words := strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) })
		declared := c.level != nil && c.level(text) >= 0
		if len(words) >= sentence && strings.ContainsRune(text, ' ') && !declared {
			c.prose++
		}
	}
	if c.texts != nil && !c.many {
		if _, known := c.texts[text]; known || len(c.texts) < words && len(text) <= short {
			c.texts[strings.Clone(text)]++ // not the memory of the whole row
		} else {
			c.many, c.texts = true, nil
		}
	}
	if c.used && c.told < looked { // the columns of no use may be thousands
		c.told++
		c.distinct[maphash.String(seed, text)] = struct{}{}
	}
}

// looks says what the column looks like, the gravest first, with how many of
// its values make it so; "" if like nothing that points at persons.
//
// One number in 140 among random ones of ten digits passes for a personal
// identity number, so one value in twenty, and three at least, are no chance. Nearly
// unique are at least nine in ten different values. Numbers with decimals are
// exempt: a measurement is nearly unique if it is only fine enough, and points
// at nobody by that.
func (c *column) looks() (string, int) {
	switch {
	case c.persons*2 >= c.values && c.persons > 0, c.persons >= 3 && c.persons*20 >= c.values:
		return PersonalNumbers, c.persons
	case c.prose*10 >= c.values && c.prose > 0:
		return FreeText, c.prose
	case c.told >= fewest && len(c.distinct)*10 >= c.told*9 && (c.text || !c.broken):
		return NearUnique, len(c.distinct)
	}
	return "", 0
}
