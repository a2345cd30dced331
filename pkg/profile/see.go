package profile

import (
	"fmt"
	"slices"

	"samband/pkg/exposure"
	"samband/pkg/identity"
	"samband/pkg/plan"
)

// View is what one other party, or the coordinator together with one, would see
// of this site and of the run. Parties that would see the same are together.
type View struct {
	Parties     []string                          `json:"parties"` // ids, or a name of package exposure
	Coordinator bool                              `json:"coordinator"`
	Seen        map[exposure.Asset]exposure.Level `json:"seen"`
	Group       int                               `json:"group"` // participants among whom this site's update hides from them; 1: it is derivable; 0: nothing to hide from
}

// sees turns the matrix of the plan to this site: the row of an individual
// update is about its own.
func sees(p *plan.Plan, self identity.ID) ([]View, error) {
	matrix, err := p.Exposure()
	if err != nil {
		return nil, err
	}
	hub := string(p.Agreement.Coordinator.ID)
	var views []View
	index := make(map[string]int)
	for _, v := range matrix {
		if slices.Contains(v.Members, string(self)) {
			continue
		}
		view := View{Coordinator: v.Party == hub || len(v.Members) > 0 && v.Party != v.Members[0], Seen: v.Seen, Parties: v.Members}
		if len(v.Members) == 0 && v.Party != hub {
			view.Parties = []string{v.Party}
		}
		for _, f := range v.Findings {
			if f.Participant == string(self) && f.Readable {
				view.Group = len(f.Group)
			}
		}
		if view.Group != 1 && v.Seen[exposure.IndividualUpdate] == exposure.Derivable {
			view.Seen[exposure.IndividualUpdate] = exposure.None
			if view.Coordinator {
				view.Seen[exposure.IndividualUpdate] = exposure.Ciphertext
			}
		}
		// Equal keys are equal views: fmt sorts the keys of maps.
		key := fmt.Sprint(len(v.Members), view.Coordinator, view.Group, view.Seen)
		if at, same := index[key]; same && len(v.Members) > 0 {
			views[at].Parties = append(views[at].Parties, v.Members...)
			continue
		}
		index[key] = len(views)
		view.Parties = append([]string{}, view.Parties...)
		views = append(views, view)
	}
	return views, nil
}
