// Ported from Helm v4.3.1 (pkg/chart/common/util/coalesce.go).
// Copyright The Helm Authors, Apache License 2.0.
//
// Helm's warnings about tables and other values in each other's place are left
// out: they are for those who run Helm.

package helm

import (
	"fmt"
	"maps"
)

// coalesceChart merges given values over those of a chart and its subcharts:
// higher charts win over lower ones, tables are merged, all else is replaced, and
// nulls take values away.
func coalesceChart(c *chart, vals map[string]any) (values, error) {
	return coalesce(c, notNil(copyTable(vals)), false)
}

// mergeChart is coalesceChart with nulls kept, for steps that come before the
// last.
func mergeChart(c *chart, vals map[string]any) (values, error) {
	return coalesce(c, notNil(copyTable(vals)), true)
}

func notNil(m map[string]any) map[string]any {
	if m == nil {
		return map[string]any{}
	}
	return m
}

func coalesce(c *chart, dest map[string]any, merge bool) (map[string]any, error) {
	coalesceValues(c, dest, merge)
	return coalesceDependencies(c, dest, merge)
}

func coalesceDependencies(c *chart, dest map[string]any, merge bool) (map[string]any, error) {
	for _, sub := range c.dependencies {
		name := sub.name()
		if v, ok := dest[name]; !ok {
			dest[name] = map[string]any{}
		} else if !isTable(v) {
			return dest, fmt.Errorf("type mismatch on %s: %t", name, v)
		}
		own := dest[name].(map[string]any)
		coalesceGlobals(own, dest)
		var err error
		if dest[name], err = coalesce(sub, own, merge); err != nil {
			return dest, err
		}
	}
	return dest, nil
}

// coalesceGlobals merges the globals of src into dest.
func coalesceGlobals(dest, src map[string]any) {
	dg, ok := globals(dest)
	if !ok {
		return
	}
	sg, ok := globals(src)
	if !ok {
		return
	}
	for key, val := range sg {
		table, ok := val.(map[string]any)
		if !ok {
			if v, ok := dg[key]; !ok || !isTable(v) {
				dg[key] = val
			}
			continue
		}
		vv := maps.Clone(table)
		if v, ok := dg[key]; !ok {
			dg[key] = vv
		} else if destTable, ok := v.(map[string]any); ok {
			// The other way round than elsewhere, to merge from the top down.
			coalesceTables(vv, destTable, true)
			dg[key] = vv
		}
	}
	dest[globalKey] = dg
}

// globals returns the globals among values, a new table if there are none;
// false if they are no table.
func globals(vals map[string]any) (map[string]any, bool) {
	v, ok := vals[globalKey]
	if !ok {
		return map[string]any{}, true
	}
	table, ok := v.(map[string]any)
	return table, ok
}

// coalesceValues merges the values of one chart below those given.
func coalesceValues(c *chart, v map[string]any, merge bool) {
	for key, val := range copyTable(c.values) {
		value, ok := v[key]
		switch {
		case !ok:
			if !merge {
				// Nulls of a chart do not hide globals.
				if val == nil {
					continue
				}
				if sub, ok := val.(map[string]any); ok {
					cleanNilValues(sub)
				}
			}
			v[key] = val
		case value == nil && !merge:
			delete(v, key)
		default:
			dest, ok := value.(map[string]any)
			src, ok2 := val.(map[string]any)
			if !ok || !ok2 {
				continue
			}
			merge := merge || isSubchart(c, key)
			if !merge {
				cleanNilValues(src)
			}
			coalesceTables(dest, src, merge)
		}
	}
}

// isSubchart reports whether key names a subchart.
func isSubchart(c *chart, key string) bool {
	for _, sub := range c.dependencies {
		if sub.name() == key {
			return true
		}
	}
	return false
}

// coalesceTables merges src into dst, which wins.
func coalesceTables(dst, src map[string]any, merge bool) map[string]any {
	if src == nil {
		return dst
	}
	if dst == nil {
		return src
	}
	// A null over a value of the chart takes it away; a null over nothing stays.
	given := map[string]bool{}
	for key, val := range src {
		if val != nil {
			given[key] = true
		}
	}
	for key, val := range dst {
		if val == nil {
			src[key] = nil
		}
	}
	for key, val := range src {
		dv, ok := dst[key]
		switch {
		case ok && !merge && dv == nil && given[key]:
			delete(dst, key)
		case !ok:
			dst[key] = val
		case isTable(val):
			if isTable(dv) {
				coalesceTables(dv.(map[string]any), val.(map[string]any), merge)
			}
		}
	}
	return dst
}

// cleanNilValues takes nulls away.
func cleanNilValues(m map[string]any) {
	for key, val := range m {
		if val == nil {
			delete(m, key)
		} else if sub, ok := val.(map[string]any); ok {
			cleanNilValues(sub)
		}
	}
}
