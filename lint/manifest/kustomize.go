package manifest

import (
	"io/fs"
	"path"

	"github.com/netpolint/netpolint/lint/source"
)

// kustomizations knows which parts of the input Kustomize would change before
// they are applied. They are not rendered, so what they finally hold (the
// namespace, labels, further resources) is not known.
type kustomizations struct {
	// changed and moved are the files, and directories without a kustomization of
	// their own, whose objects are changed or joined by objects that the input
	// does not show, and those whose namespace is replaced.
	changed, moved map[string]bool
	// first is a kustomization that changes something, for the message.
	first string
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
func readKustomizations(fsys fs.FS, inputs []input) kustomizations {
	k := kustomizations{}
	leads := map[string][]string{}
	var changing, moving []string
	for _, in := range inputs {
		if in.reader != nil || !kustomizationFile(in.path) {
			continue
		}
		dir := path.Dir(in.path)
		c := readKustomization(fsys, in.path)
		leads[dir] = c.targets
		if c.moves {
			moving = append(moving, dir)
		}
		if c.changes {
			changing = append(changing, dir)
			if k.first == "" {
				k.first = in.name
			}
		}
	}
	k.changed, k.moved = follow(changing, leads), follow(moving, leads)
	return k
}

// follow returns the files and plain directories that kustomizations lead to,
// directly or through others.
func follow(from []string, leads map[string][]string) map[string]bool {
	reached, seen := map[string]bool{}, map[string]bool{}
	for len(from) > 0 {
		at := from[len(from)-1]
		from = from[:len(from)-1]
		targets, another := leads[at]
		switch {
		case seen[at]:
		case another:
			from = append(from, targets...)
		default:
			reached[at] = true
		}
		seen[at] = true
	}
	return reached
}

// harmless are the fields of a kustomization that leave the meaning of policies
// and workloads as it is written.
func harmless(field string) bool {
	switch field {
	case "apiVersion", "kind", "metadata", "resources", "bases", "sortOptions", "buildMetadata", "configurations",
		"images", "replicas", "configMapGenerator", "secretGenerator", "generatorOptions", "commonAnnotations", "openapi":
		return true
	}
	return false
}

// kustomization is what matters of one kustomization: the local paths that it
// leads to, whether it changes what they hold or adds what the input does not
// show, and whether it replaces their namespace.
type kustomization struct {
	targets        []string
	changes, moves bool
}

func readKustomization(fsys fs.FS, name string) kustomization {
	unknown := kustomization{changes: true, moves: true}
	content, err := fs.ReadFile(fsys, name)
	if err != nil {
		return unknown
	}
	var out kustomization
	for _, d := range source.Split(source.NewFile(name, content)) {
		root, err := d.Parse()
		if err != nil {
			return unknown
		}
		for key, value := range root.Entries() {
			// An empty list or an empty string asks for nothing.
			asks := value.Len() > 0 || value.Text() != ""
			out.changes = out.changes || asks && !harmless(key.Text())
			out.moves = out.moves || asks && key.Text() == "namespace"
		}
		for _, field := range [...]string{"resources", "bases", "components"} {
			for _, item := range root.Get(field).Items() {
				target := path.Join(path.Dir(name), item.Text())
				if _, err := fs.Stat(fsys, target); err != nil {
					out.changes = true // remote, or missing
					continue
				}
				out.targets = append(out.targets, target)
			}
		}
	}
	return out
}

// below reports whether a file is one of the given paths or lies below one.
func below(paths map[string]bool, name string) bool {
	if len(paths) == 0 {
		return false
	}
	for at := name; ; at = path.Dir(at) {
		if paths[at] {
			return true
		}
		if at == "." || at == "/" {
			return false
		}
	}
}

// problem tells the user what was not done.
func (k *kustomizations) problem() []Problem {
	if k.first == "" {
		return nil
	}
	return []Problem{{Severity: Info, File: k.first,
		Message: "kustomizations are not rendered: namespaces, labels and resources that they add are not seen, and rules that would need them are silent there; lint the result instead: kustomize build DIR | netpolint lint -"}}
}
