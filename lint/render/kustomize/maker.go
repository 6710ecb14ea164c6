package kustomize

import (
	"encoding/json"
	"path"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/netpolint/netpolint/lint/render"
	"github.com/netpolint/netpolint/lint/source"
)

func dirOf(name string) string { return path.Dir(name) }

// canonicalEqual compares JSON texts whatever the order of their keys.
func canonicalEqual(a, b []byte) bool {
	var x, y any
	return json.Unmarshal(a, &x) == nil && json.Unmarshal(b, &y) == nil && reflect.DeepEqual(x, y)
}

// chain returns the kustomizations that lead from the root to the file of the
// object, the outermost first; all of the rendering where that is not known.
func (o *origin) chain() []*kustomization {
	byDir := map[string]*kustomization{}
	for name, k := range o.build.trees {
		byDir[dirOf(name)] = k
	}
	var way []*kustomization
	seen := map[string]bool{}
	var find func(dir string) bool
	find = func(dir string) bool {
		k := byDir[dir]
		if k == nil || seen[dir] {
			return false
		}
		seen[dir] = true
		way = append(way, k)
		for _, item := range k.root.Get("resources").Items() {
			if path.Join(dir, item.Text()) == o.from.file {
				return true
			}
		}
		if slices.ContainsFunc(k.dirs, find) {
			return true
		}
		way = way[:len(way)-1]
		return false
	}
	if o.from.file != "" && find(o.build.root) {
		// Components of those on the way change the object too.
		for _, k := range way {
			for _, item := range k.root.Get("components").Items() {
				if c := byDir[path.Join(dirOf(k.name), item.Text())]; c != nil {
					way = append(way, c)
				}
			}
		}
		return way
	}
	way = nil
	for _, k := range o.build.trees {
		way = append(way, k)
	}
	slices.SortFunc(way, func(a, b *kustomization) int { return strings.Compare(a.name, b.name) })
	return way
}

// maker finds what made a value that does not stand in the source of its object:
// a patch, or a field of a kustomization, the outermost first, as it has the last
// word.
func (o *origin) maker(rendered, object source.Node, p source.Path, value source.Node) (render.Place, bool) {
	if !value.Exists() {
		return render.Place{}, false
	}
	for _, k := range o.chain() {
		if place, ok := o.patched(k, rendered, object, p, value); ok {
			return place, true
		}
		if place, ok := transformed(k, object.Get("metadata").Get("name").Text(), p, value); ok {
			return place, true
		}
	}
	return render.Place{}, false
}

// transformed finds the field of a kustomization that sets a value of the object
// that its source calls name.
func transformed(k *kustomization, name string, p source.Path, value source.Node) (render.Place, bool) {
	field := func(n source.Node, what string) (render.Place, bool) {
		if !n.Exists() {
			return render.Place{}, false
		}
		return render.Place{Value: n.Span(), By: what + " of " + k.name}, true
	}
	tokens := p.Tokens()
	if len(tokens) == 0 {
		return render.Place{}, false
	}
	last, text := tokens[len(tokens)-1], value.Text()
	parent := ""
	if len(tokens) > 1 {
		parent = tokens[len(tokens)-2]
	}
	switch {
	case last == "namespace" || p == "/metadata/name" && k.root.Get("namespace").Text() == text:
		if n := k.root.Get("namespace"); n.Text() == text && text != "" {
			return field(n, "namespace")
		}
	case parent == "labels" || parent == "matchLabels" || parent == "selector":
		if n := k.root.Get("commonLabels").Get(last); n.Exists() && n.Text() == text {
			return field(n, "commonLabels")
		}
		for _, item := range k.root.Get("labels").Items() {
			if n := item.Get("pairs").Get(last); n.Exists() && n.Text() == text {
				return field(n, "labels")
			}
		}
	case parent == "annotations":
		if n := k.root.Get("commonAnnotations").Get(last); n.Exists() && n.Text() == text {
			return field(n, "commonAnnotations")
		}
	case p == "/spec/replicas":
		for _, item := range k.root.Get("replicas").Items() {
			if n := item.Get("count"); n.Text() == text && item.Get("name").Text() == name {
				return field(n, "replicas")
			}
		}
	}
	if last == "name" || parent == "metadata" {
		if n := k.root.Get("namePrefix"); n.Text() != "" && strings.HasPrefix(text, n.Text()) {
			return field(n, "namePrefix")
		}
		if n := k.root.Get("nameSuffix"); n.Text() != "" && strings.HasSuffix(text, n.Text()) {
			return field(n, "nameSuffix")
		}
	}
	return render.Place{}, false
}

