package lint

import "fmt"

// Severity says how much a finding matters when it is true.
type Severity int

const (
	// Info is hygiene.
	Info Severity = iota
	// Warning is a security practice that is missing, or an effect that is
	// probably not what was meant.
	Warning
	// Error is an object that is refused, or that cannot do what it plainly says.
	Error
)

func (s Severity) String() string {
	switch s {
	case Error:
		return "error"
	case Warning:
		return "warning"
	default:
		return "info"
	}
}

// ParseSeverity reads a severity as users write it.
func ParseSeverity(s string) (Severity, error) {
	for _, v := range []Severity{Info, Warning, Error} {
		if s == v.String() {
			return v, nil
		}
	}
	return 0, fmt.Errorf("unknown severity %q: write error, warning or info", s)
}
