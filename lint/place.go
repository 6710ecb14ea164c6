package lint

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"

	"github.com/netpolint/netpolint/lint/manifest"
	"github.com/netpolint/netpolint/lint/source"
)

// place turns the symbolic places of findings into bytes, gives each finding its
// fingerprint, and puts all in order.
func place(r *Report) {
	seen := map[string]int{}
	for i := range r.Findings {
		f := &r.Findings[i]
		f.Location = locate(f.At)
		for j := range f.Related {
			f.Related[j].Location = locate(f.Related[j].At)
		}
	}
	slices.SortStableFunc(r.Findings, compare)
	for i := range r.Findings {
		f := &r.Findings[i]
		f.Fingerprint = fingerprint(f)
		seen[f.Fingerprint]++
		if n := seen[f.Fingerprint]; n > 1 {
			f.Fingerprint = fmt.Sprintf("%s-%d", f.Fingerprint, n)
		}
	}
	slices.SortStableFunc(r.Problems, compareProblems)
}

// compare orders findings by file, place, rule and wording.
func compare(a, b Finding) int {
	return cmp.Or(
		cmp.Compare(a.Location.File(), b.Location.File()),
		cmp.Compare(a.Location.Span.Start, b.Location.Span.Start),
		cmp.Compare(a.Rule.Code, b.Rule.Code),
		cmp.Compare(a.Key, b.Key),
		cmp.Compare(a.Message, b.Message),
	)
}

func compareProblems(a, b manifest.Problem) int {
	return cmp.Or(
		cmp.Compare(a.File, b.File),
		cmp.Compare(a.Locate().Start, b.Locate().Start),
		cmp.Compare(a.Message, b.Message),
	)
}

// locate finds what a place points at: a scalar value itself, and of a mapping
// or sequence that spans lines the key that holds it, as nobody reads ten
// underlined lines.
func locate(at manifest.Ref) Location {
	if at.IsZero() {
		return Location{}
	}
	key, value, exact := at.Object.Locate(at.Path)
	span := value
	if key.File != nil && (!exact || multiline(value)) {
		span = key
	}
	if span.File == nil {
		return Location{}
	}
	return Location{Span: span, Start: span.File.Position(span.Start), End: span.File.Position(span.End)}
}

func multiline(s source.Span) bool {
	return s.File == nil || s.Start == s.End || s.File.Position(s.Start).Line != s.File.Position(s.End).Line
}

// fingerprint names a finding by rule, object and key, so that it stays the same
// when lines move, files are renamed or messages are reworded.
func fingerprint(f *Finding) string {
	h := sha256.New()
	var id manifest.ID
	if f.At.Object != nil {
		id = f.At.Object.ID
	}
	for _, part := range [...]string{f.Rule.Code, id.Group(), id.Kind, id.Namespace, id.Name, f.Key} {
		fmt.Fprintf(h, "%d:%s", len(part), part)
	}
	return hex.EncodeToString(h.Sum(nil)[:12])
}
