package rules

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/netpolint/netpolint/lint"
)

// misspelt reports whether a word may be a misspelling of another, and how far
// it is from it. Labels are not prose: web-1 and web-2, team-a and team-b, prod
// and dev, or internal and external are all near each other and all meant. So
// numbers must be equal, only one part of a word with dashes may differ, and the
// first letter must be right, as typing errors seldom hit it.
//
// Strict asks for more, as words of everyday are near each other too: cart and
// card, main and mail.
func misspelt(word, meant string, strict bool) (distance int, ok bool) {
	if word == meant || max(len(word), len(meant)) > min(len(word), len(meant))+3 || !sameDigits(word, meant) {
		return 0, false
	}
	word, meant = strings.ToLower(word), strings.ToLower(meant)
	if rest := bare(word); rest != "" && rest == bare(meant) {
		return 1, true
	}
	x, y := strings.FieldsFunc(word, separator), strings.FieldsFunc(meant, separator)
	if len(x) != len(y) {
		return 0, false
	}
	for i := range x {
		if x[i] == y[i] {
			continue
		}
		if ok {
			return 0, false
		}
		if distance, ok = misspeltPart(x[i], y[i], strict); !ok {
			return 0, false
		}
	}
	return distance, ok
}

// misspeltPart compares two words without separators.
func misspeltPart(a, b string, strict bool) (int, bool) {
	short, long := utf8.RuneCountInString(a), utf8.RuneCountInString(b)
	if short > long {
		short, long = long, short
	}
	if short < 3 || !sameStart(a, b) {
		return 0, false
	}
	limit, twoFrom := 1, 6
	if strict {
		twoFrom = 8
	}
	if long >= twoFrom {
		limit = 2
	}
	d := lint.Distance(a, b, limit)
	if d > limit {
		return 0, false
	}
	// In short words another letter makes another word (api and app): only a
	// letter too many, one missing or two swapped count.
	if short == long && (long <= 3 || strict && long <= 5) && !sameLetters(a, b) {
		return 0, false
	}
	return d, true
}

// sameStart reports whether two words begin alike, the first two letters
// perhaps swapped.
func sameStart(a, b string) bool {
	return a[0] == b[0] || len(a) > 1 && len(b) > 1 && a[0] == b[1] && a[1] == b[0]
}

// sameLetters reports whether two words are made of the same letters.
func sameLetters(a, b string) bool {
	x, y := []byte(a), []byte(b)
	slices.Sort(x)
	slices.Sort(y)
	return string(x) == string(y)
}

// sameDigits reports whether two words have the same digits in the same order.
func sameDigits(a, b string) bool {
	for i, j := 0, 0; ; i, j = i+1, j+1 {
		for i < len(a) && !digit(a[i]) {
			i++
		}
		for j < len(b) && !digit(b[j]) {
			j++
		}
		if i == len(a) || j == len(b) {
			return i == len(a) && j == len(b)
		}
		if a[i] != b[j] {
			return false
		}
	}
}

// likeness is what a word shares with every word that it may be a misspelling
// of: its digits, and its first letter or, where two are swapped, its second.
func likeness(word string, letter int) string {
	out := []byte{word[letter]}
	if c := out[0]; 'A' <= c && c <= 'Z' {
		out[0] += 'a' - 'A'
	}
	for i := range len(word) {
		if digit(word[i]) {
			out = append(out, word[i])
		}
	}
	return string(out)
}

func digit(c byte) bool { return '0' <= c && c <= '9' }

func separator(r rune) bool { return strings.ContainsRune("-_./", r) }

// bare is a word without its separators.
func bare(s string) string {
	return strings.Map(func(r rune) rune {
		if separator(r) {
			return -1
		}
		return r
	}, s)
}

// sameMeaning reports whether two label keys commonly hold the same: the name of
// the application, as its chart, its author or Kubernetes' recommended labels
// call it.
func sameMeaning(a, b string) bool {
	return slices.Contains(nameKeys(), a) && slices.Contains(nameKeys(), b)
}

func nameKeys() []string {
	return []string{
		"app", "name", "k8s-app", "run", "component", "io.kompose.service",
		"app.kubernetes.io/name", "app.kubernetes.io/instance", "app.kubernetes.io/component",
	}
}
