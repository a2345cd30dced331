package document

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"strings"
	"unicode/utf8"
)

//go:embed drawing.svg.tmpl
var drawingText string

// drawing is an SVG made of boxes, lines and texts; sizes are in pixels where it
// is shown in its own size.
type drawing struct {
	ID            string
	Width, Height int
	Title, Desc   string
	Boxes         []box
	Paths         []path
	Texts         []label
	narrow        bool
	sees          string // what stands above what somebody sees
}

type box struct {
	X, Y, Width, Height int
	Class               string
}

type path struct {
	D     string
	Class string
	Arrow bool
}

type label struct {
	X, Y   int
	Class  string
	Anchor string // start, middle, end
	Text   string
}

// Sizes of text in drawings.
const (
	lineHeight = 17
	runeWidth  = 7.0 // of most letters at 13 pixels, on the wide side
)

// wrap breaks a text into lines of at most so many pixels.
func wrap(s string, width int) []string {
	most := max(int(float64(width)/runeWidth), 4)
	var lines []string
	line := ""
	for _, word := range strings.Fields(s) {
		for utf8.RuneCountInString(word) > most { // a word that fits on no line
			runes := []rune(word)
			if line != "" {
				lines, line = append(lines, line), ""
			}
			lines, word = append(lines, string(runes[:most])), string(runes[most:])
		}
		switch {
		case line == "":
			line = word
		case utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > most:
			lines, line = append(lines, line), word
		default:
			line += " " + word
		}
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}

// write adds lines of text from the top y on, and gives the y below them.
func (d *drawing) write(x, y int, class string, lines []string) int {
	for _, text := range lines {
		y += lineHeight
		d.Texts = append(d.Texts, label{X: x, Y: y - 4, Class: class, Anchor: "start", Text: text})
	}
	return y
}

func (d *drawing) line(class string, arrow bool, format string, values ...any) {
	d.Paths = append(d.Paths, path{fmt.Sprintf(format, values...), class, arrow})
}

// svg renders the drawing.
func (d *drawing) svg() (template.HTML, error) {
	t, err := template.New("drawing").Parse(drawingText)
	if err != nil {
		return "", err
	}
	var b bytes.Buffer
	if err := t.Execute(&b, d); err != nil {
		return "", err
	}
	return template.HTML(b.String()), nil // from a template that escapes
}

// both draws a figure for wide and for narrow pages.
func both(id, title string, draw func(d *drawing)) *figure {
	f := &figure{Title: title}
	for _, narrow := range []bool{false, true} {
		d := &drawing{ID: id, Width: wideWidth, Title: title, narrow: narrow}
		if narrow {
			d.ID, d.Width = id+"-narrow", narrowWidth
		}
		draw(d)
		svg, err := d.svg()
		if err != nil {
			return nil // the template is parsed by every test
		}
		if narrow {
			f.Small = svg
		} else {
			f.Wide = svg
		}
	}
	return f
}

// Widths of drawings.
const (
	wideWidth   = 920
	narrowWidth = 320
)
