package cli

import (
	"bytes"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func TestProgressOffATerminal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out bytes.Buffer
		p := NewProgress(&out, false, english(t))
		s := p.Stage("round 1: learning", 8)
		s.Add(2)
		time.Sleep(time.Minute)
		s.Add(2) // long silence: say how far it is
		s.Add(4)
		p.Line("north has connected.")
		s.Done("8 contributors")
		p.Stage("round 2: evaluation", 2).Done("")
		p.Close()
		p.Line("Finished.")
		want := "round 1: learning   step 4 of 8, about 1\u00a0min left\n" +
			"north has connected.\nround 1: learning   8 contributors\nround 2: evaluation\nFinished.\n"
		if out.String() != want {
			t.Errorf("got\n%s\nwant\n%s", out.String(), want)
		}
	})
}

// safeBuffer is written by the goroutine that draws the bars.
type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *safeBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *safeBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

func TestProgressOnATerminal(t *testing.T) {
	var out safeBuffer
	p := NewProgress(&out, true, english(t))
	var workers sync.WaitGroup
	s := p.Stage("round 1: learning", 40)
	for range 4 {
		workers.Go(func() {
			for range 10 {
				s.Add(1)
				p.Line("a line")
			}
		})
	}
	workers.Wait()
	s.Done("4 contributors")
	p.Stage("round 2: learning", 4).Add(1) // never done
	p.Close()
	p.Line("Finished.")
	got := out.String()
	if strings.Count(got, "a line\n") != 40 || !strings.Contains(got, "round 1: learning   4 contributors\n") || !strings.HasSuffix(got, "Finished.\n") {
		t.Errorf("%q", got)
	}
	s.Add(1)
	s.Done("again") // after Close nothing breaks
}

// Lines come in the order in which they were written, and the last one too,
// whether or not a stage is under way.
func TestLinesOnATerminal(t *testing.T) {
	var out safeBuffer
	p := NewProgress(&out, true, english(t))
	p.Line("Waiting.")
	for round := range 3 {
		s := p.Stage(fmt.Sprintf("round %d", round), 2)
		s.Add(1)
		p.Line(fmt.Sprintf("line %d", round))
		s.Add(1)
		s.Done("final")
	}
	p.Line("Saved.")
	p.Close()
	got, at := out.String(), 0
	for _, line := range []string{"Waiting.\n", "line 0\n", "round 0   final\n", "line 1\n", "round 1   final\n", "line 2\n", "round 2   final\n", "Saved.\n"} {
		next := strings.Index(got[at:], line)
		if next < 0 {
			t.Fatalf("no %q after the first %d bytes of %q", line, at, got)
		}
		at += next + len(line)
	}
}
