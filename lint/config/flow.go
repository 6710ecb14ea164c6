package config

import (
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/netpolint/netpolint/lint"
)

// entry is one key of a mapping that is written in a fixed order.
type entry struct {
	key   string
	value any
}

// flow writes a value as YAML in one line.
func flow(v any) string {
	switch v := v.(type) {
	case string:
		return quoted(v)
	case []string:
		return flowList(v)
	case []any:
		return flowList(v)
	case []entries:
		return flowList(v)
	case map[string]string:
		var out entries
		for _, k := range slices.Sorted(maps.Keys(v)) {
			out = append(out, entry{k, v[k]})
		}
		return flow(out)
	case entries:
		var parts []string
		for _, e := range v {
			parts = append(parts, quoted(e.key)+": "+flow(e.value))
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case nil:
		return "null"
	}
	return fmt.Sprint(v)
}

func flowList[T any](items []T) string {
	var parts []string
	for _, item := range items {
		parts = append(parts, flow(item))
	}
	return "[" + strings.Join(parts, ", ") + "]"
}

// Quote writes a text as a YAML scalar in one line.
func Quote(s string) string { return quoted(s) }

// quoted writes a text as a YAML scalar: plain where no reader can take it for
// something else.
func quoted(s string) string {
	if plain(s) {
		return s
	}
	return strconv.Quote(s)
}

// plain reports whether a text is safe without quotes, also inside a list in
// brackets.
func plain(s string) bool {
	if s == "" || strings.Trim(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./=") != "" {
		return false
	}
	first := s[0] | 0x20
	if (first < 'a' || first > 'z') && s[0] != '/' {
		return false
	}
	switch strings.ToLower(s) {
	case "y", "n", "yes", "no", "on", "off", "true", "false", "null":
		return false
	}
	return true
}

func groupValues(groups []lint.PodGroup) []entries {
	out := []entries{}
	for _, g := range groups {
		one := entries{{"namespace", g.Namespace}}
		if len(g.Labels) > 0 {
			one = append(one, entry{"labels", g.Labels})
		}
		if g.Port > 0 {
			one = append(one, entry{"port", g.Port})
		}
		out = append(out, one)
	}
	return out
}

func addressValues[T netip.Addr | netip.Prefix](all []T) []string {
	out := []string{}
	for _, a := range all {
		out = append(out, fmt.Sprint(a))
	}
	return out
}
