package helm

// copyValue returns a deep copy of what YAML, JSON or --set gave.
func copyValue(v any) any {
	switch v := v.(type) {
	case map[string]any:
		return copyTable(v)
	case values:
		return values(copyTable(v))
	case []any:
		if v == nil {
			return v
		}
		out := make([]any, len(v))
		for i := range v {
			out[i] = copyValue(v[i])
		}
		return out
	}
	return v
}

// copyTable returns a deep copy of a table; nil for nil.
func copyTable(m map[string]any) map[string]any {
	if m == nil {
		return nil
	}
	out := make(map[string]any, len(m))
	for k, v := range m {
		out[k] = copyValue(v)
	}
	return out
}
