package cli

import (
	"bytes"
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
