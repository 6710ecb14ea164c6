// Package helm renders Helm charts in this process, as `helm template` of Helm
// v4 does, and leads every byte of the result back to the template that printed
// it.
//
// # Why not Helm's own library
//
// Linking Helm's engine costs every run of the tool tens of milliseconds and of
// megabytes, it cannot be bounded (`{{ repeat 2000000000 "x" }}` ends the process)
// and it does not tell which template printed a line. So the files whose header
// says so are ports of Helm's, with its semantics and its messages. An oracle in
// testdata/oracle renders the same charts with the real library; `make
// helm-oracle` compares.
//
// # How text is led back
//
// A template is parsed, and its tree is changed before it runs (instrument.go):
// before each action stands a mark, a text of one byte that only the writer
// (writer.go) knows, by its address. The writer drops marks and keeps a table of
// which output came from which bytes of the template. Nothing of it is in the
// text, so no template can see or forge it.
//
// # What charts from strangers cannot do
//
// Files are read through the file system of the caller only, and values of the
// machine are not there: no environment, no network, no clock, no random numbers.
// Output, memory, steps, depth and time are bounded (limits.go, guards.go).
//
// # What is not as in Helm
//
//   - values.schema.json is not checked.
//   - Random functions (randAlphaNum, uuidv4, htpasswd, genCA...) give made-up
//     results of the right form, the same in every run; keys and certificates are
//     none. It is always noon of 1 January 2026, and all time zones are UTC.
//   - keys and values, which Helm gives in random order, are sorted.
//   - lookup finds nothing, and getHostByName gives "", as with helm template.
//   - Dependencies that are not in charts/ are told of, and rendering goes on
//     without them; Helm stops.
//   - Charts of apiVersion v3, which are experimental, are not rendered.
package helm
