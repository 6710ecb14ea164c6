package render

import (
	"errors"

	"github.com/netpolint/netpolint/lint/source"
)

// ErrOutside is wrapped by the error of reading a file outside of the trees that
// a run may read.
var ErrOutside = errors.New("outside of the given paths")

// Object is one document that a renderer made. Doc is its rendered text, in
// which nobody can mend anything; Origin leads back to what people wrote.
type Object struct {
	Doc    *source.Document
	Origin Origin
}

// Origin finds the source of the values of one rendered document. It is safe for
// concurrent use, and does its work only when asked: most objects have no
// finding.
type Origin interface {
	// Locate returns the place of the value at p, a path of the rendered
	// document.
	Locate(p source.Path) Place
}

// Place is where a value of a rendered object was written: its key (zero for the
// items of sequences, and where the text has none) and the value itself, in a
// file of the input. If the value does not stand there by itself, Exact is false
// and the spans are those of what comes nearest: the template action that printed
// it, the field of a kustomization that set it, or the nearest mapping around it.
// By then says in a few words what made the value ("namespace of
// overlays/prod/kustomization.yaml"); it is "" where the text itself is the
// source.
type Place struct {
	Key, Value source.Span
	Exact      bool
	By         string
}

// Left is a part of the input that rendering had to do without: a remote base, a
// subchart that is not there, a plugin. At is where the input asks for it.
type Left struct {
	Kind Kind
	// What is the reference as written: a URL, a path, the name of a chart.
	What string
	At   source.Span
}

// Kind says why something was left out.
type Kind int

const (
	// Remote is fetched from a network, which the tool never does.
	Remote Kind = iota
	// Missing is not in the input.
	Missing
	// Outside lies outside of the directories that may be read.
	Outside
	// Data is a file whose content goes into a ConfigMap or a Secret, and that is not
	// in the input: no policy depends on it.
	Data
	// Program would start another program: a plugin, a function, Helm.
	Program
)
