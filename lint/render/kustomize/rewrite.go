package kustomize

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"github.com/netpolint/netpolint/lint/render"
	"github.com/netpolint/netpolint/lint/source"
)

// kustomization is one kustomization as its author wrote it, and the directories
// that it uses.
type kustomization struct {
	name string
	file *source.File
	root source.Node
	dirs []string
}

// rewrite returns a kustomization that leads to nothing but local files and
// directories that exist. What is left out is noted. Fields that would start a
// program are dropped.
func (b *build) rewrite(name string, content []byte) ([]byte, error) {
	if b.visits++; b.visits > maxVisits {
		return nil, fmt.Errorf("%w: kustomizations are read more than %d times, as bases use each other over and over", ErrLimit, maxVisits)
	}
	k := &kustomization{name: name, file: source.NewFile(name, content)}
	documents := source.Split(k.file)
	if len(documents) == 0 {
		return nil, fmt.Errorf("%s is empty", name)
	}
	root, err := documents[0].Parse()
	if err != nil {
		return nil, fmt.Errorf("%s is not valid YAML: %w", name, err)
	}
	if root.Kind() != source.Mapping {
		return nil, fmt.Errorf("%s is not a mapping", name)
	}
	k.root = root
	text, err := root.JSON()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	var fields map[string]any
	if err := json.Unmarshal(text, &fields); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	_, known := b.trees[name]
	b.trees[name] = k
	w := &rewriter{build: b, k: k, dir: path.Dir(name), silent: known}
	w.fields(fields)
	return json.Marshal(fields)
}

// rewriter rewrites one kustomization.
type rewriter struct {
	*build
	k      *kustomization
	dir    string
	silent bool // read before: its losses are noted
}

func (w *rewriter) leave(kind render.Kind, what string, at source.Node) {
	if !w.silent {
		w.left = append(w.left, render.Left{Kind: kind, What: what, At: at.Span()})
	}
}

func (w *rewriter) fields(fields map[string]any) {
	exactly(fields, "helmCharts", "helmChartInflationGenerator", "helmGlobals", "resources", "bases", "components", "generators", "transformers", "validators",
		"crds", "configurations", "patches", "patchesJson6902", "replacements", "patchesStrategicMerge", "configMapGenerator", "secretGenerator", "openapi", "images", "imageTags")
	for _, name := range [...]string{"helmCharts", "helmChartInflationGenerator"} {
		if list, ok := fields[name].([]any); ok && len(list) > 0 {
			w.leave(render.Program, name, w.k.root.Get(name).At(0))
		}
		delete(fields, name)
	}
	delete(fields, "helmGlobals")
	// No policy depends on images, and kustomize stumbles over objects in which it
	// looks for them.
	delete(fields, "images")
	delete(fields, "imageTags")
	for _, name := range [...]string{"resources", "bases", "components"} {
		w.list(fields, name, func(v any, n source.Node) (any, bool) { return w.reference(v, n, name) })
	}
	for _, name := range [...]string{"generators", "transformers", "validators"} {
		w.list(fields, name, w.plugin)
	}
	for _, name := range [...]string{"crds", "configurations"} {
		w.list(fields, name, w.file)
	}
	for _, name := range [...]string{"patches", "patchesJson6902", "replacements"} {
		w.list(fields, name, func(v any, n source.Node) (any, bool) {
			item, ok := v.(map[string]any)
			exactly(item, "path")
			if patch, inline := item["patch"].(string); inline && bomb([]byte(patch)) {
				w.leave(render.Missing, "a patch whose aliases expand without end", n)
				return nil, false
			}
			if ok && item["path"] != nil {
				if item["path"], ok = w.file(item["path"], n.Get("path")); !ok {
					return nil, false
				}
			}
			return v, true
		})
	}
	w.list(fields, "patchesStrategicMerge", func(v any, n source.Node) (any, bool) {
		if text, ok := v.(string); ok && strings.ContainsAny(text, "\n{") {
			return v, !bomb([]byte(text)) // the patch itself
		}
		return w.file(v, n)
	})
	for _, name := range [...]string{"configMapGenerator", "secretGenerator"} {
		w.list(fields, name, w.generator)
	}
	if o, ok := fields["openapi"].(map[string]any); ok && exactly(o, "path")["path"] != nil {
		if o["path"], ok = w.file(o["path"], w.k.root.Get("openapi").Get("path")); !ok {
			delete(fields, "openapi")
		}
	}
}

