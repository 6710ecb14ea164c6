package helm

import (
	"reflect"
	"text/template"
	"text/template/parse"
)

// outName is the function that each action which prints a value ends with. Authors
// cannot call it: the parser does not know it.
const outName = "_out"

// instrument changes trees before they run: it inserts marks, which the writer
// knows, and ends actions that print values with a function that bounds them. The
// positions of all other nodes stay, and with them those in error messages.
type instrument struct {
	places *places
	// strings are the functions that return a text, which needs no bounds any more.
	strings map[string]bool
	// file is the template whose text the trees have, if its output is led back to
	// it: that of the bodies of define is part of the action that calls them.
	file *file
	text string
}

// tree changes a tree. One that is empty but for blanks gets nothing in it, as it
// must not replace another.
func (in *instrument) tree(t *parse.Tree, top bool) {
	if !top {
		in = &instrument{places: in.places, strings: in.strings}
	}
	empty := parse.IsEmptyTree(t.Root)
	in.list(t.Root)
	if empty {
		return
	}
	nodes := append([]parse.Node{textNode(t.Root.Pos, in.places.enter)}, t.Root.Nodes...)
	t.Root.Nodes = append(nodes, textNode(t.Root.Pos, in.places.leave))
}

func textNode(pos parse.Pos, text []byte) *parse.TextNode {
	return &parse.TextNode{NodeType: parse.NodeText, Pos: pos, Text: text}
}

func (in *instrument) list(l *parse.ListNode) {
	if l == nil {
		return
	}
	out := make([]parse.Node, 0, 2*len(l.Nodes)+1)
	for _, n := range l.Nodes {
		if mark := in.node(n); mark != nil {
			out = append(out, textNode(n.Position(), mark))
		}
		out = append(out, n)
	}
	l.Nodes = out
}

// node changes a node, and returns the mark to stand before it, if any.
func (in *instrument) node(n parse.Node) []byte {
	switch n := n.(type) {
	case *parse.TextNode:
		in.verbatim(n)
		return nil
	case *parse.ActionNode:
		if len(n.Pipe.Decl) > 0 {
			return in.places.tick
		}
		in.bound(n.Pipe)
		return in.mark(n.Pos)
	case *parse.TemplateNode:
		return in.mark(n.Pos)
	case *parse.IfNode:
		in.list(n.List)
		in.list(n.ElseList)
	case *parse.WithNode:
		in.list(n.List)
		in.list(n.ElseList)
	case *parse.RangeNode:
		in.list(n.List)
		// {{ range 1000000000 }}{{ end }}
		n.List.Nodes = append([]parse.Node{textNode(n.Pos, in.places.tick)}, n.List.Nodes...)
		in.list(n.ElseList)
	default:
		return nil
	}
	return in.places.tick
}

// verbatim makes the text of a template known.
func (in *instrument) verbatim(n *parse.TextNode) {
	start, end := int(n.Pos), int(n.Pos)+len(n.Text)
	if in.file == nil || len(n.Text) == 0 || end > len(in.text) || in.text[start:end] != string(n.Text) {
		return
	}
	in.places.add(n.Text, place{in.file, int32(start), int32(end), true})
}

// mark returns a mark for the action at pos.
func (in *instrument) mark(pos parse.Pos) []byte {
	if in.file == nil {
		return in.places.tick
	}
	start, end := actionAt(in.text, int(pos))
	return in.places.mark(place{in.file, int32(start), int32(end), false})
}

// bound ends a pipeline with outName, unless its last function returns a text.
func (in *instrument) bound(pipe *parse.PipeNode) {
	if len(pipe.Cmds) == 0 {
		return
	}
	last := pipe.Cmds[len(pipe.Cmds)-1]
	if name, ok := last.Args[0].(*parse.IdentifierNode); ok && in.strings[name.Ident] {
		return
	}
	pipe.Cmds = append(pipe.Cmds, &parse.CommandNode{
		NodeType: parse.NodeCommand, Pos: pipe.Pos,
		Args: []parse.Node{parse.NewIdentifier(outName).SetPos(pipe.Pos)},
	})
}

// stringFunctions returns the names of functions whose result is a text.
func stringFunctions(funcs template.FuncMap) map[string]bool {
	out := map[string]bool{}
	for name, f := range funcs {
		if reflect.TypeOf(f).Out(0).Kind() == reflect.String {
			out[name] = true
		}
	}
	return out
}
