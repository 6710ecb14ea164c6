package helm

import (
	"reflect"
	"strings"
)

// writing is for functions that go through whole values.
func (l *limits) writing(args []reflect.Value) error {
	_, err := l.measure(args...)
	return err
}

// maxVisited is the size of the largest value that is gone through and not
// written: the whole of what a template sees, files and all, may be merged.
const maxVisited = 64 << 20

// visiting is for functions that go through values but do not write them.
func (l *limits) visiting(args []reflect.Value) error {
	_, err := l.measureUpTo(maxVisited, args)
	return err
}

// copying is for functions that copy whole values.
func (l *limits) copying(args []reflect.Value) error {
	size, err := l.measureUpTo(maxVisited, args)
	if err != nil {
		return err
	}
	return l.make(size)
}

// naming is for dict: its keys may be any values, which become text.
func (l *limits) naming(args []reflect.Value) error {
	for i := 0; i < args[0].Len(); i += 2 {
		if key := args[0].Index(i); key.Elem().Kind() != reflect.String {
			if _, err := l.measure(key); err != nil {
				return err
			}
		}
	}
	return nil
}

// comparing is for functions that compare each item of a list with each of another.
func (l *limits) comparing(args []reflect.Value) error {
	if err := l.writing(args); err != nil {
		return err
	}
	n := length(args[0])
	others := n
	if len(args) > 1 {
		others = length(args[1])
	}
	return l.step(n * others / 16)
}

// length is that of a list; 0 for all else.
func length(v reflect.Value) int64 {
	if v.Kind() == reflect.Interface {
		v = v.Elem()
	}
	if v.Kind() == reflect.Slice || v.Kind() == reflect.Array {
		return int64(v.Len())
	}
	return 0
}

// joining is for join: a separator between all items.
func (l *limits) joining(args []reflect.Value) error {
	size, err := l.measure(args[1])
	if err != nil {
		return err
	}
	return l.room(size + length(args[1])*int64(args[0].Len()))
}

// setting is for set: a table in a loop grows without end.
func (l *limits) setting(args []reflect.Value) error { return l.make(96) }

// concatenating is for concat.
func (l *limits) concatenating(args []reflect.Value) error {
	n := int64(0)
	for i := range args[0].Len() {
		n += 16 * length(args[0].Index(i))
	}
	return l.room(n)
}

// calculating is for functions whose numbers get longer with every argument.
func (l *limits) calculating(args []reflect.Value) error {
	if n := args[len(args)-1].Len(); n > 100 {
		return l.stop("a calculation with %d numbers; the most are 100", n)
	}
	return l.writing(args)
}

// versions is for functions that read versions and constraints.
func (l *limits) versions(args []reflect.Value) error {
	if given(args) > 64<<10 {
		return l.stop("a version of more than 64 KiB")
	}
	return nil
}

// parsing is for functions that read YAML, JSON or TOML.
func (l *limits) parsing(name string) guard {
	return func(args []reflect.Value) error {
		text := args[0].String()
		if len(text) > maxParsed {
			return l.stop("%s of more than %d MiB", name, maxParsed>>20)
		}
		if name == "fromToml" && !plainTOML(text) {
			return l.stop("%s of a text that is larger than 1 MiB or nested too deep", name)
		}
		return l.make(4 * int64(len(text)))
	}
}

// plainTOML reports whether a text is small, and has no deep nesting and no keys of
// very many parts, for which the parser has no limits.
func plainTOML(text string) bool {
	if len(text) > 1<<20 {
		return false
	}
	depth, dots := 0, 0
	for i := range len(text) {
		switch text[i] {
		case '[', '{':
			depth++
			dots = 0
		case ']', '}':
			depth = max(depth-1, 0)
			dots = 0
		case '.':
			dots++
		case '\n', '=', ',':
			dots = 0
		}
		if depth > 500 || dots > 200 {
			return false
		}
	}
	return true
}

// printing is for printf: widths, precisions, and all that is printed.
func (l *limits) printing(args []reflect.Value) error {
	size, err := l.measure(args[1])
	if err != nil {
		return err
	}
	format := args[0].String()
	// fmt knows widths and precisions up to a million. They are written in digits,
	// or come as arguments.
	const most = 1_000_000
	total, number, verbs, verb := int64(0), int64(0), int64(0), false
	for i := range len(format) {
		switch c := format[i]; {
		case c >= '0' && c <= '9':
			number = min(number*10+int64(c-'0'), most)
			continue
		case c == '*':
			total += most
		case c == '%':
			verbs++
			verb = !verb
		case verb && isLetter(c):
			verb = false
			if c == 'p' {
				return l.stop("printf with %%p, a place in memory, which is another in every run")
			}
		}
		total += number
		number = 0
	}
	// An explicit index prints one argument again and again.
	if strings.Contains(format, "[") {
		size *= max(verbs, 1)
	}
	return l.room(total + number + size + int64(len(format)))
}
