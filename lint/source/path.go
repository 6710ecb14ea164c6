package source

import (
	"strconv"
	"strings"
)

// Path is a JSON pointer (RFC 6901) inside one document; "" is the root.
type Path string

// Child returns the path of the value under key.
func (p Path) Child(key string) Path {
	if strings.ContainsAny(key, "~/") {
		key = strings.ReplaceAll(strings.ReplaceAll(key, "~", "~0"), "/", "~1")
	}
	return p + "/" + Path(key)
}

// Index returns the path of the i-th item, counted from 0.
func (p Path) Index(i int) Path {
	return p + "/" + Path(strconv.Itoa(i))
}

// Parent returns the path without its last token; the root is its own parent.
func (p Path) Parent() Path {
	i := strings.LastIndexByte(string(p), '/')
	return p[:max(i, 0)]
}

// Tokens returns the keys and indices of the path, unescaped; none for the
// root.
func (p Path) Tokens() []string {
	if p == "" {
		return nil
	}
	tokens := strings.Split(strings.TrimPrefix(string(p), "/"), "/")
	for i, t := range tokens {
		if strings.IndexByte(t, '~') >= 0 {
			tokens[i] = strings.ReplaceAll(strings.ReplaceAll(t, "~1", "/"), "~0", "~")
		}
	}
	return tokens
}
