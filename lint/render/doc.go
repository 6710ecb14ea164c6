// Package render holds what the renderers of Kustomize and Helm have in common:
// objects that exist only as rendered text, and the way back from a value of
// such an object to the place where a person wrote it.
package render
