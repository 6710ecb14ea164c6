package helm

import (
	"reflect"
	"strings"
	"unicode/utf8"
)

// repetition returns the check of functions that repeat what they get; nil for
// others. The counts may be made to overflow, so they are bounded first.
func (l *limits) repetition(name string) guard {
	switch name {
	case "repeat":
		return func(args []reflect.Value) error { return l.room(times(args[0].Int(), int64(args[1].Len()))) }
	case "indent", "nindent":
		return func(args []reflect.Value) error {
			text := args[1].String()
			lines := int64(strings.Count(text, "\n")) + 1
			return l.room(1 + int64(len(text)) + times(args[0].Int(), lines))
		}
	case "wrapWith":
		return func(args []reflect.Value) error { return l.room(times(int64(args[1].Len())+1, int64(args[2].Len())+1)) }
	case "replace":
		return l.replacing
	case "split", "splitList", "splitn":
		return func(args []reflect.Value) error {
			text := args[len(args)-1].String()
			return l.room(100 * (occurrences(text, args[0].String()) + 1))
		}
	case "trimAll", "trimall":
		// The set is looked through for each character.
		return func(args []reflect.Value) error {
			return l.step(times(int64(args[0].Len()), int64(args[1].Len())) / 256)
		}
	case "until":
		return func(args []reflect.Value) error { return l.counting(0, args[0].Int(), 1) }
	case "untilStep":
		return func(args []reflect.Value) error { return l.counting(args[0].Int(), args[1].Int(), args[2].Int()) }
	case "seq":
		return l.sequence
	}
	return nil
}

// times multiplies two numbers of which only the first may be large.
func times(a, b int64) int64 {
	if a <= 0 {
		return 0
	}
	return min(a, 1<<31) * min(b, 1<<31)
}

// occurrences returns how often part stands in text.
func occurrences(text, part string) int64 {
	if part == "" {
		return int64(utf8.RuneCountInString(text))
	}
	return int64(strings.Count(text, part))
}

func (l *limits) replacing(args []reflect.Value) error {
	text := args[2].String()
	n := occurrences(text, args[0].String()) + 1
	return l.room(int64(len(text)) + times(n, int64(args[1].Len())))
}

// counting bounds a list of numbers from start to stop. Steps that overflow would
// never come to an end.
func (l *limits) counting(start, stop, step int64) error {
	const far = 1 << 40
	if start < -far || start > far || stop < -far || stop > far || step < -far || step > far {
		return l.stop("a list of numbers up to %d", max(start, stop))
	}
	if step < 0 {
		start, stop, step = stop, start, -step
	}
	if step == 0 || stop <= start {
		return nil
	}
	return l.room(16 * ((stop - start) / step))
}

// sequence is for seq: the same numbers as text.
func (l *limits) sequence(args []reflect.Value) error {
	numbers, _ := args[0].Interface().([]int)
	start, step, stop := 1, 1, 1
	switch len(numbers) {
	case 1:
		stop = numbers[0]
	case 2:
		start, stop = numbers[0], numbers[1]
	case 3:
		start, step, stop = numbers[0], numbers[1], numbers[2]
	default:
		return nil
	}
	if stop < start && step > 0 {
		step = -step
	}
	return l.counting(int64(start), int64(stop), int64(step))
}
