package config

import (
	"net/netip"
	"path"
	"strings"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/manifest"
	"github.com/netpolint/netpolint/lint/source"
)

// Place says where a configuration stands.
type Place struct {
	// Name is the file as users see it.
	Name string
	// Dir is the directory that paths in the file begin from, in the way in which the
	// names of input files are written, and Depth how many levels of directories a path
	// may climb from there: as many as lie between it and the top of the repository.
	Dir   string
	Depth int
	// Below returns the path of an input file below Dir; false for one elsewhere. Nil
	// takes the names of input files as they are.
	Below func(name string) (string, bool)
}

func (p *Place) below(name string) (string, bool) {
	if p.Below == nil {
		return path.Clean(name), name != "" && name != "<stdin>"
	}
	return p.Below(name)
}

// Value is a setting of a file. It is set if it has a place.
type Value[T any] struct {
	V  T
	At source.Span
}

// Set reports whether the file has the setting.
func (v Value[T]) Set() bool { return v.At.File != nil }

// File is one configuration. A nil File is that of a run without any.
type File struct {
	Place

	FailOn       Value[lint.Severity]
	Strict       Value[bool]
	Namespace    Value[string]
	Exclude      Value[[]string]
	Gitignore    Value[bool]
	Version      Value[manifest.Version]
	Render       Value[manifest.RenderMode]
	RenderRoots  Value[[]string] // as the names of input files are written
	Values       Value[[]string] // the same; files that belong together are joined by commas
	Set          Value[[]string]
	PodsInBlocks Value[string]

	// Settings are the options of rules, by code.
	Settings map[string]lint.Settings
	// Outside are the objects that the cluster has beside those of the input.
	Outside []*manifest.Object
	// Facts are what is known of the cluster.
	Facts *lint.Facts

	description *Description
	root        *value
	levels      map[string]level // of rules, by code
	paths       []pathRule
}

// level is the severity that a file gives a rule.
type level struct {
	severity lint.Severity
	off      bool
	at       source.Span
}

func parseLevel(v *value) level {
	if v.text == "off" {
		return level{off: true, at: v.span}
	}
	severity, _ := lint.ParseSeverity(v.text) // its shape allows no other words
	return level{severity: severity, at: v.span}
}

// convert makes settings of the values, which are all of their shapes.
func (f *File) convert(r *reader) {
	root := f.root
	if v := root.get("fail-on"); v != nil {
		f.FailOn = Value[lint.Severity]{parseLevel(v).severity, v.span}
	}
	f.Strict = truth(root.get("strict"))
	f.Gitignore = truth(root.get("gitignore"))
	f.Namespace = word(root.get("namespace"))
	f.Exclude = words(root.get("exclude"))
	f.Set = words(root.get("set"))
	if v := root.get("kubernetes-version"); v != nil {
		version, _ := manifest.ParseVersion(v.text)
		f.Version = Value[manifest.Version]{version, v.span}
	}
	if v := root.get("render"); v != nil {
		f.Render = Value[manifest.RenderMode]{manifest.RenderAuto, v.span}
		if v.text == "never" {
			f.Render.V = manifest.RenderNever
		}
	}
	f.RenderRoots = f.within(r, root.get("render-roots"))
	f.Values = f.within(r, root.get("values"))
	f.PodsInBlocks = word(root.get("cluster").get("pods-in-ipblocks"))
	f.readRules(root.get("rules"))
	f.readPaths(root.get("paths"))
	f.readOutside(r, root.get("outside"))
	f.Facts = readFacts(root.get("cluster"))
}

func truth(v *value) Value[bool] {
	if v == nil {
		return Value[bool]{}
	}
	return Value[bool]{v.truth, v.span}
}

func word(v *value) Value[string] {
	if v == nil {
		return Value[string]{}
	}
	return Value[string]{v.text, v.span}
}

func words(v *value) Value[[]string] {
	if v == nil {
		return Value[[]string]{}
	}
	return Value[[]string]{v.texts(), v.span}
}

// within reads paths that may not leave the repository.
func (f *File) within(r *reader, v *value) Value[[]string] {
	if v == nil {
		return Value[[]string]{}
	}
	out := Value[[]string]{At: v.span}
	for _, item := range v.items {
		var files []string
		for _, file := range strings.Split(item.text, ",") {
			file = path.Clean(strings.TrimSpace(file))
			if climbs(file) > f.Depth {
				r.problem(item.span, "%s leads out of the repository: a configuration names files in it only; use the flag", short(item.text))
				return Value[[]string]{}
			}
			files = append(files, path.Join(f.Dir, file))
		}
		out.V = append(out.V, strings.Join(files, ","))
	}
	return out
}

