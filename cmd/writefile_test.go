package cmd_test

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// TestWritesNoWhereElse: no command writes through a link that a repository holds to
// what is elsewhere.
func TestWritesNoWhereElse(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("links need privileges there")
	}
	p := newProject(t)
	outside := filepath.Join(t.TempDir(), "precious.yaml")
	p.write(outside, "precious")
	p.write("a.yaml", opening("web", "0.0.0.0/0"))
	for _, link := range [][2]string{
		{outside, ".netpolint.yaml"}, {outside, "report.json"},
		{filepath.Dir(outside), "dir"}, {"../a.yaml", "sub/.netpolint.yaml"}, {filepath.Join(filepath.Dir(outside), "new"), "dangling.json"},
	} {
		if err := os.MkdirAll(filepath.Dir(link[1]), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(link[0], link[1]); err != nil {
			t.Fatal(err)
		}
	}
	for _, args := range [][]string{
		{"init", "--force"}, {"init", "--force", "sub"}, {"init", "dir"},
		{"lint", "--no-config", "-o", "json=report.json", "a.yaml"}, {"lint", "--no-config", "-o", "json=dir/new.json", "a.yaml"},
		{"lint", "--no-config", "-o", "json=dangling.json", "a.yaml"}, {"reach", "--no-config", "-o", "json=report.json", "a.yaml"},
	} {
		if status, out, said := run(t, args...); status != 2 || !strings.Contains(said, "symbolic link") {
			t.Errorf("%v: %d\n%s%s", args, status, out, said)
		}
	}
	if entries, _ := os.ReadDir(filepath.Dir(outside)); len(entries) != 1 || p.read(outside) != "precious" || p.read("a.yaml") != opening("web", "0.0.0.0/0") {
		t.Errorf("written: %v", entries)
	}
	// A link inside is followed, and so is a directory that is named where it is.
	p.write("real.json", "{}")
	if err := os.Symlink("real.json", "inside.json"); err != nil {
		t.Fatal(err)
	}
	if _, _, said := run(t, "lint", "--no-config", "-o", "json=inside.json", "a.yaml"); !strings.Contains(p.read("real.json"), "NP207") {
		t.Error(said)
	}
	if status, _, said := run(t, "init", filepath.Dir(outside)); status != 0 {
		t.Error(said)
	}
}

// TestPipesAreNoFiles: where a file is read and replaced, a pipe would be waited for
// without end.
func TestPipesAreNoFiles(t *testing.T) {
	p := newProject(t)
	p.write("a.yaml", opening("web", "0.0.0.0/0"))
	if makePipe(t, "base.json") == "" {
		t.Skip("named pipes are no files there")
	}
	makePipe(t, ".netpolint.yaml")
	for _, args := range [][]string{
		{"init", "--force"}, {"lint", "--no-config", "--baseline=base.json", "a.yaml"},
		{"lint", "--no-config", "--write-baseline=base.json", "a.yaml"}, {"lint", "--no-config", "--prune-baseline", "--baseline=base.json", "a.yaml"},
	} {
		if status, out, said := run(t, args...); status != 2 || !strings.Contains(said, "regular file") {
			t.Errorf("%v: %d\n%s%s", args, status, out, said)
		}
	}
}
