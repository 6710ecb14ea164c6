package kustomize

import (
	"encoding/json"
	"fmt"
	"strings"

	"sigs.k8s.io/kustomize/api/types"

	"github.com/netpolint/netpolint/lint/render"
	"github.com/netpolint/netpolint/lint/source"
)

// plugins rewrites the configurations of generators, transformers and validators:
// text in the kustomization, files, or kustomizations that make them. All become
// text, with the references in them rewritten, and only of plugins that are built
// in: any other is a program.
func (w *rewriter) plugins(k *types.Kustomization) error {
	var err error
	if k.Generators, err = w.configurations(k.Generators, "generators"); err != nil {
		return err
	}
	if k.Transformers, err = w.configurations(k.Transformers, "transformers"); err != nil {
		return err
	}
	k.Validators, err = w.configurations(k.Validators, "validators")
	return err
}

// configurations rewrites one list of them. Kustomize runs those that are given as
// text before those in files.
func (w *rewriter) configurations(list []string, name string) ([]string, error) {
	nodes := items(w.root, name)
	var texts, others []string
	for i, entry := range list {
		at := nth(nodes, i)
		if inline(entry) {
			documents, err := parse(w.visit.name, []byte(entry))
			if err != nil {
				return nil, err
			}
			safe, err := w.builtins(documents, at)
			if err != nil {
				return nil, err
			}
			texts = append(texts, safe...)
			continue
		}
		documents, err := w.configurationsIn(entry, at)
		if err != nil {
			return nil, err
		}
		safe, err := w.builtins(documents, at)
		if err != nil {
			return nil, err
		}
		others = append(others, safe...)
	}
	return append(texts, others...), nil
}

// configurationsIn returns the configurations in a file, or those that the
// kustomization of a directory makes.
func (w *rewriter) configurationsIn(ref string, at source.Node) ([]parsed, error) {
	name, what := resolve(w.fsys, w.visit.dir, ref)
	switch what {
	case isFile:
		content, err := w.read(name)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", w.visit.name, err)
		}
		return parse(name, content)
	case isDirectory:
		text, err := w.nested(w.visit, name)
		if err != nil {
			return nil, err
		}
		return parse(name, text)
	}
	w.without(what, ref, at)
	w.visit.lacks()
	return nil, nil
}

// builtins returns the configurations among some documents that are safe, as JSON.
func (w *rewriter) builtins(documents []parsed, at source.Node) ([]string, error) {
	var out []string
	for _, d := range documents {
		text, err := d.root.JSON()
		if err != nil {
			return nil, err
		}
		// A list may name one large file over and over.
		w.budget.text += len(text)
		if err := w.within(w.visit); err != nil {
			return nil, err
		}
		var config map[string]any
		if json.Unmarshal(text, &config) != nil || config == nil {
			return nil, fmt.Errorf("%s: the configuration of a plugin is not an object", d.File.Name)
		}
		asWords(config, d.root)
		list, isList := config["items"].([]any)
		if !isList || !strings.HasSuffix(fmt.Sprint(config["kind"]), "List") {
			list = []any{config}
		}
		for _, item := range list {
			safe, err := w.builtin(item, at)
			if err != nil {
				return nil, err
			}
			if safe != "" {
				out = append(out, safe)
			}
		}
	}
	return out, nil
}

// builtin returns the configuration of a plugin that is built in, with its
// references rewritten; "" for any other, which is noted.
func (w *rewriter) builtin(item any, at source.Node) (string, error) {
	config, _ := item.(map[string]any)
	kind, _ := config["kind"].(string)
	known, references := pluginReferences(kind)
	if config["apiVersion"] != "builtin" || !known {
		w.leave(render.Program, "the plugin "+kind, w.span(at))
		w.visit.lacks()
		return "", nil
	}
	exactly(config, references)
	for _, name := range references {
		if err := w.pluginField(config, name, at); err != nil {
			return "", err
		}
	}
	text, err := json.Marshal(config)
	if err != nil {
		return "", err
	}
	return string(text), w.pluginTexts(text)
}

// pluginReferences says which plugins are built in, and which fields of their
// configuration hold references: all uses of the loader in api/internal/builtins
// (v0.21.2). HelmChartInflationGenerator starts Helm, so it is not known.
func pluginReferences(kind string) (known bool, fields []string) {
	switch kind {
	case "AnnotationsTransformer", "HashTransformer", "IAMPolicyGenerator", "ImageTagTransformer", "LabelTransformer", "NamespaceTransformer",
		"PrefixSuffixTransformer", "PrefixTransformer", "ReplicaCountTransformer", "SuffixTransformer":
		return true, nil
	case "PatchTransformer", "PatchJson6902Transformer":
		return true, []string{"path"}
	case "PatchStrategicMergeTransformer":
		return true, []string{"paths"}
	case "ReplacementTransformer":
		return true, []string{"replacements"}
	case "ValueAddTransformer":
		return true, []string{"targetFilePath"}
	case "ConfigMapGenerator", "SecretGenerator":
		return true, []string{"files", "envs", "env"}
	}
	return false, nil
}

// pluginField rewrites one field with references. A value that is not what the
// field holds is dropped: kustomize would refuse it.
func (w *rewriter) pluginField(config map[string]any, name string, at source.Node) error {
	value, found := config[name]
	delete(config, name)
	if !found || value == nil {
		return nil
	}
	var list []any
	switch name {
	case "path", "targetFilePath", "env":
		list = []any{value}
	default:
		list, _ = value.([]any)
	}
	var out []any
	for _, item := range list {
		rewritten, keep, err := w.pluginReference(name, item, at)
		if err != nil {
			return err
		}
		if keep {
			out = append(out, rewritten)
		}
	}
	switch {
	case name == "path" || name == "targetFilePath" || name == "env":
		if len(out) == 1 {
			config[name] = out[0]
		}
	case len(out) > 0:
		config[name] = out
	}
	return nil
}

// pluginReference rewrites one reference; keep is false if it is left out.
func (w *rewriter) pluginReference(name string, item any, at source.Node) (out any, keep bool, err error) {
	if name == "replacements" {
		replacement, ok := item.(map[string]any)
		if !ok {
			return nil, false, nil
		}
		exactly(replacement, []string{"path"})
		return replacement, true, w.pluginField(replacement, "path", at)
	}
	ref, ok := item.(string)
	if !ok {
		return nil, false, nil
	}
	switch name {
	case "paths":
		if inline(ref) {
			return ref, true, nil
		}
	case "files":
		key, ref, err := fileSource(ref)
		if err != nil {
			return nil, false, fmt.Errorf("%s: %w", w.visit.name, err)
		}
		served, found, err := w.data(ref, at)
		return key + "=" + served, found, err
	case "envs", "env":
		served, found, err := w.data(ref, at)
		return served, found, err
	}
	note := nothing
	switch name {
	case "path":
		note = w.patchOrReplacements
	case "paths":
		note = w.patchIn
	}
	served, found, err := w.load(ref, at, note)
	return served, found, err
}

// exactly renames the fields that differ from the given ones only in case, as
// kustomize's decoder takes one for the other.
func exactly(fields map[string]any, names []string) {
	for _, name := range names {
		for other, value := range fields {
			if other == name || !strings.EqualFold(other, name) {
				continue
			}
			delete(fields, other)
			if _, found := fields[name]; !found {
				fields[name] = value
			}
		}
	}
}
