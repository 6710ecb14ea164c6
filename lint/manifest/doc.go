// Package manifest finds manifest files, reads them, and decodes their
// documents into typed objects. It keeps what the author wrote: no API default
// is applied here, so that a later layer can tell "omitted" from "set".
//
// A document that cannot be read becomes a [Problem] with a place; the
// documents around it are still read.
package manifest
