package cmd

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/netpolint/netpolint/lint/manifest"
)

// inputOptions are the flags that say what of the given paths is read, and how
// much is said about it.
type inputOptions struct {
	exclude     excludeFlag
	noGitignore bool
	strict      bool
	verbose     bool
	below       manifest.Exclusion // of the configuration
}

func (o *inputOptions) flags(c *cobra.Command) {
	f := c.Flags()
	f.Var(&o.exclude, "exclude", "leave out files and directories that match GLOB: testdata/, *.gen.yaml, deploy/**/old-*; repeatable")
	f.BoolVar(&o.noGitignore, "no-gitignore", false, "read what .gitignore leaves out too")
	f.BoolVar(&o.strict, "strict", false, "exit with 2 for any problem of the input, also a warning or info")
	f.BoolVarP(&o.verbose, "verbose", "v", false, "list what was left out, and why, on standard error")
}

// apply puts the flags into the options of a run.
func (o *inputOptions) apply(m *manifest.Options) {
	m.Exclude, m.ExcludeBelow, m.NoGitignore, m.ListSkipped = o.exclude, o.below, o.noGitignore, o.verbose
}

// excludeFlag is the value of --exclude: globs, which may be separated by commas.
type excludeFlag []string

func (e *excludeFlag) String() string { return strings.Join(*e, ",") }

func (e *excludeFlag) Type() string { return "GLOB" }

func (e *excludeFlag) Set(word string) error {
	for _, glob := range strings.Split(word, ",") {
		glob = strings.TrimSpace(glob)
		if err := manifest.CheckGlob(glob); err != nil {
			return fmt.Errorf("%q is no glob: %w", glob, err)
		}
		*e = append(*e, glob)
	}
	return nil
}

// checkPaths refuses a path that a script left empty.
func checkPaths(c *cobra.Command, paths []string) error {
	for _, p := range paths {
		if p == "" {
			return usagef(c, "an empty path: is a variable of the script unset? write . for the current directory")
		}
	}
	return nil
}
