package protocol_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"samband/pkg/protocol/hub"
	"samband/pkg/protocol/site"
)

// row is one transition of either machine.
type row struct {
	from, on string
	next     []string
	text     string
}

// TestStates compares docs/states.md with the transition tables, or writes it
// with -update.
func TestStates(t *testing.T) {
	path := filepath.Join("..", "..", "docs", "states.md")
	want := statesDocument(t)
	if *update {
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	got, err := os.ReadFile(path)
	if err != nil || string(got) != want {
		t.Fatalf("docs/states.md is not what the transition tables say now (%v); run: tools/generate.sh", err)
	}
}

func statesDocument(t *testing.T) string {
	var d strings.Builder
	d.WriteString(`# States of a run

<!-- Generated from the tables in pkg/protocol/hub and pkg/protocol/site by: tools/generate.sh -->

A run is two state machines that exchange messages: one at the coordinator, one
at each participant. Neither touches the network, the disk, a clock or a source
of randomness; a program around it does that and hands in what came of it. What
the messages are is in protocol.md, what each of their fields holds in
data-flows.md.

A message that has no row for the present state is refused; one that repeats
what was accepted, or that belongs to an attempt or round that has passed, is
ignored. Words in quotation marks are not messages but what the program around
the machine reports. A row without a next state stays where it is; one with next
states goes to one of them when what its text says has come about. When a
deadline passes, the coordinator goes on with those who are there if they are
enough, and otherwise stops the run; a participant stops.

## Coordinator

`)
	var states, texts []string
	for _, s := range hub.Sentences {
		states, texts = append(states, string(s.State)), append(texts, s.Text)
	}
	var rows []row
	for _, r := range hub.Table() {
		rows = append(rows, row{string(r.State), string(r.On), names(r.Next), r.Text})
	}
	machine(t, &d, states, texts, rows)

	d.WriteString("\n## Participant\n\n")
	states, texts, rows = nil, nil, nil
	for _, s := range site.Sentences {
		states, texts = append(states, string(s.State)), append(texts, s.Text)
	}
	for _, r := range site.Table() {
		rows = append(rows, row{string(r.State), string(r.On), names(r.Next), r.Text})
	}
	machine(t, &d, states, texts, rows)
	return d.String()
}

func names[S ~string](states []S) []string {
	var all []string
	for _, s := range states {
		all = append(all, string(s))
	}
	return all
}

// machine writes the states and transitions of one machine, and fails the test
// if a state of the table has no sentence, or none of the rows touches a state.
func machine(t *testing.T, d *strings.Builder, states, texts []string, rows []row) {
	t.Helper()
	unused, known := make(map[string]bool), map[string]bool{"any": true}
	d.WriteString("| state | what it is |\n|---|---|\n")
	for i, s := range states {
		unused[s], known[s] = true, true
		fmt.Fprintf(d, "| %s | %s |\n", s, texts[i])
	}
	d.WriteString("\n| in state | on | does | next |\n|---|---|---|---|\n")
	for _, r := range rows {
		for _, s := range append([]string{r.from}, r.next...) {
			if !known[s] {
				t.Errorf("the state %s has no sentence", s)
			}
			delete(unused, s)
		}
		on := r.on
		if strings.Contains(on, " ") {
			on = "“" + on + "”"
		}
		next := strings.Join(r.next, ", ")
		if next == "" {
			next = "-"
		}
		fmt.Fprintf(d, "| %s | %s | %s | %s |\n", r.from, on, r.text, next)
	}
	for s := range unused {
		t.Errorf("no transition touches the state %s", s)
	}
}
