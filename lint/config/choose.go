package config

import (
	"fmt"
	"slices"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/manifest"
)

// pathRule is one entry of paths. The rules of sel are all that speak in its files;
// nil for those of the run. Named are the rules that a severity names one by one, and
// not by their category.
type pathRule struct {
	match  *manifest.Globs
	sel    map[string]bool
	ignore map[string]bool
	levels map[string]level
	named  map[string]bool
}

// readPaths reads what is different for some files.
func (f *File) readPaths(v *value) {
	for _, item := range v.each() {
		p := pathRule{match: manifest.ParseGlobs(item.get("match").texts()), levels: map[string]level{}, named: map[string]bool{}}
		if sel := item.get("select"); sel != nil && len(sel.items) > 0 {
			p.sel = f.codes(sel.texts())
		}
		p.ignore = f.codes(item.get("ignore").texts())
		if levels := item.get("severity"); levels != nil {
			for _, k := range levels.keys {
				for code := range f.codes([]string{k.name}) {
					p.levels[code] = parseLevel(k.value)
					if f.isName(k.name, code) {
						p.named[code] = true
					}
				}
			}
		}
		f.paths = append(f.paths, p)
	}
}

// codes are those of the rules that some words name.
func (f *File) codes(words []string) map[string]bool {
	out := map[string]bool{}
	for _, r := range f.description.rules {
		if slices.ContainsFunc(words, r.Named) {
			out[r.Code] = true
		}
	}
	return out
}

// isName reports whether a word is the code or the name of a rule.
func (f *File) isName(word, code string) bool {
	return slices.ContainsFunc(f.description.rules, func(r *lint.Rule) bool { return r.Code == code && (word == r.Code || word == r.Name) })
}

// Choice are the rules of a run.
type Choice struct {
	// Everywhere are those that speak of every file that no entry of paths is about.
	Everywhere []*lint.Rule
	// Run are those that have to run: these, and those that paths select.
	Run []*lint.Rule

	file *File
	on   map[string]bool
	off  map[string]bool // those that nothing but "off" under rules keeps from being on
	told bool            // the command line selects rules
}

// Choose applies a configuration and the flags of the command line, which count for
// more: rules that --select names are checked whatever the file says, but for its
// entries of paths; --ignore leaves out more.
func (f *File) Choose(all []*lint.Rule, sel, ignore []string) (*Choice, error) {
	c := &Choice{file: f, on: map[string]bool{}, off: map[string]bool{}, told: len(sel) > 0}
	if f == nil || c.told {
		var err error
		if c.Everywhere, err = lint.Select(all, sel, ignore); err != nil {
			return nil, err
		}
	} else {
		if _, err := lint.Select(all, nil, ignore); err != nil {
			return nil, err
		}
		c.Everywhere = c.base(all, ignore)
	}
	for _, r := range c.Everywhere {
		c.on[r.Code] = true
	}
	c.Run = c.Everywhere
	if f == nil || c.told {
		return c, nil
	}
	c.Run = slices.DeleteFunc(slices.Clone(all), func(r *lint.Rule) bool {
		return !c.on[r.Code] && (slices.ContainsFunc(ignore, r.Named) || !slices.ContainsFunc(f.paths, func(p pathRule) bool { return p.sel[r.Code] || c.off[r.Code] && p.switchesOn(r.Code) }))
	})
	return c, nil
}

// base are the rules that the file switches on, without those of ignore.
func (c *Choice) base(all []*lint.Rule, ignore []string) []*lint.Rule {
	f := c.file
	sel, more, less := f.root.get("select").texts(), f.root.get("extend-select").texts(), f.root.get("ignore").texts()
	var out []*lint.Rule
	for _, r := range all {
		on := len(sel) == 0 && !r.Optional || slices.ContainsFunc(sel, r.Named) || slices.ContainsFunc(more, r.Named)
		level, set := f.levels[r.Code]
		// To give an optional rule a severity is to want it.
		on = on || set && !level.off && len(sel) == 0
		if !on || slices.ContainsFunc(less, r.Named) || slices.ContainsFunc(ignore, r.Named) {
			continue
		}
		if c.off[r.Code] = level.off; !level.off {
			out = append(out, r)
		}
	}
	return out
}

// Judge is lint.Config.Judge for the choice; nil where all rules speak alike
// everywhere.
func (c *Choice) Judge() func(*lint.Rule, string) (lint.Severity, bool) {
	f := c.file
	if f == nil || len(f.paths) == 0 && len(f.levels) == 0 {
		return nil
	}
	matches := map[string][]*pathRule{}
	return func(r *lint.Rule, file string) (lint.Severity, bool) {
		found, known := matches[file]
		if !known {
			found = f.matching(file)
			matches[file] = found
		}
		return c.judge(r, found)
	}
}

// matching are the entries of paths that are about a file.
func (f *File) matching(file string) []*pathRule {
	name, ok := f.below(file)
	if !ok {
		return nil
	}
	var out []*pathRule
	for i := range f.paths {
		if f.paths[i].match.Match(name) {
			out = append(out, &f.paths[i])
		}
	}
	return out
}

// judge says with what severity a rule speaks of a file, and whether it does. A rule
// that is in no catalogue, as that about a defect of the tool, always does.
func (c *Choice) judge(r *lint.Rule, paths []*pathRule) (lint.Severity, bool) {
	severity, speaks := r.Severity, c.on[r.Code]
	if r.Category == lint.Internal {
		return severity, true
	}
	if level, set := c.file.levels[r.Code]; set && !level.off {
		severity = level.severity
	}
	off := c.off[r.Code]
	for _, p := range paths {
		if p.sel != nil {
			speaks, off = p.sel[r.Code] && (!c.told || c.on[r.Code]), false
		}
		level, set := p.levels[r.Code]
		switch {
		case p.ignore[r.Code]:
			speaks, off = false, false
		case set && level.off:
			speaks, off = false, off || speaks
		case off && p.switchesOn(r.Code):
			speaks, off = true, false
		}
		if set && !level.off {
			severity = level.severity
		}
	}
	return severity, speaks
}

// switchesOn reports whether an entry gives a rule itself a severity, which takes back
// an "off" that was said before.
func (p *pathRule) switchesOn(code string) bool {
	level, set := p.levels[code]
	return set && !level.off && p.named[code]
}

// Rule is what the file says of one rule for the whole run: its severity there and
// where that is written; false where it says nothing.
func (f *File) Rule(code string) (severity string, at string, set bool) {
	if f == nil {
		return "", "", false
	}
	level, set := f.levels[code]
	if !set {
		return "", "", false
	}
	if level.off {
		return "off", line(level.at), true
	}
	return level.severity.String(), line(level.at), true
}

// Empty explains a choice without any rule.
func (f *File) Empty() error {
	return fmt.Errorf("%s leaves no rule to check: select more, or ignore fewer", f.Name)
}
