package manifest

import (
	"bytes"
	"strings"
)

// Unresolved reports whether a value holds what a template engine would replace,
// as ${NAME} or {{ name }}: what it will be is not known.
func Unresolved(value string) bool { return marker(value) != "" }

// marker returns the first template marker of a value; "" where there is none.
func marker(value string) string {
	for at := 0; at+1 < len(value); at++ {
		switch value[at] {
		case '$', '{', '<':
			if m := markerAt(value[at:]); m != "" {
				return m
			}
		}
	}
	return ""
}

// markerAt returns the marker at the start of a text: ${NAME} of shells, envsubst,
// Flux and OpenShift, $(NAME) of Kustomize, {{ }} of Go, Helm and Jinja, {% %} of
// Jinja, <% %> of ERB.
func markerAt(text string) string {
	name := text[2:min(len(text), longest)]
	switch text[:2] {
	case "${":
		if rest, _ := strings.CutPrefix(name, "{"); startsName(rest) {
			return upTo(text, "}")
		}
	case "$(":
		if startsName(name) && strings.Trim(before(name, ")"), "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-") == "" {
			return upTo(text, ")")
		}
	case "{{":
		return upTo(text, "}}")
	case "{%":
		return upTo(text, "%}")
	case "<%":
		return upTo(text, "%>")
	}
	return ""
}

// longest is how long a marker may be, in bytes.
const longest = 200

// upTo returns the text up to and with its end, which must be on the same line.
func upTo(text, end string) string {
	line := before(text[:min(len(text), longest)], "\n")
	i := strings.Index(line, end)
	if i < 0 {
		return ""
	}
	i += len(end)
	if strings.HasPrefix(text, "${{") && strings.HasPrefix(line[i:], "}") {
		i++
	}
	return line[:i]
}

// form is a marker without what makes it different from others of its engine.
func form(marker string) string {
	switch marker[:2] {
	case "$(":
		return "$(...)"
	case "{{":
		return "{{...}}"
	case "{%":
		return "{%...%}"
	case "<%":
		return "<%...%>"
	}
	return "${...}"
}

func before(text, end string) string {
	found, _, _ := strings.Cut(text, end)
	return found
}

// startsName reports whether a text begins like the name of a variable.
func startsName(s string) bool {
	return s != "" && (s[0] == '_' || 'a' <= s[0]|0x20 && s[0]|0x20 <= 'z')
}

// mayHoldMarkers reports whether a text has what markers begin with. It is fast:
// nearly no text has.
func mayHoldMarkers(content []byte) bool {
	for _, opening := range [...]string{"{{", "${", "$(", "{%", "<%"} {
		if bytes.Contains(content, []byte(opening)) {
			return true
		}
	}
	return false
}

// markerIn returns the first marker outside of comments.
func markerIn(content []byte) string {
	for line := range bytes.Lines(content) {
		text := string(line)
		if i := commentStart(text); i >= 0 {
			text = text[:i]
		}
		if m := marker(text); m != "" {
			return m
		}
		// What spans lines.
		for _, opening := range [...]string{"{{", "{%", "<%"} {
			if strings.Contains(text, opening) {
				return opening
			}
		}
	}
	return ""
}

// commentStart is the offset of what is surely a comment; -1 for none.
func commentStart(line string) int {
	if strings.HasPrefix(line, "#") {
		return 0
	}
	return strings.Index(line, " #")
}

// programmed reports whether a marker belongs to an engine that has conditions and
// loops, so that it may stand anywhere in a template.
func programmed(marker string) bool {
	return marker != "" && marker[0] != '$'
}

// ytt reports whether a file is a template of ytt, whose instructions are comments
// to YAML: "#@ load(...)", "name: #@ data.values.name", "#@overlay/match by=...".
// What stands beside them is an example at best.
func ytt(content []byte) bool {
	for rest := content; ; {
		i := bytes.Index(rest, []byte("#@"))
		if i < 0 {
			return false
		}
		starts := i == 0 || bytes.IndexByte([]byte(" \t\n"), rest[i-1]) >= 0
		rest = rest[i+2:]
		if starts && instruction(rest) {
			return true
		}
	}
}

// instruction reports whether a text goes on like an instruction of ytt.
func instruction(rest []byte) bool {
	for i, c := range rest {
		switch {
		case c == ' ':
			return i == 0
		case c == '/':
			return i > 0
		case c < 'a' || c > 'z':
			return false
		}
	}
	return false
}
