package lang

import (
	"slices"
	"strings"
)

// Help is the text of a program's help in this language, by the path of the
// command, such as "client run" (its long text), "client run short" or "client
// run --data". A name without the program stands for both programs' command,
// and a flag alone for all commands that have it. English is written where the
// commands are, so that there is none here.
func (l *Lang) Help(names ...string) (string, bool) {
	if l.Tag() != "sv" {
		return "", false
	}
	all := swedishHelp()
	for _, name := range names {
		if text, ok := all[name]; ok {
			return text, true
		}
	}
	return "", false
}

// HelpFlags names the flags that Help knows.
func (l *Lang) HelpFlags() []string {
	var names []string
	for key := range swedishHelp() {
		if _, name, found := strings.Cut(key, "--"); found && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// HelpWords are the words of the frame in which cobra puts a help text, each
// followed by its translation.
func (l *Lang) HelpWords() []string {
	if l.Tag() != "sv" {
		return nil
	}
	return []string{
		"Usage:", "Användning:", "Aliases:", "Andra namn:", "Examples:", "Exempel:", "Available Commands:", "Kommandon:",
		"Additional Commands:", "Fler kommandon:", "Global Flags:", "Flaggor för alla kommandon:", "Flags:", "Flaggor:",
		"Additional help topics:", "Mer hjälp:",
		"{{.CommandPath}} [command]", "{{.CommandPath}} [kommando]",
		`Use "{{.CommandPath}} [command] --help" for more information about a command.`,
		`Mer om ett kommando: "{{.CommandPath}} [kommando] --help".`,
	}
}
