package rules

import (
	"fmt"
	"strings"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/manifest"
)

// violations calls report for each violation of some class, with the finding so
// far: its place, its key, its help, and the fix where there is one.
func violations(pass *lint.Pass, class manifest.Class, report func(o *manifest.Object, v manifest.Violation, f lint.Finding)) {
	for _, o := range pass.Model.Flawed {
		for _, v := range o.Violations {
			if v.Class != class {
				continue
			}
			f := lint.Finding{At: o.Ref(v.Path), OnKey: v.OnKey, Help: v.Help, SubID: v.ID, Key: v.ID + " " + v.Value}
			if v.Value == "" {
				f.Key = v.ID + " " + withoutIndices(v.Field)
			}
			f.Fixes = fixes(f, v.Mend)
			report(o, v, f)
		}
	}
}

// withoutIndices is a field without the places in lists, which edits elsewhere
// change: spec.ingress[].ports[].port.
func withoutIndices(field string) string {
	var b strings.Builder
	for {
		before, after, found := strings.Cut(field, "[")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		if end := strings.TrimLeft(after, "0123456789"); end != after && strings.HasPrefix(end, "]") {
			after = end
		}
		b.WriteByte('[')
		field = after
	}
}

// fixes turns what would mend a violation into the fixes of its finding.
func fixes(f lint.Finding, m manifest.Mend) []lint.Fix {
	fix := lint.Fix{Title: "write " + m.Text, Safety: lint.Safe, Edits: []lint.Edit{{At: f.At, OnKey: f.OnKey, New: m.Text}}}
	switch {
	case m.Remove:
		fix.Title, fix.Edits = "remove it", []lint.Edit{{At: f.At, Remove: true}}
	case m.Text == "":
		return nil
	}
	if m.Likely {
		fix.Safety = lint.Unsafe
	}
	return []lint.Fix{fix}
}

// refusal says that an object is refused, and why.
func refusal(o *manifest.Object, v manifest.Violation) string {
	message := withoutExamples(v.Message)
	switch {
	case v.ID == "wrong-type":
		return fmt.Sprintf("%s: the API server refuses this %s", message, o.ID.Kind)
	case v.Value != "":
		return fmt.Sprintf("%s is %s, and the API server refuses this %s: %s", v.Field, shortened(v.Value), o.ID.Kind, message)
	case strings.HasPrefix(message, "m"): // must, may not
		return fmt.Sprintf("the API server refuses this %s: %s %s", o.ID.Kind, v.Field, message)
	}
	return fmt.Sprintf("the API server refuses this %s: %s: %s", o.ID.Kind, v.Field, message)
}

// withoutExamples leaves out the examples and regular expressions in brackets that
// the API server adds: the help says what to write.
func withoutExamples(message string) string {
	for {
		before, rest, found := strings.Cut(message, " (e.g. ")
		if !found {
			return strings.TrimSuffix(message, ",")
		}
		end := ")"
		if strings.HasPrefix(rest, "'") {
			end = "')" // the expression has brackets of its own
		}
		_, after, found := strings.Cut(rest, end)
		if !found {
			return message
		}
		message = before + after
	}
}

// shortened cuts a long value to what a message can show.
func shortened(value string) string {
	const most = 80
	runes := []rune(value)
	if len(runes) <= most {
		return value
	}
	return string(runes[:most]) + "…"
}
