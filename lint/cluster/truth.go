package cluster

// Truth is an answer of three values. Unknown stands for what the input cannot
// show, such as the labels of a namespace that has no manifest.
type Truth int8

// The three values, ordered so that And is the minimum and Or the maximum.
const (
	No Truth = iota
	Unknown
	Yes
)

// And is Kleene's conjunction.
func (t Truth) And(o Truth) Truth { return min(t, o) }

// Or is Kleene's disjunction.
func (t Truth) Or(o Truth) Truth { return max(t, o) }

func (t Truth) String() string {
	switch t {
	case Yes:
		return "yes"
	case No:
		return "no"
	default:
		return "unknown"
	}
}
