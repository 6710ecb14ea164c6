package kustomize

import (
	"bytes"
	"crypto/rand"
	"maps"
	"strconv"
	"strings"

	"sigs.k8s.io/kustomize/api/types"

	"github.com/netpolint/netpolint/lint/source"
)

// newMarkKey returns the annotation by which a rendered object tells where it was
// written. It is put into objects while kustomize reads them, and taken out of the
// result. It is another one each time, so that no patch can forge it. Kustomize keeps
// annotations of this prefix where a JSON patch replaces all others.
func newMarkKey() string {
	return "internal.config.kubernetes.io/netpolint-" + strings.ToLower(rand.Text())
}

// mark is where one object was written: a document of a file, and the place of the
// object in it, "/items/3" for an item of a List. An object that a generator makes
// stands in a kustomization. visit is the kustomization that brought it in.
type mark struct {
	visit     *visit
	file      string
	document  int
	root      source.Path
	generator bool

	group, kind, name string // to recognise an object that lost its mark
}

// slot is a place in a file at which an object can be marked: the mark goes
// between before and after, in the place of the bytes from start to end.
type slot struct {
	start, end    int
	before, after string
	mark          mark
}

// mark returns a file of objects with a mark in each of them, and the number of the
// objects. A document in which there is no place for a mark stays as it is.
func (p *plan) mark(v *visit, name string, content []byte) (marked []byte, objects int, err error) {
	slots, found := p.slots[name]
	unfolds := p.unfolds[name]
	if !found {
		for _, d := range source.Split(source.NewFile(name, content)) {
			if p.skips(d) {
				slots = append(slots, slot{start: d.Start, end: d.Start})
				p.budget.growth.object(d.Sketch().Kind, d.End-d.Start)
				continue
			}
			root, err := d.Parse()
			if err != nil {
				return nil, 0, err
			}
			whole := parsed{d, root}
			if err := whole.bounded(); err != nil {
				return nil, 0, err
			}
			unfolds += whole.unfolded(maxText) - (d.End - d.Start)
			own := slotsOf(whole, p.markKey)
			for _, s := range own {
				p.budget.growth.object(s.mark.kind, whole.unfolded(maxText))
			}
			slots = append(slots, own...)
		}
		p.slots[name], p.unfolds[name] = slots, unfolds
	}
	p.budget.text += unfolds
	var out bytes.Buffer
	out.Grow(len(content) + 100*len(slots))
	at := 0
	for _, s := range slots {
		s.mark.visit = v
		if s.before == "" {
			p.marks = append(p.marks, s.mark)
			continue
		}
		out.Write(content[at:s.start])
		out.WriteString(s.text(p.markKey, len(p.marks)))
		at = s.end
		p.marks = append(p.marks, s.mark)
	}
	out.Write(content[at:])
	return out.Bytes(), len(slots), nil
}

// skips reports whether a document is an object of which only its kind is needed,
// and which kustomize can read safely: without aliases.
func (p *plan) skips(d *source.Document) bool {
	s := d.Sketch()
	return p.needs != nil && s.Sure && s.Kind != "" && s.APIVersion != "" && !strings.HasSuffix(s.Kind, "List") && !p.needs(s.APIVersion, s.Kind) &&
		bytes.IndexByte(d.Bytes(), '*') < 0
}

// text is what is put into the slot for a number.
func (s slot) text(markKey string, number int) string {
	return s.before + `"` + markKey + `": "` + strconv.Itoa(number) + `"` + s.after
}

// slotsOf finds the slots of the objects in a document. An object without a place
// for a mark has one without text.
func slotsOf(d parsed, markKey string) []slot {
	var slots []slot
	collect(d, d.root, "", &slots, 0)
	// What a mark does to aliases, merge keys and odd layouts is not foreseen but
	// tried: the document with marks must be the one without, but for the marks.
	if !unchanged(d, slots, markKey) {
		for i := range slots {
			slots[i] = slot{mark: slots[i].mark}
		}
	}
	return slots
}

