package document

import (
	"fmt"
	"slices"
	"strings"

	"samband/pkg/exposure"
	"samband/pkg/lang"
	"samband/pkg/ledger"
)

// mostBoxes is how many participants the diagram shows one by one.
const mostBoxes = 4

// actor is a box of the diagram.
type actor struct {
	name  string
	lines []string    // what it does
	sees  []visible   // of the others
	form  ledger.Form // of what goes between it and the coordinator
	muted bool
}

// visible is what somebody sees in one way.
type visible struct {
	level exposure.Level
	text  string
}

// diagram shows in three lanes who sends what to whom, and what each sees.
func (p *page) diagram() *figure {
	lanes := [][]actor{p.participants(), {p.coordinator()}, p.recipients()}
	return both("diagram", p.l.Text(lang.DocDiagram), func(d *drawing) {
		d.Desc, d.sees = p.described(lanes), p.l.Text(lang.DocSees)
		if d.narrow {
			p.stack(d, lanes)
		} else {
			p.columns(d, lanes)
		}
	})
}

func (p *page) participants() []actor {
	var all []actor
	ids := p.r.Plan.Participants
	for i, id := range ids {
		if i == mostBoxes && len(ids) > mostBoxes+1 {
			all = append(all, actor{name: p.l.Text(lang.DocMore, len(ids)-i), form: p.form()})
			break
		}
		a := actor{name: short(p.r.Name(id), 60), form: p.form()}
		if p.r.Ran {
			sent, got := p.r.Sent(id), p.r.Received(id)
			if sent.Form != "" {
				a.form = sent.Form
			}
			a.lines = append(a.lines, p.l.Text(lang.DocSends, p.l.Bytes(int64(sent.Bytes)), p.l.Named(lang.Form, string(a.form))), p.l.Text(lang.DocGets, p.l.Bytes(int64(got.Bytes))))
		} else {
			a.lines = append(a.lines, p.l.Text(lang.DocWouldSend, p.l.Bytes(int64(p.r.Plan.RunSizes().Uplink)), p.l.Named(lang.Form, string(a.form))))
		}
		a.sees = p.seenBy(string(id))
		all = append(all, a)
	}
	return all
}

// form is how contributions travel, as agreed.
func (p *page) form() ledger.Form { return p.r.Form() }

func (p *page) coordinator() actor {
	c := p.r.Agreement.Coordinator
	return actor{name: short(p.r.Name(c.ID), 60), lines: []string{p.l.Text(lang.DocOperated, short(c.OperatedBy, 60))}, sees: p.seenBy(string(c.ID)), form: p.form()}
}

func (p *page) recipients() []actor {
	var names []string
	for _, id := range p.r.Agreement.Release.Recipients {
		if _, takesPart := p.r.Agreement.Party(id); !takesPart {
			names = append(names, p.r.Name(id))
		}
	}
	var all []actor
	if len(names) > 0 {
		all = append(all, actor{name: short(strings.Join(names, ", "), 120), sees: p.seenBy(exposure.Recipient)})
	} else {
		all = append(all, actor{name: p.l.Text(lang.DocNoRecipient), muted: true})
	}
	return append(all, actor{name: p.l.Named(lang.Seat, exposure.Observer), sees: p.seenBy(exposure.Observer), muted: true})
}

// seenBy is what a row of the matrix sees, a line for each level.
func (p *page) seenBy(party string) (all []visible) {
	for _, v := range p.r.Views {
		if v.Party != party {
			continue
		}
		for _, level := range []exposure.Level{exposure.Plain, exposure.Derivable, exposure.Ciphertext} {
			var assets []string
			for _, a := range exposure.Assets() {
				if v.Seen[a] == level {
					assets = append(assets, p.l.Named(lang.Asset, string(a)))
				}
			}
			if len(assets) > 0 {
				all = append(all, visible{level, p.l.Named(lang.Sees, string(level)) + ": " + strings.Join(assets, ", ")})
			}
		}
	}
	return all
}

// described is the diagram in words, for those who do not see it.
func (p *page) described(lanes [][]actor) string {
	var all []string
	for i, key := range []lang.Key{lang.DocLaneParticipants, lang.DocLaneCoordinator, lang.DocLaneRecipients} {
		for _, a := range lanes[i] {
			parts := slices.Clone(a.lines)
			for j, v := range a.sees {
				if j == 0 {
					v.text = p.l.Text(lang.DocSees) + " " + v.text
				}
				parts = append(parts, v.text)
			}
			all = append(all, strings.TrimSuffix(fmt.Sprintf("%s: %s. %s", p.l.Text(key), a.name, strings.Join(parts, "; ")), " ")+".")
		}
	}
	return clean(strings.Join(all, " "))
}

// padding is between a box and its text.
const padding = 10

