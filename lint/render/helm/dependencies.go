// Ported from Helm v4.3.1 (pkg/chart/v2/util/dependencies.go, compatible.go).
// Copyright The Helm Authors, Apache License 2.0.

package helm

import (
	"slices"
	"strings"

	"github.com/netpolint/netpolint/lint/render/helm/semver"
)

// processDependencies drops the charts that the values switch off, gives others
// their aliases, and imports values from below.
func processDependencies(c *chart, v map[string]any) error {
	if err := processEnabled(c, v, ""); err != nil {
		return err
	}
	return importAll(c)
}

// processEnabled leaves a chart with the dependencies that are wanted.
func processEnabled(c *chart, v map[string]any, prefix string) error {
	md := c.metadata
	if md.Dependencies == nil {
		return nil
	}
	c.setDependencies(chosen(c)...)
	for _, d := range md.Dependencies {
		d.Enabled = true
	}
	cvals, err := coalesceChart(c, v)
	if err != nil {
		return err
	}
	applyTags(md.Dependencies, cvals)
	applyConditions(md.Dependencies, cvals, prefix)
	off := map[string]bool{}
	for _, d := range md.Dependencies {
		if !d.Enabled {
			off[d.Name] = true
		}
	}
	charts := slices.DeleteFunc(slices.Clone(c.dependencies), func(d *chart) bool { return off[d.name()] })
	wanted := slices.DeleteFunc(slices.Clone(md.Dependencies), func(d *dependency) bool { return off[d.Name] })
	for _, d := range charts {
		if err := processEnabled(d, cvals, prefix+d.name()+"."); err != nil {
			return err
		}
	}
	// Helm, too, has nil rather than an empty list here.
	md.Dependencies = append([]*dependency(nil), wanted...)
	c.setDependencies(charts...)
	return nil
}

// chosen returns the charts that are there and not asked for, and those that are
// asked for, under their aliases.
func chosen(c *chart) []*chart {
	var out []*chart
	for _, d := range c.dependencies {
		asked := slices.ContainsFunc(c.metadata.Dependencies, func(r *dependency) bool {
			return d.name() == r.Name && isCompatible(r.Version, d.metadata.Version)
		})
		if !asked {
			out = append(out, d)
		}
	}
	for _, r := range c.metadata.Dependencies {
		if d := aliased(c.dependencies, r); d != nil {
			out = append(out, d)
		}
		if r.Alias != "" {
			r.Name = r.Alias
		}
	}
	return out
}

// aliased returns a copy of the chart that a dependency asks for, under its alias;
// nil if it is not there.
func aliased(charts []*chart, r *dependency) *chart {
	for _, c := range charts {
		if c.name() != r.Name || !isCompatible(r.Version, c.metadata.Version) {
			continue
		}
		out := *c
		md := *c.metadata
		md.Dependencies = cloneDependencies(md.Dependencies)
		out.metadata = &md
		// One level deeper only, as in Helm.
		out.dependencies = nil
		for _, d := range c.dependencies {
			cp := *d
			out.addDependency(&cp)
		}
		if r.Alias != "" {
			out.metadata.Name = r.Alias
		}
		return &out
	}
	return nil
}

// applyConditions switches dependencies by the first of their conditions that is
// there.
func applyConditions(reqs []*dependency, cvals values, prefix string) {
	for _, r := range reqs {
		for c := range strings.SplitSeq(strings.TrimSpace(r.Condition), ",") {
			if c == "" {
				continue
			}
			v, err := cvals.PathValue(prefix + c)
			if b, ok := v.(bool); ok && err == nil {
				r.Enabled = b
				break
			}
		}
	}
}

// applyTags switches dependencies by their tags: one that is true is enough.
func applyTags(reqs []*dependency, cvals values) {
	tags, err := cvals.Table("tags")
	if err != nil {
		return
	}
	for _, r := range reqs {
		on, off := false, false
		for _, k := range r.Tags {
			if b, ok := tags[k].(bool); ok {
				on, off = on || b, off || !b
			}
		}
		r.Enabled = on || !off
	}
}

// isCompatible reports whether a version satisfies a constraint.
func isCompatible(constraint, version string) bool {
	v, err := semver.NewVersion(version)
	if err != nil {
		return false
	}
	c, err := semver.NewConstraint(constraint)
	if err != nil {
		return false
	}
	return c.Check(v)
}
