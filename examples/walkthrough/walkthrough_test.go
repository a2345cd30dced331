// Package walkthrough does what docs/walkthrough.md and docs/genomgang.md tell a
// person to do, line by line: every command in a real shell, with the programs as
// they are built, in a folder for each machine, and nothing moved between these
// but what the text moves. What is printed must be what the documents show.
package walkthrough

import (
	"os/exec"
	"testing"
)

const (
	english = "../../docs/walkthrough.md"
	swedish = "../../docs/genomgang.md"
)

func TestWalkthrough(t *testing.T) {
	if _, err := exec.LookPath("sh"); err != nil {
		t.Skip("the walk-through is typed into a shell, and there is no sh here")
	}
	for _, d := range []struct{ path, language string }{{english, "C.UTF-8"}, {swedish, "sv_SE.UTF-8"}} {
		t.Run(d.language, func(t *testing.T) {
			follow(t, d.path, d.language)
		})
	}
}

// follow executes one document.
func follow(t *testing.T, document, language string) {
	m := newMachines(t, document, language)
	steps := read(t, document)
	for i := 0; i < len(steps); i++ {
		s := steps[i]
		if s.command == "" { // the rest of what a program left running prints
			p := m.running[s.place]
			if p == nil {
				t.Fatalf("%s:%d: output of %q, where nothing is running", document, s.line, s.place)
			}
			delete(m.running, s.place)
			p.expected += m.expression(s.text)
			m.end(p, s.line)
			continue
		}
		p := m.begin(s)
		if i+1 < len(steps) && steps[i+1].command == "" && steps[i+1].place == "" {
			i++
			p.expected = m.expression(steps[i].text)
		}
		if s.running {
			m.see(p, s.line)
		} else {
			m.end(p, s.line)
		}
	}
	for place := range m.running {
		t.Errorf("%s: how the program left running at %s ends is not shown", document, place)
	}
}
