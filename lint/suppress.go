package lint

import (
	"cmp"
	"slices"
	"time"

	"github.com/netpolint/netpolint/lint/cluster"
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

// templates are the parts of a file that is output of helm template: the lines at
// which they begin, and their names.
type templates struct {
	lines []int
	names []string
}

// templatesOf finds the lines "# Source: chart/templates/x.yaml" of a file.
func templatesOf(f *source.File) templates {
	var out templates
	if f == nil {
		return out
	}
	for _, c := range source.Comments(f, "Source: ") {
		if c.Alone {
			out.lines, out.names = append(out.lines, c.Line), append(out.names, c.Span.Text())
		}
	}
	return out
}

// at is the name of the template that made a line; "" for none.
func (t templates) at(line int) string {
	i, found := slices.BinarySearch(t.lines, line)
	if !found {
		i--
	}
	if i < 0 {
		return ""
	}
	return t.names[i]
}

// ground is what the models of a run tell about the claims that rules could make.
type ground struct {
	workloads bool
	// hidden are the namespaces whose pods the input does not show, and home is where
	// objects live.
	hidden map[string]bool
	home   map[*manifest.Object]string
	every  bool // whether home is kept
	// worlds are those that hold a Namespace with annotations to the tool.
	worlds map[*manifest.Object][]int
}

func newGround(set *manifest.Set) *ground {
	g := &ground{hidden: map[string]bool{}, home: map[*manifest.Object]string{}, every: len(set.Marked) > 0, worlds: map[*manifest.Object][]int{}}
	return g
}

func (g *ground) see(m *cluster.Model, objects []*manifest.Object, world int) {
	g.workloads = g.workloads || len(m.Workloads) > 0
	for _, ns := range m.Namespaces {
		if !ns.Shown() || !m.CoverageKnown(ns) {
			g.hidden[ns.Name] = true
		}
	}
	for _, o := range objects {
		if g.every || len(o.Annotations) > 0 {
			g.home[o] = m.NamespaceOf(o)
		}
		if _, is := o.Value.(*manifest.Namespace); is && len(o.Annotations) > 0 {
			g.worlds[o] = append(g.worlds[o], world)
		}
	}
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
