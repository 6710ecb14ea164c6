package lint

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/netpolint/netpolint/lint/manifest"
	"github.com/netpolint/netpolint/lint/source"
)

// auditor makes the findings about suppressions.
type auditor struct {
	rule       *Rule
	set        *manifest.Set
	ground     *ground
	config     Config
	suppressor *suppressor
	names      sourceNames

	ran      map[string]bool // by code
	byFile   map[string][]*manifest.Object
	lost     map[string]bool // files
	lostIn   []string        // directories
	printed  map[string][][]byte
	comments map[string]map[string]bool // what rendered texts hold, by file
	actions  map[template]bool          // see acts
	near     map[template]map[string][]int
}

// maxAudited is how many findings about suppressions are made in one file. Two letters
// of a comment are enough for one, so what is made to exhaust a run is counted instead.
const maxAudited = 1000

// audit reports what is wrong with each directive, in the order of the files.
func (a *auditor) audit(all []*directive) []Finding {
	slices.SortStableFunc(all, compareDirectives)
	a.survey()
	var out []Finding
	of := all
	for len(of) > 0 {
		n := slices.IndexFunc(of, func(d *directive) bool { return d.file != of[0].file })
		if n < 0 {
			n = len(of)
		}
		out = append(out, a.auditFile(of[:n])...)
		of = of[n:]
	}
	return out
}

// auditFile reports what is wrong with the directives of one file.
func (a *auditor) auditFile(all []*directive) []Finding {
	var out []Finding
	var first *directive // of those whose findings are only counted
	more, worst := 0, Info
	add := func(d *directive, words string, x func() *defect, severity Severity) {
		if len(out) < maxAudited {
			out = append(out, a.finding(d, words, x(), severity))
			return
		}
		if first == nil {
			first = d
		}
		more, worst = more+1, max(worst, severity)
	}
	for _, d := range all {
		if d.defect != nil {
			add(d, d.names(), func() *defect { return d.defect }, a.rule.Severity)
			if d.defect.id == malformed {
				continue
			}
		}
		for _, w := range d.words {
			switch {
			case w.defect != nil:
				add(d, w.text, func() *defect { return w.defect }, a.rule.Severity)
			case d.defect == nil && !w.used && a.claimable(d, w):
				add(d, w.text, func() *defect { return a.unused(d, w) }, Info)
			}
		}
	}
	if more > 0 {
		x := &defect{notShown, fmt.Sprintf("%d more suppressions of this file do not work or suppress nothing", more), "mend those above, and the next ones are shown"}
		out = append(out, a.finding(first, "", x, worst))
	}
	return out
}

// survey prepares what all directives are judged by.
func (a *auditor) survey() {
	a.ran = map[string]bool{}
	for _, r := range a.config.Rules {
		a.ran[r.Code] = r.Need != NeedsWorkloads || a.ground.workloads
	}
	a.lost, a.comments, a.actions = map[string]bool{}, map[string]map[string]bool{}, map[template]bool{}
	for i := range a.set.Problems {
		p := &a.set.Problems[i]
		if p.Lost != "" {
			a.lostIn = append(a.lostIn, p.Lost)
		}
		if p.Severity == manifest.Error {
			a.lost[p.File] = true
		}
	}
	a.byFile = map[string][]*manifest.Object{}
	for _, o := range a.set.Objects {
		if o.Origin == nil {
			a.byFile[o.Doc.File.Name] = append(a.byFile[o.Doc.File.Name], o)
		}
	}
}

// finding is one about a directive. It belongs to the object around it.
func (a *auditor) finding(d *directive, words string, x *defect, severity Severity) Finding {
	f := Finding{
		Rule: a.rule, Severity: severity, SubID: x.id, Key: strings.TrimSpace(x.id + " " + words),
		Message: x.message, Help: x.help, Location: d.at,
	}
	if f.Key == malformed {
		f.Key += " " + shorten(d.at.Span.Text())
	}
	o := a.around(d)
	if o != nil {
		f.At = o.Ref("")
		f.Namespace = a.ground.home[o]
		f.written = a.names.written(o)
		if o.Rendered != nil {
			f.Rendered = []*manifest.Rendering{o.Rendered}
		}
	}
	return f
}

// around is the object that a directive stands in; nil for none.
func (a *auditor) around(d *directive) *manifest.Object {
	if d.kind == ByAnnotation {
		return d.objects[0]
	}
	all := a.byFile[d.file]
	i, found := slices.BinarySearchFunc(all, d.at.Span.Start, func(o *manifest.Object, at int) int { return o.Doc.Start - at })
	if !found {
		i--
	}
	if i >= 0 && d.at.Span.Start < all[i].Doc.End && all[i].Doc.File == d.at.Span.File {
		return all[i]
	}
	return nil
}

// claimable reports whether the run could have made the findings that a word names,
// so that their absence means something.
func (a *auditor) claimable(d *directive, w *ruleWord) bool {
	aboutPods := false
	for _, r := range w.rules {
		if !a.ran[r.Code] {
			return false
		}
		if a.config.Judge != nil {
			if _, speaks := a.config.Judge(r, d.file); !speaks {
				return false
			}
		}
		aboutPods = aboutPods || r.Need != NeedsPolicies
	}
	if a.lost[d.file] || slices.ContainsFunc(a.lostIn, func(dir string) bool { return inside(dir, d.file) }) || !a.wasPrinted(d) {
		return false
	}
	return !aboutPods || !a.config.Partial && a.shown(d)
}

