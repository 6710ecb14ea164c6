package cmd

import (
	"io"
	"os"
)

// colorMode is the value of --color.
type colorMode string

const (
	colorAuto   colorMode = "auto"
	colorAlways colorMode = "always"
	colorNever  colorMode = "never"
)

func (m *colorMode) String() string { return string(*m) }

func (m *colorMode) Type() string { return "WHEN" }

func (m *colorMode) Set(word string) error {
	switch mode := colorMode(word); mode {
	case colorAuto, colorAlways, colorNever:
		*m = mode
		return nil
	}
	return unknownChoice("value", word, []string{string(colorAuto), string(colorAlways), string(colorNever)})
}

// colored reports whether output to w has colours.
func (a *app) colored(w io.Writer) bool { return a.color.colored(isTerminal(w), os.Getenv) }

// colored decides by the mode; auto asks whether the output is a terminal that
// shows colours to someone who wants them (https://no-color.org).
func (m colorMode) colored(terminal bool, env func(string) string) bool {
	switch m {
	case colorAlways:
		return true
	case colorNever:
		return false
	default:
		return terminal && env("NO_COLOR") == "" && env("TERM") != "dumb"
	}
}
