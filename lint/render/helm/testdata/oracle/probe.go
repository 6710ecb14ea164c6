package main

import (
	"fmt"
	"os"
	"path/filepath"

	"sigs.k8s.io/yaml"
)

// probes writes files of values that turn those of a chart around, so that other
// branches of its templates run.
func probes(dir string, index int, out string) []set {
	b, err := os.ReadFile(filepath.Join(dir, "values.yaml"))
	if err != nil {
		return nil
	}
	var vals map[string]any
	if yaml.Unmarshal(b, &vals) != nil {
		return nil
	}
	var list []set
	for name, change := range map[string]func(key string, v any) any{
		"true":  func(_ string, v any) any { return ifBool(v, true) },
		"false": func(_ string, v any) any { return ifBool(v, false) },
		"full":  full,
		"null": func(_ string, v any) any {
			if s, ok := v.(string); ok && s != "" {
				return nil
			}
			return v
		},
		"empty": func(_ string, v any) any {
			switch v.(type) {
			case []any:
				return []any{}
			case string:
				return ""
			}
			return v
		},
	} {
		b, err := yaml.Marshal(changed("", vals, change))
		if err != nil {
			continue
		}
		file := filepath.Join(out, fmt.Sprintf("%03d-%s.yaml", index, name))
		if os.WriteFile(file, b, 0o644) == nil {
			list = append(list, set{Name: name, Files: []string{file}})
		}
	}
	return list
}

func ifBool(v any, to bool) any {
	if _, ok := v.(bool); ok {
		return to
	}
	return v
}

// full gives what is empty a value.
func full(key string, v any) any {
	switch v := v.(type) {
	case nil:
		return "made-up"
	case string:
		if v == "" {
			return "made-up " + key
		}
	case map[string]any:
		if len(v) == 0 {
			return map[string]any{"made": "up", "a.b/c": "true"}
		}
	case []any:
		if len(v) == 0 {
			return []any{"made", "up"}
		}
	case bool:
		return true
	}
	return v
}

func changed(key string, v any, change func(string, any) any) any {
	switch v := v.(type) {
	case map[string]any:
		if len(v) > 0 {
			out := map[string]any{}
			for k, item := range v {
				out[k] = changed(k, item, change)
			}
			return out
		}
	case []any:
		if len(v) > 0 {
			var out []any
			for _, item := range v {
				out = append(out, changed(key, item, change))
			}
			return out
		}
	}
	return change(key, v)
}
