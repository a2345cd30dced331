package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"

	"samband/pkg/cli"
	"samband/pkg/evidence"
	"samband/pkg/exposure"
	"samband/pkg/identity"
	"samband/pkg/lang"
)

type printer struct {
	out io.Writer
	l   *lang.Lang
}

// say writes a text in lines, the first one after indent.
func (p *printer) say(indent, text string) {
	for _, line := range cli.Wrap(text, 88-len(indent)) {
		fmt.Fprintln(p.out, strings.TrimRight(indent+line, " "))
		indent = strings.Repeat(" ", len(indent))
	}
}

// matrices shows, for each thing that can be seen, who sees it under each
// agreement.
func (p *printer) matrices(steps []*step) {
	p.say("", "")
	p.say("", p.l.Text(lang.LadderMatrix))
	w := tabwriter.NewWriter(p.out, 0, 0, 2, ' ', 0)
	for _, asset := range exposure.Assets() {
		fmt.Fprint(w, "  "+p.l.Named(lang.Asset, string(asset)))
		for _, s := range steps {
			fmt.Fprint(w, "\t"+s.Name)
		}
		fmt.Fprintln(w)
		for _, party := range p.parties(steps) {
			fmt.Fprint(w, "    "+party[1])
			for _, s := range steps {
				fmt.Fprint(w, "\t"+p.seen(s, party[0], asset))
			}
			fmt.Fprintln(w)
		}
	}
	w.Flush()
	p.say("  ", p.l.Text(lang.LadderNoise))
}

// seen is how much a party sees under an agreement.
func (p *printer) seen(s *step, party string, asset exposure.Asset) string {
	row, there := s.Summary.Visibility[party]
	if !there {
		return "-"
	}
	level := exposure.Level(row[string(asset)])
	text := p.l.Named(lang.Sees, string(level))
	if s.noised && asset != exposure.Metadata && (level == exposure.Plain || level == exposure.Derivable) {
		text += "*"
	}
	return text
}

// parties are the rows of all matrices: name in the summary, and for people.
func (p *printer) parties(steps []*step) (all [][2]string) {
	const hub = "hub"
	sites := steps[len(steps)-1].Summary.Participants
	all = append(all, [2]string{hub, hub})
	for _, id := range sites {
		all = append(all, [2]string{string(id), string(id)})
	}
	for _, id := range sites {
		all = append(all, [2]string{hub + " with " + string(id), p.l.Text(lang.Together, hub, string(id))})
	}
	for _, seat := range []string{exposure.Recipient, exposure.Observer} {
		all = append(all, [2]string{seat, p.l.Named(lang.Seat, seat)})
	}
	return all
}

// figures shows what was measured in each run.
func (p *printer) figures(steps []*step) {
	p.say("", "")
	p.say("", p.l.Text(lang.LadderFigures))
	w := tabwriter.NewWriter(p.out, 0, 0, 2, ' ', 0)
	defer w.Flush()
	line := func(name string, of func(*step) string) {
		fmt.Fprint(w, "  "+name)
		for _, s := range steps {
			fmt.Fprint(w, "\t"+of(s))
		}
		fmt.Fprintln(w)
	}
	line("", func(s *step) string { return s.Name })
	line(p.l.Text(lang.LadderDerived, string(north), string(south)), func(s *step) string {
		d := s.Summary.Subtraction
		if d == nil {
			return "-"
		}
		return p.l.Text(lang.LadderExact, p.l.Count(d.Values-d.Different), p.l.Count(d.Values))
	})
	line(p.l.Text(lang.LadderMembers, string(north)), func(s *step) string {
		if r := area(s.Tests); r != nil {
			return fmt.Sprintf("%s (%s–%s)", p.l.Number(r.Value, 3), p.l.Number(r.Low, 3), p.l.Number(r.High, 3))
		}
		return "-"
	})
	line(p.l.Text(lang.LadderBound), func(s *step) string {
		if r := area(s.Tests); r != nil && r.Promise != nil {
			return "≤ " + p.l.Number(*r.Promise, 3)
		}
		return "-"
	})
	line(p.l.Text(lang.LadderQuality), func(s *step) string {
		if auc := s.Summary.Metrics.Joint["overall"].AUC; auc != nil {
			return p.l.Number(*auc, 3)
		}
		return "-"
	})
	line(p.l.Text(lang.LadderSent, string(north)), func(s *step) string {
		return p.l.Bytes(int64(s.Summary.Bytes.Participants[identity.ID(north)].Up))
	})
}

// area is that under the curve of the likelihood-ratio test on the released model.
func area(t *evidence.Tests) *evidence.Rate {
	for _, a := range t.Attacks {
		if a.Kind == evidence.LiRA && a.Target == string(exposure.FinalModel) {
			return &a.Rates[0]
		}
	}
	return nil
}

// changes says what each step does and what it does not.
func (p *printer) changes(steps []*step) {
	for _, s := range steps[1:] {
		p.say("", "")
		p.say("", p.l.Text(lang.LadderNext, s.Name)+": "+p.l.Named(lang.LadderStep, s.Name))
		p.say("  ", p.l.Text(lang.LadderChanges)+" "+p.l.Named(lang.LadderGains, s.Name))
		p.say("  ", p.l.Text(lang.LadderUnchanged)+" "+p.l.Named(lang.LadderStays, s.Name))
	}
	p.say("", "")
	p.say("", p.l.Text(lang.NotReviewed))
}

// keep writes what was found, for programs.
func (p *printer) keep(path string, steps []*step) error {
	text, err := json.MarshalIndent(steps, "", "  ")
	if err != nil {
		return err
	}
	if err := os.WriteFile(path, append(text, '\n'), 0o644); err != nil {
		return err
	}
	p.say("", p.l.Text(lang.WrittenTo, path))
	return nil
}
