package walkthrough

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
)

// step is one fenced block of a walk-through.
//
// A block of commands is marked sh, and its first line is a comment that names
// where it is typed: "# north", or "# north, leave it running" for a program that
// others have to join. A block marked text is what the commands before it print;
// marked "text north" it is what a program left running at north has printed
// since, up to its end.
type step struct {
	line    int    // of the fence
	place   string // where, of commands and of "text north"
	running bool   // the commands are left running
	command string // empty: the step is output
	text    string // output to expect
}

// read parses the fenced blocks of a document. Whatever it does not know is an
// error: every block of a walk-through is executed or compared.
func read(t *testing.T, path string) []step {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var steps []step
	lines := strings.Split(string(text), "\n")
	for i := 0; i < len(lines); i++ {
		mark, ok := strings.CutPrefix(strings.TrimLeft(lines[i], " "), "```")
		if !ok {
			if strings.HasPrefix(lines[i], "    ") || strings.HasPrefix(lines[i], "~~~") {
				t.Errorf("%s:%d: a block that is not fenced with ```", path, i+1)
			}
			continue
		}
		s, begin := step{line: i + 1}, i+1
		for i++; i < len(lines) && lines[i] != "```"; i++ {
		}
		if i == len(lines) {
			t.Fatalf("%s:%d: the block does not end", path, s.line)
		}
		if err := s.fill(mark, lines[begin:i]); err != nil {
			t.Fatalf("%s:%d: %v", path, s.line, err)
		}
		steps = append(steps, s)
	}
	return steps
}

var (
	heading = regexp.MustCompile(`^# (sources|hub|north|south|analyst|courier)(, (?:leave it running|lämna det igång))?$`)
	output  = regexp.MustCompile(`^text(?: (hub|north|south))?$`)
)

func (s *step) fill(mark string, lines []string) error {
	if m := output.FindStringSubmatch(mark); m != nil {
		s.place, s.text = m[1], strings.Join(lines, "\n")+"\n"
		return nil
	}
	if mark != "sh" {
		return fmt.Errorf("a block marked %q is neither sh nor text", mark)
	}
	m := heading.FindStringSubmatch(lines[0])
	if m == nil || len(lines) < 2 {
		return fmt.Errorf("a block of commands does not begin with where it is typed: %q", lines[0])
	}
	s.place, s.running = m[1], m[2] != ""
	s.command = strings.Join(lines[1:], "\n") + "\n"
	return nil
}

// expression makes the regular expression of expected output: … matches anything
// within a line, and any lines where it stands alone.
func expression(text string) string {
	var b strings.Builder
	for _, line := range strings.SplitAfter(text, "\n") {
		if line == "…\n" {
			b.WriteString(`(?:.*\n)*?`)
			continue
		}
		b.WriteString(strings.ReplaceAll(regexp.QuoteMeta(line), "…", ".*"))
	}
	return b.String()
}

// Both documents have the same commands in the same places.
func TestDocumentsAgree(t *testing.T) {
	en, sv := read(t, english), read(t, swedish)
	if len(en) != len(sv) {
		t.Errorf("%d blocks in %s, %d in %s", len(en), english, len(sv), swedish)
	}
	for i := range min(len(en), len(sv)) {
		a, b := en[i], sv[i]
		if a.place != b.place || a.running != b.running || a.command != b.command {
			t.Fatalf("block %d differs:\n%s:%d: %s\n%s\n%s:%d: %s\n%s", i+1,
				english, a.line, a.place, a.command, swedish, b.line, b.place, b.command)
		}
	}
}
