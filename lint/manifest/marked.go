package manifest

import (
	"bytes"
	"cmp"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/netpolint/netpolint/lint/source"
)

// Mark begins the comments that speak to the tool.
const Mark = "netpolint:"

// CapitalMarks are the mark as people write it who mean it, and which is not read.
func CapitalMarks() []string { return []string{"NETPOLINT:", "Netpolint:"} }

// holdsMark reports whether a text may hold comments that speak to the tool.
func holdsMark(content []byte) bool {
	return bytes.Contains(content, []byte(Mark)) || slices.ContainsFunc(CapitalMarks(), func(mark string) bool { return bytes.Contains(content, []byte(mark)) })
}

// domain is what the annotations that speak to the tool have in their names.
const domain = "netpolint.io/"

// Annotation is one that speaks to the tool, on an object or on its pod template.
// Path is its place in the object.
type Annotation struct {
	Key, Value string
	Path       source.Path
}

// annotations reads those that speak to the tool. Most documents have none, which a
// search of their bytes tells.
func (d *decoder) annotations() []Annotation {
	if !d.annotated {
		return nil
	}
	out := annotationsAt(d.root, "/metadata/annotations")
	if w, ok := d.object.Value.(*Workload); ok && w.Template != "" {
		out = append(out, annotationsAt(d.root, w.Template+"/metadata/annotations")...)
	}
	return out
}

func annotationsAt(root source.Node, at source.Path) []Annotation {
	var out []Annotation
	for k, v := range follow(root, at).Entries() {
		if key := k.Key(); strings.Contains(key, domain) {
			out = append(out, Annotation{Key: key, Value: text(v), Path: at.Child(key)})
		}
	}
	return out
}

// marks collects the files that hold the mark, of those that renderers read.
type marks struct {
	mutex sync.Mutex
	files map[string]*source.File
}

// note keeps a file if it may hold comments to the tool.
func (m *marks) note(name string, content []byte) {
	switch path.Ext(name) {
	case ".yaml", ".yml", ".json", ".tpl":
	default:
		return // a README of a chart speaks about such comments
	}
	if !holdsMark(content) {
		return
	}
	m.mutex.Lock()
	defer m.mutex.Unlock()
	if m.files == nil {
		m.files = map[string]*source.File{}
	}
	m.files[name] = source.NewFile(name, content)
}

// into hands over the marked files, each once, in order of name.
func (m *marks) into(set *Set, files []opened) {
	for i := range files {
		if f := files[i].marked; f != nil {
			set.Marked = append(set.Marked, f)
		}
	}
	for _, f := range m.files {
		set.Marked = append(set.Marked, f)
	}
	// The copy that was read as a manifest comes first.
	slices.SortStableFunc(set.Marked, func(a, b *source.File) int { return cmp.Compare(a.Name, b.Name) })
	set.Marked = slices.CompactFunc(set.Marked, func(a, b *source.File) bool { return a.Name == b.Name })
}
