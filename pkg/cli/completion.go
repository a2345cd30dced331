package cli

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"samband/pkg/phrase"
)

// shells are those that cobra writes completions for.
func shells() []string { return []string{"bash", "zsh", "fish", "powershell"} }

// completion prints what a shell needs to complete this program's commands.
func completion(a *App, root *cobra.Command) *cobra.Command {
	name := root.Name()
	return &cobra.Command{
		Use:   "completion SHELL",
		Short: "Print what a shell needs to complete commands and flags",
		Long: "Prints a script for bash, zsh, fish or powershell. Load it in the shell, or put it\n" +
			"where the shell looks for such scripts.",
		Example: "  source <(" + name + " completion bash)\n" +
			"  " + name + " completion zsh > \"${fpath[1]}/_" + name + "\"\n" +
			"  " + name + " completion fish > ~/.config/fish/completions/" + name + ".fish\n" +
			"  " + name + " completion powershell | Out-String | Invoke-Expression",
		ValidArgs: shells(),
		Args: func(c *cobra.Command, arguments []string) error {
			if err := Arguments("SHELL")(c, arguments); err != nil {
				return err
			}
			if !slices.Contains(shells(), arguments[0]) {
				return usage(c, phrase.Errorf("use.none-of", "%.40q is none of %s", arguments[0], strings.Join(shells(), ", ")))
			}
			return nil
		},
		RunE: func(_ *cobra.Command, arguments []string) error {
			switch arguments[0] {
			case "bash":
				return root.GenBashCompletionV2(a.Out, true)
			case "zsh":
				return root.GenZshCompletion(a.Out)
			case "fish":
				return root.GenFishCompletion(a.Out, true)
			}
			return root.GenPowerShellCompletionWithDesc(a.Out)
		},
	}
}
