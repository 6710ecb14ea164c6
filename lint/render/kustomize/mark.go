package kustomize

import (
	"bytes"
	"crypto/rand"
	"strconv"
	"strings"

	"sigs.k8s.io/kustomize/api/resource"

	"github.com/netpolint/netpolint/lint/source"
)

// newMarkKey returns the annotation that leads a rendered object back to its
// source. It is put into resources while kustomize reads them, and taken out of the
// result. No input can know it.
func newMarkKey() string { return "internal.netpolint.io/" + strings.ToLower(rand.Text()) }

// written is where one object was written: a document of a file, and the place of
// the object in it (an item of a List).
type written struct {
	file     string
	document int
	root     source.Path
}

// mark adds an annotation to each object of a file. A document whose metadata is
// written in a way that has no place for it stays as it is.
func (b *build) mark(name string, content []byte) []byte {
	file := source.NewFile(name, content)
	type insertion struct {
		at   int
		text string
	}
	var insertions []insertion
	used := map[int]int{}
	add := func(n source.Node, document int, root source.Path) {
		at, text := annotation(content, n, b.markKey, strconv.Itoa(len(b.marks)))
		if text == "" {
			return
		}
		if other, shared := used[at]; shared {
			b.marks[other] = written{} // by an alias: whose it is cannot be told
			return
		}
		used[at] = len(b.marks)
		b.marks = append(b.marks, written{name, document, root})
		insertions = append(insertions, insertion{at, text})
	}
	for _, d := range source.Split(file) {
		root, err := d.Parse()
		if err != nil || root.Kind() != source.Mapping {
			continue
		}
		if items := root.Get("items"); items.Kind() == source.Sequence && strings.HasSuffix(root.Get("kind").Text(), "List") {
			for i, item := range items.Items() {
				add(item, d.Index, source.Path("/items").Index(i))
			}
			continue
		}
		add(root, d.Index, "")
	}
	var out bytes.Buffer
	last := 0
	for _, i := range insertions {
		if i.at < last {
			continue // shared by an alias
		}
		out.Write(content[last:i.at])
		out.WriteString(i.text)
		last = i.at
	}
	out.Write(content[last:])
	return out.Bytes()
}

// annotation returns what to insert, and where, so that an object carries the
// mark.
func annotation(content []byte, object source.Node, key, mark string) (at int, text string) {
	metadata := object.Get("metadata")
	if metadata.Kind() != source.Mapping {
		return 0, ""
	}
	pair := `"` + key + `": "` + mark + `"`
	if annotations := metadata.Get("annotations"); annotations.Kind() == source.Mapping {
		return insert(content, annotations, pair)
	} else if annotations.Exists() {
		return 0, ""
	}
	return insert(content, metadata, `"annotations": {`+pair+`}`)
}

// insert puts a pair before the first of a mapping, in its style.
func insert(content []byte, mapping source.Node, pair string) (at int, text string) {
	span := mapping.Span()
	if span.File == nil || span.Start >= len(content) {
		return 0, ""
	}
	if content[span.Start] == '{' {
		if mapping.Len() > 0 {
			pair += ", "
		}
		return span.Start + 1, pair
	}
	for k := range mapping.Entries() {
		key := k.Span()
		if key.Start != span.Start {
			return 0, "" // an alias, a merge key or the like comes first
		}
		line := bytes.LastIndexByte(content[:key.Start], '\n') + 1
		indent := content[line:key.Start]
		if len(bytes.Trim(indent, " ")) > 0 {
			return 0, ""
		}
		return key.Start, pair + "\n" + string(indent)
	}
	return 0, ""
}

// unmark takes the mark out of a rendered object, and returns where it was
// written; the zero value if that is not known.
func (b *build) unmark(r *resource.Resource) written {
	annotations := r.GetAnnotations()
	mark, found := annotations[b.markKey]
	if !found {
		return written{}
	}
	delete(annotations, b.markKey)
	if err := r.SetAnnotations(annotations); err != nil {
		return written{}
	}
	i, err := strconv.Atoi(mark)
	if err != nil || i < 0 || i >= len(b.marks) {
		return written{}
	}
	return b.marks[i]
}
