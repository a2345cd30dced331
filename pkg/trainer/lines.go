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
	mostLines = 1000 // between one start and the next; the others are left out
)

// lines reads a program's standard error, for the log at its own site. What it
// says goes nowhere else.
type lines struct {
	ended chan struct{} // closed at the end of standard error
	mu    sync.Mutex
	text  string // the last line that is not blank
}

func follow(r io.Reader, log *slog.Logger) *lines {
	l := &lines{ended: make(chan struct{})}
	go func() {
		defer close(l.ended)
		in := bufio.NewReaderSize(r, mostLine)
		for count := 1; ; {
			line, goesOn, err := in.ReadLine()
			text := strings.TrimSpace(strings.ToValidUTF8(string(line), "\uFFFD"))
			for goesOn && err == nil {
				_, goesOn, err = in.ReadLine()
			}
			if text != "" {
				l.mu.Lock()
				l.text = text
				l.mu.Unlock()
				switch {
				case count < mostLines:
					log.Info("trainer", "says", phrase.New("trainer.line", "%s", text))
				case count == mostLines:
					log.Warn("the trainer says too much; the rest is left out", "lines", mostLines)
				}
				count++
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

func (l *lines) last() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return shorten(l.text)
}
