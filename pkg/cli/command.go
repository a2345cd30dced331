package cli

import (
	"errors"
	"regexp"
	"strings"

	"github.com/spf13/cobra"

	"samband/pkg/phrase"
)

// prepare makes a tree of commands obey the rules: errors are printed by
// Report only, a flag that is wrong or missing is a usage error with a hint, and
// a command that only groups others prints its help.
func prepare(c *cobra.Command) {
	c.SilenceErrors, c.SilenceUsage = true, true
	c.CompletionOptions.DisableDefaultCmd = true
	c.SetFlagErrorFunc(func(c *cobra.Command, err error) error { return usage(c, flagError(c, err)) })
	if c.HasSubCommands() && !c.Runnable() {
		c.Args = noSuchCommand
		c.RunE = func(c *cobra.Command, _ []string) error { return c.Help() }
	}
	if arguments := c.Args; arguments != nil {
		c.Args = func(c *cobra.Command, given []string) error {
			if err := arguments(c, given); err != nil {
				return err
			}
			if err := c.ValidateRequiredFlags(); err != nil {
				names := quoted.ReplaceAllString(strings.Join(quoted.FindAllString(err.Error(), -1), " "), "--$1")
				return usage(c, phrase.Errorf("use.missing", "missing: %s", names))
			}
			return nil
		}
	}
	for _, sub := range c.Commands() {
		prepare(sub)
	}
}

// quoted finds the flags that cobra and pflag name, only in their texts.
var quoted = regexp.MustCompile(`"(?:-., )?(?:--)?([a-z][a-z-]*)"`)

// usage is err as a wrong use of c.
func usage(c *cobra.Command, err error) error {
	return Advise(Usage, err, phrase.New("hint.help", "see %s --help", c.CommandPath()))
}

// flagError tells the errors of the flags' parser apart by what they know.
func flagError(c *cobra.Command, err error) error {
	var unfit interface{ GetValue() string }
	var syntax interface{ GetSpecifiedFlag() string }
	var named interface{ GetSpecifiedName() string }
	switch {
	case errors.As(err, &unfit):
		_, rest, _ := strings.Cut(err.Error(), " for ")
		if name := quoted.FindStringSubmatch(rest); name != nil && c.Flags().Lookup(name[1]) != nil {
			var asked value = c.Flags().Lookup(name[1]).Value
			if k, ok := asked.(kind); ok {
				asked = k.value
			}
			switch asked.Type() {
			case "int":
				return phrase.Errorf("use.flag-number", "--%s takes a whole number, not %.60q", name[1], unfit.GetValue())
			case "bool":
				return phrase.Errorf("use.flag-truth", "--%s stands alone or with true or false, not with %.60q", name[1], unfit.GetValue())
			}
		}
		return phrase.Errorf("use.flag-value", "the value %.60q does not fit: %w", unfit.GetValue(), err)
	case errors.As(err, &syntax):
		return phrase.Errorf("use.flag-syntax", "%.60q is not written as a flag is, such as --dir north", syntax.GetSpecifiedFlag())
	case errors.As(err, &named):
		name := "--" + named.GetSpecifiedName()
		if len(named.GetSpecifiedName()) == 1 {
			name = name[1:]
		}
		if c.Flags().Lookup(named.GetSpecifiedName()) != nil {
			return phrase.Errorf("use.flag-empty", "flag needs an argument: %s", name)
		}
		return phrase.Errorf("use.flag-unknown", "unknown flag: %.60s", name)
	}
	return err
}

// noSuchCommand refuses arguments of a command that only groups others.
func noSuchCommand(c *cobra.Command, arguments []string) error {
	if len(arguments) == 0 {
		return nil
	}
	err := phrase.Errorf("use.no-command", "%s has no command %.60q", c.CommandPath(), arguments[0])
	if c.SuggestionsMinimumDistance <= 0 {
		c.SuggestionsMinimumDistance = 2
	}
	if near := c.SuggestionsFor(arguments[0]); len(near) > 0 {
		return Advise(Usage, err, phrase.New("hint.meant", "did you mean %s?", c.CommandPath()+" "+near[0]))
	}
	return usage(c, err)
}

// unknownCommand finds what stands where a command should and is none, before
// flags are looked at: a flag of it would be unknown, and --help would help with
// something else.
func unknownCommand(root *cobra.Command, arguments []string) error {
	if len(arguments) > 0 && strings.HasPrefix(arguments[0], cobra.ShellCompRequestCmd) {
		return nil
	}
	root.InitDefaultHelpCmd()
	c, rest, err := root.Find(arguments)
	if err == nil && c.Name() == "help" {
		if c, rest, err = root.Find(rest); err == nil && len(rest) > 0 && c.HasSubCommands() && !strings.HasPrefix(rest[0], "-") {
			return noSuchCommand(c, rest)
		}
		return nil
	}
	if err != nil || !c.HasSubCommands() {
		return nil
	}
	for i := 0; i < len(rest); i++ {
		name, isFlag := strings.CutPrefix(rest[i], "-")
		if !isFlag {
			return noSuchCommand(c, rest[i:])
		}
		name, _, whole := strings.Cut(name, "=")
		f := c.Flag(strings.TrimPrefix(name, "-"))
		if len(name) == 1 {
			f = root.PersistentFlags().ShorthandLookup(name)
		}
		if f == nil {
			return nil // parsing refuses it, or it asks for help
		}
		if f.NoOptDefVal == "" && !whole {
			i++ // its value
		}
	}
	return nil
}

// Arguments requires one argument for each name, such as "AGREEMENT". A
// command typed without any of them prints its help.
func Arguments(names ...string) cobra.PositionalArgs {
	return func(c *cobra.Command, arguments []string) error {
		switch {
		case len(arguments) == len(names):
			return nil
		case len(arguments) == 0:
			if err := c.Help(); err != nil {
				return err
			}
			return usage(c, phrase.Errorf("use.missing", "missing: %s", strings.Join(names, " ")))
		case len(arguments) < len(names):
			return usage(c, phrase.Errorf("use.missing", "missing: %s", strings.Join(names[len(arguments):], " ")))
		}
		return usage(c, phrase.Errorf("use.unexpected", "unexpected argument %.60q", arguments[len(names)]))
	}
}
