package lint

import (
	"slices"

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

// mergeFindings keeps one of the findings that have the same rule, place and key.
// Where the place is only near (a template action prints many values) the object
// and the path must agree too. In one world only renderings repeat themselves.
func mergeFindings(all []Finding, worlds int) []Finding {
	type same struct {
		code, key, file string
		at              int
		inexact         source.Path
		object          manifest.ID
	}
	first := map[same]int{}
	var out []Finding
	for _, f := range all {
		plain := len(f.Rendered) == 0
		if f.Location.Span.File == nil || plain && worlds == 1 {
			out = append(out, f)
			continue
		}
		s := same{code: f.Rule.Code, key: f.Key, file: f.Location.File(), at: f.Location.Span.Start}
		if plain || f.By != "" {
			s.object, s.inexact = f.At.Object.ID, f.At.Path
		}
		i, found := first[s]
		if !found {
			first[s] = len(out)
			out = append(out, f)
			continue
		}
		kept := &out[i]
		kept.Severity = max(kept.Severity, f.Severity)
		for _, rendering := range f.Rendered {
			if !slices.Contains(kept.Rendered, rendering) {
				kept.Rendered = append(kept.Rendered, rendering)
			}
		}
	}
	return out
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
		s := same{p.Severity, p.File, p.Message, p.At.Start}
		if !seen[s] {
			seen[s] = true
			out = append(out, p)
		}
	}
	return out
}
