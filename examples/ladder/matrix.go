package main

import (
	"slices"
	"strings"

	"samband/pkg/exposure"
	"samband/pkg/lang"
)

const hub = "hub"

// absent is the cell of somebody who takes no part.
const absent = "-"

// matrices has the matrices of all steps side by side: for each thing that can be
// seen, who sees it. Those of a kind who see the same stand in one row, and a cell
// that is not as the one before it has an arrow.
func (w *writer) matrices() (rows []row) {
	for _, asset := range exposure.Assets() {
		rows = append(rows, row{name: w.l.Named(lang.Asset, string(asset)), part: true})
		var groups []group
		for _, k := range w.kinds() {
			groups = append(groups, w.grouped(k, asset)...)
		}
		if same := slices.ContainsFunc(groups, func(g group) bool { return !slices.Equal(g.cells, groups[0].cells) }); !same {
			groups = []group{{[]string{w.l.Text(lang.LadderEverybody)}, groups[0].cells}}
		}
		for _, g := range groups {
			rows = append(rows, row{name: strings.Join(g.names, ", "), cells: marked(g.cells)})
		}
	}
	return rows
}

// marked puts an arrow before each cell that is not as the one before it.
func marked(cells []string) []string {
	all := slices.Clone(cells)
	for i := 1; i < len(cells); i++ {
		if cells[i] != cells[i-1] && cells[i-1] != absent {
			all[i] = "→ " + cells[i]
		}
	}
	return all
}

// group is some of a kind who see the same.
type group struct {
	names []string
	cells []string // by step
}

// grouped puts those of a kind who see the same, in every step that both take
// part in, into one group each.
func (w *writer) grouped(k kind, asset exposure.Asset) (groups []group) {
	for _, party := range k.parties {
		var cells []string
		for _, s := range w.steps {
			cells = append(cells, w.seen(s, party[0], asset))
		}
		at := slices.IndexFunc(groups, func(g group) bool {
			for i, c := range cells {
				if c != g.cells[i] && c != absent && g.cells[i] != absent {
					return false
				}
			}
			return true
		})
		if at < 0 {
			groups = append(groups, group{[]string{party[1]}, cells})
			continue
		}
		groups[at].names = append(groups[at].names, party[1])
		for i, c := range cells {
			if c != absent {
				groups[at].cells[i] = c
			}
		}
	}
	if len(groups) == 1 {
		groups[0].names = []string{k.name}
	}
	return groups
}

// seen is how much a party sees under an agreement.
func (w *writer) seen(s *step, party string, asset exposure.Asset) string {
	all, there := s.Summary.Visibility[party]
	if !there {
		return absent
	}
	level := exposure.Level(all[string(asset)])
	text := w.l.Named(lang.Sees, string(level))
	if s.noised && asset != exposure.Metadata && (level == exposure.Plain || level == exposure.Derivable) {
		text += "*"
	}
	return text
}

// kind is of rows of the matrices that are alike.
type kind struct {
	name    string      // of each of them
	parties [][2]string // name in the summary, and for people
}

func (w *writer) kinds() []kind {
	alone, with := kind{name: w.l.Text(lang.LadderEach)}, kind{name: w.l.Text(lang.LadderWithOne, hub)}
	for _, id := range w.steps[len(w.steps)-1].Summary.Participants {
		alone.parties = append(alone.parties, [2]string{string(id), string(id)})
		with.parties = append(with.parties, [2]string{hub + " with " + string(id), w.l.Text(lang.Together, hub, string(id))})
	}
	all := []kind{{hub, [][2]string{{hub, hub}}}, alone, with}
	for _, seat := range []string{exposure.Recipient, exposure.Observer} {
		name := w.l.Named(lang.Seat, seat)
		all = append(all, kind{name, [][2]string{{seat, name}}})
	}
	return all
}

// takes says who can have another's update: the sizes of the smallest coalitions.
func (w *writer) takes(s *step) string {
	var all []string
	for _, b := range s.Breaches {
		text := hub
		switch n := len(b.Members); {
		case n > 0 && b.Coordinator:
			text = w.l.Text(lang.Together, hub, w.l.Text(lang.LadderSites, n))
		case n > 0:
			text = w.l.Text(lang.LadderSites, n)
		}
		if !slices.Contains(all, text) {
			all = append(all, text)
		}
	}
	if len(all) == 0 {
		return absent
	}
	text := strings.Join(all, "; ")
	if s.noised {
		text += "*"
	}
	return text
}

// changed says whose cells of a step's matrix are not as in the step before.
func (w *writer) changed(at int) string {
	var said []string
	for _, k := range w.kinds() {
		var of [][2]string // whose, and which
		there := 0
		for _, party := range k.parties {
			var assets []string
			for _, asset := range exposure.Assets() {
				before, now := w.seen(w.steps[at-1], party[0], asset), w.seen(w.steps[at], party[0], asset)
				if before != absent && before != now {
					assets = append(assets, w.l.Named(lang.Asset, string(asset)))
				}
			}
			if w.seen(w.steps[at-1], party[0], exposure.Sum) != absent {
				there++
			}
			if len(assets) > 0 {
				of = append(of, [2]string{party[1], strings.Join(assets, ", ")})
			}
		}
		if all := len(of) == there; all && !slices.ContainsFunc(of, func(o [2]string) bool { return o[1] != of[0][1] }) && len(of) > 1 {
			of = [][2]string{{k.name, of[0][1]}}
		}
		for _, o := range of {
			said = append(said, o[0]+": "+o[1])
		}
	}
	return strings.Join(said, "; ")
}
