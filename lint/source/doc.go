// Package source knows files, bytes and YAML, and nothing of Kubernetes.
//
// A [File] is split into [Document]s; a document is sketched (a cheap scan for
// its kind), parsed into [Node]s, or asked where a [Path] stands. All places
// are byte offsets into the file; lines and columns are computed only when a
// [Position] is asked for.
//
// The package owns YAML: which parser stands behind it is nobody else's
// business. Values are read the way the API server reads them, that is, as
// sigs.k8s.io/yaml does (YAML 1.1 scalars, the last of two equal keys wins).
//
// Nothing here panics, whatever the bytes.
package source
