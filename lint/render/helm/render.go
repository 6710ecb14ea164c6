package helm

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/netpolint/netpolint/lint/render"
	"github.com/netpolint/netpolint/lint/source"
)

// Options are what helm template takes besides values.
type Options struct {
	// Namespace is .Release.Namespace; "default" if it is not set.
	Namespace string
	// ReleaseName is .Release.Name; "release-name" if it is not set, as with helm
	// template.
	ReleaseName string
	// KubeVersion is the version of Kubernetes, like "1.36" or "v1.36.2"; that which
	// Helm takes if it is not set.
	KubeVersion string
}

// Render renders the chart with a set of values. Outputs are those of crds/ first,
// then those of templates, by name. Hooks and tests are among them; NOTES.txt is
// rendered, for it may fail, and left out.
//
// The error is an *[Error], with Helm's message. It wraps the error of ctx if that
// ends.
func (c *Chart) Render(ctx context.Context, v ValueSet, o Options) (out []*Output, err error) {
	defer guardPanics(&err)
	ctx, cancel := context.WithTimeout(ctx, maxTime)
	defer cancel()
	root, top, err := c.prepare(v, o)
	if err != nil {
		return nil, err
	}
	e := newEngine(newLimits(ctx), allTemplates(root, top))
	texts, err := e.render()
	if err != nil {
		return nil, e.failure(err)
	}
	for _, crd := range root.crds() {
		out = append(out, &Output{Name: crd.name, Template: crd.file.source.Name, Text: crd.file.source, CRD: true})
	}
	for _, name := range slices.Sorted(maps.Keys(texts)) {
		if strings.HasSuffix(name, "NOTES.txt") {
			continue
		}
		f, r := e.templates[name].file, texts[name]
		out = append(out, &Output{
			Name: name, Template: f.source.Name,
			Text: source.NewFile(f.source.Name, r.text), segments: r.segments, places: e.places.list,
		})
	}
	return out, nil
}

// MissingWith is Missing without the charts that the values switch off, and
// without files.
func (c *Chart) MissingWith(v ValueSet) (left []render.Left, err error) {
	defer guardPanics(&err)
	vals, err := c.values(v)
	if err != nil {
		return nil, err
	}
	root := c.root.clone()
	if err := processDependencies(root, vals); err != nil {
		return nil, oneLine(fmt.Errorf("chart dependencies processing failed: %w", err))
	}
	return missing(root), nil
}

// prepare returns a copy of the chart with the dependencies that the values want,
// and what its templates see.
func (c *Chart) prepare(v ValueSet, o Options) (*chart, map[string]any, error) {
	vals, err := c.values(v)
	if err != nil {
		return nil, nil, err
	}
	if t := c.root.metadata.Type; t != "" && t != "application" {
		return nil, nil, oneLine(fmt.Errorf("%s charts are not installable", t))
	}
	root := c.root.clone()
	if err := processDependencies(root, vals); err != nil {
		return nil, nil, oneLine(fmt.Errorf("chart dependencies processing failed: %w", err))
	}
	caps, err := newCapabilities(o.KubeVersion)
	if err != nil {
		return nil, nil, oneLine(err)
	}
	all, err := coalesceChart(root, vals)
	if err != nil {
		return nil, nil, oneLine(err)
	}
	if want := root.metadata.KubeVersion; want != "" && !isCompatible(want, caps.KubeVersion.String()) {
		return nil, nil, oneLine(fmt.Errorf("chart requires kubeVersion: %s which is incompatible with Kubernetes %s", want, caps.KubeVersion.Version))
	}
	return root, map[string]any{
		"Chart":        root.metadataMap(),
		"Capabilities": caps,
		"Release": map[string]any{
			"Name":      cmp.Or(o.ReleaseName, "release-name"),
			"Namespace": cmp.Or(o.Namespace, "default"),
			"IsUpgrade": false,
			"IsInstall": true,
			"Revision":  1,
			"Service":   "Helm",
		},
		"Values": all,
	}, nil
}
