package local

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"sync"

	"samband/pkg/identity"
	"samband/pkg/lang"
)

// view shows what several programs print on one screen, with the name of the
// party in front: everything of the coordinator's; of the participants', who
// print the same, the first one's rounds, and what went wrong at any of them.
type view struct {
	mu       sync.Mutex
	out      io.Writer
	first    identity.ID // participant
	round    string      // how lines about a round begin
	troubles []string    // how lines about trouble begin
	width    int         // of the longest name
	over     bool
}

// end shows nothing more: the rest follows from what was shown.
func (v *view) end() {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.over = true
}

func newView(r *Run, l *lang.Lang) *view {
	v := &view{out: r.Screen, first: r.Hospitals[0].ID, width: len(hub)}
	v.round, _, _ = strings.Cut(l.Text(lang.RoundLine, 1, ""), "1")
	for _, text := range []string{l.Text(lang.ErrorLine, ""), l.Text(lang.HintLine, ""), l.Text(lang.Severity + ".warn"), l.Text(lang.Severity + ".error")} {
		v.troubles = append(v.troubles, strings.TrimRight(text, ": ")+":")
	}
	for _, h := range r.Hospitals {
		v.width = max(v.width, len(h.ID))
	}
	return v
}

// copy reads what a party's program prints to its end. All of it goes to log.
func (v *view) copy(id identity.ID, from io.Reader, log io.Writer) error {
	scanner := bufio.NewScanner(from)
	scanner.Buffer(nil, 1<<20)
	for scanner.Scan() {
		if _, err := fmt.Fprintln(log, scanner.Text()); err != nil {
			return err
		}
		if !v.shows(id, scanner.Text()) {
			continue
		}
		v.mu.Lock()
		if !v.over {
			fmt.Fprintf(v.out, "  %-*s  %s\n", v.width, id, scanner.Text())
		}
		v.mu.Unlock()
	}
	return scanner.Err()
}

func (v *view) shows(id identity.ID, line string) bool {
	if id == hub || id == v.first && strings.HasPrefix(line, v.round) {
		return true
	}
	for _, trouble := range v.troubles {
		if strings.HasPrefix(line, trouble) {
			return true
		}
	}
	return false
}
