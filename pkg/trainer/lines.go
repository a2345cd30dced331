package trainer

import (
	"bufio"
	"errors"
	"io"
	"log/slog"
	"strings"
	"sync"

	"samband/pkg/phrase"
)

// Bounds of what a program's standard error may put into the log.
const (
	mostLine  = 1000 // bytes of a line; the rest of it is left out
	mostLines = 1000 // between one call and the next; the others are left out
)

// lines reads a program's standard error, for the log at its own site. What it
// says goes nowhere else.
type lines struct {
	ended chan struct{} // closed at the end of standard error
	mu    sync.Mutex
	text  string // the last line that is not blank
	count int    // lines since the last call
}

func follow(r io.Reader, log *slog.Logger) *lines {
	l := &lines{ended: make(chan struct{})}
	go func() {
		defer close(l.ended)
		in := bufio.NewReaderSize(r, mostLine)
		for {
			line, goesOn, err := in.ReadLine()
			text := strings.TrimSpace(strings.ToValidUTF8(string(line), "\uFFFD"))
			for goesOn && err == nil {
				_, goesOn, err = in.ReadLine()
			}
			if text != "" {
				switch count := l.take(text); {
				case count < mostLines:
					log.Info("trainer", "says", phrase.New("trainer.line", "%s", text))
				case count == mostLines:
					log.Warn("the trainer says too much; the rest is left out", "lines", mostLines)
				}
			}
			if err != nil {
				if !errors.Is(err, io.EOF) {
					log.Debug("the trainer's standard error ended", "error", err)
				}
				return
			}
		}
	}()
	return l
}

// take keeps a line, and gives how many there were since the last call.
func (l *lines) take(text string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.text = text
	l.count++
	return l.count
}

// another begins another call.
func (l *lines) another() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.count = 0
}

func (l *lines) last() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return shorten(l.text)
}
