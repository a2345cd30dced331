package site

import "samband/pkg/phrase"

// awaits is what a participant in a state waits for, for people.
func (s State) awaits() phrase.Phrase {
	switch s {
	case Greeted:
		return phrase.New("protocol.awaits-greeted", "the others to arrive")
	case Keyed:
		return phrase.New("protocol.awaits-keyed", "the group's key")
	case Waiting:
		return phrase.New("protocol.awaits-waiting", "an attempt to begin")
	case Committed, Aside:
		return phrase.New("protocol.awaits-committed", "what contributions the others promise")
	case Watching, Uploaded:
		return phrase.New("protocol.awaits-uploaded", "the sum")
	case Endorsed:
		return phrase.New("protocol.awaits-endorsed", "the others to endorse the sum")
	case Released:
		return phrase.New("protocol.awaits-released", "the sum to be opened")
	case Acked:
		return phrase.New("protocol.awaits-acked", "the others to acknowledge the result")
	case Refused:
		return phrase.New("protocol.awaits-refused", "another attempt")
	}
	return phrase.New("protocol.step", "%s", string(s))
}
