// Ported from Helm v4.3.1 (pkg/engine/engine.go).
// Copyright The Helm Authors, Apache License 2.0.

package helm

import (
	"cmp"
	"path"
	"slices"
	"strings"
)

// renderable is a template that can be rendered.
type renderable struct {
	file *file
	// vals are what the template sees: those of its chart. All templates of a chart
	// share them.
	vals values
	// basePath is the path of the templates of the chart.
	basePath string
}

// allTemplates returns the templates of a chart and its dependencies by their
// names, and prepares what they see.
func allTemplates(c *chart, top map[string]any) map[string]renderable {
	out := map[string]renderable{}
	addTemplates(c, out, top)
	return out
}

// addTemplates adds the templates of one chart, which finds its values among those
// of its parent, and returns what they see.
func addTemplates(c *chart, out map[string]renderable, parent values) map[string]any {
	subcharts := map[string]any{}
	metadata := c.metadataMap()
	metadata["IsRoot"] = c.isRoot()
	next := map[string]any{
		"Chart":        metadata,
		"Files":        newFiles(c.files),
		"Release":      parent["Release"],
		"Capabilities": parent["Capabilities"],
		"Values":       values{},
		"Subcharts":    subcharts,
	}
	if c.isRoot() {
		next["Values"] = parent["Values"]
	} else if vs, err := parent.Table("Values." + c.name()); err == nil {
		next["Values"] = vs
	}
	for _, d := range c.dependencies {
		subcharts[d.name()] = addTemplates(d, out, next)
	}
	full := c.fullPath()
	for _, t := range c.templates {
		if c.isLibrary() && !isPartial(t.name) {
			continue
		}
		out[path.Join(full, t.name)] = renderable{file: t, vals: next, basePath: path.Join(full, "templates")}
	}
	return next
}

// isPartial reports whether a template is only there for others.
func isPartial(name string) bool { return strings.HasPrefix(path.Base(name), "_") }

// sortedTemplates returns names in the order in which templates are parsed and
// rendered: those of parts first.
func sortedTemplates(templates map[string]renderable) []string {
	var out []string
	for name := range templates {
		out = append(out, name)
	}
	slices.SortFunc(out, func(a, b string) int {
		return -cmp.Or(cmp.Compare(strings.Count(a, "/"), strings.Count(b, "/")), cmp.Compare(a, b))
	})
	return out
}
