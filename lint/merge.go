package lint

import (
	"slices"
	"strings"

	"github.com/netpolint/netpolint/lint/manifest"
	"github.com/netpolint/netpolint/lint/source"
)

// merge joins what several worlds of one run say alike: a defect of a base that
// three overlays use is one finding, found in three renderings. Findings and
// problems are in order already.
func merge(r *Report, worlds int) {
	r.Findings = mergeFindings(r.Findings, worlds)
	r.Problems = mergeProblems(r.Problems)
}

// mergeFindings keeps one of the findings that say the same of the same place. That
// the objects have other names or live in other namespaces, as those of two
// overlays, is no difference: the others are named beside it. In one world only
// renderings repeat themselves.
func mergeFindings(all []Finding, worlds int) []Finding {
	type same struct {
		code, key, file, message string
		at                       int
		path                     source.Path
		suppressed               bool
	}
	first := map[same]int{}
	var out []Finding
	for _, f := range all {
		if f.Location.Span.File == nil || len(f.Rendered) == 0 && worlds == 1 {
			out = append(out, f)
			continue
		}
		s := same{f.Rule.Code, f.Key, f.Location.File(), impersonal(&f), f.Location.Span.Start, "", f.Suppressed != nil}
		if len(f.Rendered) == 0 || f.By != "" {
			s.path = f.At.Path
		}
		i, found := first[s]
		if !found {
			first[s] = len(out)
			out = append(out, f)
			continue
		}
		kept := &out[i]
		kept.Severity = max(kept.Severity, f.Severity)
		if f.Fingerprint != kept.Fingerprint && !slices.Contains(kept.Merged, f.Fingerprint) {
			kept.Merged = append(kept.Merged, f.Fingerprint)
		}
		for _, rendering := range f.Rendered {
			if !slices.Contains(kept.Rendered, rendering) {
				kept.Rendered = append(kept.Rendered, rendering)
			}
		}
		if name := nameOf(&f); name != nameOf(kept) {
			kept.Related = append(kept.Related, Related{At: f.At, Location: f.Location, Message: "the same goes for " + name})
		}
	}
	return out
}

// nameOf is the object of a finding as people name it.
func nameOf(f *Finding) string {
	id := f.At.Object.ID
	if f.Namespace == "" {
		return id.Kind + " " + id.Name
	}
	return id.Kind + " " + f.Namespace + "/" + id.Name
}

// impersonal is the message of a finding without the names of its object and
// namespace, which differ between renderings of one source.
func impersonal(f *Finding) string {
	message := f.Message
	for _, name := range []string{f.At.Object.ID.Name, f.Namespace} {
		if name != "" {
			message = strings.ReplaceAll(message, name, "\x00")
		}
	}
	return message
}

// mergeProblems drops a problem that says the same of the same place as another.
func mergeProblems(all []manifest.Problem) []manifest.Problem {
	type same struct {
		severity      manifest.Severity
		file, message string
		at            int
	}
	seen := map[same]bool{}
	var out []manifest.Problem
	for _, p := range all {
		s := same{p.Severity, p.File, uncounted(p.Message), p.At.Start}
		if !seen[s] {
			seen[s] = true
			out = append(out, p)
		}
	}
	return out
}

// uncounted is a message without its numbers: worlds differ in how many more of
// something there are.
func uncounted(message string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return -1
		}
		return r
	}, message)
}
