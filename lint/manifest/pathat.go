package manifest

import "github.com/netpolint/netpolint/lint/source"

// pathAt returns the path of the innermost value that starts at or before an
// offset and ends after it.
func pathAt(n source.Node, offset int, at source.Path) source.Path {
	for k, v := range n.Entries() {
		key, value := k.Span(), v.Span()
		if key.Start <= offset && offset < max(key.End, value.End) {
			return pathAt(v, offset, at.Child(k.Key()))
		}
	}
	for i, v := range n.Items() {
		if s := v.Span(); s.Start <= offset && offset < s.End {
			return pathAt(v, offset, at.Index(i))
		}
	}
	return at
}
