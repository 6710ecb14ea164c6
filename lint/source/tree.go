package source

import (
	"bytes"
	"sync"

	"go.yaml.in/yaml/v3"
	sigs "sigs.k8s.io/yaml"
)

// tree is a parsed document: yaml.v3's nodes and what is needed to answer for
// them in byte offsets. It is immutable but for its lazy tables.
type tree struct {
	doc  *Document
	src  []byte // the document's bytes, without a byte order mark
	base int    // offset of src in the document's bytes
	root *yaml.Node

	// special: the document holds aliases, merge keys, tags or directives, so
	// what the API server makes of it is asked of its own parser.
	special bool
	// json: the document is JSON that yaml.v3 refuses.
	json bool
	// bang: the text may hold the tag `!`, which yaml.v3 does not tell of.
	bang bool
	// tabs: tabs stand where a line is indented, which parsers judge
	// differently.
	tabs bool

	lines lineTable
	last  struct { // the last node at each line and column
		once sync.Once
		at   map[[2]int]*yaml.Node
	}
	api struct { // see asServed
		once sync.Once
		json []byte
		err  error
		only bool // only that parser finds the error
	}
}

// node returns the handle on n; the zero Node for nil.
func (t *tree) node(n *yaml.Node) Node {
	if n == nil {
		return Node{}
	}
	return Node{n: n, t: t}
}

// asServed returns the document as the API server's parser converts it to JSON.
func (t *tree) asServed() ([]byte, error) {
	t.api.once.Do(func() {
		defer func() {
			if e := recover(); e != nil {
				t.api.err = &SyntaxError{Span: t.doc.span(0, 0), Message: "the YAML parser failed on this document"}
			}
		}()
		b, err := sigs.YAMLToJSON(t.src)
		if err == nil {
			t.api.json = b
			return
		}
		// Our own writer knows the place of what JSON cannot have.
		w := jsonWriter{t: t}
		if own := w.value(t.root); own != nil {
			t.api.err = own
			return
		}
		t.api.err, t.api.only = t.syntaxError(err), true
	})
	return t.api.json, t.api.err
}

// inspect sets the tree's marks and reports whether there are aliases.
func (t *tree) inspect() (aliases bool) {
	t.bang = hasBareTag(t.src)
	t.tabs = hasTabIndent(t.src)
	t.special = t.bang || t.tabs || hasDirective(t.src)
	// Without any of these bytes there is nothing to find below.
	if bytes.IndexByte(t.src, '*') < 0 && bytes.IndexByte(t.src, '!') < 0 && !bytes.Contains(t.src, []byte("<<")) {
		return false
	}
	walk(t.root, func(n *yaml.Node) {
		switch {
		case n.Kind == yaml.AliasNode:
			aliases = true
			t.special = true
		case n.Style&yaml.TaggedStyle != 0, isMerge(n):
			t.special = true
		}
	})
	return aliases
}

// walk calls f for n and all nodes below it, in source order. It does not
// follow aliases.
func walk(n *yaml.Node, f func(*yaml.Node)) {
	if n == nil {
		return
	}
	f(n)
	for _, c := range n.Content {
		walk(c, f)
	}
}

// target follows an alias.
func target(n *yaml.Node) *yaml.Node {
	// An anchor cannot stand on an alias, so one step would do; the limit is
	// for trees that break this.
	for i := 0; i < 8 && n != nil && n.Kind == yaml.AliasNode; i++ {
		n = n.Alias
	}
	return n
}

// hasBareTag reports whether `!` stands alone somewhere in b, be it a tag or
// text.
func hasBareTag(b []byte) bool {
	for {
		i := bytes.IndexByte(b, '!')
		if i < 0 {
			return false
		}
		b = b[i+1:]
		if len(b) == 0 || isBlank(b[0]) || b[0] >= 0x80 {
			return true
		}
	}
}

// hasDirective reports whether a line of b starts with `%`.
func hasDirective(b []byte) bool {
	return len(b) > 0 && b[0] == '%' || bytes.Contains(b, []byte("\n%"))
}

// hasTabIndent reports whether there is a tab in the blanks that start a line.
func hasTabIndent(b []byte) bool {
	for at := 0; ; at++ {
		i := bytes.IndexByte(b[at:], '\t')
		if i < 0 {
			return false
		}
		at += i
		start := at
		for start > 0 && b[start-1] == ' ' {
			start--
		}
		if start == 0 || b[start-1] == '\n' || b[start-1] == '\r' {
			return true
		}
	}
}
