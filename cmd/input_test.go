package cmd_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/netpolint/netpolint/cmd"
)

const clean = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: %s, namespace: shop}\nspec: {podSelector: {}, policyTypes: [Ingress]}\n"

// place writes files into a new directory and goes there.
func place(t *testing.T, files map[string]string) {
	t.Helper()
	top := t.TempDir()
	for name, text := range files {
		full := filepath.Join(top, name)
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(top)
}

func TestVerbose(t *testing.T) {
	place(t, map[string]string{
		".gitignore": "build/\n", "build/a.yaml": "", "vendor/a.yaml": "", "b.gen.yaml": "", "values.yaml": "a: b",
		"np.yaml": fmt.Sprintf(clean, "a"), "cm.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n",
	})
	status, stdout, stderr := run(t, "lint", "-v", "--exclude", "*.gen.yaml")
	if want := "no findings in 3 files: 1 policy, 0 workloads, 1 other object (1 file without Kubernetes objects, 3 paths skipped)\n"; status != 0 || stdout != want {
		t.Errorf("status %d, %q, want %q", status, stdout, want)
	}
	want := `skipped: b.gen.yaml: left out by --exclude *.gen.yaml
skipped: build: ignored by .gitignore:1
skipped: cm.yaml: 1 of kind v1 ConfigMap: the kind decides nothing about network traffic
skipped: values.yaml: no manifest: nothing in it has apiVersion and kind
skipped: vendor: a directory of this name holds other projects; name it as a path to have it read
read: 3 files, 3 documents, 2 objects; skipped: 3 paths; 0 problems
`
	if stderr != want {
		t.Errorf("got:\n%s\nwant:\n%s", stderr, want)
	}
	if _, stdout, _ := run(t, "lint", "--no-gitignore"); !strings.Contains(stdout, "5 files") {
		t.Errorf("--no-gitignore: %s", stdout)
	}
}

// TestStrict: a problem of any severity fails the run, and is said even with --quiet.
func TestStrict(t *testing.T) {
	place(t, map[string]string{"a.yaml": strings.Replace(fmt.Sprintf(clean, "a"), "name: a", `name: "${A}"`, 1), "b.yaml": fmt.Sprintf(clean, "b")})
	for _, tt := range []struct {
		args   string
		status int
		says   bool
	}{
		{"a.yaml", 0, true}, {"a.yaml -q", 0, false}, {"a.yaml --strict", 2, true}, {"a.yaml --strict -q", 2, true}, {"a.yaml --strict --exit-zero", 2, true}, {"b.yaml --strict", 0, false},
	} {
		status, _, stderr := run(t, append([]string{"lint"}, strings.Fields(tt.args)...)...)
		if status != tt.status || strings.Contains(stderr, "taken literally") != tt.says {
			t.Errorf("%s: status %d, %q", tt.args, status, stderr)
		}
	}
}

// TestHostileNames: what files are called reaches no output as it is.
func TestHostileNames(t *testing.T) {
	const name = "\n::error file=a::b\x1b[31m\n##vso[task.x]\u202e"
	if os.PathSeparator != '/' {
		t.Skip("no such names there")
	}
	broken := strings.Replace(fmt.Sprintf(clean, "x"), "spec: {", "spec: [", 1)
	open := strings.Replace(fmt.Sprintf(clean, "y"), "[Ingress]", "[Egress], egress: [{}]", 1)
	place(t, map[string]string{
		name + "a.yaml": open, name + "b.yaml": broken, "vendor" + name + "/x.yaml": fmt.Sprintf(clean, "z"), name + "v.yaml": "a: b", name + "d/.gitignore": "*\n", name + "d/c.yaml": "",
	})
	if err := os.Symlink("/", "link"+name); err != nil {
		t.Fatal(err)
	}
	var out, all bytes.Buffer
	for _, args := range [][]string{{"lint", "-v"}, {"lint", "-o", "json"}, {"lint", "-q", name + "a.yaml"}, {"lint", name + "none"}, {"lint", name + "d"}, {"lint", "--exclude", "[" + name}} {
		out.Reset()
		if status := cmd.Main(context.Background(), args, nil, &out, &out); status == 0 {
			t.Errorf("%q: status 0", args)
		}
		all.Write(out.Bytes())
	}
	for line := range strings.Lines(all.String()) {
		if strings.HasPrefix(strings.TrimSpace(line), "::") || strings.Contains(line, "##vso[") || strings.ContainsAny(line, "\x1b\u202e") {
			t.Errorf("shown as it is: %q", line)
		}
	}
	if n := strings.Count(all.String(), `task.x`); n < 10 {
		t.Errorf("the names stand only %d times in:\n%s", n, all.String())
	}
}

// TestNoEnd: what has no end, or no beginning, does not hang.
func TestNoEnd(t *testing.T) {
	place(t, map[string]string{"np.yaml": fmt.Sprintf(clean, "a")})
	devices := []string{"/dev/zero", "/dev/full", "/dev/tty"}
	pipe := makePipe(t, "pipe.yaml")
	for _, tt := range []struct {
		path, want string
		status     int
	}{
		{devices[0], "a device or socket, which is not read", 2}, {devices[1], "a device or socket, which is not read", 2}, {devices[2], "a device or socket, which is not read", 2},
		{pipe, "the pipe is empty, or nobody writes to it", 2},
		{".", "", 0},
	} {
		if tt.path == "" {
			continue
		}
		if _, err := os.Stat(tt.path); err != nil {
			continue
		}
		done := make(chan bool)
		go func() {
			defer close(done)
			var out, errs strings.Builder
			if status := cmd.Main(context.Background(), []string{"lint", tt.path}, strings.NewReader(""), &out, &errs); status != tt.status || !strings.Contains(errs.String(), tt.want) {
				t.Errorf("%s: status %d, %q", tt.path, status, &errs)
			}
		}()
		select {
		case <-done:
		case <-time.After(time.Minute):
			t.Fatalf("%s hangs", tt.path)
		}
	}
}

// TestHostileContent: documents that are made to break a parser are refused with a
// message, or read; in any case they come to an end.
func TestHostileContent(t *testing.T) {
	head := fmt.Sprintf(clean, "a")
	head = head[:strings.Index(head, "spec:")] + "spec:\n  podSelector: {}\n"
	many := func(format string, n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, format, i)
		}
		return b.String()
	}
	for name, tt := range map[string]struct{ text, want string }{
		"nested lists":        {head + "  x: " + strings.Repeat("[", 100_000), "exceeded max depth"},
		"nested mappings":     {head + "  x: " + strings.Repeat("{a: ", 100_000), "exceeded max depth"},
		"nested dashes":       {head + "  x:\n  " + strings.Repeat("- ", 100_000) + "a", "exceeded max depth"},
		"nested JSON":         {`{"kind":"NetworkPolicy","apiVersion":"networking.k8s.io/v1","spec":` + strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000) + "}", "exceeded max depth"},
		"nested question":     {head + "  x:\n   " + strings.Repeat("? ", 100_000), "exceeded max depth"},
		"aliases":             {head + "  a0: &a0 [x, x, x, x, x, x, x, x]\n  a1: &a1 [*a0, *a0, *a0, *a0, *a0, *a0]\n  a2: &a2 [*a1, *a1, *a1, *a1, *a1, *a1]\n  a3: &a3 [*a2, *a2, *a2, *a2, *a2, *a2]\n" + many("  b%d: [*a3, *a3, *a3, *a3, *a3]\n", 2000), "excessive aliasing"},
		"a cycle":             {head + "  a: &a [*a]\n", "contains itself"},
		"16 MiB in a line":    {head + "  x: " + strings.Repeat("a", 16<<20), "larger than 16 MiB"},
		"documents":           {strings.Repeat("---\na: b\n", 200_001), "more than 200000 documents"},
		"one key many times":  {head + strings.Repeat("  k: 1\n", 20_000), ""},
		"many labels":         {strings.Replace(head, "podSelector: {}", "podSelector:\n    matchLabels:", 1) + many("      k%d: v\n", 20_000), ""},
		"markers":             {strings.Replace(head, "name: a", "name: \""+strings.Repeat("${a ", 200_000)+"\"", 1), ""},
		"instructions of ytt": {head + strings.Repeat("#@", 1_000_000), ""},
		"parameters":          {"apiVersion: v1\nkind: Template\nparameters: [{name: A, value: " + strings.Repeat("x", 100_000) + "}]\nobjects: [" + strings.Repeat(`{a: "${A}${A}${A}${A}"}, `, 10_000) + "]\n", "make too much"},
	} {
		t.Run(name, func(t *testing.T) {
			place(t, map[string]string{"a.yaml": tt.text})
			start := time.Now()
			status, _, stderr := run(t, "lint", "--exit-zero", "--select", "NP205")
			if want := tt.want; status == 0 != (want == "") && want != "" || !strings.Contains(stderr, want) {
				t.Errorf("status %d, %.300q", status, stderr)
			}
			if took := time.Since(start); took > time.Minute {
				t.Errorf("it took %v", took)
			}
		})
	}
}