// climbs is how many levels a clean path leads up.
func climbs(file string) int {
	n := 0
	for file == ".." || strings.HasPrefix(file, "../") {
		file = strings.TrimPrefix(strings.TrimPrefix(file, ".."), "/")
		n++
	}
	return n
}

// readRules reads the severities and options of rules.
func (f *File) readRules(rules *value) {
	if rules == nil {
		return
	}
	f.levels, f.Settings = map[string]level{}, map[string]lint.Settings{}
	for _, k := range rules.keys {
		if v := k.value.get("severity"); v != nil {
			f.levels[k.name] = parseLevel(v)
		}
		options := k.value.get("options")
		if options == nil {
			continue
		}
		f.Settings[k.name] = lint.Settings{}
		for _, o := range options.keys {
			v := o.value
			f.Settings[k.name][o.name] = lint.Setting{Int: v.number, Bool: v.truth, Strings: v.texts(), Map: v.pairs()}
		}
	}
}

// readFacts fills in what the file says of the cluster; the rest is as in most.
func readFacts(v *value) *lint.Facts {
	facts := lint.DefaultFacts()
	if v == nil {
		return facts
	}
	facts.PodCIDRs, facts.ServiceCIDRs = prefixes(v.get("pod-cidrs")), prefixes(v.get("service-cidrs"))
	for _, p := range facts.PodCIDRs {
		facts.IPv4, facts.IPv6 = facts.IPv4 || p.Addr().Is4(), facts.IPv6 || p.Addr().Is6()
	}
	if families := v.get("ip-families"); families != nil {
		facts.IPv4, facts.IPv6 = false, false
		for _, family := range families.texts() {
			facts.IPv4, facts.IPv6 = facts.IPv4 || family == "IPv4", facts.IPv6 || family == "IPv6"
		}
	}
	if pods := v.get("dns").get("pods"); pods != nil {
		facts.DNS.Pods = groups(pods)
	}
	if addresses := v.get("dns").get("addresses"); addresses != nil {
		facts.DNS.Addresses = nil
		for _, text := range addresses.texts() {
			if a, err := netip.ParseAddr(text); err == nil {
				facts.DNS.Addresses = append(facts.DNS.Addresses, a.Unmap())
			}
		}
	}
	facts.IngressControllers = groups(v.get("ingress-controllers"))
	facts.Monitoring = v.get("monitoring").texts()
	return facts
}

func prefixes(v *value) []netip.Prefix {
	var out []netip.Prefix
	for _, text := range v.texts() {
		if p, err := netip.ParsePrefix(text); err == nil {
			out = append(out, p)
		}
	}
	return out
}

func groups(v *value) []lint.PodGroup {
	var out []lint.PodGroup
	for _, item := range v.each() {
		g := lint.PodGroup{Namespace: item.get("namespace").text, Labels: item.get("labels").pairs()}
		if port := item.get("port"); port != nil {
			g.Port = int32(port.number)
		}
		out = append(out, g)
	}
	return out
}

// Apply sets what the file says about reading the input; a nil File says nothing.
// What the command line says comes after it.
func (f *File) Apply(o *manifest.Options) {
	if f == nil {
		return
	}
	if f.Namespace.Set() {
		o.Namespace = f.Namespace.V
	}
	if f.Exclude.Set() {
		o.ExcludeBelow = f.Exclusion()
	}
	if f.Gitignore.Set() {
		o.NoGitignore = !f.Gitignore.V
	}
	if f.Version.Set() {
		o.Version = f.Version.V
	}
	if f.Render.Set() {
		o.Render = f.Render.V
	}
}

// Exclusion is what the file leaves out of the input.
func (f *File) Exclusion() manifest.Exclusion {
	return manifest.Exclusion{Dir: f.Dir, Globs: f.Exclude.V, By: line(f.Exclude.At)}
}

// Configure sets what the file says about the run of the rules of a choice.
func (f *File) Configure(c *lint.Config, choice *Choice) {
	c.Rules = choice.Run
	if f == nil {
		return
	}
	c.Settings, c.Facts, c.Outside, c.Judge = f.Settings, f.Facts, f.Outside, choice.Judge()
}
