package exposure

import "slices"

// Run is what matters about a run, or a plan of one, for who can derive what.
type Run struct {
	Participants []string   // roster
	Committee    []string   // holders of key shares
	Coordinator  string     // id of the coordinator
	Threshold    int        // t: members whose shares open anything
	Plaintext    bool       // contributions reach the coordinator in clear
	Sets         [][]string // who contributed to each sum, in order, failed attempts that were opened included
	Sent         []string   // whose contributions set out for the coordinator, whether or not a sum came of them; Sets imply it
	Finished     bool       // the model was released
	Metrics      bool       // metrics go to the recipients with the model
}

// Coalition is a set of participants that put together what they know,
// perhaps with the coordinator.
type Coalition struct {
	Members     []string
	Coordinator bool
}

// Readable lists the combinations of updates that a coalition can read. Every
// participant reads every sum. The coordinator has every contribution: in
// clear, or as ciphertext; t committee members open the latter, since each
// holds a share of every single key. A released model adds nothing to this: at
// the optimum it gives the sum of the gradients of all that took part, which
// has the coefficients of a sum that every participant reads anyhow.
func (r Run) Readable(c Coalition) []Combination {
	var all []Combination
	if c.Coordinator && (r.Plaintext || r.shares(c) >= r.Threshold) {
		// Also what no sum came of: the shares of its key were given out before.
		for _, id := range r.Participants {
			if r.sent(id) {
				all = append(all, r.sum([]string{id}))
			}
		}
		return all // of which every sum is one
	}
	if len(c.Members) == 0 {
		return nil
	}
	for _, set := range r.Sets {
		all = append(all, r.sum(set))
	}
	return all
}

// sent tells whether a contribution of a participant set out.
func (r Run) sent(id string) bool {
	return slices.Contains(r.Sent, id) || slices.ContainsFunc(r.Sets, func(set []string) bool { return slices.Contains(set, id) })
}

func (r Run) shares(c Coalition) int {
	n := 0
	for _, id := range c.Members {
		if slices.Contains(r.Committee, id) {
			n++
		}
	}
	return n
}

func (r Run) sum(set []string) Combination {
	c := make(Combination, len(r.Participants))
	for i, id := range r.Participants {
		if slices.Contains(set, id) {
			c[i] = 1
		}
	}
	return c
}

// Derive is Derive for the coalition and what it can read in the run.
func (r Run) Derive(c Coalition) ([]Finding, error) {
	return Derive(r.Participants, r.Readable(c), c.Members)
}
