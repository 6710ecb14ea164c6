package lint

import (
	"fmt"
	"slices"
)

// Option is a setting of one rule that the configuration may change. Its default
// is the value that the catalogue was measured with. Exactly one of the defaults
// counts, by Kind.
type Option struct {
	// Name is lower case with dashes (largest-range).
	Name string
	// Doc says in one line what the value means, with its unit.
	Doc  string
	Kind OptionKind

	Int      int
	Min, Max int // of Int, both inclusive
	Bool     bool
	Strings  []string
	// Map is for values that have a name or a text of their own, by what they are.
	Map map[string]string
	// Valid says what is wrong with an item of Strings or a key of Map; nil allows
	// every text.
	Valid func(string) error
}

// OptionKind is the type of an option's value.
type OptionKind uint8

// The kinds: a number, true or false, a list of texts, texts by key.
const (
	IntOption OptionKind = iota
	BoolOption
	StringsOption
	MapOption
)

// Setting is the value that a configuration gives an option. Only the field of the
// option's kind counts; the value is one that the option allows.
type Setting struct {
	Int     int
	Bool    bool
	Strings []string
	Map     map[string]string
}

// Settings are those of one rule by option. An option without one has its default.
type Settings map[string]Setting

// Option returns the option of that name.
func (r *Rule) Option(name string) (*Option, bool) {
	i := slices.IndexFunc(r.Options, func(o Option) bool { return o.Name == name })
	if i < 0 {
		return nil, false
	}
	return &r.Options[i], true
}

// Int is the value of a number option of the rule. To ask for an option that the
// rule does not have, or of another kind, is a defect of the rule.
func (p *Pass) Int(name string) int {
	o := p.option(name, IntOption)
	if s, set := p.settings[name]; set {
		return s.Int
	}
	return o.Int
}

// Bool is the value of an option that is true or false.
func (p *Pass) Bool(name string) bool {
	o := p.option(name, BoolOption)
	if s, set := p.settings[name]; set {
		return s.Bool
	}
	return o.Bool
}

// Strings is the value of an option that is a list; it must not be changed.
func (p *Pass) Strings(name string) []string {
	o := p.option(name, StringsOption)
	if s, set := p.settings[name]; set {
		return s.Strings
	}
	return o.Strings
}

// Map is the value of an option that has texts by key; it must not be changed.
func (p *Pass) Map(name string) map[string]string {
	o := p.option(name, MapOption)
	if s, set := p.settings[name]; set {
		return s.Map
	}
	return o.Map
}

func (p *Pass) option(name string, kind OptionKind) *Option {
	o, found := p.Rule.Option(name)
	if !found || o.Kind != kind {
		panic(fmt.Sprintf("%s has no option %q of that kind", p.Rule.Code, name))
	}
	return o
}
