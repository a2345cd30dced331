package exposure

import (
	"fmt"
	"slices"
	"strings"
)

// Bounds of the coalitions that are looked at.
const (
	// MaxListed is the number of participants up to which every coalition is
	// looked at. With more, one of each size and make-up stands for those that
	// differ from it by participants who have the same part in the run.
	MaxListed = 8
	// MaxCoalitions bounds the list: beyond it, it is cut off and says so.
	MaxCoalitions = 4096
)

// Coalitions lists the coordinator, every participant, both together, and every
// coalition of up to t participants, with the coordinator and without, as long
// as somebody is outside. Smaller ones come first. complete is false if the list
// was cut off.
func (r Run) Coalitions() (all []Coalition, complete bool) {
	return r.coalitions(len(r.Participants) > MaxListed)
}

// coalitions lists all, or one of each make-up.
func (r Run) coalitions(alike bool) (all []Coalition, complete bool) {
	var classes [][]string // of participants that may stand for each other
	for _, id := range r.Participants {
		at := slices.IndexFunc(classes, func(c []string) bool { return alike && r.part(c[0]) == r.part(id) })
		if at < 0 {
			classes = append(classes, []string{id})
			continue
		}
		classes[at] = append(classes[at], id)
	}
	most := min(max(r.Threshold, 1), len(r.Participants)-1)
	all, complete = []Coalition{{Coordinator: true}}, true
	for size := 1; size <= most; size++ {
		choose(classes, size, nil, func(members []string) bool {
			if len(all)+2 > MaxCoalitions {
				complete = false
				return false
			}
			all = append(all, Coalition{Members: members}, Coalition{Members: members, Coordinator: true})
			return true
		})
	}
	return all, complete
}

// part is what a participant has to do with the run, as far as it matters here.
func (r Run) part(id string) string {
	var b strings.Builder
	fmt.Fprint(&b, slices.Contains(r.Committee, id), r.sent(id))
	for _, set := range r.Sets {
		fmt.Fprint(&b, " ", slices.Contains(set, id))
	}
	return b.String()
}

// choose gives every choice of size members, of each class the first ones, until
// yield says false.
func choose(classes [][]string, size int, chosen []string, yield func([]string) bool) bool {
	if size == 0 {
		return yield(slices.Clone(chosen))
	}
	if len(classes) == 0 {
		return true
	}
	for k := min(size, len(classes[0])); k >= 0; k-- {
		if !choose(classes[1:], size-k, append(slices.Clone(chosen), classes[0][:k]...), yield) {
			return false
		}
	}
	return true
}

// Breach is a coalition that can compute the update of somebody outside it, of
// whom no part of the coalition can.
type Breach struct {
	Coalition
	Derives []string // whose updates
}

// Breaches lists the smallest coalitions that can compute somebody's update;
// complete is false if not all coalitions were looked at.
func (r Run) Breaches() (all []Breach, complete bool, err error) {
	coalitions, complete := r.Coalitions()
	for _, c := range coalitions {
		findings, err := r.Derive(c)
		if err != nil {
			return nil, false, err
		}
		var derives []string
		for _, f := range findings {
			if f.Derivable && !slices.ContainsFunc(all, func(b Breach) bool {
				return slices.Contains(b.Derives, f.Participant) && b.within(c)
			}) {
				derives = append(derives, f.Participant)
			}
		}
		if len(derives) > 0 {
			all = append(all, Breach{c, derives})
		}
	}
	return all, complete, nil
}

// within tells whether everybody in c is in d.
func (c Coalition) within(d Coalition) bool {
	return (d.Coordinator || !c.Coordinator) && !slices.ContainsFunc(c.Members, func(id string) bool { return !slices.Contains(d.Members, id) })
}
