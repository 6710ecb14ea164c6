package lint

import (
	"cmp"
	"slices"
	"time"

	"github.com/netpolint/netpolint/lint/manifest"
	"github.com/netpolint/netpolint/lint/source"
)

// suppress marks the findings that comments and annotations suppress, and returns
// what is wrong with those. Findings are placed already.
func suppress(report *Report, set *manifest.Set, g *ground, c Config) []Finding {
	if c.NoIgnores {
		return nil
	}
	all := directives(set, c)
	if len(all) == 0 {
		return nil
	}
	s := newSuppressor(report.Findings, all)
	for _, kind := range [...]SuppressionKind{ByComment, ByAnnotation, ByFileComment} {
		for _, d := range all {
			if d.kind == kind && d.defect == nil {
				s.apply(d, g)
			}
		}
	}
	i := slices.IndexFunc(c.Rules, func(r *Rule) bool { return r.Audits })
	if i < 0 {
		return nil
	}
	a := &auditor{rule: c.Rules[i], set: set, ground: g, config: c, suppressor: s}
	return a.audit(all)
}

// directives finds all comments and annotations that suppress findings, or are meant
// to.
func directives(set *manifest.Set, c Config) []*directive {
	now := time.Now
	if c.Now != nil {
		now = c.Now
	}
	p := &parser{all: c.Catalogue, today: now().UTC().Format(dateFormat)}
	if len(p.all) == 0 {
		p.all = c.Rules
	}
	var out []*directive
	for _, f := range set.Marked {
		templates := templatesOf(f)
		for _, comment := range marked(f) {
			d := p.comment(comment.Span.Text())
			if d == nil {
				continue
			}
			d.at, d.file, d.template = locationOf(comment.Span), f.Name, comment.Template
			d.line = comment.Line
			if comment.Alone {
				d.line = comment.Below
			}
			d.scope = templates.at(comment.Line)
			out = append(out, d)
		}
	}
	return append(out, annotated(set, p)...)
}

// marked are the comments of a file that speak to the tool, or would with other letters.
func marked(f *source.File) []source.Comment {
	out := source.Comments(f, manifest.Mark)
	for _, mark := range manifest.CapitalMarks() {
		out = append(out, source.Comments(f, mark)...)
	}
	return out
}

// annotated reads the annotations. One that a kustomization or a template gives to
// many objects is one.
func annotated(set *manifest.Set, p *parser) []*directive {
	type place struct {
		file       string
		start, end int
		key, value string
	}
	var out []*directive
	known := map[place]*directive{}
	for _, o := range set.Objects {
		for _, a := range o.Annotations {
			at, _ := locate(o.Ref(a.Path), true)
			key := place{at.File(), at.Span.Start, at.Span.End, a.Key, a.Value}
			if d := known[key]; d != nil && at.Span.File != nil {
				d.objects = append(d.objects, o)
				continue
			}
			d := p.annotation(a)
			if d == nil {
				continue
			}
			d.at, d.file, d.objects = at, at.File(), []*manifest.Object{o}
			known[key] = d
			out = append(out, d)
		}
		if len(o.Annotations) > 0 {
			o.Doc.Forget()
		}
	}
	return out
}

func locationOf(span source.Span) Location {
	return Location{Span: span, Start: span.File.Position(span.Start), End: span.File.Position(span.End)}
}

// split moves what is suppressed to where it belongs, and puts all in order.
func (r *Report) split() {
	var kept []Finding
	for i := range r.Findings {
		if r.Findings[i].Suppressed != nil {
			r.Suppressed = append(r.Suppressed, r.Findings[i])
		} else {
			kept = append(kept, r.Findings[i])
		}
	}
	r.Findings = kept
}

// compareDirectives orders directives by file and place.
func compareDirectives(a, b *directive) int {
	return cmp.Or(cmp.Compare(a.file, b.file), cmp.Compare(a.at.Span.Start, b.at.Span.Start))
}
