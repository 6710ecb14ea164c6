package cmd

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
)

// outputFlag is the value of an --output that is given once.
type outputFlag struct {
	allowed      []string // the default first
	format, file string
}

func (o *outputFlag) String() string {
	if o.file == "" {
		return o.format
	}
	return o.format + "=" + o.file
}

func (o *outputFlag) Type() string { return "FORMAT[=FILE]" }

func (o *outputFlag) Set(word string) error {
	format, file, hasFile := strings.Cut(word, "=")
	if !slices.Contains(o.allowed, format) {
		return unknownChoice("output format", format, o.allowed)
	}
	if hasFile && file == "" {
		return fmt.Errorf("no file after %q: write %s=FILE", word, format)
	}
	if o.format != "" {
		return errors.New("one output only: run the command again for another")
	}
	o.format, o.file = format, file
	if hasFile {
		o.file = filepath.Clean(file)
	}
	return nil
}

// name is the format, the default if none is given.
func (o *outputFlag) name() string {
	if o.format == "" {
		return o.allowed[0]
	}
	return o.format
}

// flowFormat reports whether the answer about one flow can be written so.
func (o *outputFlag) flowFormat() bool { return o.name() == "text" || o.name() == "json" }

// writeOutput writes to the file of the flag, or to standard output.
func (a *app) writeOutput(o *outputFlag, write func(w io.Writer, toFile bool) error) error {
	if o.file != "" {
		return writeFile(o.file, func(w io.Writer) error { return write(w, true) })
	}
	if err := write(a.stdout, false); err != nil && !brokenPipe(err) {
		return fmt.Errorf("cannot write to standard output: %w", err)
	}
	return nil
}