// exactly drops the fields that differ from the given names only in case: the
// library decodes them as if they did not.
func exactly(fields map[string]any, names ...string) map[string]any {
	for field := range fields {
		for _, name := range names {
			if field != name && strings.EqualFold(field, name) {
				delete(fields, field)
			}
		}
	}
	return fields
}

// list rewrites the items of a field; keep says which stay.
func (w *rewriter) list(fields map[string]any, name string, keep func(any, source.Node) (any, bool)) {
	items, ok := fields[name].([]any)
	if !ok {
		if fields[name] != nil {
			// Anything else is refused by kustomize, or would be read in a way that is
			// not foreseen here.
			w.leave(render.Missing, name, w.k.root.Get(name))
			delete(fields, name)
		}
		return
	}
	out := make([]any, 0, len(items))
	for i, item := range items {
		if v, ok := keep(item, w.k.root.Get(name).At(i)); ok {
			out = append(out, v)
		}
	}
	fields[name] = out
}

// reference is an item of resources, bases or components: a file, a directory, or
// something remote.
func (w *rewriter) reference(v any, n source.Node, field string) (any, bool) {
	text, ok := v.(string)
	if !ok {
		w.leave(render.Missing, fmt.Sprint(v), n)
		return nil, false
	}
	name := path.Join(w.dir, text)
	info, err := w.look(text, name)
	switch {
	case errors.Is(err, render.ErrOutside):
		w.leave(render.Outside, text, n)
		return nil, false
	case err != nil && remote(text):
		w.leave(render.Remote, text, n)
		return nil, false
	case err != nil:
		w.leave(render.Missing, text, n)
		return nil, false
	case info.IsDir():
		w.k.dirs = append(w.k.dirs, name)
	case field != "components":
		w.resources[name] = true
	}
	return local(w.dir, name), true
}

// look finds a local path. One with a scheme, or an absolute one, is none.
func (w *rewriter) look(text, name string) (fs.FileInfo, error) {
	if strings.Contains(text, "://") || strings.ContainsAny(text, "\n\x00") {
		return nil, fs.ErrNotExist
	}
	if strings.HasPrefix(text, "/") {
		return nil, render.ErrOutside
	}
	return fs.Stat(w.fsys, name)
}

// local writes a name relative to a directory so that it begins with ./ or ../,
// which kustomize never takes for a repository: it has neither scheme nor host.
func local(dir, name string) string {
	for up := ""; ; up += "../" {
		switch {
		case dir == name:
			return "./" + up
		case dir == "." && !strings.HasPrefix(name, "../") && !strings.HasPrefix(name, "/"):
			return "./" + up + name
		case dir != "/" && strings.HasPrefix(name, dir+"/"):
			return "./" + up + name[len(dir)+1:]
		case dir == "/":
			return "./" + up + strings.TrimPrefix(name, "/")
		}
		dir = path.Join(dir, "..")
		if len(up) > 4096 {
			return "./" + name
		}
	}
}

// remote reports whether a reference looks like a URL or a repository.
func remote(text string) bool {
	lower := strings.ToLower(text)
	return strings.Contains(text, "://") || strings.HasPrefix(lower, "git::") || strings.Contains(lower, "?ref=") || strings.Contains(text, "//") ||
		strings.HasPrefix(lower, "github.com") || strings.Contains(text, "@") || strings.Contains(lower, ".git")
}

// file is the path of a file that kustomize loads: one that is there, or it is
// left out. What is no file of the input may be a URL in a form that nobody here
// has thought of.
func (w *rewriter) file(v any, n source.Node) (any, bool) {
	text, ok := v.(string)
	if !ok {
		return nil, false
	}
	name := path.Join(w.dir, text)
	info, err := w.look(text, name)
	switch {
	case errors.Is(err, render.ErrOutside):
		w.leave(render.Outside, text, n)
		return nil, false
	case err != nil && remote(text):
		w.leave(render.Remote, text, n)
		return nil, false
	case err != nil || info.IsDir():
		w.leave(render.Missing, text, n)
		return nil, false
	}
	return local(w.dir, name), true
}

