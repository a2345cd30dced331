package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"samband/pkg/cli"
)

// page is where the ladder is written: a screen, or a file of Markdown.
type page interface {
	head(text string)
	say(text string)
	table(head []string, rows []row)
}

// row is one of a table; a part begins with one that has only a name.
type row struct {
	name  string
	cells []string
	part  bool
}

// screen is a terminal of 88 columns.
type screen struct{ out io.Writer }

func (s screen) head(text string) { fmt.Fprintf(s.out, "\n%s\n", text) }

func (s screen) say(text string) {
	for _, line := range cli.Wrap(text, 86) {
		fmt.Fprintln(s.out, strings.TrimRight("  "+line, " "))
	}
}

// table has names beside the cells in a table of parts, and above them in one
// without, where they are long.
func (s screen) table(head []string, rows []row) {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	line := func(name string, cells []string) { fmt.Fprintf(w, "  %s\t%s\n", name, strings.Join(cells, "\t")) }
	beside := rows[0].part
	line("", head)
	for _, r := range rows {
		switch {
		case r.part:
			line(r.name, make([]string, len(head)))
		case beside:
			line("  "+r.name, r.cells)
		default:
			line("", r.cells)
		}
	}
	w.Flush()
	lines := strings.Split(strings.TrimRight(b.String(), "\n"), "\n")
	for i, l := range lines {
		if i > 0 && !beside {
			fmt.Fprintln(s.out, "  "+rows[i-1].name)
		}
		fmt.Fprintln(s.out, strings.TrimRight(l, " "))
	}
}

// markdown is a file.
type markdown struct{ out io.Writer }

func (m markdown) head(text string) { fmt.Fprintf(m.out, "## %s\n\n", text) }
func (m markdown) say(text string)  { fmt.Fprintf(m.out, "%s\n\n", plain(text)) }

func (m markdown) table(head []string, rows []row) {
	fmt.Fprintf(m.out, "| | %s |\n|---|%s\n", strings.Join(head, " | "), strings.Repeat("---|", len(head)))
	for _, r := range rows {
		cells := r.cells
		name := plain(r.name)
		if r.part {
			name, cells = "**"+name+"**", make([]string, len(head))
		}
		fmt.Fprintf(m.out, "| %s | %s |\n", name, plain(strings.Join(cells, " | ")))
	}
	fmt.Fprintln(m.out)
}

// plain keeps the star that marks noise from being markup.
func plain(text string) string { return strings.ReplaceAll(text, "*", `\*`) }
