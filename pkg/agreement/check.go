package agreement

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"samband/pkg/identity"
	"samband/pkg/phrase"
)

// maxPatientTest leaves patients to learn from: one in two.
const maxPatientTest = 0.5

const (
	minDeadline = time.Second
	maxDeadline = 7 * 24 * time.Hour
)

// checker collects every reason to refuse, each with its line.
type checker struct {
	file     string
	lines    position
	a        *Agreement
	problems []*Problem

	misshapen bool // whether more than the wording of texts is not as the JSON Schema has it
}

// sorted joins the problems in the order of the text; nil if there are none.
func (c *checker) sorted() error {
	slices.SortFunc(c.problems, func(a, b *Problem) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Key, b.Key), cmp.Compare(a.Said.String(), b.Said.String()))
	})
	var all []error
	for _, p := range c.problems {
		all = append(all, p)
	}
	return errors.Join(all...)
}

func (c *checker) add(key string, said phrase.Phrase) {
	c.problems = append(c.problems, &Problem{File: c.file, Line: c.lines.line(key), Key: key, Said: said})
}

func (c *checker) all() {
	c.filledIn()
	before := len(c.problems)
	c.roster()
	if len(c.problems) > before {
		return // what names a party would only repeat it
	}
	c.rows()
	c.kind()
	c.algorithm()
	c.aggregation()
	c.committee()
	c.groups()
	c.acknowledged()
	c.unneeded()
	c.privacy()
	c.release()
}

// filledIn refuses what the template leaves to people.
func (c *checker) filledIn() {
	check := func(key, text string) {
		if fromTemplate(text) {
			c.add(key, leftFromTemplate(text))
		}
	}
	a := c.a
	check("title", a.Title)
	check("purpose", a.Purpose)
	check("legal_basis", a.LegalBasis)
	check("retention", a.Retention)
	for i, p := range a.Parties {
		check(fmt.Sprintf("parties[%d].name", i), p.Name)
	}
	check("coordinator.name", a.Coordinator.Name)
	check("coordinator.operated_by", a.Coordinator.OperatedBy)
}

// fromTemplate tells whether text is what the template leaves to people.
func fromTemplate(text string) bool {
	return strings.HasPrefix(text, "<") && strings.HasSuffix(text, ">")
}

func leftFromTemplate(text string) phrase.Phrase {
	return phrase.New("agreement.template", "%.60q is still what the template has here: replace it", text)
}

// roster refuses parties that cannot be told apart.
func (c *checker) roster() {
	ids, names, keys := map[identity.ID]string{}, map[string]string{}, map[identity.PublicKey]string{}
	enter := func(where string, id identity.ID, name string, key identity.PublicKey) {
		if was, ok := ids[id]; ok {
			c.add(where+".id", phrase.New("agreement.id-twice", "%s is also %s: give every party its own id", id, was))
		} else {
			ids[id] = where
		}
		if fromTemplate(name) {
			name = where // filledIn has said so
		}
		folded := strings.Join(strings.Fields(strings.ToLower(norm.NFKC.String(name))), " ")
		if was, ok := names[folded]; ok {
			c.add(where+".name", phrase.New("agreement.name-twice", "%q is also the name of %s: give every party its own name", name, was))
		} else {
			names[folded] = where
		}
		if was, ok := keys[key]; ok {
			c.add(where+".key", phrase.New("agreement.key-twice", "the same key as %s: every party makes its own with 'init' and never shares it", was))
		} else {
			keys[key] = where
		}
	}
	for i, p := range c.a.Parties {
		enter(fmt.Sprintf("parties[%d]", i), p.ID, p.Name, p.Key)
	}
	enter("coordinator", c.a.Coordinator.ID, c.a.Coordinator.Name, c.a.Coordinator.Key)
}

// rows checks the declaration of the data; the schema names a feature at
// fault, which gives the line.
func (c *checker) rows() {
	if c.a.Schema.PatientID != "" && c.a.Split.Test > maxPatientTest {
		c.add("split.test", phrase.New("agreement.patient-test", "%v of the patients cannot be held back: with schema.patient_id one patient in m is, with m = 1/test rounded, so write at most %v", c.a.Split.Test, maxPatientTest))
	}
	err := c.a.Schema.Check()
	if err == nil {
		return
	}
	key, text := "schema", err.Error()
	for i, f := range c.a.Schema.Features {
		if strings.HasPrefix(text, fmt.Sprintf("feature %q", f.Name)) {
			key = fmt.Sprintf("schema.features[%d]", i)
		}
	}
	if strings.HasPrefix(text, "outcome") {
		key = "schema.outcome"
	}
	c.add(key, phrase.New("agreement.schema", "%v", err))
}

func (c *checker) aggregation() {
	g := c.a.Aggregation
	if d := time.Duration(g.Deadline); d < minDeadline || d > maxDeadline {
		c.add("aggregation.deadline", phrase.New("agreement.deadline", "%s is out of range: write between %s and %s", d.String(), minDeadline.String(), maxDeadline.String()))
	}
}

// release: whoever takes part computes the model, so the list must say so.
func (c *checker) release() {
	r := c.a.Release
	for i, id := range r.Recipients {
		key := fmt.Sprintf("release.recipients[%d]", i)
		switch _, known := c.a.Party(id); {
		case id == c.a.Coordinator.ID:
			c.add(key, phrase.New("agreement.recipient-coordinator", "%s is the coordinator, which this version gives no model: remove it", id))
		case !known:
			c.add(key, phrase.New("agreement.recipient-unknown", "%s is not a party of this agreement: add it to parties or remove it", id))
		case slices.Index(r.Recipients, id) != i:
			c.add(key, phrase.New("agreement.listed-twice", "%s is listed twice", id))
		}
	}
	for _, p := range c.a.Parties {
		if !slices.Contains(r.Recipients, p.ID) {
			c.add("release.recipients", phrase.New("agreement.recipient-missing", "%s takes part and so computes the model itself: add it", p.ID))
		}
	}
}
