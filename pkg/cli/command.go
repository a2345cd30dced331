package cli

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
)

// prepare makes a tree of commands obey the rules: errors are printed by
// Report only, a flag that is wrong or missing is a usage error with a hint, and
// a command that only groups others prints its help.
func prepare(c *cobra.Command) {
	c.SilenceErrors, c.SilenceUsage = true, true
	c.CompletionOptions.DisableDefaultCmd = true
	c.SetFlagErrorFunc(func(c *cobra.Command, err error) error { return usage(c, err) })
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
				return usage(c, err)
			}
			return nil
		}
	}
	for _, sub := range c.Commands() {
		prepare(sub)
	}
}

// usage is err as a wrong use of c.
func usage(c *cobra.Command, err error) error {
	return Exit(Usage, err, "see "+c.CommandPath()+" --help")
}

// noSuchCommand refuses arguments of a command that only groups others.
func noSuchCommand(c *cobra.Command, arguments []string) error {
	if len(arguments) == 0 {
		return nil
	}
	err := fmt.Errorf("%s has no command %.60q", c.CommandPath(), arguments[0])
	if c.SuggestionsMinimumDistance <= 0 {
		c.SuggestionsMinimumDistance = 2
	}
	if near := c.SuggestionsFor(arguments[0]); len(near) > 0 {
		return Exit(Usage, err, "did you mean "+c.CommandPath()+" "+near[0]+"?")
	}
	return usage(c, err)
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
			return usage(c, errors.New("missing: "+strings.Join(names, " ")))
		case len(arguments) < len(names):
			return usage(c, errors.New("missing: "+strings.Join(names[len(arguments):], " ")))
		}
		return usage(c, fmt.Errorf("unexpected argument %.60q", arguments[len(names)]))
	}
}
