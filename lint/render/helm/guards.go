package helm

import (
	"reflect"
	"text/template"
)

// guarded returns functions that templates call as they are, but bounded: before a
// call, what it would take is estimated; after it, what it made is counted.
func (l *limits) guarded(funcs template.FuncMap) template.FuncMap {
	out := make(template.FuncMap, len(funcs))
	for name, f := range funcs {
		if isCheap(name) {
			out[name] = f
			continue
		}
		out[name] = l.guard(f, l.guardOf(name), isThrough(name))
	}
	return out
}

// guard is a check before a call.
type guard func(args []reflect.Value) error

// guard returns f behind a check, with its signature but for an error that is
// added where it has none. The messages of text/template about arguments depend on
// the signature. What comes through from the arguments is not counted.
func (l *limits) guard(f any, check guard, through bool) any {
	fn := reflect.ValueOf(f)
	t := fn.Type()
	var in []reflect.Type
	for i := range t.NumIn() {
		in = append(in, t.In(i))
	}
	failure := reflect.TypeFor[error]()
	sig := reflect.FuncOf(in, []reflect.Type{t.Out(0), failure}, t.IsVariadic())
	fails := func(err error) []reflect.Value {
		return []reflect.Value{reflect.Zero(t.Out(0)), reflect.ValueOf(&err).Elem()}
	}
	return reflect.MakeFunc(sig, func(args []reflect.Value) []reflect.Value {
		// A call takes about as long as that many actions.
		const price = 5
		if err := l.step(price + given(args)/256); err != nil {
			return fails(err)
		}
		if check != nil {
			if err := check(args); err != nil {
				return fails(err)
			}
		}
		var results []reflect.Value
		if t.IsVariadic() {
			results = fn.CallSlice(args)
		} else {
			results = fn.Call(args)
		}
		if !through {
			if err := l.make(made(results[0])); err != nil {
				return fails(err)
			}
		}
		if len(results) == 1 {
			results = append(results, reflect.Zero(failure))
		}
		return results
	}).Interface()
}

// given returns the length of the texts among arguments.
func given(args []reflect.Value) int64 {
	n := 0
	for _, a := range args {
		if a.Kind() == reflect.Interface {
			a = a.Elem()
		}
		if a.Kind() == reflect.String {
			n += a.Len()
		}
	}
	return int64(n)
}

// made returns about how many bytes a result takes, without what it refers to.
func made(v reflect.Value) int64 {
	if v.Kind() == reflect.Interface {
		v = v.Elem()
	}
	switch v.Kind() {
	case reflect.String:
		return int64(v.Len())
	case reflect.Slice:
		return 24 + 16*int64(v.Len())
	case reflect.Map:
		return 48 + 48*int64(v.Len())
	}
	return 0
}

// isCheap tells the functions that need no guard: they take little time whatever
// they get, and make nothing.
func isCheap(name string) bool {
	switch name {
	case "default", "coalesce", "empty", "ternary", "all", "any", "required", "fail",
		"get", "hasKey", "unset", "first", "mustFirst", "last", "mustLast", "dig",
		"kindOf", "kindIs", "typeOf", "typeIs", "typeIsLike",
		"hasPrefix", "hasSuffix", "trunc", "substr", "plural", "lookup", "now":
		return true
	}
	return false
}

// isThrough tells the functions that return one of their arguments, changed.
func isThrough(name string) bool {
	switch name {
	case "set", "merge", "mustMerge", "mergeOverwrite", "mustMergeOverwrite":
		return true
	}
	return false
}

// guardOf returns the check before calls of a function; nil if its time and what it
// makes are in proportion to the texts that it gets.
func (l *limits) guardOf(name string) guard {
	switch name {
	case "print", "println", "html", "js", "urlquery", "toString", "toStrings", "quote", "squote", "cat", "toDecimal",
		"toJson", "mustToJson", "toPrettyJson", "mustToPrettyJson", "toRawJson", "mustToRawJson",
		"toYaml", "mustToYaml", "toYamlPretty", "toToml", "mustToToml",
		"sortAlpha",
		// What is no number is printed into an error that nobody sees.
		"add", "add1", "add1f", "sub", "div", "mod", "mul", "max", "min", "maxf", "minf", "biggest",
		"ceil", "floor", "round", "int", "int64", "float64", "slice", "mustSlice":
		return l.writing
	case "merge", "mustMerge", "mergeOverwrite", "mustMergeOverwrite", "deepEqual", "has", "mustHas":
		return l.visiting
	case "deepCopy", "mustDeepCopy":
		return l.copying
	case "dict":
		return l.naming
	case "printf":
		return l.printing
	case "uniq", "mustUniq", "without", "mustWithout":
		return l.comparing
	case "join":
		return l.joining
	case "set":
		return l.setting
	case "concat":
		return l.concatenating
	case "addf", "subf", "mulf", "divf":
		return l.calculating
	case "fromYaml", "fromYamlArray", "fromJson", "fromJsonArray", "mustFromJson", "fromToml":
		return l.parsing(name)
	case "shuffle":
		return func(args []reflect.Value) error { return l.step(given(args) / 8) }
	case "derivePassword":
		return func([]reflect.Value) error { return l.step(maxSteps / 50) }
	case "semver", "semverCompare":
		return l.versions
	}
	if g := l.repetition(name); g != nil {
		return g
	}
	return l.regular(name)
}
