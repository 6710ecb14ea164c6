package cmd

import (
	"slices"

	"github.com/spf13/cobra"
)

// choice is the value of a flag that takes one of a few words.
type choice struct {
	kind    string // what the words are, for messages
	label   string // what help calls the word
	value   string
	allowed []string
}

func (c *choice) String() string { return c.value }

func (c *choice) Type() string { return c.label }

func (c *choice) Set(word string) error {
	if !slices.Contains(c.allowed, word) {
		return unknownChoice(c.kind, word, c.allowed)
	}
	c.value = word
	return nil
}

// formatFlag adds -o to a command that prints one thing in one of some formats.
func formatFlag(c *cobra.Command, formats ...string) *choice {
	format := &choice{kind: "output format", label: "FORMAT", value: formats[0], allowed: formats}
	c.Flags().VarP(format, "output", "o", "how to print it: "+either(formats))
	completeFlag(c, "output", formats...)
	return format
}
