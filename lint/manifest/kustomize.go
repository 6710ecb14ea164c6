package manifest

import (
	"cmp"
	"io/fs"
	"path"
	"strings"

	"github.com/netpolint/netpolint/lint/source"
)

// kustomizations knows which parts of the input Kustomize would change before
// they are applied. They are not rendered, so what they finally hold (labels,
// further resources) is not known; only the namespace is worked out.
type kustomizations struct {
	// files is what Kustomize does to a file, or to the files of a directory that
	// has no kustomization of its own.
	files map[string]*kustomized
	// patches are the files that hold patches, and no objects of their own.
	patches map[string]bool
	// first is a kustomization that changes something, for the message.
	first string
}

// kustomized is what kustomizations do to the objects of a file: change them, or
// add others beside them that the input does not show, and put them into one of
// some namespaces ("" stands for as written).
type kustomized struct {
	changed    bool
	namespaces map[string]bool
}

// kustomizationFile reports whether a file steers Kustomize.
func kustomizationFile(name string) bool {
	switch path.Base(name) {
	case "kustomization.yaml", "kustomization.yml", "Kustomization":
		return true
	}
	return false
}

// readKustomizations reads the kustomizations among the inputs. One that only
// lists files and directories of the input changes nothing; any other changes
// all that it leads to.
func readKustomizations(fsys fs.FS, inputs []input) *kustomizations {
	k := &kustomizations{files: map[string]*kustomized{}, patches: map[string]bool{}}
	present := presence(inputs)
	all := map[string]*kustomization{}
	var dirs []string
	used := map[string]bool{}
	for _, in := range inputs {
		if in.reader != nil || !kustomizationFile(in.path) {
			continue
		}
		dir := path.Dir(in.path)
		c := readKustomization(fsys, in, present)
		all[dir] = c
		dirs = append(dirs, dir)
		for _, p := range c.patches {
			k.patches[p] = true
		}
		for _, t := range c.targets {
			used[t] = used[t] || t != dir
		}
		if c.changes && k.first == "" {
			k.first = in.name
		}
	}
	seen := map[visit]bool{}
	for _, dir := range dirs {
		// A base is applied through its overlays.
		if !used[dir] {
			k.follow(all, seen, visit{dir: dir})
		}
	}
	for _, dir := range dirs {
		// What only cycles lead to.
		if used[dir] && !seen[visit{dir: dir}] && !k.reached(all[dir]) {
			k.follow(all, seen, visit{dir: dir})
		}
	}
	return k
}

// presence returns the files of the input and the directories that hold some.
func presence(inputs []input) map[string]bool {
	out := map[string]bool{}
	for _, in := range inputs {
		for at := in.path; !out[at]; at = path.Dir(at) {
			out[at] = true
		}
	}
	return out
}

// visit is the arrival at a kustomization from those above it: whether they
// change what it leads to, and the namespace that they set. The outermost wins.
type visit struct {
	dir       string
	changed   bool
	namespace string
}

func (k *kustomizations) follow(all map[string]*kustomization, seen map[visit]bool, v visit) {
	if seen[v] {
		return
	}
	seen[v] = true
	c := all[v.dir]
	for _, target := range c.targets {
		next := visit{target, v.changed || c.changes, cmp.Or(v.namespace, c.namespace)}
		if all[target] != nil {
			k.follow(all, seen, next)
			continue
		}
		f := k.files[target]
		if f == nil {
			f = &kustomized{namespaces: map[string]bool{}}
			k.files[target] = f
		}
		f.changed = f.changed || next.changed
		f.namespaces[next.namespace] = true
	}
}

// reached reports whether some file of a kustomization was arrived at.
func (k *kustomizations) reached(c *kustomization) bool {
	for _, t := range c.targets {
		if k.files[t] != nil {
			return true
		}
	}
	return false
}

// of returns what Kustomize does to a file; nil where nothing.
func (k *kustomizations) of(name string) *kustomized {
	if len(k.files) == 0 {
		return nil
	}
	for at := name; ; at = path.Dir(at) {
		if f := k.files[at]; f != nil {
			return f
		}
		if at == "." || at == "/" {
			return nil
		}
	}
}

// apply marks an object with what Kustomize does to its file.
func (f *kustomized) apply(o *Object) {
	if f == nil {
		return
	}
	o.Moved = len(f.namespaces) > 1
	o.Unrendered = f.changed || o.Moved
	if !o.Moved {
		for o.PlacedIn = range f.namespaces {
		}
	}
}

// harmless are the fields of a kustomization that leave the meaning of policies
// and workloads as it is written, or change it in ways that are followed.
func harmless(field string) bool {
	switch field {
	case "apiVersion", "kind", "metadata", "namespace", "resources", "bases", "sortOptions", "buildMetadata", "configurations",
		"images", "replicas", "configMapGenerator", "secretGenerator", "generatorOptions", "commonAnnotations", "openapi":
		return true
	}
	return false
}

// kustomization is what matters of one kustomization: the local paths that it
// leads to, those of its patches, whether it changes what they hold or adds what
// the input does not show, and the namespace it sets.
type kustomization struct {
	targets, patches []string
	changes          bool
	namespace        string
}

func readKustomization(fsys fs.FS, in input, present map[string]bool) *kustomization {
	out, name := &kustomization{}, in.path
	content, err := read(fsys, in, maxFile)
	if err != nil {
		return &kustomization{changes: true}
	}
	for _, d := range source.Split(source.NewFile(name, content)) {
		root, err := d.Parse()
		if err != nil {
			return &kustomization{changes: true}
		}
		out.namespace = cmp.Or(out.namespace, text(root.Get("namespace")))
		for key, value := range root.Entries() {
			// An empty list or an empty string asks for nothing.
			asks := value.Len() > 0 || value.Text() != ""
			out.changes = out.changes || asks && !harmless(key.Text())
		}
		for _, field := range [...]string{"patches", "patchesStrategicMerge", "patchesJson6902"} {
			for _, item := range root.Get(field).Items() {
				// A strategic merge patch may also stand here as text.
				file := cmp.Or(text(item.Get("path")), text(item))
				if file != "" && !strings.ContainsAny(file, "\n:{") {
					out.patches = append(out.patches, path.Join(path.Dir(name), file))
				}
			}
		}
		for _, field := range [...]string{"resources", "bases", "components"} {
			for _, item := range root.Get(field).Items() {
				target := path.Join(path.Dir(name), item.Text())
				if !present[target] {
					out.changes = true // remote, missing, or outside the given paths
					continue
				}
				out.targets = append(out.targets, target)
			}
		}
	}
	return out
}

// problem tells the user what was not done.
func (k *kustomizations) problem() []Problem {
	if k.first == "" {
		return nil
	}
	return []Problem{{Severity: Info, File: k.first,
		Message: "kustomizations are not rendered: labels, patches and resources that they add are not seen, and rules that would need them are silent there; lint the result instead: kustomize build DIR | netpolint lint -"}}
}
