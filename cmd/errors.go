package cmd

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/netpolint/netpolint/lint"
)

// usageError is a command line that cannot be understood. command is the one
// whose help says how to write it.
type usageError struct {
	command string
	err     error
}

func (e *usageError) Error() string { return e.err.Error() }

func (e *usageError) Unwrap() error { return e.err }

func usagef(c *cobra.Command, format string, args ...any) error {
	return &usageError{command: c.CommandPath(), err: fmt.Errorf(format, args...)}
}

// flagError explains what is wrong with a flag.
func flagError(c *cobra.Command, err error) error {
	var unknown *pflag.NotExistError
	var value *pflag.InvalidValueError
	var missing *pflag.ValueRequiredError
	switch {
	case errors.As(err, &unknown):
		return unknownFlag(c, unknown)
	case errors.As(err, &value) && value.GetFlag().Value.Type() == "bool":
		return usagef(c, "--%s is either given or not: it takes no value %q", value.GetFlag().Name, value.GetValue())
	case errors.As(err, &value) && value.GetFlag().Value.Type() == "int":
		return usagef(c, "--%s: %q is no whole number", value.GetFlag().Name, value.GetValue())
	case errors.As(err, &value):
		return usagef(c, "--%s: %w", value.GetFlag().Name, value.Unwrap())
	case errors.As(err, &missing):
		return usagef(c, "--%s needs a value", missing.GetFlag().Name)
	}
	return usagef(c, "%w", err)
}

// unknownFlag suggests the flag that was meant, or the command that has it.
func unknownFlag(c *cobra.Command, err *pflag.NotExistError) error {
	name, written := err.GetSpecifiedName(), "--"+err.GetSpecifiedName()
	if letters := err.GetSpecifiedShortnames(); letters != "" {
		// A long flag after a single dash reads as a run of short ones.
		name, written = letters, "-"+letters
	}
	if near := nearest(name, flagNames(c)); near != "" && len(name) > 1 {
		return usagef(c, "unknown flag %s: did you mean --%s?", written, near)
	}
	if name == "config" && c.Parent() != nil && c.Parent().Name() == "config" && !c.HasSubCommands() {
		return usagef(c, "unknown flag %s: the file is named without a flag, as in '%s FILE'", written, c.CommandPath())
	}
	for _, other := range c.Root().Commands() {
		if slices.Contains(flagNames(other), name) {
			return usagef(other, "unknown flag %s: it belongs to '%s'", written, other.CommandPath())
		}
	}
	return usagef(c, "unknown flag %s", written)
}

// flagNames lists the flags that a command's help shows.
func flagNames(c *cobra.Command) []string {
	var names []string
	add := func(f *pflag.Flag) {
		if !f.Hidden {
			names = append(names, f.Name)
		}
	}
	c.LocalFlags().VisitAll(add)
	c.InheritedFlags().VisitAll(add)
	return names
}

// unknownCommand suggests the command that was meant.
func unknownCommand(root *cobra.Command, word string) error {
	if near := nearest(word, commandNames(root)); near != "" {
		return usagef(root, "unknown command %q: did you mean %q?", word, near)
	}
	return usagef(root, "unknown command %q: to lint a path, run 'netpolint lint %s'", word, word)
}

// commandNames lists the commands that the help shows.
func commandNames(root *cobra.Command) []string {
	var names []string
	for _, c := range root.Commands() {
		if c.IsAvailableCommand() {
			names = append(names, c.Name())
		}
	}
	return append(names, "help")
}

// unknownChoice is the error for a word that is none of a few.
func unknownChoice(kind, word string, allowed []string) error {
	if near := nearest(word, allowed); near != "" {
		return fmt.Errorf("unknown %s %q: did you mean %q?", kind, word, near)
	}
	return fmt.Errorf("unknown %s %q: write %s", kind, word, either(allowed))
}

// nearest is the candidate that a word most likely meant: the only one that begins
// with it, or one that is spelt almost alike.
func nearest(word string, candidates []string) string {
	begins := slices.DeleteFunc(slices.Clone(candidates), func(c string) bool { return !strings.HasPrefix(c, word) })
	if len(begins) == 1 && len(word) > 1 {
		return begins[0]
	}
	return lint.Closest(word, candidates)
}

// either writes words as prose: a, b or c.
func either(words []string) string {
	last := len(words) - 1
	if last < 1 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:last], ", ") + " or " + words[last]
}
