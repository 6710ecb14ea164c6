package cmd_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/netpolint/netpolint/cmd"
	"github.com/netpolint/netpolint/rules"
)

const open = "testdata/manifests/open/policy.yaml"

// run runs the program without input.
func run(t *testing.T, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	var out, err strings.Builder
	status = cmd.Main(context.Background(), args, strings.NewReader(""), &out, &err)
	return status, out.String(), err.String()
}

func TestOutputFiles(t *testing.T) {
	dir := t.TempDir()
	kept, fresh := filepath.Join(dir, "kept.json"), filepath.Join(dir, "fresh.txt")
	link := filepath.Join(dir, "link.json")
	if err := os.WriteFile(kept, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(kept, link); err != nil {
		t.Fatal(err)
	}
	status, stdout, stderr := run(t, "lint", "--select", "NP205", "-o", "json="+link, "-o", "text="+fresh, open)
	if status != 1 || stdout != "" || stderr != "" {
		t.Errorf("status %d, output %q, errors %q", status, stdout, stderr)
	}
	content, err := os.ReadFile(kept)
	if err != nil || !json.Valid(content) {
		t.Errorf("%v: %s", err, content)
	}
	if info, err := os.Stat(kept); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the mode changed: %v", info.Mode())
	}
	if content, err := os.ReadFile(fresh); err != nil || !strings.Contains(string(content), "warning[NP205]") {
		t.Errorf("%v: %s", err, content)
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 3 {
		t.Errorf("files left behind: %v", entries)
	}
}

// TestOutputDevice shows that what is no regular file is written to, and not
// replaced.
func TestOutputDevice(t *testing.T) {
	if _, err := os.Stat(os.DevNull); err != nil {
		t.Skip("no null device")
	}
	status, _, stderr := run(t, "lint", "--select", "NP205", "-o", "json="+os.DevNull, open)
	if info, err := os.Stat(os.DevNull); status != 1 || err != nil || info.Mode().IsRegular() {
		t.Errorf("status %d, errors %q, %v", status, stderr, err)
	}
}

// writer fails with one error.
type writer struct{ err error }

func (w writer) Write([]byte) (int, error) { return 0, w.err }

func TestStandardOutputFails(t *testing.T) {
	commands := [][]string{
		{"lint", "--select", "NP205", "--exit-zero", open},
		{"lint", "--select", "NP205", "--exit-zero", "-o", "json", open},
		{"rules"}, {"rules", "-o", "json"}, {"version"}, {"explain", "NP205"}, {"explain", "-o", "markdown", "NP205"},
	}
	for _, args := range commands {
		var stderr strings.Builder
		gone := cmd.Main(context.Background(), args, nil, writer{&os.PathError{Op: "write", Path: "stdout", Err: syscall.EPIPE}}, &stderr)
		if gone != 0 || stderr.String() != "" {
			t.Errorf("%v: a reader that leaves gives status %d, %q", args, gone, &stderr)
		}
		full := cmd.Main(context.Background(), args, nil, writer{errors.New("disk full")}, &stderr)
		if full != 2 || !strings.Contains(stderr.String(), "disk full") {
			t.Errorf("%v: a full disk gives status %d, %q", args, full, &stderr)
		}
	}
}

func TestInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	var stderr strings.Builder
	if status := cmd.Main(ctx, []string{"lint", open}, nil, io.Discard, &stderr); status != 2 || stderr.String() != "netpolint: interrupted\n" {
		t.Errorf("status %d, %q", status, &stderr)
	}
}

func TestBadInput(t *testing.T) {
	dir := t.TempDir()
	binary := filepath.Join(dir, "binary.yaml")
	if err := os.WriteFile(binary, []byte("kind: Pod\x00\x01"), 0o600); err != nil {
		t.Fatal(err)
	}
	loop := filepath.Join(dir, "loop.yaml")
	if err := os.Symlink(loop, loop); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		args []string
		want string
	}{
		"no path":         {[]string{""}, "an empty path"},
		"empty directory": {[]string{t.TempDir()}, "no manifest files"},
		"binary file":     {[]string{binary}, "NUL"},
		"link loop":       {[]string{loop}, "loop.yaml: "},
	} {
		t.Run(name, func(t *testing.T) {
			status, _, stderr := run(t, append([]string{"lint"}, c.args...)...)
			if status != 2 || !strings.Contains(stderr, c.want) {
				t.Errorf("status %d, %q; want 2 and %q", status, stderr, c.want)
			}
		})
	}
}

