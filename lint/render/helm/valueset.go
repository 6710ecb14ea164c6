// Ported from Helm v4.3.1 (pkg/cli/values/options.go).
// Copyright The Helm Authors, Apache License 2.0.

package helm

import (
	"errors"
	"fmt"
	"io/fs"

	"helm.sh/helm/v4/pkg/strvals"

	"github.com/netpolint/netpolint/lint/source"
)

// ValueSet is one choice of values, as helm template takes them.
type ValueSet struct {
	// Name is for findings: "default values", "values-prod.yaml, --set a=b".
	Name string
	// Files are the paths of files of values; later ones win. They are read through
	// the file system of the chart.
	Files []string
	// Set are --set expressions; they win over Files.
	Set []string
}

// values reads a set of values.
func (c *Chart) values(v ValueSet) (map[string]any, error) {
	base := map[string]any{}
	for _, name := range v.Files {
		content, err := fs.ReadFile(c.fsys, name)
		if err != nil {
			return nil, oneLine(fmt.Errorf("values file %s cannot be read: %w", name, cause(err)))
		}
		f := source.NewFile(name, content)
		vals, err := readValues(f, content)
		if err != nil {
			return nil, oneLine(inFile(f, err, "failed to parse "+name))
		}
		base = mergeMaps(base, vals)
	}
	for _, expression := range v.Set {
		if err := strvals.ParseInto(expression, base); err != nil {
			return nil, oneLine(fmt.Errorf("failed parsing --set data: %w", err))
		}
	}
	return base, nil
}

// cause drops the operation and path of an error, which the message around it
// says.
func cause(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}
