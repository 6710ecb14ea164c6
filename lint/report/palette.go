package report

import (
	"github.com/fatih/color"

	"github.com/netpolint/netpolint/lint"
)

// palette holds the styles of the text output. With colour off every style
// returns its text unchanged.
type palette struct {
	on bool
}

// paint shows s in a style, if colours are on.
func (p palette) paint(s string, attributes ...color.Attribute) string {
	if !p.on || s == "" {
		return s
	}
	style := color.New(attributes...)
	style.EnableColor()
	return style.Sprint(s)
}

func (p palette) bold(s string) string { return p.paint(s, color.Bold) }

// dim is for gutters and other marks that frame the text.
func (p palette) dim(s string) string { return p.paint(s, color.Faint) }

// code is for names and values inside running text.
func (p palette) code(s string) string { return p.paint(s, color.FgCyan) }

func (p palette) good(s string) string { return p.paint(s, color.FgGreen, color.Bold) }

// severity paints s in the colour of a severity.
func (p palette) severity(s string, level lint.Severity) string {
	switch level {
	case lint.Error:
		return p.paint(s, color.FgRed, color.Bold)
	case lint.Warning:
		return p.paint(s, color.FgYellow, color.Bold)
	default:
		return p.paint(s, color.FgBlue, color.Bold)
	}
}
