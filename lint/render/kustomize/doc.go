// Package kustomize renders kustomizations in this process, with kustomize's own
// library, and leads every value of the result back to where it was written.
//
// Kustomizations come from strangers. The library fetches URLs and clones
// repositories that they name, so it never sees them as they are: the file system
// that it reads from (filesystem.go) hands it a kustomization in which every
// reference is a local file or directory that exists (rewrite.go), in a form that
// it cannot take for anything else.
package kustomize
