package kustomize

import (
	"bytes"
	"strconv"

	"github.com/netpolint/netpolint/lint/source"
)

// unchanged tries the slots of a document: whether it is the same with marks in
// them, but for the marks, and each mark is where it belongs.
func unchanged(d parsed, slots []slot, markKey string) bool {
	var text bytes.Buffer
	at, count := d.Start, 0
	for i, s := range slots {
		if s.before == "" {
			continue
		}
		if s.start < at || s.end > d.End {
			return false
		}
		text.Write(d.File.Bytes[at:s.start])
		text.WriteString(s.text(markKey, i))
		at = s.end
		count++
	}
	if count == 0 {
		return true
	}
	text.Write(d.File.Bytes[at:d.End])
	documents, err := parse(d.File.Name, text.Bytes())
	if err != nil || len(documents) != 1 {
		return false
	}
	root := documents[0].root
	for i, s := range slots {
		if s.before != "" && follow(root, s.mark.root+"/metadata/annotations").Get(markKey).Text() != strconv.Itoa(i) {
			return false
		}
	}
	c := comparison{markKey: markKey, budget: maxCompared}
	return c.same(d.root, root) && c.marks == count
}

// comparison compares two documents, the second of which has marks.
type comparison struct {
	markKey string
	marks   int
	budget  int // of values that may still be looked at
}

func (c *comparison) same(a, b source.Node) bool {
	if c.budget--; c.budget < 0 {
		return false
	}
	if a.Kind() == source.Null && b.Kind() == source.Mapping {
		return b.Len() == 1 && b.Get(c.markKey).Exists() && c.counted(1)
	}
	if a.Kind() != b.Kind() {
		return false
	}
	switch a.Kind() {
	case source.Mapping:
		return c.sameMapping(a, b)
	case source.Sequence:
		if a.Len() != b.Len() {
			return false
		}
		for i, item := range a.Items() {
			if !c.same(item, b.At(i)) {
				return false
			}
		}
		return true
	}
	return a.Text() == b.Text()
}

func (c *comparison) sameMapping(a, b source.Node) bool {
	extra := 0
	for key, value := range b.Entries() {
		name := key.Key()
		switch other := a.Get(name); {
		case name == c.markKey && !other.Exists():
			extra++
			c.counted(1)
		case name == "annotations" && !other.Exists():
			if value.Len() != 1 || !value.Get(c.markKey).Exists() {
				return false
			}
			extra++
			c.counted(1)
		case !c.same(other, value):
			return false
		}
	}
	return a.Len()+extra == b.Len()
}

func (c *comparison) counted(n int) bool {
	c.marks += n
	return true
}