// fetched reports whether kustomize may take a text for something to get from a
// network. It rather errs on that side.
func fetched(text string) bool {
	lower := strings.ToLower(text)
	return strings.Contains(text, "://") || strings.Contains(lower, "http:") || strings.Contains(lower, "https:") || strings.Contains(text, "\u017f")
}

// generator is a ConfigMap or Secret to make of files and literals.
func (w *rewriter) generator(v any, n source.Node) (any, bool) {
	item, ok := v.(map[string]any)
	if !ok {
		return nil, false
	}
	exactly(item, "files", "envs", "env", "kvSources")
	delete(item, "kvSources")
	for _, name := range [...]string{"files", "envs"} {
		w.inside(item, name, n)
	}
	if item["env"] != nil {
		if kept, ok := w.data(item["env"], n.Get("env")); ok {
			item["env"] = kept
		} else {
			delete(item, "env")
		}
	}
	return item, true
}

// inside drops the remote paths of a list in an item.
func (w *rewriter) inside(item map[string]any, name string, n source.Node) {
	list, ok := item[name].([]any)
	if !ok {
		delete(item, name)
		return
	}
	var out []any
	for i, v := range list {
		if kept, ok := w.data(v, n.Get(name).At(i)); ok {
			out = append(out, kept)
		}
	}
	item[name] = out
}

// data is a file whose content goes into a ConfigMap: path, or key=path.
func (w *rewriter) data(v any, n source.Node) (any, bool) {
	text, ok := v.(string)
	if !ok {
		return nil, false
	}
	key, file, keyed := strings.Cut(text, "=")
	if !keyed {
		file = text
	}
	name := path.Join(w.dir, file)
	info, err := w.look(file, name)
	if err != nil || info.IsDir() {
		kind := render.Data
		if errors.Is(err, render.ErrOutside) {
			kind = render.Outside
		}
		w.leave(kind, text, n)
		return nil, false
	}
	if keyed {
		return key + "=" + local(w.dir, name), true
	}
	return local(w.dir, name), true
}

// plugin is an item of generators, transformers or validators: the configuration
// of a plugin, in a file or as text. Those built into kustomize stay, unless they
// name something remote; any other would start a program.
func (w *rewriter) plugin(v any, n source.Node) (any, bool) {
	text, ok := v.(string)
	if !ok {
		return nil, false
	}
	content := []byte(text)
	inline := strings.Contains(text, "\n")
	if !inline {
		name := path.Join(w.dir, text)
		info, err := w.look(text, name)
		if errors.Is(err, render.ErrOutside) {
			w.leave(render.Outside, text, n)
			return nil, false
		}
		if err != nil && remote(text) {
			w.leave(render.Remote, text, n)
			return nil, false
		}
		if err == nil && !info.IsDir() {
			content, err = w.read(name)
		}
		if err != nil || info.IsDir() {
			w.leave(render.Program, text, n)
			return nil, false
		}
		text = local(w.dir, name)
	}
	for _, d := range source.Split(source.NewFile("plugin", content)) {
		root, err := d.Parse()
		if err != nil || !builtin(root) {
			what := text
			if inline {
				what = "the plugin " + root.Get("kind").Text()
			}
			w.leave(render.Program, what, n)
			return nil, false
		}
	}
	return text, true
}

// builtin reports whether the configuration of a plugin is of one that is built
// in and neither fetches anything nor starts a program.
func builtin(root source.Node) bool {
	if root.Get("apiVersion").Text() != "builtin" || strings.HasPrefix(root.Get("kind").Text(), "HelmChart") {
		return false
	}
	for k := range root.Get("metadata").Get("annotations").Entries() {
		if strings.Contains(k.Key(), "function") {
			return false
		}
	}
	safe := true
	var walk func(n source.Node, depth int)
	walk = func(n source.Node, depth int) {
		if depth > 100 || fetched(n.Text()) {
			safe = false
			return
		}
		for _, v := range n.Entries() {
			walk(v, depth+1)
		}
		for _, v := range n.Items() {
			walk(v, depth+1)
		}
	}
	walk(root, 0)
	return safe
}
