package lint

import (
	"fmt"

	"github.com/netpolint/netpolint/lint/manifest"
)

// Severity says how much a finding matters when it is true; problems of the
// input have the same three.
type Severity = manifest.Severity

const (
	// Info is hygiene.
	Info = manifest.Info
	// Warning is a security practice that is missing, or an effect that is
	// probably not what was meant.
	Warning = manifest.Warning
	// Error is an object that is refused, or that cannot do what it plainly says.
	Error = manifest.Error
)

// ParseSeverity reads a severity as users write it.
func ParseSeverity(s string) (Severity, error) {
	for _, v := range []Severity{Info, Warning, Error} {
		if s == v.String() {
			return v, nil
		}
	}
	return 0, fmt.Errorf("unknown severity %q: write error, warning or info", s)
}
