package main_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/netpolint/netpolint"

// mayImport says, for each package of the project, which others it may import.
// The order is that of the data: bytes, documents, objects, model, rules,
// findings, report. A package that is not listed fails the test, so that a new
// one gets its place on purpose.
var mayImport = map[string][]string{
	"docs":          {},
	"lint/source":   {},
	"lint/parallel": {},
	"lint/revision": {},
	"lint/render":   {"lint/source"},
	"lint/manifest": {"lint/source", "lint/parallel", "lint/render", "lint/render/helm", "lint/render/kustomize"},
	"lint/cluster":  {"lint/manifest", "lint/source"},
	"lint/reach":    {"lint/cluster", "lint/manifest", "lint/source"},
	"lint":          {"lint/parallel", "lint/render", "lint/reach", "lint/cluster", "lint/manifest", "lint/source"},
	"lint/baseline": {"lint", "lint/manifest"},
	"lint/report":   {"lint", "lint/config", "lint/reach", "lint/cluster", "lint/manifest", "lint/source"},
	"lint/config":   {"lint", "lint/manifest", "lint/render", "lint/source"},
	"lint/linttest": {"lint", "lint/config", "lint/reach", "lint/cluster", "lint/manifest", "lint/source"},
	"lint/starter":  {"lint", "lint/config", "lint/cluster", "lint/manifest"},
	"rules":         {"lint", "lint/reach", "lint/cluster", "lint/manifest", "lint/source"},
	"cmd":           {"docs", "lint", "lint/baseline", "lint/config", "lint/revision", "lint/report", "lint/starter", "lint/reach", "lint/cluster", "lint/manifest", "lint/source", "rules"},
	"":              {"cmd"},

	"lint/render/helm":        {"lint/render", "lint/render/helm/sprig", "lint/render/helm/semver", "lint/source"},
	"lint/render/helm/sprig":  {"lint/render/helm/semver"},
	"lint/render/helm/semver": {},
	"lint/render/kustomize":   {"lint/render", "lint/source"},

	// Tools of the project's own, which ship with nothing.
	"lint/linttest/newrule": {},
	"lint/linttest/bench":   {},
}

// imports returns what the non-test files of every package import, by package
// path relative to the module.
func imports(t *testing.T) map[string][]string {
	t.Helper()
	out := map[string][]string{}
	err := filepath.WalkDir(".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && (entry.Name() == "testdata" || len(entry.Name()) > 1 && strings.HasPrefix(entry.Name(), ".")):
			return fs.SkipDir
		case entry.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go"):
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		pkg := path.Dir(filepath.ToSlash(name))
		if pkg == "." {
			pkg = ""
		}
		for _, spec := range file.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			out[pkg] = append(out[pkg], imported)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestLayers(t *testing.T) {
	for pkg, list := range imports(t) {
		allowed, known := mayImport[pkg]
		if !known {
			t.Errorf("package %s has no place in the layers: list it in mayImport", pkg)
		}
		for _, imported := range list {
			inside, ours := strings.CutPrefix(imported, module+"/")
			if ours && !slices.Contains(allowed, inside) {
				t.Errorf("%s imports %s, which stands above it or beside it", pkg, inside)
			}
		}
	}
}

// TestYAMLHasOneOwner keeps the parser replaceable: only lint/source knows which
// one stands behind it.
func TestYAMLHasOneOwner(t *testing.T) {
	for pkg, list := range imports(t) {
		for _, imported := range list {
			// Templates see what Helm's own parser makes of YAML.
			// kyaml/filesys is the interface of a file system, and kyaml/openapi holds the
			// schemas that one kustomization must not leave to the next.
			kustomize := imported == "sigs.k8s.io/kustomize/kyaml/filesys" || imported == "sigs.k8s.io/kustomize/kyaml/openapi"
			if strings.Contains(imported, "yaml") && !kustomize && pkg != "lint/source" && pkg != "lint/render/helm" {
				t.Errorf("%s imports %s: ask lint/source instead", pkg, imported)
			}
		}
	}
}

// TestOffline holds the promise that the tool neither talks to a network nor
// starts other programs. k8s.io/api links net/http through apimachinery, so the
// promise is about what our own packages import.
func TestOffline(t *testing.T) {
	for pkg, list := range imports(t) {
		if strings.HasPrefix(pkg, "lint/linttest/") {
			continue
		}
		for _, imported := range list {
			network := imported == "net" || strings.HasPrefix(imported, "net/") && imported != "net/netip" && imported != "net/url"
			if network || imported == "os/exec" || imported == "plugin" || strings.Contains(imported, "client-go") {
				t.Errorf("%s imports %s: netpolint is offline and starts no other program", pkg, imported)
			}
		}
	}
}

// TestStartUp keeps out what works at the start of every program that links it, and
// that we once linked for little: docs/dependencies.md has the figures.
func TestStartUp(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", ".").Output()
	if err != nil {
		t.Fatal(err)
	}
	linked := strings.Fields(string(out))
	for name, instead := range map[string]string{
		"github.com/Masterminds/semver/v3":         "lint/render/helm/semver",
		"github.com/Masterminds/sprig/v3":          "lint/render/helm/sprig",
		"github.com/shopspring/decimal":            "math/big, as in lint/render/helm/sprig",
		"k8s.io/apimachinery/pkg/api/meta":         "nothing: it came with pkg/api/validation",
		"k8s.io/apimachinery/pkg/api/validation":   "objectMeta in lint/manifest",
		"k8s.io/apimachinery/pkg/util/version":     "parseKubeVersion in lint/render/helm",
		"k8s.io/client-go/kubernetes/scheme":       "the types alone",
		"helm.sh/helm/v4/pkg/engine":               "lint/render/helm",
		"github.com/santhosh-tekuri/jsonschema/v6": "nothing",
	} {
		if slices.Contains(linked, name) {
			t.Errorf("%s is linked, and works in every run; there is %s (go mod why %[1]s)", name, instead)
		}
	}
}

// TestNoPatternsAtStart has patterns compiled when they are needed.
func TestNoPatternsAtStart(t *testing.T) {
	err := filepath.WalkDir(".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") || strings.HasPrefix(name, filepath.Join("lint", "linttest")) || strings.Contains(name, "testdata") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			return err
		}
		for _, decl := range file.Decls {
			if _, ok := decl.(*ast.GenDecl); !ok {
				continue
			}
			ast.Inspect(decl, func(n ast.Node) bool {
				if _, later := n.(*ast.FuncLit); later {
					return false
				}
				if s, ok := n.(*ast.SelectorExpr); ok && s.Sel.Name == "MustCompile" {
					t.Errorf("%s compiles a pattern in every run: do it at need, or in sync.OnceValue", name)
				}
				return true
			})
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestNoInit keeps registration explicit: rules and commands are listed, not
// registered behind the reader's back.
func TestNoInit(t *testing.T) {
	err := filepath.WalkDir(".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(name, ".go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			return err
		}
		for _, decl := range file.Decls {
			if f, ok := decl.(*ast.FuncDecl); ok && f.Recv == nil && f.Name.Name == "init" {
				t.Errorf("%s has an init function", name)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
