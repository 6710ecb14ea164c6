// Package kustomize renders kustomizations in this process, with kustomize's own
// library, and leads every value of the result back to where it was written.
//
// Kustomizations come from strangers, and the library fetches URLs, clones
// repositories and starts programs that they name. So it never sees them as they
// are. A rendering is first laid out as a plan: this package reads the
// kustomizations itself, follows their references within the input, and leaves out
// what is remote, missing, outside or a program. What it hands to the library is a
// closed set of files in memory, in which each reference is a name that this
// package has made up. There is nothing else that the library could reach.
//
//	build.go, references.go          what others call
//	plan.go, visit.go                the kustomizations that take part
//	kustomization.go                 one of them, as kustomize decodes it
//	reference.go, remote.go          what a reference stands for
//	rewrite*.go, plugin*.go          all fields with references, rewritten
//	limits.go, unfold.go, growth.go  what is too much, which kustomize does not ask:
//	short.go, variables.go, size.go  it cannot be stopped once it is at work
//	mark*.go, unmark.go              the annotation by which an object is recognised
//	run.go, closed.go, relax.go      kustomize over the files of the plan
//	origin.go, question.go, align.go the way back to values of the source
//	steps.go, made*.go, selected.go  the way back to patches and fields
package kustomize
