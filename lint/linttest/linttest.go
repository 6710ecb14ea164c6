// Package linttest runs rules over fixtures whose expectations stand beside the
// YAML lines they speak of:
//
//	cidr: 0.0.0.0/0 # want NP207 "whole internet"
//
// The text is a regular expression that one finding of that rule, on that line,
// must match; several expectations stand one after the other. Every expectation
// must be met, and every finding expected. A directory that holds a .netpolint.yaml
// is run with it: with the options that it gives the rules, but for what it selects.
package linttest

import (
	"context"
	"io/fs"
	"os"
	"path"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
	"unicode"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/config"
	"github.com/netpolint/netpolint/lint/manifest"
)

// Run checks every case of a directory with the given rules. A file directly in
// the directory is a case of its own; a directory in it is one case with all its
// files. It returns how many expectations were met and how many cases expected
// nothing.
func Run(t *testing.T, dir string, rules []*lint.Rule) (met, clean int) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatalf("fixtures: %v", err)
	}
	for _, e := range entries {
		t.Run(e.Name(), func(t *testing.T) {
			found := check(t, os.DirFS(dir), e.Name(), rules)
			met += found
			if found == 0 {
				clean++
			}
		})
	}
	return met, clean
}

// Lint runs rules over manifests given as text, by file name.
func Lint(t *testing.T, files map[string]string, rules []*lint.Rule) *lint.Report {
	t.Helper()
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return run(t, fsys, ".", rules)
}

func run(t *testing.T, fsys fs.FS, p string, rules []*lint.Rule) *lint.Report {
	t.Helper()
	options, c := manifest.Options{Paths: []string{p}}, lint.Config{Rules: rules}
	configure(t, fsys, p, &options, &c)
	set, err := manifest.Load(context.Background(), fsys, options)
	if err != nil {
		t.Fatalf("load: %v", err)
	}
	return lint.Run(context.Background(), set, c)
}

// configure applies the configuration of a directory, if it has one.
func configure(t *testing.T, fsys fs.FS, dir string, o *manifest.Options, c *lint.Config) {
	t.Helper()
	name := path.Join(dir, manifest.ConfigFile)
	content, err := fs.ReadFile(fsys, name)
	if err != nil {
		return // none, or the case is a file
	}
	place := config.Place{Name: name, Dir: dir, Below: func(name string) (string, bool) {
		return strings.CutPrefix(path.Clean(name), path.Clean(dir)+"/")
	}}
	if dir == "." {
		place.Below = nil
	}
	file, err := config.Describe(c.Rules).Parse(place, content)
	if err != nil {
		t.Fatal(err)
	}
	var running []string
	for _, r := range c.Rules {
		running = append(running, r.Code)
	}
	choice, err := file.Choose(c.Rules, running, nil)
	if err != nil {
		t.Fatal(err)
	}
	file.Apply(o)
	file.Configure(c, choice)
	c.Namespace = o.Namespace
}

// expectation is one "want" of a fixture.
type expectation struct {
	file, code string
	line       int
	text       *regexp.Regexp
	met        bool
}

func check(t *testing.T, fsys fs.FS, name string, rules []*lint.Rule) (met int) {
	t.Helper()
	report := run(t, fsys, name, rules)
	for _, p := range report.Problems {
		// What the server refuses may be there on purpose: no rule may stop on it.
		if p.Severity == manifest.Error && !strings.Contains(p.Message, "refuses it") {
			t.Errorf("%s: the fixture cannot be read: %s", p.File, p.Message)
		}
	}
	wants := expectations(t, fsys, name, rules)
	for i := range report.Findings {
		f := &report.Findings[i]
		Conventions(t, f)
		if !meet(wants, f) {
			t.Errorf("%s:%d:%d: unexpected finding %s %q", f.Location.File(), f.Location.Start.Line, f.Location.Start.Column, f.Rule.Code, f.Message)
		}
	}
	for _, w := range wants {
		if !w.met {
			t.Errorf("%s:%d: no finding of %s matches %q", w.file, w.line, w.code, w.text)
			continue
		}
		met++
	}
	return met
}

func meet(wants []*expectation, f *lint.Finding) bool {
	for _, w := range wants {
		if !w.met && w.file == f.Location.File() && w.line == f.Location.Start.Line && w.code == f.Rule.Code && w.text.MatchString(f.Message) {
			w.met = true
			return true
		}
	}
	return false
}

var (
	comment = regexp.MustCompile(`# want (.*)$`)
	whole   = regexp.MustCompile(`^(NP\d+ "(?:[^"\\]|\\.)*"\s*)+$`)
	want    = regexp.MustCompile(`(NP\d+) "((?:[^"\\]|\\.)*)"`)
)

// expectations reads the wants of all files of a case, those of other rules
// left out.
func expectations(t *testing.T, fsys fs.FS, name string, rules []*lint.Rule) []*expectation {
	t.Helper()
	running := map[string]bool{}
	for _, r := range rules {
		running[r.Code] = true
	}
	var out []*expectation
	err := fs.WalkDir(fsys, name, func(p string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		content, err := fs.ReadFile(fsys, p)
		if err != nil {
			return err
		}
		line := 0
		for text := range strings.Lines(string(content)) {
			line++
			m := comment.FindStringSubmatch(strings.TrimRight(text, "\r\n"))
			if m == nil {
				continue
			}
			if !whole.MatchString(m[1]) {
				t.Errorf("%s:%d: not an expectation: %s: write # want NP301 \"a part of the message\"", p, line, m[1])
			}
			for _, w := range want.FindAllStringSubmatch(m[1], -1) {
				re, err := regexp.Compile(strings.ReplaceAll(w[2], `\"`, `"`))
				if err != nil {
					t.Errorf("%s:%d: %v", p, line, err)
					continue
				}
				if running[w[1]] {
					out = append(out, &expectation{file: path.Clean(p), line: line, code: w[1], text: re})
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// Conventions checks what every finding must be: placed, worded as the catalogue
// asks, and helpful.
func Conventions(t *testing.T, f *lint.Finding) {
	t.Helper()
	at := f.Rule.Code + " " + f.Message
	if f.Location.Span.File == nil || f.Location.Start.Line < 1 || f.Location.Start.Column < 1 {
		t.Errorf("%s: no place", at)
	}
	for what, text := range map[string]string{"message": f.Message, "help": f.Help} {
		switch {
		case text == "":
			t.Errorf("%s: empty %s", at, what)
		case strings.ContainsAny(text, "\n\r"):
			t.Errorf("%s: %s of several lines", at, what)
		case strings.HasSuffix(text, "."):
			t.Errorf("%s: %s ends with a full stop", at, what)
		case startsUpper(text):
			t.Errorf("%s: %s starts with a capital letter", at, what)
		}
	}
	if f.Key == "" {
		t.Errorf("%s: no key, so its fingerprint stands for any finding of the rule on the object", at)
	}
	for _, r := range f.Related {
		if r.Location.Span.File == nil || r.Message == "" {
			t.Errorf("%s: related place without location or message", at)
		}
	}
}

// startsUpper reports whether a text starts like a sentence. A kind or a field
// (NetworkPolicy, policyTypes) and an acronym (DNS) may stand first.
func startsUpper(s string) bool {
	word, _, _ := strings.Cut(s, " ")
	runes := []rune(word)
	if len(runes) < 2 || !unicode.IsUpper(runes[0]) {
		return false
	}
	for _, r := range runes[1:] {
		if unicode.IsUpper(r) {
			return false
		}
	}
	return true
}
