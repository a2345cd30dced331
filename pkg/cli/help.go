package cli

import (
	"regexp"
	"strings"

	"github.com/spf13/cobra"

	"samband/pkg/lang"
)

// spoken is the language in which help is written: it is needed before the
// command line is parsed. A --lang that names none of ours is left to parsing.
func (a *App) spoken(arguments []string) *lang.Lang {
	for i, argument := range arguments {
		tag, found := strings.CutPrefix(argument, "--lang=")
		switch {
		case argument == "--":
			return a.words
		case argument == "--lang" && i+1 < len(arguments):
			tag, found = arguments[i+1], true
		}
		if found {
			if l, err := lang.New(tag); err == nil {
				return l
			}
		}
	}
	return a.words
}

// translate puts the help of a tree of commands into the language of a person.
func translate(root *cobra.Command, l *lang.Lang) {
	words := l.HelpWords()
	if words == nil {
		return
	}
	root.SetUsageTemplate(strings.NewReplacer(words...).Replace(root.UsageTemplate()))
	root.InitDefaultHelpCmd()
	each(root, func(c *cobra.Command) {
		path := c.CommandPath()
		if c.Runnable() && !c.DisableFlagsInUseLine {
			c.Use, c.DisableFlagsInUseLine = c.Use+" ["+l.Text(lang.HelpFlagsWord)+"]", true
		}
		if text, ok := l.Help(path, c.Name()); ok {
			c.Long = text
		}
		if text, ok := l.Help(path+" short", c.Name()+" short"); ok {
			c.Short = text
		}
		c.InitDefaultHelpFlag()
		c.InitDefaultVersionFlag()
		for _, name := range l.HelpFlags() {
			text, ok := l.Help(path+" --"+name, c.Name()+" --"+name, "--"+name)
			if f := c.LocalFlags().Lookup(name); f != nil && ok {
				f.Usage = text
				// What pflag itself says: the kind of its value, and the value without it.
				if f.DefValue != "" && f.DefValue != "false" {
					f.Usage, f.DefValue = f.Usage+" "+l.Text(lang.HelpDefault, f.DefValue), ""
				}
				if key := lang.HelpKind + "." + lang.Key(f.Value.Type()); l.Has(key) {
					f.Value = kind{f.Value, l.Text(key)}
				}
			}
		}
	})
}

// value is what pflag asks of the value of a flag.
type value interface {
	String() string
	Set(string) error
	Type() string
}

// kind is a value of a flag with another word for what it is.
type kind struct {
	value
	word string
}

func (k kind) Type() string { return k.word }

func each(c *cobra.Command, do func(*cobra.Command)) {
	do(c)
	for _, sub := range c.Commands() {
		each(sub, do)
	}
}

// rename has the help speak of the program under the name that it was started
// by, wherever the name in the code stands before one of its commands.
func rename(root *cobra.Command, name string) {
	old := root.Name()
	if old == name {
		return
	}
	var commands []string
	for _, sub := range root.Commands() {
		commands = append(commands, regexp.QuoteMeta(sub.Name()))
	}
	spoken := regexp.MustCompile(`\b` + regexp.QuoteMeta(old) + ` (` + strings.Join(commands, "|") + `)\b`)
	replace := func(text string) string {
		return spoken.ReplaceAllStringFunc(text, func(s string) string { return name + s[len(old):] })
	}
	root.Use = name + strings.TrimPrefix(root.Use, old)
	each(root, func(c *cobra.Command) {
		c.Long, c.Example = replace(c.Long), replace(c.Example)
	})
}
