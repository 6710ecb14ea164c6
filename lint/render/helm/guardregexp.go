package helm

import (
	"reflect"
	"regexp"
	"regexp/syntax"
	"strings"
)

const (
	// maxPattern is the longest regular expression, in bytes.
	maxPattern = 4096
	// maxProgram is the largest program that one may become, in instructions:
	// x{1000}{1000} is short.
	maxProgram = 50_000
)

// regular returns the check of functions with a regular expression as their first
// argument and a text as their second; nil for others. They take as long as both
// together, multiplied.
func (l *limits) regular(name string) guard {
	switch name {
	case "regexMatch", "mustRegexMatch", "regexFind", "mustRegexFind":
		return l.matching
	case "regexFindAll", "mustRegexFindAll", "regexSplit", "mustRegexSplit":
		return func(args []reflect.Value) error {
			if err := l.matching(args); err != nil {
				return err
			}
			// At most one part for each byte.
			return l.room(16 * (int64(args[1].Len()) + 1))
		}
	case "regexReplaceAll", "mustRegexReplaceAll", "regexReplaceAllLiteral", "mustRegexReplaceAllLiteral":
		return l.substituting
	}
	return nil
}

func (l *limits) matching(args []reflect.Value) error {
	pattern := args[0].String()
	if len(pattern) > maxPattern {
		return l.stop("a regular expression of more than %d bytes", maxPattern)
	}
	re, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return nil // the function says so
	}
	prog, err := syntax.Compile(re.Simplify())
	if err != nil {
		return nil
	}
	n := int64(len(prog.Inst))
	if n > maxProgram {
		return l.stop("a regular expression with repetitions of repetitions")
	}
	return l.step(n/16 + times(n, int64(args[1].Len())+64)/256)
}

// substituting is for replacements: as many as there are matches, and each may
// hold all of its match.
func (l *limits) substituting(args []reflect.Value) error {
	if err := l.matching(args); err != nil {
		return err
	}
	text, replacement := args[1].String(), args[2].String()
	most := int64(len(text)) + 1
	if times(most, int64(len(replacement))) > maxValue/16 {
		re, err := regexp.Compile(args[0].String())
		if err != nil {
			return nil
		}
		if err := l.room(16 * most); err != nil {
			return err
		}
		most = int64(len(re.FindAllStringIndex(text, -1)))
	}
	references := int64(strings.Count(replacement, "$"))
	return l.room(int64(len(text)) + times(most, int64(len(replacement))) + times(references, int64(len(text))))
}
