package cmd

import (
	"slices"

	"github.com/spf13/cobra"
)

func newCompletionCmd(a *app) *cobra.Command {
	shells := []string{"bash", "zsh", "fish", "powershell"}
	return &cobra.Command{
		Use:   "completion bash|zsh|fish|powershell",
		Short: "Print a completion script for a shell",
		Long: `Print the script that lets a shell complete commands, flags and the names of
rules. Install it once, then start a new shell:

  bash        netpolint completion bash > ~/.local/share/bash-completion/completions/netpolint
              (needs the package bash-completion)
  zsh         netpolint completion zsh > "${fpath[1]}/_netpolint"
              (needs 'autoload -U compinit; compinit' in ~/.zshrc)
  fish        netpolint completion fish > ~/.config/fish/completions/netpolint.fish
  powershell  netpolint completion powershell >> $PROFILE`,
		Example: `  source <(netpolint completion bash)                  this shell only
  netpolint completion fish | source                   this shell only`,
		Args: func(c *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usagef(c, "name one shell: %s", either(shells))
			}
			if !slices.Contains(shells, args[0]) {
				return usagef(c, "%w", unknownChoice("shell", args[0], shells))
			}
			return nil
		},
		ValidArgs: shells,
		RunE: func(c *cobra.Command, args []string) error {
			root := c.Root()
			switch args[0] {
			case "bash":
				return root.GenBashCompletionV2(a.stdout, true)
			case "zsh":
				return root.GenZshCompletion(a.stdout)
			case "fish":
				return root.GenFishCompletion(a.stdout, true)
			default:
				return root.GenPowerShellCompletionWithDesc(a.stdout)
			}
		},
	}
}
