package manifest

import (
	"errors"
	"strings"
)

// excludes are the globs of Options.Exclude.
type excludes []exclude

// Exclusion are globs that are about the paths below a directory, wherever the given
// paths lie; By is where they are written.
type Exclusion struct {
	Dir   string
	Globs []string
	By    string
}

// Globs match paths below one directory.
type Globs struct{ all excludes }

// ParseGlobs reads globs as those of Options.Exclude. Those that CheckGlob finds
// fault with match nothing.
func ParseGlobs(texts []string) *Globs { return &Globs{parseExcludes(texts)} }

// Match reports whether a glob matches a file, or a directory that it lies in.
func (g *Globs) Match(path string) bool {
	for i := 0; i < len(path); i++ {
		if path[i] == '/' && i > 0 {
			if _, ok := g.all.match(path[:i], true); ok {
				return true
			}
		}
	}
	_, ok := g.all.match(path, false)
	return ok
}

// exclude is one of them. All that lies in a directory that it matches is left
// out.
type exclude struct {
	text     string
	glob     glob
	dirOnly  bool
	nameOnly bool
}

// CheckGlob returns an error that says what is wrong with a glob of
// Options.Exclude.
func CheckGlob(text string) error {
	if strings.TrimSpace(text) == "" {
		return errors.New("an empty glob: is a variable of the script unset?")
	}
	if strings.HasPrefix(text, "!") {
		return errors.New("a ! takes nothing in here: name only what to leave out")
	}
	_, err := parseExclude(text)
	return err
}

// parseExclude reads a glob. One that ends with /** is about the directory itself,
// which need not be searched then.
func parseExclude(text string) (exclude, error) {
	e := exclude{text: text}
	pattern := text
	if strings.HasPrefix(text, "./") {
		pattern = text[1:]
	}
	inside := strings.HasSuffix(pattern, "/**") && pattern != "/**" && !strings.HasSuffix(pattern, `\/**`) && !strings.HasSuffix(pattern, "**/**")
	if inside {
		pattern = strings.TrimSuffix(pattern, "**")
	}
	pattern, e.dirOnly = strings.CutSuffix(pattern, "/")
	e.nameOnly = !inside && !strings.Contains(pattern, "/")
	var err error
	e.glob, err = parseGlob(strings.TrimPrefix(pattern, "/"))
	return e, err
}

// parseExcludes reads all globs; those that are malformed match nothing.
func parseExcludes(texts []string) excludes {
	var out excludes
	for _, text := range texts {
		if e, err := parseExclude(text); err == nil {
			out = append(out, e)
		}
	}
	return out
}

// match returns the first glob that matches a path.
func (all excludes) match(path string, isDir bool) (glob string, ok bool) {
	work := 0
	for i := range all {
		e := &all[i]
		of := strings.TrimPrefix(path, "/")
		if e.nameOnly {
			of = path[strings.LastIndexByte(path, '/')+1:]
		}
		if (isDir || !e.dirOnly) && e.glob.match(of, &work) {
			return e.text, true
		}
	}
	return "", false
}
