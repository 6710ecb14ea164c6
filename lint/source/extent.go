package source

import (
	"bytes"

	"go.yaml.in/yaml/v3"
)

// yaml.v3 tells where a value starts, not where it ends. The functions here find
// the end in the text, with what the node tells of it: a plain or block scalar
// has no escapes, so its text stands in the source byte for byte, blanks aside;
// a quoted scalar ends at its quote; a collection where its last child does.

// extent returns where in t.src the value n stands, without anchor and tag.
func (t *tree) extent(n *yaml.Node) (start, end int) {
	start = t.body(n)
	return start, max(start, t.end(n, start))
}

// body returns the offset of n after its anchor and tag.
func (t *tree) body(n *yaml.Node) int {
	at := t.start(n)
	if n.Kind == yaml.AliasNode || !t.isProperty(at) {
		return at
	}
	// In `&a key: value` the anchor is the key's, though the mapping starts
	// there, too.
	if n.Kind == yaml.MappingNode && n.Style&yaml.FlowStyle == 0 && len(n.Content) > 0 &&
		n.Content[0].Line == n.Line && n.Content[0].Column == n.Column {
		return at
	}
	empty := isEmpty(n)
	if empty && !t.ownsProperty(n) {
		return at
	}
	for range 2 { // one anchor, one tag
		at = t.propertyEnd(at)
		next := t.skipBlanks(at)
		if empty && !t.isProperty(next) {
			return at
		}
		at = next
		if !t.isProperty(at) {
			break
		}
	}
	return at
}

// isEmpty reports whether n is a value that is left out.
func isEmpty(n *yaml.Node) bool {
	return n.Kind == yaml.ScalarNode && n.Value == "" && n.Style&notPlain == 0
}

// isProperty reports whether an anchor or a tag starts at offset at.
func (t *tree) isProperty(at int) bool {
	return at < len(t.src) && (t.src[at] == '&' || t.src[at] == '!')
}

// propertyEnd returns the offset after the anchor or tag at offset at.
func (t *tree) propertyEnd(at int) int {
	if t.src[at] == '&' {
		at++
		for at < len(t.src) && isNameByte(t.src[at]) {
			at++
		}
		return at
	}
	for at < len(t.src) && spaceLen(t.src, at) == 0 {
		at++
	}
	return at
}

// ownsProperty reports whether the anchor or tag at the place of n, an empty
// value, is its own. yaml.v3 may place an empty value at the start of what comes
// next, and it does not tell of the tag `!`.
func (t *tree) ownsProperty(n *yaml.Node) bool {
	if n.Anchor != "" || n.Style&yaml.TaggedStyle != 0 {
		return true
	}
	t.last.once.Do(func() {
		t.last.at = map[[2]int]*yaml.Node{}
		walk(t.root, func(n *yaml.Node) { t.last.at[[2]int{n.Line, n.Column}] = n })
	})
	return t.bang && t.last.at[[2]int{n.Line, n.Column}] == n
}

// bareTag reports whether the tag `!` stands before n.
func (t *tree) bareTag(n *yaml.Node) bool {
	start, end := t.start(n), t.body(n)
	for i := start; i < end; i++ {
		if t.src[i] == '!' && (i == start || spaceLen(t.src, i-1) > 0) {
			return true
		}
	}
	return false
}

// end returns the offset after the last byte of n, whose own text starts at
// offset at.
func (t *tree) end(n *yaml.Node, at int) int {
	switch n.Kind {
	case yaml.AliasNode:
		return min(at+1+len(n.Value), len(t.src))
	case yaml.ScalarNode:
		return t.scalarEnd(n, at)
	}
	end := at
	if k := len(n.Content); k > 0 {
		last := n.Content[k-1]
		if n.Kind == yaml.MappingNode && k > 1 {
			end = t.entryEnd(n.Content[k-2], last)
		} else {
			_, end = t.extent(last)
		}
	}
	if n.Style&yaml.FlowStyle != 0 && at < len(t.src) && (t.src[at] == '[' || t.src[at] == '{') {
		return t.flowEnd(max(end, at+1))
	}
	return end // a block collection, or a pair in a flow sequence: [a: b]
}

// entryEnd returns where an entry of a mapping ends. The place of a value that
// is left out may be that of what comes next, so it does not count.
func (t *tree) entryEnd(key, value *yaml.Node) int {
	start, end := t.extent(value)
	if start != end || start != t.start(value) {
		return end
	}
	_, end = t.extent(key)
	if at := t.skipBlanks(end); at < len(t.src) && t.src[at] == ':' {
		return at + 1
	}
	return end
}

// flowEnd returns the offset after the bracket that closes a flow collection,
// whose last child ends at offset at.
func (t *tree) flowEnd(at int) int {
	for {
		at = t.skipBlanks(at)
		if at >= len(t.src) {
			return len(t.src)
		}
		at++
		if c := t.src[at-1]; c == ']' || c == '}' {
			return at
		}
	}
}

// scalarEnd returns where a scalar ends.
func (t *tree) scalarEnd(n *yaml.Node, at int) int {
	switch {
	case n.Style&yaml.DoubleQuotedStyle != 0:
		for i := at + 1; i < len(t.src); i++ {
			switch t.src[i] {
			case '\\':
				i++
			case '"':
				return i + 1
			}
		}
		return len(t.src)
	case n.Style&yaml.SingleQuotedStyle != 0:
		for i := at + 1; i < len(t.src); i++ {
			if t.src[i] != '\'' {
				continue
			}
			if i+1 == len(t.src) || t.src[i+1] != '\'' {
				return i + 1
			}
			i++
		}
		return len(t.src)
	case n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
		header := at + 1
		for header < len(t.src) && bytes.IndexByte([]byte("+-0123456789"), t.src[header]) >= 0 {
			header++
		}
		content := header
		for content < len(t.src) && breakLen(t.src, content) == 0 {
			content++
		}
		if end := t.match(content, n.Value); end > content {
			return end
		}
		return min(header, len(t.src))
	}
	return t.match(at, n.Value)
}

// match returns the offset after the last non-blank byte of text, which stands
// at or after offset at with other blanks in it.
func (t *tree) match(at int, text string) int {
	end := at
	b := []byte(text)
	for i := 0; i < len(b); {
		if n := spaceLen(b, i); n > 0 {
			i += n
			continue
		}
		for at < len(t.src) {
			n := spaceLen(t.src, at)
			if n == 0 {
				break
			}
			at += n
		}
		if at >= len(t.src) || t.src[at] != b[i] {
			return end
		}
		at++
		i++
		end = at
	}
	return end
}

// skipBlanks returns the offset of the first byte at or after at that is no
// blank, line break or comment.
func (t *tree) skipBlanks(at int) int {
	for at < len(t.src) {
		if n := spaceLen(t.src, at); n > 0 {
			at += n
			continue
		}
		if t.src[at] != '#' {
			break
		}
		for at < len(t.src) && breakLen(t.src, at) == 0 {
			at++
		}
	}
	return at
}
