package lint

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"

	"github.com/netpolint/netpolint/lint/manifest"
	"github.com/netpolint/netpolint/lint/parallel"
	"github.com/netpolint/netpolint/lint/source"
)

// place turns the symbolic places of findings into bytes, gives each finding its
// fingerprint, and puts all in order.
func place(ctx context.Context, jobs int, r *Report) {
	locateAll(ctx, jobs, r)
	slices.SortStableFunc(r.Findings, compare)
	seen := map[string]int{}
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

// locateAll finds the bytes of all places. Each document that has some is parsed
// once and its tree dropped again, so that many findings need no more memory
// than a few.
func locateAll(ctx context.Context, jobs int, r *Report) {
	var documents []*source.Document
	pending := map[*source.Document][]func(){}
	add := func(at manifest.Ref, find func()) {
		if at.IsZero() {
			return
		}
		d := at.Object.Doc
		if pending[d] == nil {
			documents = append(documents, d)
		}
		pending[d] = append(pending[d], find)
	}
	for i := range r.Findings {
		f := &r.Findings[i]
		add(f.At, func() { f.Location = locate(f.At) })
		for j := range f.Related {
			related := &f.Related[j]
			add(related.At, func() { related.Location = locate(related.At) })
		}
	}
	for i := range r.Problems {
		p := &r.Problems[i]
		add(p.Ref, func() { p.At = p.Locate() })
	}
	_ = parallel.Each(ctx, jobs, len(documents), func(i int) {
		for _, find := range pending[documents[i]] {
			find()
		}
		documents[i].Forget()
	})
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
	return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.At.Start, b.At.Start), cmp.Compare(a.Message, b.Message))
}

// locate finds what a place points at: a value on the line of its key, and else
// the key, as nobody reads ten underlined lines. A place that does not exist is represented by the nearest
// one that does; where that is the whole object, by its name.
func locate(at manifest.Ref) Location {
	if at.IsZero() {
		return Location{}
	}
	key, value, exact := at.Object.Locate(at.Path)
	if key.File == nil && multiline(value) && (!exact || at.Path == "") {
		for _, path := range [...]source.Path{"/metadata/name", "/kind"} {
			if _, named, found := at.Object.Locate(path); found {
				key, value, exact = source.Span{}, named, true
				break
			}
		}
	}
	span := value
	if key.File != nil && (!exact || multiline(source.Span{File: key.File, Start: key.Start, End: max(value.End, key.Start)})) {
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