// collect finds the slots of an object, or of the items of a List.
func collect(d parsed, object source.Node, root source.Path, slots *[]slot, depth int) {
	if object.Kind() != source.Mapping {
		return
	}
	list := object.Get("items")
	if list.Kind() == source.Sequence && strings.HasSuffix(object.Get("kind").Text(), "List") && depth < 8 {
		for i, item := range list.Items() {
			collect(d, item, (root + "/items").Index(i), slots, depth+1)
		}
		return
	}
	s := slotOf(d, object)
	if n := len(*slots); n > 0 && s.start < (*slots)[n-1].end {
		s = slot{} // an alias to what comes before
	}
	if s.before == "" {
		// Keeps the order of the slots.
		if n := len(*slots); n > 0 {
			s.start, s.end = (*slots)[n-1].end, (*slots)[n-1].end
		}
	}
	group, _, found := strings.Cut(object.Get("apiVersion").Text(), "/")
	if !found {
		group = ""
	}
	s.mark = mark{
		file: d.File.Name, document: d.Index, root: root,
		group: group, kind: object.Get("kind").Text(), name: object.Get("metadata").Get("name").Text(),
	}
	*slots = append(*slots, s)
}

// slotOf finds the slot of one object; one without text if there is none.
func slotOf(d parsed, object source.Node) slot {
	metadata := object.Get("metadata")
	if metadata.Kind() != source.Mapping {
		return slot{}
	}
	annotations := metadata.Get("annotations")
	switch annotations.Kind() {
	case source.Missing:
		s := slotIn(d, metadata)
		if s.before+s.after != "" {
			s.before, s.after = s.before+`"annotations": {`, "}"+s.after
		}
		return s
	case source.Mapping:
		return slotIn(d, annotations)
	case source.Null:
		return slotForNull(d, metadata)
	}
	return slot{}
}

// slotIn finds the place before the first entry of a mapping.
func slotIn(d parsed, mapping source.Node) slot {
	text, span := d.File.Bytes, mapping.Span()
	if span.End <= span.Start {
		return slot{}
	}
	if text[span.Start] == '{' {
		after := ", "
		if mapping.Len() == 0 {
			after = " "
		}
		return slot{start: span.Start + 1, end: span.Start + 1, before: " ", after: after}
	}
	line := bytes.LastIndexByte(text[:span.Start], '\n') + 1
	indent := text[line:span.Start]
	if len(bytes.Trim(indent, " ")) > 0 {
		return slot{}
	}
	return slot{start: line, end: line, before: string(indent), after: "\n"}
}

// slotForNull finds the place of annotations that are there, but empty.
func slotForNull(d parsed, metadata source.Node) slot {
	for key, value := range metadata.Entries() {
		if key.Key() != "annotations" {
			continue
		}
		span := value.Span()
		if span.Start == span.End {
			// The place of a value that is left out is not that of its key.
			span.Start = key.Span().End
			for span.Start < len(d.File.Bytes) && d.File.Bytes[span.Start] != ':' {
				span.Start++
			}
			span.Start++
			span.End = span.Start
		}
		return slot{start: span.Start, end: span.End, before: " {", after: "}"}
	}
	return slot{}
}

// markGenerated marks the object that a generator makes. root is the place of the
// generator in its kustomization.
func (w *rewriter) markGenerated(args *types.GeneratorArgs, root source.Path) {
	var options types.GeneratorOptions
	if args.Options != nil {
		options = *args.Options
	}
	annotations := maps.Clone(options.Annotations)
	if annotations == nil {
		annotations = map[string]string{}
	}
	annotations[w.markKey] = strconv.Itoa(len(w.marks))
	options.Annotations = annotations
	args.Options = &options
	w.marks = append(w.marks, mark{visit: w.visit, file: w.visit.name, root: root, generator: true, name: args.Name})
}
