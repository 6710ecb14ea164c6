package cmd

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/netpolint/netpolint/lint/config"
	"github.com/netpolint/netpolint/lint/manifest"
	"github.com/netpolint/netpolint/lint/report"
	"github.com/netpolint/netpolint/lint/starter"
	"github.com/netpolint/netpolint/rules"
)

func newInitCmd(a *app) *cobra.Command {
	force, printed := false, false
	c := &cobra.Command{
		Use:   "init [DIR]",
		Short: "Write a first configuration that fits the repository",
		Long: `Write a commented .netpolint.yaml into DIR, or the current directory. It fits what
is there: charts and their files of values, kustomizations, directories of
generated files, namespaces of the platform, and namespaces that policies name and
no file makes. Then print what to copy into the configuration of pre-commit, of
GitHub Actions and of GitLab.`,
		Example: `  netpolint init
  netpolint init --print        look first
  netpolint init --force        write it anew`,
		Args: func(c *cobra.Command, args []string) error {
			if len(args) > 1 {
				return usagef(c, "one directory at a time: leave out %s", strings.Join(args[1:], " "))
			}
			return checkPaths(c, args)
		},
		RunE: func(c *cobra.Command, args []string) error {
			dir := "."
			if len(args) == 1 {
				dir = args[0]
			}
			if force && printed {
				return usagef(c, "--print writes no file, and so overwrites none: drop --force")
			}
			return a.init(c, dir, force, printed)
		},
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return nil, cobra.ShellCompDirectiveFilterDirs
		},
	}
	c.Flags().BoolVar(&force, "force", false, "overwrite a configuration that is there")
	c.Flags().BoolVar(&printed, "print", false, "print the configuration, and write nothing")
	return c
}

func (a *app) init(c *cobra.Command, dir string, force, printed bool) error {
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return usagef(c, "%s: no such directory", dir)
	}
	name := filepath.ToSlash(filepath.Join(dir, manifest.ConfigFile))
	if _, err := os.Lstat(name); err == nil && !force && !printed {
		return fmt.Errorf("%s is there already: --force overwrites it, and --print shows what would be written", name)
	}
	found, err := starter.Inspect(c.Context(), manifest.OS(), filepath.ToSlash(dir))
	if err != nil {
		return err
	}
	text := found.Config()
	// What is written is right by construction; this says so if it is not.
	if _, err := config.Describe(rules.All()).Parse(config.Place{Name: name, Dir: "."}, []byte(text)); err != nil {
		return fmt.Errorf("a defect of netpolint, please report it: the configuration would be wrong: %w", err)
	}
	if printed {
		_, err := io.WriteString(a.stdout, text)
		return err
	}
	if err := writeNew(dir, manifest.ConfigFile, func(w io.Writer) error { _, err := io.WriteString(w, text); return err }); err != nil {
		return err
	}
	out := []error{}
	say := func(format string, args ...any) {
		_, err := fmt.Fprintf(a.stdout, format, args...)
		out = append(out, err)
	}
	say("wrote %s\n", report.Sanitize(name))
	for _, s := range found.Snippets() {
		say("\nfor %s, in %s:\n\n", s.Tool, s.File)
		for line := range strings.Lines(s.Text) {
			say("    %s", line)
		}
	}
	say("\nnext: netpolint lint, and netpolint config show\n")
	return errors.Join(out...)
}
