package source

// Rest returns what stands in the document of n after its root value, the zero
// Span if there is nothing. YAML ends the root where a line is indented less
// than its first, and the API server drops what follows without a word:
//
//	  kind: NetworkPolicy
//	metadata: {name: lost}
func (n Node) Rest() Span {
	if n.t == nil || n.t.root == nil {
		return Span{}
	}
	_, end := n.t.extent(n.t.root)
	at := n.t.skipBlanks(end)
	last := len(n.t.src)
	for last > at && isBlank(n.t.src[last-1]) {
		last--
	}
	if at == last {
		return Span{}
	}
	return n.t.doc.span(n.t.base+at, n.t.base+last)
}
