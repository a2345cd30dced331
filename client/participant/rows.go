package participant

import (
	"crypto/rand"
	"math"

	"samband/pkg/data"
	"samband/pkg/digest"
)

// Rows lets a participant tell later whether a table is the one that its run was
// of. It stays in the directory of the run: who has it could try tables that it
// guesses, the salt being beside the digest.
type Rows struct {
	Salt   digest.Digest `json:"salt"`
	Digest digest.Digest `json:"digest"`
}

// rowsOf marks the rows of a run; nil where a program of the site's own read them.
func rowsOf(train, test *data.Table) *Rows {
	if train == nil || test == nil {
		return nil
	}
	r := &Rows{}
	rand.Read(r.Salt[:]) // never fails
	r.Digest = r.of(train, test)
	return r
}

// Are tells whether these are the rows of the run, in the same order, with the
// same held back. It is true where nothing is known, as of a run of an earlier
// program.
func (r *Rows) Are(train, test *data.Table) bool {
	return r == nil || r.Digest == r.of(train, test)
}

func (r *Rows) of(train, test *data.Table) digest.Digest {
	h := digest.NewKeyed(r.Salt[:], "samband rows of a run")
	for _, t := range []*data.Table{train, test} {
		h.Count(len(t.Columns))
		for _, c := range t.Columns {
			h.Text(c)
		}
		h.Uints(bits(t.X)).Uints(bits(t.Y))
	}
	return h.Sum()
}

func bits(values []float64) []uint64 {
	all := make([]uint64, len(values))
	for i, v := range values {
		all[i] = math.Float64bits(v)
	}
	return all
}
