package cmd

import (
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/netpolint/netpolint/lint/manifest"
)

// renderFlag is the value of --render.
type renderFlag manifest.RenderMode

func renderModes() []string { return []string{"auto", "never"} }

func (r *renderFlag) String() string { return renderModes()[*r] }

func (r *renderFlag) Type() string { return "MODE" }

func (r *renderFlag) Set(word string) error {
	i := slices.Index(renderModes(), word)
	if i < 0 {
		return unknownChoice("mode", word, renderModes())
	}
	*r = renderFlag(i)
	return nil
}

// versionFlag is the value of --kubernetes-version.
type versionFlag manifest.Version

func (v *versionFlag) String() string { return manifest.Version(*v).String() }

func (v *versionFlag) Type() string { return "VERSION" }

func (v *versionFlag) Set(word string) error {
	version, err := manifest.ParseVersion(word)
	if err != nil {
		return err
	}
	*v = versionFlag(version)
	return nil
}

// knownVersions are the versions of Kubernetes that are offered: those that are
// supported, and the last that takes sloppy CIDRs.
func knownVersions() []string {
	var out []string
	for v := manifest.NewestVersion; v > manifest.NewestVersion-4; v-- {
		out = append(out, v.String())
	}
	return out
}

// readingFlags say how the input is made into objects.
type readingFlags struct {
	render  renderFlag
	version versionFlag
	roots   []string
	values  []string
	set     []string
}

func (r *readingFlags) flags(c *cobra.Command) {
	f := c.Flags()
	f.Var(&r.version, "kubernetes-version", "the Kubernetes that the manifests are for")
	f.Var(&r.render, "render", "kustomizations and charts: auto renders them, never reads their files as they stand")
	f.StringArrayVar(&r.roots, "render-root", nil, "`DIR` that rendering may read beside the given paths; repeatable")
	f.StringArrayVar(&r.values, "values", nil, "render charts with the values of `FILE` too, or of FILE,FILE; repeatable")
	f.StringArrayVar(&r.set, "set", nil, "set `KEY=VALUE` in every choice of values, as helm does; repeatable")
	completeFlag(c, "render", renderModes()...)
	completeFlag(c, "kubernetes-version", knownVersions()...)
	_ = c.MarkFlagDirname("render-root")
}

// apply puts the flags into the options of a run.
func (r *readingFlags) apply(o *manifest.Options) {
	o.Version = manifest.Version(r.version)
	o.Render = manifest.RenderMode(r.render)
	o.RenderRoots = r.roots
	o.Values = r.choices()
}

// choices are the choices of values that charts are rendered with, beside their
// defaults.
func (r *readingFlags) choices() []manifest.ValueSet {
	var out []manifest.ValueSet
	for _, word := range r.values {
		var files []string
		for _, file := range strings.Split(word, ",") {
			if file = strings.TrimSpace(file); file != "" {
				files = append(files, filepath.ToSlash(filepath.Clean(file)))
			}
		}
		if len(files) > 0 {
			out = append(out, manifest.ValueSet{Name: strings.Join(files, ", "), Files: files})
		}
	}
	if len(r.set) == 0 {
		return out
	}
	if len(out) == 0 {
		out = []manifest.ValueSet{{}}
	}
	for i := range out {
		out[i].Set = r.set
		out[i].Name = strings.TrimPrefix(out[i].Name+", ", ", ") + "--set " + strings.Join(r.set, " --set ")
	}
	return out
}

// within are the flags with paths as they are called in a tree, of which the current
// directory is a part.
func (r *readingFlags) within(prefix string) readingFlags {
	out := *r
	out.roots = nil
	for _, root := range r.roots {
		out.roots = append(out.roots, path.Join(prefix, filepath.ToSlash(root)))
	}
	out.values = nil
	for _, word := range r.values {
		var files []string
		for _, file := range strings.Split(word, ",") {
			files = append(files, path.Join(prefix, filepath.ToSlash(strings.TrimSpace(file))))
		}
		out.values = append(out.values, strings.Join(files, ","))
	}
	return out
}

// chosen is the name of the first choice of values that is given; "" for none.
func (r *readingFlags) chosen() string {
	if choices := r.choices(); len(choices) > 0 {
		return choices[0].Name
	}
	return ""
}

// check finds files and directories that are not there before anything is read.
func (r *readingFlags) check(c *cobra.Command) error {
	for _, choice := range r.choices() {
		for _, file := range choice.Files {
			if info, err := os.Stat(file); err != nil || info.IsDir() {
				return usagef(c, "--values %s: no such file; write the path from the current directory", file)
			}
		}
	}
	for _, dir := range r.roots {
		if info, err := os.Stat(dir); err != nil || !info.IsDir() {
			return usagef(c, "--render-root %s: no such directory", dir)
		}
	}
	return nil
}
