package main

import "strings"

// spoil changes a sound document in ways that nobody thought of, place by place: so
// that any value may stand anywhere.
func (g *generator) spoil(root *node) {
	if !g.chance(0.3) {
		return
	}
	for range 1 + g.IntN(2) {
		var places []*node
		all(root, &places)
		n := places[g.IntN(len(places))]
		switch g.IntN(10) {
		case 0, 1, 2:
			*n = v(g.anyScalar())
		case 3:
			*n = pick(g, seq(), object(), seq(*n), object(pair{"a", *n}), seq(*n, *n), seq(v("null")), seq(object()))
		case 4:
			if n.kind == 's' && len(n.items) > 0 {
				*n = n.items[0]
			} else if n.kind == 'm' && len(n.pairs) > 0 {
				*n = n.pairs[0].value
			}
		default:
			g.spoilKeys(n)
		}
	}
}

// spoilKeys changes the keys of a mapping, or the items of a list.
func (g *generator) spoilKeys(n *node) {
	if n.kind == 's' && len(n.items) > 0 {
		n.items = append(n.items, pick(g, n.items[0], v("null"), v(""), object(), seq()))
		return
	}
	if n.kind != 'm' || len(n.pairs) == 0 {
		return
	}
	i := g.IntN(len(n.pairs))
	p := &n.pairs[i]
	switch g.IntN(7) {
	case 0:
		n.pairs = append(n.pairs[:i:i], n.pairs[i+1:]...)
	case 1:
		n.pairs = append(n.pairs, *p)
	case 2:
		n.pairs = append(n.pairs, pair{p.key, v(g.anyScalar())})
	case 3:
		p.key = pick(g, strings.ToUpper(p.key), strings.ToLower(p.key), p.key+"s", strings.TrimSuffix(p.key, "s"), `"`+strings.Trim(p.key, `"`)+`"`, "'"+strings.Trim(p.key, `"'`)+"'", "? "+p.key+"\n", "!!str "+p.key, p.key+" ")
	case 4:
		n.pairs = append(n.pairs, pair{pick(g, "x", "1", "true", "null", "~", "1.5", "[a]", "{a: b}", "\"\"", "é", "a b", "a.b", "a/b", `"a\"b"`, `"a\nb"`, "'a''b'", "x[0]", "!!str 1", "!!binary eA==", "on", "010", "1e3", ".inf", "2001-01-01", "-1", "0x1F", "<", "=="), v(g.anyScalar())})
	case 5:
		n.pairs = append(n.pairs, pair{"<<", pick(g, object(), object(*p), object(pair{"x", v("1")}), seq(object(*p)), v("null"), v("x"), seq())})
	case 6:
		g.Shuffle(len(n.pairs), func(i, j int) { n.pairs[i], n.pairs[j] = n.pairs[j], n.pairs[i] })
	}
}

// all collects every value of a document.
func all(n *node, out *[]*node) {
	*out = append(*out, n)
	for i := range n.pairs {
		all(&n.pairs[i].value, out)
	}
	for i := range n.items {
		all(&n.items[i], out)
	}
}

// garbled is a text that is like another, and that can be compared.
func (g *generator) garbled(text string) string {
	for {
		if out := g.garble(text); comparable(out) {
			return out
		}
	}
}

// garble changes the text of a document without regard to what it says.
func (g *generator) garble(text string) string {
	for range 1 + g.IntN(3) {
		lines := strings.SplitAfter(text, "\n")
		i := g.IntN(len(lines))
		switch g.IntN(12) {
		case 0:
			lines[i] = ""
		case 1:
			lines[i] += lines[i]
		case 2:
			j := g.IntN(len(lines))
			lines[i], lines[j] = lines[j], lines[i]
		case 3:
			lines[i] = pick(g, " ", "  ", "\t", "- ", "# ", "    ") + lines[i]
		case 4:
			lines[i] = strings.TrimPrefix(lines[i], pick(g, " ", "  ", "- "))
		case 5:
			lines[i] = strings.TrimSuffix(lines[i], "\n") + pick(g, " ", "\t", "\r", " # x", " #", ":", ",", "\t# x", " x", "\\") + "\n"
		case 6:
			lines[i] = strings.Replace(lines[i], ": ", pick(g, ":", ":\t", " : ", ":  ", "=", ": &a ", ": !!str ", ": |\n"), 1)
		case 7:
			text = strings.ReplaceAll(text, "\n", "\r\n")
			lines = strings.SplitAfter(text, "\n")
		case 8:
			lines = lines[:i+1]
		default:
			if line := []rune(lines[i]); len(line) > 0 {
				at := g.IntN(len(line))
				letter := []rune(pick(g, "", "", ":", "-", "[", "]", "{", "}", `"`, "'", "#", "&", "*", "!", "|", ">", "%", "@", "`", ",", "\t", " ", "\u00a0", "ü", "?", "\x00", "\x07", "\u2028", "\ufeff", "0", "a", "/", "~", "\\"))
				end := at
				if g.chance(0.5) {
					end++
				}
				lines[i] = string(line[:at]) + string(letter) + string(line[end:])
			}
		}
		text = strings.Join(lines, "")
	}
	return text
}

// comparable reports whether a document means the same to a linter, which sees
// files of many documents and templates, and to a server, which sees one manifest.
func comparable(text string) bool {
	for _, marker := range []string{"\n---", "\n...", "{{", "${", "$(", "{%", "<%", "#@"} {
		if strings.Contains(text, marker) {
			return false
		}
	}
	return true
}
