package kustomize

import (
	"bytes"

	"github.com/netpolint/netpolint/lint/source"
)

// bomb reports whether a text holds a document that its aliases blow up, or that
// contains itself: kustomize expands them all.
func bomb(content []byte) bool {
	if bytes.IndexByte(content, '&') < 0 || bytes.IndexByte(content, '*') < 0 {
		return false
	}
	for _, d := range source.Split(source.NewFile("", content)) {
		root, err := d.Parse()
		if err != nil && (bytes.Contains([]byte(err.Error()), []byte("alias")) || bytes.Contains([]byte(err.Error()), []byte("anchor"))) {
			return true
		}
		left := maxNodes
		if err == nil && expand(root, &left) {
			return true
		}
	}
	return false
}

// maxNodes is how many values a document may have once its aliases are expanded.
const maxNodes = 1 << 20

// expand counts values down, each as often as aliases repeat it, and reports
// whether there are too many.
func expand(n source.Node, left *int) bool {
	if *left--; *left < 0 {
		return true
	}
	for _, v := range n.Entries() {
		if expand(v, left) {
			return true
		}
	}
	for _, v := range n.Items() {
		if expand(v, left) {
			return true
		}
	}
	return false
}
