package trainer

import (
	"errors"
	"strings"

	"samband/pkg/phrase"
)

// call is what a program was doing for this one.
type call string

const (
	callStart    call = "start"
	callTrain    call = "train"
	callEvaluate call = "evaluate"
)

// Fault is what a program did wrong. It is for people at its own site: the last
// line of its standard error may hold anything.
type Fault struct {
	Trainer string        // its command
	Call    string        // start, train or evaluate
	Round   int           // of learning
	What    phrase.Phrase // what it did, and what to do
	Exit    string        // how it ended if it did so itself, such as "exit status 1"
	Last    string        // its last line on standard error
}

// mostShown bounds the command and the last line in an error.
const mostShown = 200

func (t *Trainer) fault(name call, round int, err error) *Fault {
	f := &Fault{Trainer: shorten(strings.Join(t.cfg.Command, " ")), Call: string(name), Round: round}
	var said phrase.Sayer
	if errors.As(err, &said) {
		f.What = said.Phrase()
	} else {
		f.What = phrase.New("trainer.other", "%v", err)
	}
	return f
}

func (f *Fault) Error() string { return f.Phrase().String() }

// Phrase says it in other languages.
func (f *Fault) Phrase() phrase.Phrase {
	said := phrase.New("trainer.fault", "the trainer %q (%s, round %d) %s", f.Trainer, f.Call, f.Round, f.What)
	if f.Exit != "" {
		said = phrase.New("trainer.exit", "%s; it ended with %s", said, f.Exit)
	}
	if f.Last != "" {
		said = phrase.New("trainer.last", "%s; the last line of its standard error is %q", said, f.Last)
	}
	return said
}

// HintPhrase says what to do.
func (f *Fault) HintPhrase() phrase.Phrase {
	if f.Call == string(callStart) {
		return phrase.New("hint.trainer-start", "what it printed stands above; mend it and start again with the same command")
	}
	return phrase.New("hint.trainer", "what it printed stands above; mend it, then all start the run again with the same commands: it goes on where it stood")
}

func shorten(text string) string {
	if r := []rune(text); len(r) > mostShown {
		return string(r[:mostShown]) + "…"
	}
	return text
}
