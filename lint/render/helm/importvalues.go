// Ported from Helm v4.3.1 (pkg/chart/v2/util/dependencies.go).
// Copyright The Helm Authors, Apache License 2.0.

package helm

import (
	"fmt"
	"slices"
	"strings"
)

// importAll brings values of subcharts into the charts that import them, from the
// bottom up.
func importAll(c *chart) error {
	for _, d := range c.dependencies {
		if err := importAll(d); err != nil {
			return err
		}
	}
	return importValues(c)
}

// importValues merges what a chart imports below its own values.
func importValues(c *chart) error {
	if c.metadata.Dependencies == nil {
		return nil
	}
	cvals, err := mergeChart(c, nil)
	if err != nil {
		return err
	}
	imported := map[string]any{}
	for _, r := range c.metadata.Dependencies {
		var done []any
		for _, iv := range r.ImportValues {
			child, parent, ok := importPair(iv)
			if !ok {
				continue
			}
			done = append(done, map[string]string{"child": child, "parent": parent})
			table, err := cvals.Table(r.Name + "." + child)
			if err != nil {
				continue // Helm warns
			}
			imported = coalesceTables(imported, atPath(parent, table.AsMap()), true)
		}
		r.ImportValues = done
	}
	// Copied, for tables of one may have become part of the other.
	c.values = coalesceTables(copyTable(cvals), imported, true)
	return nil
}

// importPair reads an entry of import-values: the path below the child, and that
// in the parent.
func importPair(iv any) (child, parent string, ok bool) {
	switch iv := iv.(type) {
	case map[string]any:
		return fmt.Sprintf("%v", iv["child"]), fmt.Sprintf("%v", iv["parent"]), true
	case string:
		return "exports." + iv, ".", true
	}
	return "", "", false
}

// atPath returns data under a dotted path.
func atPath(path string, data map[string]any) map[string]any {
	if path == "." {
		return data
	}
	for _, key := range slices.Backward(strings.Split(path, ".")) {
		data = map[string]any{key: data}
	}
	return data
}
