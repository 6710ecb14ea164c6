package source

// Kind is the type of a value.
type Kind uint8

// The kinds of values. Missing is that of a value that is not there.
const (
	Missing Kind = iota
	Null
	Bool
	Int
	Float
	String
	Mapping
	Sequence
)

// String returns the name of the kind as a message would spell it.
func (k Kind) String() string {
	switch k {
	case Missing:
		return "missing"
	case Null:
		return "null"
	case Bool:
		return "boolean"
	case Int:
		return "integer"
	case Float:
		return "number"
	case String:
		return "string"
	case Mapping:
		return "mapping"
	case Sequence:
		return "sequence"
	}
	return "unknown"
}
