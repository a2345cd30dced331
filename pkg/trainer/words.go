package trainer

import (
	"strings"
	"unicode"

	"samband/pkg/phrase"
)

// Words splits a command, as a person writes it in one argument, at blanks.
// Between two ' or two " a blank is part of a word, and so is the other mark.
// Nothing else is special, the backslash of Windows paths neither, and nothing
// is expanded: who wants a shell writes one, such as sh -c '...'.
func Words(command string) ([]string, error) {
	var words []string
	var word strings.Builder
	var quote rune
	begun := false
	for _, r := range command {
		switch {
		case quote != 0 && r == quote:
			quote = 0
		case quote != 0:
			word.WriteRune(r)
		case r == '\'' || r == '"':
			quote, begun = r, true
		case unicode.IsSpace(r):
			if begun {
				words = append(words, word.String())
				word.Reset()
			}
			begun = false
		default:
			word.WriteRune(r)
			begun = true
		}
	}
	if quote != 0 {
		return nil, phrase.Errorf("trainer.quote", "--trainer: the %s that opens a quotation is not closed", string(quote))
	}
	if begun {
		words = append(words, word.String())
	}
	if len(words) == 0 {
		return nil, phrase.Errorf("trainer.no-command", "the trainer has no command: write --trainer \"PROGRAM ARGUMENTS\"")
	}
	return words, nil
}
