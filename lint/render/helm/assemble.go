// Ported from Helm v4.3.1 (pkg/chart/v2/loader/load.go, pkg/chart/loader/load.go).
// Copyright The Helm Authors, Apache License 2.0.

package helm

import (
	"errors"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
)

// assemble makes a chart of its files.
func (l *loading) assemble(files []*file, level int) (*chart, error) {
	if level > maxLevels {
		return nil, fmt.Errorf("charts are nested more than %d levels deep", maxLevels)
	}
	c := &chart{}
	for _, f := range files {
		if f.name == "Chart.yaml" {
			if err := c.chartYAML(f); err != nil {
				return nil, err
			}
		}
	}
	if c.metadata != nil && level == 0 && !isKnownVersion(c.metadata.APIVersion) {
		return nil, errors.New("unsupported chart version")
	}
	subcharts := map[string][]*file{}
	for _, f := range files {
		rest, found := strings.CutPrefix(f.name, "charts/")
		switch {
		case found && path.Ext(f.name) == ".prov":
			c.files = append(c.files, f)
		case found:
			name, _, _ := strings.Cut(rest, "/")
			subcharts[name] = append(subcharts[name], &file{name: rest, source: f.source, bom: f.bom})
		default:
			if err := c.add(f); err != nil {
				return nil, err
			}
		}
	}
	if c.metadata == nil {
		//lint:ignore ST1005 these are the words of Helm
		return nil, errors.New("Chart.yaml file is missing") //nolint:staticcheck // Helm's own words
	}
	if err := c.metadata.validate(); err != nil {
		return nil, err
	}
	if level == 0 && c.metadata.APIVersion == apiVersionV3 {
		return nil, errors.New("invalid chart apiVersion")
	}
	// In order: of charts of one name, the first is taken.
	for _, name := range slices.Sorted(maps.Keys(subcharts)) {
		if strings.IndexAny(name, "_.") == 0 {
			continue
		}
		sub, err := l.subchart(name, subcharts[name], level+1)
		if err != nil {
			return nil, fmt.Errorf("error unpacking subchart %s in %s: %w", name, c.name(), err)
		}
		c.addDependency(sub)
	}
	return c, nil
}

func isKnownVersion(v string) bool {
	return v == apiVersionV1 || v == apiVersionV2 || v == apiVersionV3
}

// subchart makes a chart of what lies under one name in charts/.
func (l *loading) subchart(name string, files []*file, level int) (*chart, error) {
	if path.Ext(name) == ".tgz" {
		if files[0].name != name {
			return nil, fmt.Errorf("error unpacking subchart tar: expected %s, got %s", name, files[0].name)
		}
		unpacked, err := l.unpack(files[0])
		if err != nil {
			return nil, err
		}
		return l.assemble(unpacked, level)
	}
	var own []*file
	for _, f := range files {
		// Of a file of charts/ itself nothing is left, which is no chart.
		if f, ok := f.within(); ok {
			own = append(own, f)
		}
	}
	return l.assemble(own, level)
}

// add puts one file where it belongs.
func (c *chart) add(f *file) error {
	switch {
	case f.name == "Chart.yaml":
	case f.name == "values.schema.json":
		// Not checked.
	case f.name == "Chart.lock":
		return decodeFile(f, &lock{}, "cannot load Chart.lock")
	case f.name == "values.yaml":
		vals, err := readValues(f.source, f.data())
		if err != nil {
			return inFile(f.source, err, "cannot load values.yaml")
		}
		c.values = vals
	case f.name == "requirements.yaml":
		return c.requirements(f)
	case f.name == "requirements.lock":
		c.keepOld(f)
		return decodeFile(f, &lock{}, "cannot load requirements.lock")
	case strings.HasPrefix(f.name, "templates/"):
		c.templates = append(c.templates, f)
	default:
		c.files = append(c.files, f)
	}
	return nil
}

// chartYAML reads the metadata of a chart.
func (c *chart) chartYAML(f *file) error {
	if c.metadata == nil {
		c.metadata = &metadata{}
	}
	if err := decodeFile(f, c.metadata, "cannot load Chart.yaml"); err != nil {
		return err
	}
	// Helm 2 took charts without one.
	if c.metadata.APIVersion == "" {
		c.metadata.APIVersion = apiVersionV1
	}
	c.locate(f)
	return nil
}

// requirements reads the dependencies of a chart of old.
func (c *chart) requirements(f *file) error {
	if c.metadata == nil {
		c.metadata = &metadata{}
	}
	if err := decodeFile(f, c.metadata, "cannot load requirements.yaml"); err != nil {
		return err
	}
	c.locate(f)
	c.keepOld(f)
	return nil
}

// keepOld makes a file of charts of old one that .Files gives.
func (c *chart) keepOld(f *file) {
	if c.metadata != nil && c.metadata.APIVersion == apiVersionV1 {
		c.files = append(c.files, f)
	}
}
