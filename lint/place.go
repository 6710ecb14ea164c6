package lint

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/netpolint/netpolint/lint/manifest"
	"github.com/netpolint/netpolint/lint/parallel"
	"github.com/netpolint/netpolint/lint/render"
	"github.com/netpolint/netpolint/lint/source"
)

// place turns the symbolic places of findings into bytes, and puts all in order.
func place(ctx context.Context, jobs int, r *Report) {
	locateAll(ctx, jobs, r)
	slices.SortStableFunc(r.Findings, compare)
	slices.SortStableFunc(r.Problems, compareProblems)
}

// fingerprints gives each finding its own, which others may share.
func fingerprints(findings []Finding) {
	for i := range findings {
		findings[i].Fingerprint = fingerprint(&findings[i])
	}
}

// number tells apart findings that share a fingerprint, in their order.
func number(findings []Finding) {
	seen := map[string]int{}
	for i := range findings {
		f := &findings[i]
		seen[f.Fingerprint]++
		if n := seen[f.Fingerprint]; n > 1 {
			f.Fingerprint = fmt.Sprintf("%s-%d", f.Fingerprint, n)
		}
	}
}

// locateAll finds the bytes of all places. Each document that has some is parsed
// once and its tree dropped again, so that many findings need no more memory
// than a few.
func locateAll(ctx context.Context, jobs int, r *Report) {
	var documents []*source.Document
	pending := map[*source.Document][]func(){}
	names := &sourceNames{}
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
		add(f.At, func() {
			f.Location, f.By = locate(f.At, f.OnKey)
			f.written = names.written(f.At.Object)
		})
		for j := range f.Related {
			related := &f.Related[j]
			add(related.At, func() { related.Location, _ = locate(related.At, false) })
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

// Locate finds the bytes that a symbolic place stands for, as findings show it.
func Locate(at manifest.Ref) Location {
	l, _ := locate(at, true)
	return l
}

// locate finds what a place points at: a value on the line of its key, and else
// the key, as nobody reads ten underlined lines. A place that does not exist is
// represented by the nearest one that does; where that is the whole object, by
// its name. By says what made the value, if no text of the input is the value.
func locate(at manifest.Ref, onKey bool) (l Location, by string) {
	if at.IsZero() {
		return Location{}, ""
	}
	p := at.Object.Locate(at.Path)
	if p.Key.File == nil && multiline(p.Value) && (!p.Exact || at.Path == "") && at.Object.Origin == nil {
		for _, path := range [...]source.Path{"/metadata/name", "/kind"} {
			if named := at.Object.Locate(path); named.Exact {
				p = render.Place{Value: named.Value, Exact: true}
				break
			}
		}
	}
	span := p.Value
	if p.Key.File != nil && (onKey || !p.Exact && at.Object.Origin == nil || multiline(source.Span{File: p.Key.File, Start: p.Key.Start, End: max(p.Value.End, p.Key.Start)})) {
		span = p.Key
	}
	if span.File == nil {
		return Location{}, ""
	}
	return Location{Span: span, Start: span.File.Position(span.Start), End: span.File.Position(span.End)}, strings.TrimPrefix(p.By, "printed by ")
}

func multiline(s source.Span) bool {
	return s.File == nil || s.Start == s.End || s.File.Position(s.Start).Line != s.File.Position(s.End).Line
}

// fingerprint names a finding by rule, object and key, so that it stays the same
// when lines move, files are renamed or messages are reworded. What is about a
// namespace has its name, whichever object it is shown at.
func fingerprint(f *Finding) string {
	h := sha256.New()
	id := f.written
	if f.OfNamespace {
		id = manifest.ID{APIVersion: "v1", Kind: "Namespace", Name: f.ofNamespace()}
	}
	for _, part := range [...]string{f.Rule.Code, id.Group(), id.Kind, id.Namespace, id.Name, f.Key} {
		fmt.Fprintf(h, "%d:%s", len(part), part)
	}
	return hex.EncodeToString(h.Sum(nil)[:12])
}
