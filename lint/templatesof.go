package lint

import (
	"slices"

	"github.com/netpolint/netpolint/lint/source"
)

// templates are the parts of a file that is output of helm template: the lines at
// which they begin, and their names.
type templates struct {
	lines []int
	names []string
}

// templatesOf finds the lines "# Source: chart/templates/x.yaml" of a file.
func templatesOf(f *source.File) templates {
	var out templates
	if f == nil {
		return out
	}
	for _, c := range source.Comments(f, "Source: ") {
		if c.Alone {
			out.lines, out.names = append(out.lines, c.Line), append(out.names, c.Span.Text())
		}
	}
	return out
}

// at is the name of the template that made a line; "" for none.
func (t templates) at(line int) string {
	i, found := slices.BinarySearch(t.lines, line)
	if !found {
		i--
	}
	if i < 0 {
		return ""
	}
	return t.names[i]
}
