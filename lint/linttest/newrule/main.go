// Newrule scaffolds a rule: its file, its line in the catalogue, its page and
// its fixtures. What it writes passes the conventions as it stands, so that the
// author starts from green and changes one thing at a time.
//
//	go run ./lint/linttest/newrule -code NP999 -name some-defect -category traps
package main

import (
	"embed"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"text/template"
)

//go:embed templates
var templates embed.FS

func main() {
	var r rule
	root := flag.String("root", ".", "the project's root directory")
	flag.StringVar(&r.Code, "code", "", "a free code, such as NP999")
	flag.StringVar(&r.Name, "name", "", "what is wrong, such as overbroad-ipblock")
	flag.StringVar(&r.Category, "category", "traps", "coverage, egress, breadth, selectors, ports, traps, redundancy, sensitive or hygiene")
	flag.Parse()
	files, err := r.scaffold(*root)
	if err != nil {
		fmt.Fprintln(os.Stderr, "newrule:", err)
		os.Exit(2)
	}
	for _, f := range files {
		fmt.Println("wrote", f)
	}
	fmt.Println("next: write what it checks, then run go test ./rules")
}

// rule is what the templates are filled with.
type rule struct {
	Code, Name, Category string
}

// Func is the name of the rule's constructor: someDefect.
func (r rule) Func() string {
	words := strings.Split(r.Name, "-")
	for i := 1; i < len(words); i++ {
		words[i] = strings.ToUpper(words[i][:1]) + words[i][1:]
	}
	return strings.Join(words, "")
}

// Check is the name of its check: checkSomeDefect.
func (r rule) Check() string {
	f := r.Func()
	return "check" + strings.ToUpper(f[:1]) + f[1:]
}

// Const is the name of the category's constant.
func (r rule) Const() string { return strings.ToUpper(r.Category[:1]) + r.Category[1:] }

func (r rule) validate() error {
	switch {
	case !regexp.MustCompile(`^NP[0-9]{3}$`).MatchString(r.Code):
		return fmt.Errorf("code %q: write NP and three digits", r.Code)
	case !regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)+$`).MatchString(r.Name):
		return fmt.Errorf("name %q: write lower-case words with hyphens, such as overbroad-ipblock", r.Name)
	case !slices.Contains([]string{"coverage", "egress", "breadth", "selectors", "ports", "traps", "redundancy", "sensitive", "hygiene"}, r.Category):
		return fmt.Errorf("category %q: write coverage, egress, breadth, selectors, ports, traps, redundancy, sensitive or hygiene", r.Category)
	}
	return nil
}

// scaffold writes the files of the rule below root and returns their names. It
// overwrites nothing.
func (r rule) scaffold(root string) ([]string, error) {
	if err := r.validate(); err != nil {
		return nil, err
	}
	list := filepath.Join(root, "rules", "rules.go")
	content, err := os.ReadFile(list)
	if err != nil {
		return nil, err
	}
	catalogue, err := r.enlist(string(content), root)
	if err != nil {
		return nil, err
	}
	written := []string{list}
	for _, f := range [...]struct{ template, name string }{
		{"rule.go.tmpl", filepath.Join("rules", strings.ToLower(r.Code)+"_"+strings.ReplaceAll(r.Name, "-", "_")+".go")},
		{"page.md.tmpl", filepath.Join("docs", "rules", r.Name+".md")},
		{"flagged.yaml.tmpl", filepath.Join("testdata", "rules", r.Name, "flagged.yaml")},
		{"accepted.yaml.tmpl", filepath.Join("testdata", "rules", r.Name, "accepted.yaml")},
	} {
		name := filepath.Join(root, f.name)
		if err := r.write(f.template, name); err != nil {
			return nil, err
		}
		written = append(written, name)
	}
	return written, os.WriteFile(list, []byte(catalogue), 0o644)
}

// write fills one template into a file that must not exist.
func (r rule) write(from, name string) error {
	t, err := template.ParseFS(templates, "templates/"+from)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	f, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	if err := t.Execute(f, r); err != nil {
		return errors.Join(err, f.Close())
	}
	return f.Close()
}

var entry = regexp.MustCompile(`^\t\t([a-z][A-Za-z0-9]*)\(\),$`)

// enlist adds the rule to the list in rules.go at the place of its code. The
// codes of the others are those in the names of their files.
func (r rule) enlist(catalogue, root string) (string, error) {
	files, err := filepath.Glob(filepath.Join(root, "rules", "np[0-9][0-9][0-9]_*.go"))
	if err != nil {
		return "", err
	}
	codes := map[string]string{}
	for _, f := range files {
		base := strings.TrimSuffix(filepath.Base(f), ".go")
		code, name, _ := strings.Cut(base, "_")
		if strings.EqualFold(code, r.Code) {
			return "", fmt.Errorf("code %s is taken by %s", r.Code, base)
		}
		codes[rule{Name: strings.ReplaceAll(name, "_", "-")}.Func()] = strings.ToUpper(code)
	}
	line := "\t\t" + r.Func() + "(),"
	lines := strings.Split(catalogue, "\n")
	last := -1
	for i, l := range lines {
		m := entry.FindStringSubmatch(l)
		if m == nil {
			continue
		}
		if codes[m[1]] > r.Code {
			return strings.Join(slices.Insert(lines, i, line), "\n"), nil
		}
		last = i
	}
	if last < 0 {
		return "", errors.New("rules/rules.go has no list of rules")
	}
	return strings.Join(slices.Insert(lines, last+1, line), "\n"), nil
}
