package manifest

import (
	"strings"
)

// ignoreFile is a .gitignore file: what its lines leave out, and what they take in
// again, below the directory it stands in. See gitignore(5).
type ignoreFile struct {
	name string // as users see it
	// Most patterns can be looked up: those without wildcards by the last element of
	// the paths they match (named) or by the whole path (placed), and *.json by the
	// extension (typed).
	named, placed, typed map[string][]ignoreRule
	wild                 []wildRule
}

// ignoreRule is one pattern of a .gitignore.
type ignoreRule struct {
	line    int // counted from 1
	negated bool
	dirOnly bool
}

// wildRule is another pattern. One without a slash is about the last element of a
// path, at any depth; of one with slashes, the last element is kept where it has no
// wildcard, for a quick no.
type wildRule struct {
	ignoreRule
	glob     glob
	nameOnly bool
	last     string
}

func (r *wildRule) match(path, name string, work *int) bool {
	switch {
	case r.nameOnly:
		return r.glob.matchName(name, work)
	case r.last != "" && r.last != name:
		return false
	}
	return r.glob.match(path, work)
}

// verdict is the pattern that decides about a path; its file is nil where none
// does.
type verdict struct {
	file *ignoreFile
	ignoreRule
}

// parseIgnoreFile reads the text of a .gitignore; nil where it has no pattern.
func parseIgnoreFile(name, text string) *ignoreFile {
	f := &ignoreFile{name: name}
	line, some := 0, false
	for pattern := range strings.Lines(strings.TrimPrefix(text, "\ufeff")) {
		line++
		pattern = strings.TrimSuffix(strings.TrimSuffix(pattern, "\n"), "\r")
		if pattern == "" || pattern[0] == '#' {
			continue
		}
		some = f.add(line, trimSpaces(pattern)) || some
	}
	if !some {
		return nil
	}
	return f
}

// trimSpaces drops the spaces at the end of a line that no backslash keeps.
func trimSpaces(line string) string {
	end := 0
	for i := 0; i < len(line); i++ {
		switch line[i] {
		case ' ':
			continue
		case '\\':
			i++
		}
		end = min(i+1, len(line))
	}
	return line[:end]
}

// add takes one pattern, unless it can match nothing.
func (f *ignoreFile) add(line int, pattern string) bool {
	rule := ignoreRule{line: line}
	pattern, rule.negated = strings.CutPrefix(pattern, "!")
	pattern, rule.dirOnly = strings.CutSuffix(pattern, "/")
	nameOnly := !strings.Contains(pattern, "/")
	pattern = strings.TrimPrefix(pattern, "/")
	g, err := parseGlob(pattern)
	if err != nil || pattern == "" {
		return false
	}
	if len(g) == 2 && g[0].anyDepth {
		g, nameOnly = g[1:], true // **/x is x
	}
	path, plain := g.plain()
	switch last := &g[len(g)-1]; {
	case plain && nameOnly:
		f.named = put(f.named, path, rule)
	case plain:
		f.placed = put(f.placed, path, rule)
	case nameOnly && last.simple && last.before && !last.after && strings.LastIndexByte(last.text, '.') == 0:
		f.typed = put(f.typed, last.text, rule)
	default:
		w := wildRule{ignoreRule: rule, glob: g, nameOnly: nameOnly}
		if last.plain() {
			w.last = last.text
		}
		f.wild = append(f.wild, w)
	}
	return true
}

func put(m map[string][]ignoreRule, key string, r ignoreRule) map[string][]ignoreRule {
	if m == nil {
		m = map[string][]ignoreRule{}
	}
	m[key] = append(m[key], r)
	return m
}

// match returns the last pattern of the file that matches a path below its
// directory. The steps it takes are added to work.
func (f *ignoreFile) match(path string, isDir bool, work *int) (ignoreRule, bool) {
	name := path[strings.LastIndexByte(path, '/')+1:]
	best := ignoreRule{}
	for _, rules := range [...][]ignoreRule{f.named[name], f.placed[path], f.typed[extension(name)]} {
		for i := len(rules) - 1; i >= 0; i-- {
			*work++
			if isDir || !rules[i].dirOnly {
				if rules[i].line > best.line {
					best = rules[i]
				}
				break
			}
		}
	}
	for i := len(f.wild) - 1; i >= 0 && f.wild[i].line > best.line; i-- {
		r := &f.wild[i]
		*work++
		if (isDir || !r.dirOnly) && r.match(path, name, work) {
			return r.ignoreRule, true
		}
	}
	return best, best.line > 0
}

// extension is the end of a name from its last dot; "" where there is none.
func extension(name string) string {
	if i := strings.LastIndexByte(name, '.'); i >= 0 {
		return name[i:]
	}
	return ""
}

// ignores are the .gitignore files that are about the files of one directory, the
// nearest first. The nearest that says something of a path decides.
type ignores struct {
	file *ignoreFile
	// above is the length of the path from the top of the tree to the file's
	// directory, with the slash after it.
	above int
	outer *ignores
}

// match returns what decides about a path, which is given from the top of the
// tree.
func (ig *ignores) match(path string, isDir bool, work *int) verdict {
	for at := ig; at != nil; at = at.outer {
		if rule, ok := at.file.match(path[at.above:], isDir, work); ok {
			return verdict{at.file, rule}
		}
	}
	return verdict{}
}

// ignored reports whether the path is left out.
func (v verdict) ignored() bool { return v.file != nil && !v.negated }
