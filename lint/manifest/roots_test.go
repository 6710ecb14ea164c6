package manifest

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/netpolint/netpolint/lint/render"
)

func TestBelow(t *testing.T) {
	tests := []struct {
		dir, name string
		want      bool
	}{
		{".", "a/b", true}, {".", ".", true}, {".", "..", false}, {".", "../a", false}, {".", "/etc/passwd", false}, {".", "..a", true},
		{"a", "a", true}, {"a", "a/b", true}, {"a", "ab", false}, {"a", ".", false},
		{"..", "../a", true}, {"..", "..", true}, {"..", "../..", false}, {"..", "../../a", false}, {"..", "a", false},
		{"../x", "../x/y", true}, {"../x", "../y", false}, {"../..", "../../a", true}, {"../..", "../../../a", false},
		{"/", "/etc", true}, {"/", "etc", false}, {"/a", "/a/b", true}, {"/a", "/ab", false},
	}
	for _, tt := range tests {
		if got := below(tt.dir, tt.name); got != tt.want {
			t.Errorf("below(%q, %q) = %v", tt.dir, tt.name, got)
		}
	}
}

// TestRoots: neither the text of a path nor a link leads out of the roots.
func TestRoots(t *testing.T) {
	top := t.TempDir()
	for _, dir := range []string{"in/deep", "out"} {
		if err := os.MkdirAll(filepath.Join(top, dir), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"in/a.yaml", "in/deep/b.yaml", "out/secret"} {
		if err := os.WriteFile(filepath.Join(top, name), []byte("x"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for link, target := range map[string]string{
		"in/file": "../out/secret", "in/dir": "../out", "in/good": "deep/b.yaml", "in/loop": "loop", "in/up": "deep/../../out/secret",
	} {
		if err := os.Symlink(target, filepath.Join(top, link)); err != nil {
			t.Skip("no symbolic links here: ", err)
		}
	}
	t.Chdir(filepath.Join(top, "in"))
	r := newRoots(OS(), []string{"."})
	tests := []struct {
		name    string
		outside bool // refused as outside
		fails   bool
	}{
		{name: "a.yaml"}, {name: "deep/b.yaml"}, {name: "good"}, {name: "deep/../a.yaml"},
		{name: "file", outside: true}, {name: "dir/secret", outside: true}, {name: "up", outside: true},
		{name: "../out/secret", outside: true}, {name: "deep/../../out/secret", outside: true}, {name: "/etc/passwd", outside: true},
		{name: "loop", fails: true}, {name: "none", fails: true},
	}
	for _, tt := range tests {
		content, err := r.ReadFile(tt.name)
		switch {
		case tt.outside && !errors.Is(err, render.ErrOutside), tt.fails && (err == nil || errors.Is(err, render.ErrOutside)):
			t.Errorf("%s: %v", tt.name, err)
		case !tt.outside && !tt.fails && string(content) != "x":
			t.Errorf("%s: %q, %v", tt.name, content, err)
		}
	}
	if _, err := fs.ReadDir(r, "dir"); !errors.Is(err, render.ErrOutside) {
		t.Errorf("a linked directory outside is listed: %v", err)
	}
	if _, err := r.ReadFile("deep"); err == nil {
		t.Error("a directory is read as a file")
	}
}
