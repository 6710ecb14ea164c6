package manifest

import (
	"context"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

func TestIgnoreFile(t *testing.T) {
	tests := []struct {
		patterns, path string
		dir            bool
		line           int // the line that decides, 0 for none; negative for a negated one
	}{
		{"build", "build", true, 1}, {"build", "a/b/build", false, 1}, {"build", "builds", true, 0},
		{"build/", "build", true, 1}, {"build/", "build", false, 0}, {"/build", "a/build", true, 0}, {"/build", "build", true, 1},
		{"a/build", "a/build", true, 1}, {"a/build", "x/a/build", true, 0}, {"a/b/", "a/b", true, 1},
		{"*.json", "a/b.json", false, 1}, {"*.json", ".json", false, 1}, {"*.json", "b.jsonx", false, 0},
		{"*.yaml\n!keep.yaml", "a/keep.yaml", false, -2}, {"!keep.yaml\n*.yaml", "keep.yaml", false, 2},
		{"**/tmp", "a/b/tmp", true, 1}, {"**/tmp", "tmp", true, 1}, {"a/**/b", "a/b", false, 1}, {"a/**/b", "a/x/y/b", false, 1},
		{"a/**", "a", true, 0}, {"a/**", "a/b/c", false, 1}, {"a**b", "axxb", false, 1}, {"a/x**b", "a/x/b", false, 0},
		{"# no", "# no", false, 0}, {`\#yes`, "#yes", false, 1}, {`\!yes`, "!yes", false, 1},
		{"a  ", "a", false, 1}, {`a\ `, "a ", false, 1}, {"a\r\nb\r\n", "b", false, 2}, {"\ufeffa", "a", false, 1},
		{"[ab]?.y", "bx.y", false, 1}, {"[!ab]x", "ax", false, 0}, {"[^ab]x", "cx", false, 1}, {"[]x]", "]", false, 1},
		{"[a-c]x", "bx", false, 1}, {"[[:digit:]]x", "7x", false, 1}, {"[[:upper:]]x", "ax", false, 0}, {`[\]]x`, "]x", false, 1},
		{"[a", "[a", false, 0}, {"[[:nope:]]", "n", false, 0}, {`a\`, `a\`, false, 0}, {"/", "a", false, 0}, {"a//b", "a/b", false, 0},
		{"", "a", false, 0}, {"*/x", "a/x", false, 1}, {"*/x", "a/b/x", false, 0}, {"foo*bar*", "foo-bar-x", false, 1},
	}
	for _, tt := range tests {
		got := 0
		if f := parseIgnoreFile(".gitignore", tt.patterns); f != nil {
			work := 0
			if rule, ok := f.match(tt.path, tt.dir, &work); ok {
				if got = rule.line; rule.negated {
					got = -got
				}
			}
		}
		if got != tt.line {
			t.Errorf("%q decides about %q (directory: %v) in line %d, want %d", tt.patterns, tt.path, tt.dir, got, tt.line)
		}
	}
}

// TestIgnoredFiles: which files of a tree are read.
func TestIgnoredFiles(t *testing.T) {
	tests := []struct {
		name  string
		files map[string]string // path: text
		paths []string
		keep  bool // --no-gitignore
		want  string
	}{
		{"a directory and a name", map[string]string{".gitignore": "build/\n*.gen.yaml\n", "build/a.yaml": "", "b.gen.yaml": "", "c.yaml": ""}, nil, false, "c.yaml"},
		{"what is ignored on request", map[string]string{".gitignore": "build/\n*.gen.yaml\n", "build/a.yaml": "", "b.gen.yaml": "", "c.yaml": ""}, nil, true, "b.gen.yaml build/a.yaml c.yaml"},
		{"a nested file decides first", map[string]string{".gitignore": "*.yaml\n", "a.yaml": "", "d/.gitignore": "!a.yaml\n", "d/a.yaml": "", "d/b.yaml": ""}, nil, false, "d/a.yaml"},
		{"nothing comes back from a directory that is ignored", map[string]string{".gitignore": "d\n!d/a.yaml\n", "d/a.yaml": "", "e.yaml": ""}, nil, false, "e.yaml"},
		{"named all the same", map[string]string{".gitignore": "build/\n*.yaml\n", "build/a.txt": "", "b.yaml": "", "c.json": ""}, []string{".", "b.yaml", "build/a.txt"}, false, "b.yaml build/a.txt c.json"},
		{"a directory that is ignored, named", map[string]string{".git/config": "", ".gitignore": "build/\n", "build/a.yaml": "", "build/.gitignore": "b.yaml", "build/b.yaml": "", "c.yaml": ""}, []string{"build"}, false, "build/a.yaml"},
		{"the same beside its parent", map[string]string{".git/config": "", ".gitignore": "build/\n", "build/a.yaml": "", "c.yaml": ""}, []string{"build", "."}, false, "build/a.yaml c.yaml"},
		{"above the given directory", map[string]string{".git/config": "", ".gitignore": "/d/e/x.yaml\ny.yaml\n", "d/.gitignore": "z.yaml\n", "d/e/x.yaml": "", "d/e/y.yaml": "", "d/e/z.yaml": "", "d/e/w.yaml": ""}, []string{"d/e"}, false, "d/e/w.yaml"},
		{"above, without a repository", map[string]string{".gitignore": "x.yaml\n", "d/x.yaml": "", "d/w.yaml": ""}, []string{"d"}, false, "d/w.yaml d/x.yaml"},
		{"info/exclude", map[string]string{".git/info/exclude": "x.yaml\n", "x.yaml": "", "y.yaml": ""}, nil, false, "y.yaml"},
		{"info/exclude from above", map[string]string{".git/info/exclude": "x.yaml\n", "d/x.yaml": "", "d/y.yaml": ""}, []string{"d"}, false, "d/y.yaml"},
		{"a repository in another", map[string]string{".git/config": "", ".gitignore": "x.yaml\n", "sub/.git": "gitdir: ../.git/modules/sub", "sub/x.yaml": "", "y.yaml": ""}, nil, false, "sub/x.yaml y.yaml"},
		{"skipped directories", map[string]string{"vendor/a.yaml": "", "d/node_modules/a.yaml": "", ".git/a.yaml": "", "b.yaml": ""}, nil, false, "b.yaml"},
		{"a skipped directory, named", map[string]string{"vendor/a.yaml": "", "b.yaml": ""}, []string{"vendor", "."}, false, "b.yaml vendor/a.yaml"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			fsys := fstest.MapFS{}
			for name, text := range tt.files {
				fsys[name] = &fstest.MapFile{Data: []byte(text)}
			}
			if tt.paths == nil {
				tt.paths = []string{"."}
			}
			found, err := find(context.Background(), fsys, Options{Paths: tt.paths, NoGitignore: tt.keep})
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.Join(names(found), " "); got != tt.want {
				t.Errorf("reads %s, want %s", got, tt.want)
			}
			if len(found.problems) > 0 {
				t.Errorf("problems %v", found.problems)
			}
		})
	}
}

func names(f *found) []string {
	var out []string
	for _, in := range f.inputs {
		out = append(out, in.name)
	}
	return out
}

// TestIgnoresAsGit compares with git itself, on trees and patterns made at random.
func TestIgnoresAsGit(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	// The same trees in every run; thousands of others have been compared.
	r := rand.New(rand.NewPCG(1, 2))
	for round := range 25 {
		if !compareWithGit(t, r) {
			t.Fatalf("in round %d", round)
		}
	}
}

func compareWithGit(t *testing.T, r *rand.Rand) bool {
	t.Helper()
	top, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	git := func(stdin string, args ...string) string {
		c := exec.Command("git", args...)
		c.Dir, c.Stdin = top, strings.NewReader(stdin)
		c.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_NOSYSTEM=1", "XDG_CONFIG_HOME="+top, "HOME="+top, "GIT_DIR=", "GIT_WORK_TREE=")
		c.Env = slices.DeleteFunc(c.Env, func(s string) bool { return s == "GIT_DIR=" || s == "GIT_WORK_TREE=" })
		out, err := c.Output()
		if exit := (*exec.ExitError)(nil); err != nil && (!asExit(err, &exit) || exit.ExitCode() != 1) {
			t.Fatalf("git %v: %v", args, err)
		}
		return string(out)
	}
	git("", "init", "-q")
	var files, dirs []string
	tree(t, r, top, "", 3, &files, &dirs)
	ignore := func(name string) {
		var b strings.Builder
		for range 1 + r.IntN(6) {
			b.WriteString(pattern(r) + []string{"\n", "\n", "\r\n"}[r.IntN(3)])
		}
		if err := os.WriteFile(filepath.Join(top, name), []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	ignore(".gitignore")
	if r.IntN(2) == 0 {
		ignore(".git/info/exclude")
	}
	for _, d := range dirs {
		if r.IntN(3) == 0 {
			ignore(d + "/.gitignore")
		}
	}
	ignored := strings.Split(git(strings.Join(files, "\x00")+"\x00", "check-ignore", "--no-index", "--stdin", "-z"), "\x00")
	var want []string
	for _, f := range files {
		if !slices.Contains(ignored, f) {
			want = append(want, f)
		}
	}
	t.Chdir(top)
	found, err := find(context.Background(), OS(), Options{Paths: []string{"."}})
	var got []string
	if err == nil {
		got = names(found)
	}
	slices.Sort(want)
	if slices.Equal(got, want) {
		return true
	}
	for _, f := range files {
		if slices.Contains(got, f) != slices.Contains(want, f) {
			t.Errorf("%s: read %v, git ignores it %v\n%s", f, slices.Contains(got, f), !slices.Contains(want, f), git(f+"\x00", "check-ignore", "--no-index", "--stdin", "-z", "-v"))
		}
	}
	_ = fs.WalkDir(os.DirFS(top), ".", func(name string, _ fs.DirEntry, _ error) error {
		if content, err := os.ReadFile(filepath.Join(top, name)); err == nil && (filepath.Base(name) == ".gitignore" || strings.HasSuffix(name, "exclude")) {
			t.Logf("%s: %q", name, content)
		}
		return nil
	})
	return false
}

func asExit(err error, into **exec.ExitError) bool {
	exit, ok := err.(*exec.ExitError)
	*into = exit
	return ok
}

// tree makes directories and files of few names, so that patterns meet them.
func tree(t *testing.T, r *rand.Rand, top, dir string, depth int, files, dirs *[]string) {
	t.Helper()
	for _, base := range []string{"a", "b", "ab", "a.b", "-", "A", "#a", "!a", "a b", "]"} {
		name := strings.TrimPrefix(dir+"/"+base, "/")
		switch n := r.IntN(10); {
		case n < 3 && depth > 0:
			if err := os.Mkdir(filepath.Join(top, name), 0o755); err != nil {
				t.Fatal(err)
			}
			*dirs = append(*dirs, name)
			tree(t, r, top, name, depth-1, files, dirs)
		case n < 7:
			name += ".yaml"
			if err := os.WriteFile(filepath.Join(top, name), nil, 0o644); err != nil {
				t.Fatal(err)
			}
			*files = append(*files, name)
		}
	}
}

// pattern makes a line of a .gitignore.
func pattern(r *rand.Rand) string {
	pieces := []string{"a", "b", "ab", "a.b", "*", "**", "?", "/", "/", "/", "[ab]", "[!a]", "[a-b]", "[^-]", "[]a]", "[a-", "[[:alpha:]]", "[a/b]", `\a`, `\`, `\*`, "-", " ", ".yaml", ".yaml", "*.yaml", "**/", "/**", "#", "!", "A"}
	var b strings.Builder
	if r.IntN(4) == 0 {
		b.WriteString("!")
	}
	for range 1 + r.IntN(5) {
		b.WriteString(pieces[r.IntN(len(pieces))])
	}
	// Git takes a** at the start of a path for a and then directories, which its
	// manual says it does not, and has its own mind about an escaped slash.
	if regexp.MustCompile(`^/?([^*?[]|\\.)*[^/*?[]\*\*|\\/`).MatchString(strings.TrimPrefix(b.String(), "!")) {
		return "a"
	}
	return b.String()
}

// TestIgnoreIsBounded: patterns that take long to match come to an end, and say so.
func TestIgnoreIsBounded(t *testing.T) {
	fsys := fstest.MapFS{".gitignore": {Data: []byte(strings.Repeat(strings.Repeat("*a", 1000)+"b\n", 100))}}
	for i := range 200 {
		fsys[fmt.Sprintf("%s%d.yaml", strings.Repeat("a", 200), i)] = &fstest.MapFile{}
	}
	f := newFinder(context.Background(), fsys, Options{})
	f.patience = 100_000
	if err := f.directories([]given{{name: ".", real: "."}}); err != nil {
		t.Fatal(err)
	}
	if len(f.out.inputs) != 200 || len(f.out.problems) != 1 || !strings.Contains(f.out.problems[0].Message, "too many patterns") {
		t.Errorf("%d files, problems %v", len(f.out.inputs), f.out.problems)
	}
}

func TestIgnoreFileIsLarge(t *testing.T) {
	fsys := fstest.MapFS{".gitignore": {Data: []byte(strings.Repeat("a.yaml\n", 1<<20))}, "a.yaml": {}}
	found, err := find(context.Background(), fsys, Options{Paths: []string{"."}})
	if err != nil || len(found.inputs) != 1 || len(found.problems) != 1 || !strings.Contains(found.problems[0].Message, "larger than 512 KiB") {
		t.Errorf("%v, %+v", err, found)
	}
}