// inside reports whether a file lies in a directory or below it.
func inside(dir, file string) bool {
	return dir == "." || strings.HasPrefix(file, strings.TrimSuffix(dir, "/")+"/")
}

// shown reports whether the input shows the pods of the namespaces that a directive
// may be about.
func (a *auditor) shown(d *directive) bool {
	about := d.objects
	if d.kind != ByAnnotation {
		about = a.byFile[d.file]
	}
	if len(about) == 0 {
		return len(a.ground.hidden) == 0
	}
	if len(about) > 1 && d.kind == ByComment {
		if o := a.around(d); o != nil {
			about = []*manifest.Object{o}
		}
	}
	return !slices.ContainsFunc(about, func(o *manifest.Object) bool {
		home := a.ground.home[o]
		if _, is := o.Value.(*manifest.Namespace); is {
			home = o.ID.Name
		}
		return a.ground.hidden[home]
	})
}

// wasPrinted reports whether the part of a template in which a comment stands made
// something with the chosen values. A comment that templates print is in what they
// make; of others that is known only where no condition stands in the file.
func (a *auditor) wasPrinted(d *directive) bool {
	if d.kind == ByAnnotation {
		return true
	}
	if a.printed == nil {
		a.printed = map[string][][]byte{}
		seen := map[*byte]bool{}
		for _, o := range a.set.Objects {
			if r := o.Rendered; r != nil && r.Chart != "" {
				text := o.Doc.File.Bytes
				if len(text) > 0 && !seen[&text[0]] {
					seen[&text[0]] = true
					a.printed[o.Doc.File.Name] = append(a.printed[o.Doc.File.Name], text)
				}
			}
		}
	}
	texts, rendered := a.printed[d.file]
	switch {
	case !rendered:
		// A template that made no object, or no template at all.
		return !a.acts(d, "{{")
	case d.template:
		return !a.acts(d, "if ", "range ", "with ", "define ")
	}
	if a.comments[d.file] == nil {
		a.comments[d.file] = map[string]bool{}
		for _, text := range texts {
			for _, c := range source.Comments(source.NewFile(d.file, text), manifest.Mark) {
				a.comments[d.file][c.Span.Text()] = true
			}
		}
	}
	return a.comments[d.file][d.at.Span.Text()]
}

// acts reports whether one of the words stands in an action of the file of a
// directive. It looks once into each file.
func (a *auditor) acts(d *directive, words ...string) bool {
	type question = template
	key := question{d.file, words[0]}
	answer, known := a.actions[key]
	if known {
		return answer
	}
	content := d.at.Span.File.Bytes
	for _, word := range words {
		word = strings.TrimPrefix(word, "{{")
		for _, opening := range [...]string{"{{", "{{ ", "{{- "} {
			answer = answer || bytes.Contains(content, []byte(opening+word))
		}
	}
	a.actions[key] = answer
	return answer
}

// unused says that a word suppresses nothing, and where the finding is that may be
// meant.
func (a *auditor) unused(d *directive, w *ruleWord) *defect {
	what, where := "comment", "where it stands"
	switch {
	case d.kind == ByAnnotation:
		what, where = "annotation", "in this object"
		if _, is := d.objects[0].Value.(*manifest.Namespace); is {
			where = "in this namespace"
		}
	case d.kind == ByFileComment:
		where = "in this file"
	case d.line == 0:
		where = "there: the line below the comment is empty"
	default:
		where = fmt.Sprintf("on line %d", d.line)
	}
	if len(d.words) == 1 {
		what = "this " + what
	} else {
		what = w.text + " in this " + what
	}
	x := &defect{unused, fmt.Sprintf("%s suppresses nothing: no finding of %s is %s", what, w.text, where), "remove it"}
	if len(d.words) > 1 {
		x.help = "remove " + w.text + " from it"
	}
	if d.kind == ByComment && len(w.rules) == 1 {
		if line := a.nearest(d, w.rules[0]); line > 0 {
			x.help = fmt.Sprintf("move it to line %d, where %s is found, or right above that line; or remove it", line, w.rules[0].Code)
		}
	}
	return x
}

// nearest is the line of the finding of a rule that is nearest to a comment; 0 where
// there is none in the same part of the file.
func (a *auditor) nearest(d *directive, r *Rule) int {
	at := template{d.file, d.scope}
	of := a.suppressor.files[at][r.Code]
	if of == nil {
		return 0
	}
	lines := a.near[at][r.Code]
	if lines == nil {
		for _, f := range of.findings {
			if f.Suppressed == nil {
				lines = append(lines, f.Location.Start.Line)
			}
		}
		slices.Sort(lines)
		if a.near == nil {
			a.near = map[template]map[string][]int{}
		}
		if a.near[at] == nil {
			a.near[at] = map[string][]int{}
		}
		a.near[at][r.Code] = append([]int{}, lines...)
	}
	i, _ := slices.BinarySearch(lines, d.at.Start.Line)
	switch {
	case len(lines) == 0:
		return 0
	case i == len(lines), i > 0 && d.at.Start.Line-lines[i-1] < lines[i]-d.at.Start.Line:
		return lines[i-1]
	}
	return lines[i]
}
