package document

import (
	"fmt"
	"slices"
	"strings"

	"samband/pkg/identity"
	"samband/pkg/lang"
)

// bare is a party's name without its id, where no other has the same.
func (p *page) bare(id identity.ID) string {
	const most = 60
	a := p.r.Agreement
	names := make(map[string]int)
	for _, one := range a.Parties {
		names[one.Name]++
	}
	names[a.Coordinator.Name]++
	name := a.Coordinator.Name
	if one, ok := a.Party(id); ok {
		name = one.Name
	} else if id != a.Coordinator.ID {
		return string(id)
	}
	if name = short(strings.TrimSpace(name), most); names[name] > 1 || name == "" {
		return fmt.Sprintf("%s (%s)", name, id)
	}
	return name
}

// several names parties, and counts those beyond the first ones.
func (p *page) several(all []string) string {
	const most = 4
	var names []string
	for _, id := range all {
		names = append(names, p.bare(identity.ID(id)))
	}
	if len(names) <= most && slices.ContainsFunc(names, listed) {
		return strings.Join(names, "; ")
	}
	if len(names) <= most {
		return p.l.List(names)
	}
	return p.l.Text(lang.BriefOthers, strings.Join(names[:most-1], ", "), len(names)-most+1)
}

// listed tells whether a name reads as more than one in a list.
func listed(name string) bool {
	return strings.ContainsAny(name, ",;") || strings.Contains(name, " and ") || strings.Contains(name, " och ")
}

func ids(all []identity.ID) []string {
	texts := make([]string, len(all))
	for i, id := range all {
		texts[i] = string(id)
	}
	return texts
}