// patched finds the patch of a kustomization that sets a value.
func (o *origin) patched(k *kustomization, rendered, object source.Node, p source.Path, value source.Node) (render.Place, bool) {
	for _, field := range [...]string{"patches", "patchesStrategicMerge", "patchesJson6902"} {
		for _, item := range k.root.Get(field).Items() {
			if !targets(item.Get("target"), rendered, object) {
				continue
			}
			file, inline := item.Get("path").Text(), item.Get("patch")
			if item.Kind() == source.String {
				file, inline = item.Text(), item
			}
			if !strings.ContainsAny(file, "\n{") && file != "" {
				for _, d := range o.build.sources.documents(path.Join(dirOf(k.name), file)) {
					if at, ok := inPatch(d, item.Get("target").Exists(), rendered, object, p, value); ok {
						return locate(d, at), true
					}
				}
				continue
			}
			for _, d := range source.Split(source.NewFile(k.name, []byte(inline.Text()))) {
				if at, ok := inPatch(d, item.Get("target").Exists(), rendered, object, p, value); ok {
					key, found, _ := d.Locate(at)
					if key.File == nil {
						key = found
					}
					return render.Place{Value: inText(inline.Span(), d, key), By: "patch of " + k.name}, true
				}
			}
		}
	}
	return render.Place{}, false
}

// inText finds the line of an inline patch in the kustomization: the text of a
// block scalar is indented, but its lines are the same.
func inText(inline source.Span, d *source.Document, key source.Span) source.Span {
	if key.File == nil || inline.File == nil {
		return inline
	}
	wanted := strings.TrimSpace(d.File.LineSpan(key.File.Position(key.Start).Line).Text())
	first := inline.File.Position(inline.Start).Line
	last := inline.File.Position(inline.End).Line
	for line := first; line <= last && wanted != ""; line++ {
		span := inline.File.LineSpan(line)
		if text := span.Text(); strings.TrimSpace(text) == wanted {
			span.Start += len(text) - len(strings.TrimLeft(text, " "))
			return span
		}
	}
	return inline
}

// targets reports whether a patch with this target may change an object. Labels
// are not looked at: a patch that has no value at the place is left out anyhow.
func targets(target, rendered, object source.Node) bool {
	if kind := target.Get("kind").Text(); kind != "" && !matches(kind, rendered.Get("kind").Text()) {
		return false
	}
	name := target.Get("name").Text()
	return name == "" || matches(name, rendered.Get("metadata").Get("name").Text()) || matches(name, object.Get("metadata").Get("name").Text())
}

// matches is how kustomize compares names of targets: by anchored expressions.
func matches(pattern, text string) bool {
	if pattern == text {
		return true
	}
	re, err := regexp.Compile("^(?:" + pattern + ")$")
	return err == nil && re.MatchString(text)
}

// inPatch finds the place in a patch that sets the value at p. A strategic merge
// patch is a part of the object; a JSON 6902 patch a list of operations.
func inPatch(d *source.Document, targeted bool, rendered, object source.Node, p source.Path, value source.Node) (source.Path, bool) {
	root, err := d.Parse()
	if err != nil {
		return "", false
	}
	if root.Kind() == source.Sequence {
		return inOperations(root, p, value)
	}
	if !targeted {
		name := root.Get("metadata").Get("name").Text()
		if root.Get("kind").Text() != rendered.Get("kind").Text() || name != object.Get("metadata").Get("name").Text() && name != rendered.Get("metadata").Get("name").Text() {
			return "", false
		}
	}
	at, exact := align(rendered, root, p)
	found := follow(root, at)
	return at, exact && p != "" && (equal(found, value) || isContainer(value) && found.Kind() == value.Kind() || sameScalar(found, value))
}

// inOperations finds the last operation that sets the value at p or around it.
func inOperations(root source.Node, p source.Path, value source.Node) (source.Path, bool) {
	found, ok := source.Path(""), false
	for i, op := range root.Items() {
		target := source.Path(op.Get("path").Text())
		target = source.Path(strings.TrimSuffix(string(target), "/-"))
		appended := string(target) != op.Get("path").Text()
		rest, inside := strings.CutPrefix(string(p), string(target))
		if !inside || rest != "" && rest[0] != '/' {
			continue
		}
		below := source.Path(rest)
		if tokens := below.Tokens(); appended && len(tokens) > 0 {
			below = ""
			for _, t := range tokens[1:] {
				below = below.Child(t)
			}
		}
		at := source.Path("").Index(i).Child("value")
		if v := follow(op.Get("value"), below); equal(v, value) || sameScalar(v, value) {
			found, ok = at+below, true
		}
	}
	return found, ok
}