func TestUnreadableFile(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("the superuser reads everything")
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "a.yaml"), []byte("kind: Pod\n"), 0o000); err != nil {
		t.Fatal(err)
	}
	status, _, stderr := run(t, "lint", dir)
	if status != 2 || !strings.Contains(stderr, "a.yaml: cannot be read") {
		t.Errorf("status %d, %q", status, stderr)
	}
}

func TestCurrentDirectory(t *testing.T) {
	t.Chdir("testdata/manifests/open")
	status, stdout, _ := run(t, "lint", "--select", "NP205")
	if status != 1 || !strings.Contains(stdout, "--> policy.yaml:10:5") {
		t.Errorf("status %d:\n%s", status, stdout)
	}
}

func TestVersion(t *testing.T) {
	status, text, _ := run(t, "version")
	if status != 0 || !strings.HasPrefix(text, "netpolint ") || strings.Count(text, "\n") != 1 {
		t.Errorf("status %d, %q", status, text)
	}
	if _, flag, _ := run(t, "--version"); flag != text {
		t.Errorf("--version prints %q, version %q", flag, text)
	}
	_, asJSON, _ := run(t, "version", "-o", "json")
	var v struct{ Schema, Version, Go, Platform string }
	if err := json.Unmarshal([]byte(asJSON), &v); err != nil || v.Schema != "netpolint.version/v1" || v.Version == "" || v.Go == "" || v.Platform == "" {
		t.Errorf("%v: %s", err, asJSON)
	}
}

// TestExplain shows every rule's page in every format, by code and by name.
func TestExplain(t *testing.T) {
	for _, r := range rules.All() {
		for _, name := range []string{r.Code, strings.ToLower(r.Code), r.Name} {
			status, text, stderr := run(t, "explain", name)
			if status != 0 || !strings.HasPrefix(text, r.Code+" "+r.Name+"\n") {
				t.Fatalf("explain %s: status %d, %s%s", name, status, text, stderr)
			}
		}
		if _, markdown, _ := run(t, "explain", "-o", "markdown", r.Code); !strings.HasPrefix(markdown, "# "+r.Code+" "+r.Name+"\n") {
			t.Errorf("the Markdown of %s: %s", r.Code, markdown)
		}
		_, asJSON, _ := run(t, "explain", "-o", "json", r.Code)
		var page struct {
			Rules []struct{ Code, Name, Markdown string }
		}
		if err := json.Unmarshal([]byte(asJSON), &page); err != nil || len(page.Rules) != 1 || page.Rules[0].Markdown == "" {
			t.Errorf("the JSON of %s: %v", r.Code, err)
		}
	}
}

func TestRulesListsAll(t *testing.T) {
	_, text, _ := run(t, "rules")
	for _, r := range rules.All() {
		if !strings.Contains(text, "  "+r.Code+"  "+r.Name+" ") {
			t.Errorf("no %s in:\n%s", r.Code, text)
		}
	}
}

func TestCompletion(t *testing.T) {
	for _, shell := range []string{"bash", "zsh", "fish", "powershell"} {
		if status, script, _ := run(t, "completion", shell); status != 0 || !strings.Contains(script, "netpolint") {
			t.Errorf("%s: status %d", shell, status)
		}
	}
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{""}, "lint\tCheck manifests, and say what to write instead"},
		{[]string{"help", ""}, "explain"},
		{[]string{"lint", "--select", "NP1,egress-a"}, "NP1,egress-allow-all\t"},
		{[]string{"lint", "--ignore", "e"}, "egress\tevery rule of this category"},
		{[]string{"lint", "-o", ""}, "json"},
		{[]string{"lint", "--fail-on", ""}, "warning"},
		{[]string{"lint", "--color", ""}, "never"},
		{[]string{"lint", ""}, "yaml"},
		{[]string{"explain", "NP2"}, "NP205\tegress-allow-all"},
		{[]string{"explain", "eg"}, "egress-allow-all\t"},
		{[]string{"version", "-o", ""}, "json"},
		{[]string{"completion", ""}, "zsh"},
	} {
		_, words, _ := run(t, append([]string{"__complete"}, c.args...)...)
		if !slices.ContainsFunc(strings.Split(words, "\n"), func(line string) bool { return strings.HasPrefix(line, c.want) }) {
			t.Errorf("%q: no %q in %q", c.args, c.want, words)
		}
	}
}
