// Ported from Helm v4.3.1 (pkg/chart/v2/chart.go).
// Copyright The Helm Authors, Apache License 2.0.

package helm

import (
	"path"
	"reflect"
	"strings"
)

// chart is a chart and those in its charts directory.
type chart struct {
	metadata  *metadata
	values    map[string]any
	templates []*file
	// files is all else: READMEs, crds/, what .Files gives.
	files []*file

	parent       *chart
	dependencies []*chart

	// asks is where each dependency is asked for, by its key.
	asks map[string]ask
}

func (c *chart) name() string { return c.metadata.Name }

func (c *chart) isRoot() bool { return c.parent == nil }

func (c *chart) isLibrary() bool { return strings.EqualFold(c.metadata.Type, "library") }

// metadataMap is what templates see as .Chart.
func (c *chart) metadataMap() map[string]any {
	return structMap(reflect.ValueOf(c.metadata))
}

// fullPath is the path of the chart in its root, which starts the names of its
// templates.
func (c *chart) fullPath() string {
	if c.isRoot() {
		return c.name()
	}
	return c.parent.fullPath() + "/charts/" + c.name()
}

func (c *chart) setDependencies(charts ...*chart) {
	c.dependencies = nil
	for _, d := range charts {
		c.addDependency(d)
	}
}

func (c *chart) addDependency(d *chart) {
	d.parent = c
	c.dependencies = append(c.dependencies, d)
}

// clone returns a copy of the tree to render: processing the dependencies changes
// it.
func (c *chart) clone() *chart {
	out := *c
	out.metadata = c.metadata.clone()
	out.values = copyTable(c.values)
	out.parent, out.dependencies = nil, nil
	for _, d := range c.dependencies {
		out.addDependency(d.clone())
	}
	return &out
}

// crd is a file of a crds directory, under its name in the root chart.
type crd struct {
	name string
	file *file
}

// crds returns the files of crds/ of the chart and of its dependencies.
func (c *chart) crds() []crd {
	var out []crd
	for _, f := range c.files {
		if strings.HasPrefix(f.name, "crds/") && isManifest(f.name) {
			out = append(out, crd{path.Join(c.fullPath(), f.name), f})
		}
	}
	for _, d := range c.dependencies {
		out = append(out, d.crds()...)
	}
	return out
}

func isManifest(name string) bool {
	ext := path.Ext(name)
	return strings.EqualFold(ext, ".yaml") || strings.EqualFold(ext, ".yml") || strings.EqualFold(ext, ".json")
}
