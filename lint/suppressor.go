package lint

import (
	"github.com/netpolint/netpolint/lint/manifest"
)

// bucket holds the findings of one rule at one place: what one word of a directive
// suppresses, all or nothing.
type bucket struct {
	findings []*Finding
	done     bool
}

// buckets are findings by place and by the code of their rule.
type buckets[P comparable] map[P]map[string]*bucket

func (b buckets[P]) add(at P, f *Finding) {
	codes := b[at]
	if codes == nil {
		codes = map[string]*bucket{}
		b[at] = codes
	}
	of := codes[f.Rule.Code]
	if of == nil {
		of = &bucket{}
		codes[f.Rule.Code] = of
	}
	of.findings = append(of.findings, f)
}

// apply suppresses what a directive names of the findings at a place.
func (b buckets[P]) apply(at P, d *directive) {
	codes := b[at]
	if len(codes) == 0 {
		return
	}
	for _, w := range d.words {
		for _, r := range w.rules {
			of := codes[r.Code]
			if of == nil {
				continue
			}
			w.used = true
			if of.done {
				continue
			}
			of.done = true
			for _, f := range of.findings {
				if f.Suppressed == nil {
					f.Suppressed = &Suppression{Kind: d.kind, Reason: d.reason, Until: d.until, At: d.at}
				}
			}
		}
	}
}

// line is a line of a file, and template a part of one.
type (
	line struct {
		file   string
		number int
	}
	template struct{ file, name string }
	// namespace is one in a world: that of one overlay is not that of another.
	namespace struct {
		world int
		name  string
	}
)

// suppressor finds the findings that a directive is about.
type suppressor struct {
	lines      buckets[line]
	files      buckets[template]
	objects    buckets[*manifest.Object]
	namespaces buckets[namespace]
}

func newSuppressor(findings []Finding, all []*directive) *suppressor {
	s := &suppressor{buckets[line]{}, buckets[template]{}, buckets[*manifest.Object]{}, buckets[namespace]{}}
	files := map[string]templates{}
	objects := map[*manifest.Object]bool{}
	for _, d := range all {
		if _, known := files[d.file]; !known && d.kind != ByAnnotation {
			files[d.file] = templatesOf(d.at.Span.File)
		}
		for _, o := range d.objects {
			objects[o] = true
		}
	}
	for i := range findings {
		f := &findings[i]
		if f.Rule.Category == Internal {
			continue // a defect of the tool is nobody's choice
		}
		if of, wanted := files[f.Location.File()]; wanted && f.Location.Span.File != nil {
			s.lines.add(line{f.Location.File(), f.Location.Start.Line}, f)
			s.files.add(template{f.Location.File(), of.at(f.Location.Start.Line)}, f)
		}
		if objects[f.At.Object] {
			s.objects.add(f.At.Object, f)
		}
		if f.OfNamespace {
			s.namespaces.add(namespace{f.world, f.ofNamespace()}, f)
		}
	}
	return s
}

func (s *suppressor) apply(d *directive, g *ground) {
	switch d.kind {
	case ByComment:
		s.lines.apply(line{d.file, d.line}, d)
	case ByFileComment:
		s.files.apply(template{d.file, d.scope}, d)
	case ByAnnotation:
		for _, o := range d.objects {
			s.objects.apply(o, d)
			if _, is := o.Value.(*manifest.Namespace); is {
				for _, world := range g.worlds[o] {
					s.namespaces.apply(namespace{world, o.ID.Name}, d)
				}
			}
		}
	}
}
