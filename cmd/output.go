package cmd

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
)

// output is one report to write: its format, and the file it goes to ("" for
// standard output).
type output struct {
	format, file string
}

// outputs is the value of lint's --output, which may be repeated.
type outputs []output

// outputFormats are the formats of lint, the default first.
func outputFormats() []string { return []string{"text", "json"} }

func (o *outputs) String() string {
	var words []string
	for _, out := range *o {
		word := out.format
		if out.file != "" {
			word += "=" + out.file
		}
		words = append(words, word)
	}
	return strings.Join(words, ",")
}

func (o *outputs) Type() string { return "FORMAT[=FILE]" }

// Set adds an output. No two may go to the same place, where they would mix.
func (o *outputs) Set(word string) error {
	format, file, hasFile := strings.Cut(word, "=")
	if !slices.Contains(outputFormats(), format) {
		return unknownChoice("output format", format, outputFormats())
	}
	if hasFile && file == "" {
		return fmt.Errorf("no file after %q: write %s=FILE", word, format)
	}
	if hasFile {
		file = filepath.Clean(file)
	}
	for _, other := range *o {
		switch {
		case other.file != file:
		case file == "":
			return errors.New("only one output can go to standard output: write FORMAT=FILE for the others")
		default:
			return fmt.Errorf("two outputs to %s: name a file for each", file)
		}
	}
	*o = append(*o, output{format: format, file: file})
	return nil
}