// place draws a box at x and y and gives the y below it.
func (d *drawing) place(a actor, x, y, width int) (bottom int) {
	class := "actor"
	if a.muted {
		class = "actor muted"
	}
	const chip = 10
	end := d.write(x+padding, y+padding/2, "name", wrap(a.name, width-2*padding-8))
	for _, l := range a.lines {
		end = d.write(x+padding, end, "", wrap(l, width-2*padding))
	}
	var chips []box
	for i, v := range a.sees {
		if i == 0 {
			end = d.write(x+padding, end+4, "lane", wrap(d.sees, width-2*padding))
		}
		chips = append(chips, box{x + padding, end + 4, chip, chip, "chip see-" + string(v.level)})
		end = d.write(x+padding+chip+6, end, "", wrap(v.text, width-2*padding-chip-6)) + 2
	}
	d.Boxes = append(append(d.Boxes, box{x, y, width, end - y + padding, class}), chips...)
	return end + padding
}

// stroke is the class of a line: dashed where what travels cannot be read.
func stroke(f ledger.Form) string {
	if f == ledger.Ciphertext || f == ledger.Sealed {
		return "flow secret"
	}
	return "flow"
}

// spine is where the lines of all participants meet, on the way to the
// coordinator's box: x of the boxes' edge, of the spine, and of the coordinator.
type spine struct{ from, at, to int }

// meet draws what goes between the boxes at the heights ys and the coordinator at
// hub: a line from each to the spine, and the spine once, so that the dashes of
// several lines do not fill each other's gaps.
func (d *drawing) meet(forms []ledger.Form, s spine, ys []int, hub int, up bool) {
	if len(ys) == 0 {
		return
	}
	for i, y := range ys {
		if up {
			d.line(stroke(forms[i]), false, "M%d %dH%d", s.from, y, s.at)
		} else {
			d.line(stroke(forms[i]), true, "M%d %dH%d", s.at, y, s.from)
		}
	}
	class := stroke(forms[0])
	d.line(class, false, "M%d %dV%d", s.at, min(slices.Min(ys), hub), max(slices.Max(ys), hub))
	d.line(class, up, "M%d %dH%d", s.at, hub, s.to)
}

func forms(all []actor) []ledger.Form {
	each := make([]ledger.Form, len(all))
	for i, a := range all {
		each[i] = a.form
	}
	return each
}

func shifted(ys []int, by int) []int {
	all := make([]int, len(ys))
	for i, y := range ys {
		all[i] = y + by
	}
	return all
}

// columns draws the lanes beside each other.
func (p *page) columns(d *drawing, lanes [][]actor) {
	const width, gap, top = 262, 66, 40
	x := []int{1, width + gap, 2*(width+gap) - 1}
	for i, key := range []lang.Key{lang.DocLaneParticipants, lang.DocLaneCoordinator, lang.DocLaneRecipients} {
		d.Texts = append(d.Texts, label{X: x[i], Y: 18, Class: "lane", Anchor: "start", Text: p.l.Text(key)})
	}
	y, middles := top, []int{}
	for _, a := range lanes[0] {
		bottom := d.place(a, x[0], y, width)
		middles = append(middles, (y+bottom)/2)
		y = bottom + 16
	}
	bottom := y
	hubEnd := d.place(lanes[1][0], x[1], top, width)
	hub := top + 60
	d.meet(forms(lanes[0]), spine{from: width + 1, at: width + 28, to: x[1] - 2}, shifted(middles, -8), hub-8, true)
	d.meet(forms(lanes[0]), spine{from: width + 3, at: width + 42, to: x[1]}, shifted(middles, 8), hub+8, false)
	y = top
	for i, a := range lanes[2] {
		end := d.place(a, x[2], y, width)
		if i == 0 && !a.muted {
			below := max(bottom, hubEnd) + 6
			d.line("flow", true, "M%d %dV%dH%dV%dH%d", width/2, bottom-16, below, x[2]-25, (y+end)/2, x[2]-2)
			bottom = below
		}
		y = end + 16
	}
	d.Height = p.legend(d, max(bottom, hubEnd, y)+14)
}

// stack draws the lanes below each other.
func (p *page) stack(d *drawing, lanes [][]actor) {
	const side = 26
	width, y := d.Width-2*side, 0
	hub, middles := 0, []int{}
	for i, key := range []lang.Key{lang.DocLaneParticipants, lang.DocLaneCoordinator, lang.DocLaneRecipients} {
		d.Texts = append(d.Texts, label{X: side, Y: y + 16, Class: "lane", Anchor: "start", Text: p.l.Text(key)})
		y += 26
		for _, a := range lanes[i] {
			bottom := d.place(a, side, y, width)
			if i == 0 {
				middles = append(middles, (y+bottom)/2)
			} else if i == 1 {
				hub = (y + bottom) / 2
			}
			y = bottom + 14
		}
	}
	d.meet(forms(lanes[0]), spine{from: side, at: 10, to: side - 2}, middles, hub, true)
	d.meet(forms(lanes[0]), spine{from: d.Width - side + 2, at: d.Width - 10, to: d.Width - side}, middles, hub, false)
	d.Height = p.legend(d, y+6)
}

// legend explains the lines and gives the height of the drawing.
func (p *page) legend(d *drawing, y int) int {
	for _, one := range []struct {
		class string
		key   lang.Key
	}{{"flow secret", lang.DocLegendSecret}, {"flow", lang.DocLegendPlain}} {
		d.line(one.class, true, "M2 %dH52", y+8)
		y = d.write(62, y, "", wrap(p.l.Text(one.key), d.Width-70)) + 4
	}
	return y + 6
}
