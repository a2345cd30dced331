package hub

import "samband/pkg/phrase"

// said is what happens in a state in which others are waited for, for people.
func (s State) said() phrase.Phrase {
	switch s {
	case Gathering:
		return phrase.New("protocol.step-gathering", "the participants gather")
	case Keying:
		return phrase.New("protocol.step-keying", "the group's key is made")
	case Readying:
		return phrase.New("protocol.step-readying", "the attempt is prepared")
	case Committing:
		return phrase.New("protocol.step-committing", "contributions are promised")
	case Uploading:
		return phrase.New("protocol.step-uploading", "contributions are sent")
	case Adding:
		return phrase.New("protocol.step-adding", "contributions are added")
	case Endorsing:
		return phrase.New("protocol.step-endorsing", "the sum is endorsed")
	case Releasing:
		return phrase.New("protocol.step-releasing", "the sum is opened")
	case Acking:
		return phrase.New("protocol.step-acking", "the result is acknowledged")
	}
	return phrase.New("protocol.step", "%s", string(s))
}
