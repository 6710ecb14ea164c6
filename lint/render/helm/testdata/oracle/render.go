package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/template"
	"time"

	"helm.sh/helm/v4/pkg/chart/common"
	"helm.sh/helm/v4/pkg/chart/common/util"
	"helm.sh/helm/v4/pkg/chart/loader"
	chart "helm.sh/helm/v4/pkg/chart/v2"
	v2loader "helm.sh/helm/v4/pkg/chart/v2/loader"
	chartutil "helm.sh/helm/v4/pkg/chart/v2/util"
	"helm.sh/helm/v4/pkg/engine"
	"helm.sh/helm/v4/pkg/strvals"
)

// ask renders a chart several times, and masks the lines that differ.
func ask(dir string, s set) answer {
	out := answer{Chart: dir, Set: s}
	var err error
	out.Texts, out.CRDs, err = render(dir, s, nil)
	if err != nil {
		out.Error = err.Error()
		return out
	}
	year := 1000 * time.Hour * 24
	for range 4 {
		again, _, err := render(dir, s, template.FuncMap{"now": func() time.Time { return time.Now().Add(-year) }})
		if err != nil {
			continue
		}
		for name, text := range out.Texts {
			out.Texts[name] = mask(text, again[name])
		}
	}
	return out
}

// mask replaces the lines in which two renderings differ. If their numbers differ,
// nothing is left.
func mask(a, b string) string {
	if a == b {
		return a
	}
	x, y := strings.Split(a, "\n"), strings.Split(b, "\n")
	if len(x) != len(y) {
		return "<random text>"
	}
	for i := range x {
		if x[i] != y[i] {
			x[i] = "<random>"
		}
	}
	return strings.Join(x, "\n")
}

// render does what helm template does, but for the check that all dependencies are
// there, the schema of the values, and writing.
func render(dir string, s set, funcs template.FuncMap) (map[string]string, []string, error) {
	vals, err := values(filepath.Dir(dir), s)
	if err != nil {
		return nil, nil, err
	}
	loaded, err := loader.Load(dir)
	if err != nil {
		return nil, nil, err
	}
	c, ok := loaded.(*chart.Chart)
	if !ok {
		return nil, nil, errors.New("invalid chart apiVersion")
	}
	if t := c.Metadata.Type; t != "" && t != "application" {
		return nil, nil, fmt.Errorf("%s charts are not installable", t)
	}
	if err := chartutil.ProcessDependencies(c, vals); err != nil {
		return nil, nil, fmt.Errorf("chart dependencies processing failed: %w", err)
	}
	caps := common.DefaultCapabilities.Copy()
	// As in a release of Helm, and the same with every compiler.
	caps.HelmVersion.Version = "v4.3.1"
	caps.HelmVersion.GitTreeState = "clean"
	caps.HelmVersion.GoVersion = "go1.26.8"
	if s.Kube != "" {
		v, err := common.ParseKubeVersion(s.Kube)
		if err != nil {
			return nil, nil, fmt.Errorf("invalid kube version '%s': %w", s.Kube, err)
		}
		caps.KubeVersion = *v
	}
	options := common.ReleaseOptions{Name: or(s.Release, "release-name"), Namespace: or(s.Namespace, "default"), Revision: 1, IsInstall: true}
	top, err := util.ToRenderValuesWithSchemaValidation(c, vals, options, caps, true)
	if err != nil {
		return nil, nil, err
	}
	if want := c.Metadata.KubeVersion; want != "" && !chartutil.IsCompatibleRange(want, caps.KubeVersion.String()) {
		return nil, nil, fmt.Errorf("chart requires kubeVersion: %s which is incompatible with Kubernetes %s", want, caps.KubeVersion.Version)
	}
	var crds []string
	for _, crd := range c.CRDObjects() {
		crds = append(crds, crd.Filename)
	}
	slices.Sort(crds)
	texts, err := engine.Engine{CustomTemplateFuncs: funcs}.RenderWithContext(context.Background(), c, top)
	return texts, crds, err
}

func values(dir string, s set) (map[string]any, error) {
	base := map[string]any{}
	for _, name := range s.Files {
		if !filepath.IsAbs(name) {
			name = filepath.Join(dir, name)
		}
		b, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		one, err := v2loader.LoadValues(bytes.NewReader(b))
		if err != nil {
			return nil, fmt.Errorf("failed to parse %s: %w", name, err)
		}
		base = v2loader.MergeMaps(base, one)
	}
	for _, expression := range s.Set {
		if err := strvals.ParseInto(expression, base); err != nil {
			return nil, fmt.Errorf("failed parsing --set data: %w", err)
		}
	}
	return maps.Clone(base), nil
}

func or(s, other string) string {
	if s != "" {
		return s
	}
	return other
}
