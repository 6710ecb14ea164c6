package cmd

import (
	"errors"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/netpolint/netpolint/lint/baseline"
)

// acceptingFlags say which findings are not to fail a run.
type acceptingFlags struct {
	noIgnores, showSuppressed bool
	baseline                  string
	write                     newBaselineFlag
	prune                     bool
	since                     string
}

func (o *acceptingFlags) flags(c *cobra.Command) {
	f := c.Flags()
	f.StringVar(&o.baseline, "baseline", "", "fail on new findings only: those of `FILE` are known")
	f.Var(&o.write, "write-baseline", "accept all findings: write them to a baseline, `[=FILE]` or "+baseline.DefaultName)
	f.BoolVar(&o.prune, "prune-baseline", false, "take out of the baseline what is not found any more, and add nothing")
	f.StringVar(&o.since, "since", "", "report only what was not found at git revision `REV`, or where main... parted")
	f.BoolVar(&o.noIgnores, "no-ignores", false, "take no notice of comments and annotations that suppress findings")
	f.BoolVar(&o.showSuppressed, "show-suppressed", false, "list suppressed and known findings too, in the text output")
	f.Lookup("write-baseline").NoOptDefVal = "true"
	completeFlag(c, "since")
}

// newBaselineFlag is the value of --write-baseline, a file that may be left out. To the
// library it is a flag that is given or not, so that the help stays narrow.
type newBaselineFlag string

func (n *newBaselineFlag) String() string { return string(*n) }

func (n *newBaselineFlag) Type() string { return "bool" }

func (n *newBaselineFlag) Set(file string) error {
	if *n = newBaselineFlag(file); file == "true" {
		*n = baseline.DefaultName
	}
	return nil
}

// check refuses what does not go together.
func (o *acceptingFlags) check(c *cobra.Command, paths []string) error {
	for _, flag := range [...]string{"baseline", "write-baseline", "since"} {
		if c.Flags().Changed(flag) && c.Flags().Lookup(flag).Value.String() == "" {
			return usagef(c, "--%s needs a value: is a variable of the script unset?", flag)
		}
	}
	switch {
	case o.write == "-":
		return usagef(c, "--write-baseline writes a file that is kept, and not to standard output: name it, or ./- for one of that name")
	case o.write != "" && o.prune:
		return usagef(c, "--write-baseline and --prune-baseline are two ways to write the same file: drop one")
	case o.write != "" && o.since != "":
		return usagef(c, "--write-baseline writes all findings, and --since leaves out old ones: drop one")
	case o.write != "" && o.baseline != "" && string(o.write) != o.baseline:
		return usagef(c, "--write-baseline=%s takes over what it can from that file itself: drop --baseline %s", o.write, o.baseline)
	case o.since != "" && slices.Contains(paths, "-"):
		return usagef(c, "--since compares with the files of a git revision, and standard input has none: name paths")
	}
	if o.write == baseline.DefaultName && len(paths) > 0 && strings.HasSuffix(paths[0], ".json") {
		if _, err := os.Stat(paths[0]); errors.Is(err, fs.ErrNotExist) {
			return usagef(c, "%s: no such file; if it is the baseline to write, name it behind an equals sign: --write-baseline=%s", paths[0], paths[0])
		}
	}
	if o.prune && o.baseline == "" {
		if _, err := os.Stat(baseline.DefaultName); err != nil {
			return usagef(c, "--prune-baseline: which one? there is no %s here: add --baseline FILE", baseline.DefaultName)
		}
		o.baseline = baseline.DefaultName
	}
	return nil
}

// someFiles reports whether the paths are files only, as those of a change are: no
// directory that would show the rest.
func someFiles(paths []string) bool {
	return !slices.ContainsFunc(paths, func(p string) bool {
		info, err := os.Stat(p)
		return p == "-" || err != nil || info.IsDir()
	})
}
