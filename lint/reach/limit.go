package reach

import "github.com/netpolint/netpolint/lint/manifest"

// Limit is a place of the input whose effect is not known, so that the answer leaves
// it out.
type Limit struct {
	Kind LimitKind
	At   manifest.Ref
}

// LimitKind says what is not known.
type LimitKind int

const (
	// PartialBlock is an ipBlock of which it depends on the addresses of pods whether it
	// matches some: it is taken not to match any.
	PartialBlock LimitKind = iota
	// NotRead is a peer that names nodes or domain names, which match no workload and
	// no address here.
	NotRead
)

// Limits are what the answer leaves out.
func (m *Matrix) Limits() []Limit { return m.table.limits }
