package cmd_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// opening is a policy that opens blocks of addresses, a rule each.
func opening(name string, blocks ...string) string {
	text := "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: " + name + ", namespace: shop}\nspec:\n  podSelector: {}\n  policyTypes: [Egress]\n  egress:\n"
	for _, b := range blocks {
		text += "  - to: [{ipBlock: {cidr: " + b + "}}]\n"
	}
	return text
}

// project is a directory of files, in which the tests run the tool.
type project struct{ *testing.T }

func newProject(t *testing.T) project {
	t.Chdir(t.TempDir())
	return project{t}
}

func (p project) write(name, text string) {
	p.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		p.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		p.Fatal(err)
	}
}

func (p project) read(name string) string {
	p.Helper()
	content, err := os.ReadFile(name)
	if err != nil {
		p.Fatal(err)
	}
	return string(content)
}

// expect runs lint for the rule about blocks, and looks at the status and for words in
// its output.
func (p project) expect(status int, args []string, words ...string) {
	p.Helper()
	got, out, said := run(p.T, append([]string{"lint", "--select", "NP207,NP301,NP956", "-o", "text"}, args...)...)
	if got != status {
		p.Errorf("%v: status %d, want %d\n%s%s", args, got, status, out, said)
	}
	for _, w := range words {
		if !strings.Contains(out+said, w) {
			p.Errorf("%v: %q is not said:\n%s%s", args, w, out, said)
		}
	}
}

func TestBaseline(t *testing.T) {
	p := newProject(t)
	known := []string{"--baseline", ".netpolint-baseline.json", "."}
	p.write("a.yaml", opening("web", "1.0.0.0/4", "0.0.0.0/0"))
	p.write("dir/b.yaml", opening("api", "0.0.0.0/0"))
	p.expect(2, known, "there is no baseline .netpolint-baseline.json")
	p.expect(2, []string{"--prune-baseline", "."}, "which one?")
	p.expect(0, []string{"--write-baseline", "."}, "3 findings written to .netpolint-baseline.json", "no findings", "3 findings known from the baseline")
	first := p.read(".netpolint-baseline.json")
	if lines := strings.Split(first, "\n"); len(lines) != 10 || !strings.Contains(lines[4], `"file":"a.yaml"`) || !strings.Contains(lines[6], `"object":"NetworkPolicy shop/api","file":"dir/b.yaml"`) {
		t.Error(first)
	}
	p.expect(0, known, "3 findings known from the baseline")
	p.expect(0, []string{"--write-baseline", "."})
	if again := p.read(".netpolint-baseline.json"); again != first {
		t.Errorf("written anew:\n%s", again)
	}

	// Edits, moved lines and renamed files change nothing; a second defect of the same
	// kind is new, and shown in the file that is new.
	p.write("a.yaml", "# more\n\n"+opening("web", "10.1.0.0/16", "0.0.0.0/0", "1.0.0.0/4"))
	if err := os.Rename("dir/b.yaml", "dir/c.yaml"); err != nil {
		t.Fatal(err)
	}
	p.expect(0, known, "3 findings known from the baseline")
	p.write("another/a.yaml", opening("web", "0.0.0.0/0"))
	p.expect(1, known, "another/a.yaml:8", "1 finding (1 warning)")

	// From another directory, and for some of the files.
	t.Chdir("dir")
	p.expect(0, []string{"--baseline", "../.netpolint-baseline.json", "."}, "1 finding known")
	t.Chdir("..")
	p.expect(0, []string{"--baseline", ".netpolint-baseline.json", "dir"}, "1 finding known")
	_, _, said := run(t, "lint", "--baseline", ".netpolint-baseline.json", "dir")
	if strings.Contains(said, "gone") {
		t.Errorf("not all files were read: %s", said)
	}
	if err := os.RemoveAll("another"); err != nil {
		t.Fatal(err)
	}

	// What is gone is named, and taken out only by --prune-baseline, which adds nothing.
	p.write("a.yaml", opening("web", "0.0.0.0/0", "2.0.0.0/4"))
	p.expect(1, known, "1 finding of the baseline is gone", "NP301 NetworkPolicy shop/web in a.yaml", "1 finding (1 warning)")
	if p.read(".netpolint-baseline.json") != first {
		t.Error("the baseline was changed")
	}
	p.expect(1, []string{"--prune-baseline", "."}, "1 finding is taken out, 2 kept")
	if pruned := p.read(".netpolint-baseline.json"); strings.Count(pruned, "fingerprint") != 2 || strings.Contains(pruned, "2.0.0.0/4") {
		t.Error(pruned)
	}
	before, err := os.Stat(".netpolint-baseline.json")
	if err != nil {
		t.Fatal(err)
	}
	p.expect(1, []string{"--prune-baseline", "."}, "0 findings are taken out, 2 kept")
	if after, err := os.Stat(".netpolint-baseline.json"); err != nil || !after.ModTime().Equal(before.ModTime()) {
		t.Error("written although nothing is gone")
	}

	// Where something could not be read, nothing is known to be gone.
	p.write("a.yaml", "apiVersion: networking.k8s.io/v1\nkind: [\n")
	_, _, said = run(t, append([]string{"lint"}, known...)...)
	if strings.Contains(said, "gone") {
		t.Error(said)
	}
}

// TestKnownAndAnother: an old finding that is accepted otherwise does not lend what is
// known of it to a new one that has the same name.
func TestKnownAndAnother(t *testing.T) {
	p := newProject(t)
	git := gitIn(t)
	p.write("a.yaml", opening("web", "0.0.0.0/0"))
	git("init", "-q", "-b", "main")
	git("add", ".")
	git("commit", "-qm", "first")
	p.expect(0, []string{"--write-baseline", "."})
	p.write("another/a.yaml", opening("web", "0.0.0.0/0", "10.1.0.0/16"))
	for _, args := range [][]string{
		{"--baseline", ".netpolint-baseline.json", "."},
		{"--since", "HEAD", "."},
		{"--baseline", ".netpolint-baseline.json", "--since", "HEAD", "."},
	} {
		p.expect(1, args, "another/a.yaml:8", "1 finding (1 warning)")
	}
	p.write("a.yaml", strings.Replace(opening("web", "0.0.0.0/0"), "}}]\n", "}}] # netpolint:ignore NP207 -- ours\n", 1))
	p.expect(1, []string{"--baseline", ".netpolint-baseline.json", "."}, "another/a.yaml:8", "1 finding suppressed by comments", "1 finding of the baseline is gone")
	p.expect(1, []string{"--since", "HEAD", "."}, "another/a.yaml:8", "1 finding suppressed by comments")
}

// TestGoneNeedsPods: single files do not show that what is found of pods is gone.
func TestGoneNeedsPods(t *testing.T) {
	p := newProject(t)
	pod := func(name string) string {
		return "apiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: " + name + ", labels: {app: web}}\nspec: {containers: [{name: web, image: web}]}\n"
	}
	p.write("policy.yaml", strings.Replace(opening("web", "10.0.0.0/24"), "podSelector: {}", "podSelector: {matchLabels: {app: database}}", 1))
	p.write("shop.yaml", pod("shop"))
	p.write("test.yaml", pod("test"))
	lint := func(args ...string) string {
		_, out, said := run(t, append([]string{"lint", "--select", "NP4", "--baseline", "base.json"}, args...)...)
		return out + said
	}
	if _, _, said := run(t, "lint", "--select", "NP4", "--write-baseline=base.json", "."); !strings.Contains(said, "1 finding written") {
		t.Fatal(said)
	}
	if said := lint("policy.yaml", "test.yaml"); strings.Contains(said, "gone") {
		t.Error(said)
	}
	p.write("shop.yaml", strings.Replace(pod("shop"), "app: web", "app: database", 1))
	if said := lint("."); !strings.Contains(said, "1 finding of the baseline is gone") {
		t.Error(said)
	}
}

// TestGoneMustBeRead: a file that is left out says nothing of its entries.
func TestGoneMustBeRead(t *testing.T) {
	p := newProject(t)
	p.write("deploy/a.yaml", opening("web", "0.0.0.0/0"))
	p.write("deploy/gen/x/b.yaml", opening("api", "0.0.0.0/0"))
	p.write("deploy/c.gen.yaml", opening("old", "0.0.0.0/0"))
	p.write("deploy/gone.yaml", opening("gone", "0.0.0.0/0"))
	p.expect(0, []string{"--write-baseline=base.json", "deploy"}, "4 findings written")
	if err := os.Remove("deploy/gone.yaml"); err != nil {
		t.Fatal(err)
	}
	before := p.read("base.json")
	p.expect(0, []string{"--baseline=base.json", "--exclude", "gen/,*.gen.yaml", "deploy"}, "1 finding of the baseline is gone")
	p.write(".netpolint.yaml", "exclude: [/deploy/gen/]\n")
	p.expect(0, []string{"--prune-baseline", "--baseline=base.json", "--exclude", "c.*", "deploy"}, "1 finding is taken out, 3 kept")
	p.write("base.json", before)
	p.expect(0, []string{"--write-baseline=base.json", "--exclude", "c.*", "deploy"}, "3 findings written")
	p.write(".gitignore", "gen/\n")
	p.write(".netpolint.yaml", "")
	p.expect(0, []string{"--prune-baseline", "--baseline=base.json", "."}, "0 findings are taken out, 3 kept")
}

// TestBaselineByHand: a reason and a last day may be written into entries, and stay.
func TestBaselineByHand(t *testing.T) {
	p := newProject(t)
	p.write("a.yaml", opening("web", "0.0.0.0/0"))
	p.expect(0, []string{"--write-baseline=base.json", "a.yaml"})
	file := p.read("base.json")
	edit := func(more string) {
		p.write("base.json", strings.Replace(file, `"file":"a.yaml"`, `"file":"a.yaml",`+more, 1))
	}
	edit(`"reason":"it is being mended","until":"2999-12-31"`)
	p.expect(0, []string{"--baseline=base.json", "--show-suppressed", "a.yaml"}, "known from the baseline, until 2999-12-31: it is being mended")
	p.write("a.yaml", opening("web", "0.0.0.0/0", "1.0.0.0/4"))
	p.expect(0, []string{"--write-baseline=base.json", "a.yaml"})
	if written := p.read("base.json"); !strings.Contains(written, `"reason":"it is being mended","until":"2999-12-31"`) || strings.Count(written, "fingerprint") != 2 {
		t.Error(written)
	}
	edit(`"until":"2020-02-29"`)
	p.expect(1, []string{"--baseline=base.json", "a.yaml"}, "1 entry has expired, so what it knows is reported")
	p.expect(1, []string{"--prune-baseline", "--baseline=base.json", "a.yaml"}, "0 findings are taken out")
	for more, want := range map[string]string{
		`"untill":"2020-02-29"`: `unknown field "untill"`,
		`"until":"soon"`:        `until: "soon" is no date`,
		`"until":`:              "not a baseline: line 5",
		"\n<<<<<<< HEAD\n":      "merge conflict",
		`"fingerprint":"x"`:     `"x" is no fingerprint`,
	} {
		edit(more)
		p.expect(2, []string{"--baseline=base.json", "a.yaml"}, want)
	}
	p.write("base.json", "\n")
	p.expect(2, []string{"--baseline=base.json", "a.yaml"}, "the baseline base.json: it is empty")
	p.write("base.json", "[]")
	p.expect(2, []string{"--baseline=base.json", "a.yaml"}, "not a baseline: it is no object of JSON")
	p.write("base.json", "{}")
	p.expect(2, []string{"--baseline=base.json", "a.yaml"}, "it is no baseline")
	p.expect(2, []string{"--write-baseline=base.json", "a.yaml"}, "it is no baseline")
}

func TestBaselineUsage(t *testing.T) {
	p := newProject(t)
	p.write("a.yaml", opening("web", "0.0.0.0/0"))
	p.expect(2, []string{"--write-baseline", "--prune-baseline", "."}, "drop one")
	p.expect(2, []string{"--write-baseline", "--since", "HEAD", "."}, "drop one")
	p.expect(2, []string{"--write-baseline=a.json", "--baseline=b.json", "."}, "drop --baseline b.json")
	p.expect(2, []string{"--write-baseline", "new.json", "."}, "--write-baseline=new.json")
	p.expect(2, []string{"--write-baseline=-", "."}, "not to standard output")
	p.expect(2, []string{"--baseline=", "."}, "--baseline needs a value")
	p.expect(2, []string{"--since", "HEAD", "-"}, "standard input has none")
	p.expect(2, []string{"--since", "HEAD", "."}, "not in a git repository")
}

// TestBaselineThroughLinks: a link in the repository must not make the tool write
// elsewhere.
func TestBaselineThroughLinks(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("links need privileges there")
	}
	p := newProject(t)
	outside := filepath.Join(t.TempDir(), "precious.json")
	p.write(outside, "precious")
	p.write("a.yaml", opening("web", "0.0.0.0/0"))
	link := func(target, name string) {
		if err := os.Symlink(target, name); err != nil {
			t.Fatal(err)
		}
	}
	link(outside, "link.json")
	link(filepath.Dir(outside), "dir")
	link(filepath.Join(filepath.Dir(outside), "new.json"), "dangling.json")
	for _, name := range []string{"link.json", "dir/new.json", "dangling.json"} {
		status, _, said := run(t, "lint", "--write-baseline="+name, "a.yaml")
		if status != 2 {
			t.Errorf("%s: %d %s", name, status, said)
		}
	}
	if entries, _ := os.ReadDir(filepath.Dir(outside)); len(entries) != 1 || p.read(outside) != "precious" {
		t.Errorf("written: %v", entries)
	}
	// A link inside is followed, and stays; the mode of a file too.
	p.write("real.json", `{"schema":"netpolint.baseline/v1","findings":[]}`)
	link("real.json", "inside.json")
	p.expect(0, []string{"--write-baseline=inside.json", "a.yaml"})
	if info, err := os.Lstat("inside.json"); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Error("the link is gone")
	}
	if info, err := os.Stat("real.json"); err != nil || info.Mode().Perm() != 0o600 || !strings.Contains(p.read("real.json"), "NP207") {
		t.Errorf("%v %v", info, err)
	}
	p.expect(0, []string{"--write-baseline=" + filepath.Join(filepath.Dir(outside), "meant.json"), "a.yaml"})
}

// TestInitThroughLinks: a configuration of a stranger may be a link to another file.
func TestInitThroughLinks(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("links need privileges there")
	}
	p := newProject(t)
	outside := filepath.Join(t.TempDir(), "precious")
	p.write(outside, "precious")
	p.write("dir/a.yaml", opening("web", "0.0.0.0/0"))
	if err := os.Symlink(outside, "dir/.netpolint.yaml"); err != nil {
		t.Fatal(err)
	}
	if status, _, said := run(t, "init", "--force", "dir"); status != 2 || !strings.Contains(said, "symbolic link") {
		t.Errorf("%d %s", status, said)
	}
	t.Chdir("dir")
	if status, _, said := run(t, "init", "--force"); status != 2 || !strings.Contains(said, "symbolic link") {
		t.Errorf("%d %s", status, said)
	}
	if got := p.read(outside); got != "precious" {
		t.Errorf("overwritten with %s", got)
	}
}

func TestSince(t *testing.T) {
	p := newProject(t)
	git := gitIn(t)
	since := func(rev string, paths ...string) []string { return append([]string{"--since", rev}, paths...) }
	p.write("deploy/a.yaml", opening("web", "0.0.0.0/0", "1.0.0.0/4"))
	git("init", "-q", "-b", "main")
	git("add", ".")
	git("commit", "-qm", "first")
	p.expect(0, since("HEAD", "."), "no findings", "2 findings are left out, which were already there at HEAD")

	git("checkout", "-qb", "change")
	p.write("deploy/a.yaml", "# moved\n"+opening("web", "1.0.0.0/4", "0.0.0.0/0"))
	git("mv", "deploy/a.yaml", "deploy/b.yaml")
	p.write("deploy/c.yaml", opening("api", "0.0.0.0/0"))
	p.expect(1, since("main", "."), "deploy/c.yaml:8", "1 finding (1 warning)", "2 findings are left out")
	git("add", ".")
	git("commit", "-qm", "second")
	git("checkout", "-q", "main")
	p.write("deploy/d.yaml", opening("db", "0.0.0.0/0"))
	git("add", ".")
	git("commit", "-qm", "third")
	git("checkout", "-q", "change")
	p.expect(1, since("main...", "."), "deploy/c.yaml:8", "the base of main and HEAD")
	p.expect(1, since("main...HEAD", "deploy"), "deploy/c.yaml:8")
	p.expect(1, since("main..", "."), "deploy/c.yaml:8")
	p.expect(1, since("git:main", "."), "deploy/c.yaml:8")
	p.expect(1, since("main", "deploy/c.yaml"), "main has no deploy/c.yaml, so every finding is new")
	p.expect(2, since("main..change", "."), "write --since main")
	p.expect(2, since("nothing", "."), "nothing")
	t.Chdir("deploy")
	p.expect(1, since("main", "."), "c.yaml:8", "2 findings are left out")
	t.Chdir("..")

	// What suppressed an old finding is gone: it is new to the reader. And one that is
	// suppressed is not reported.
	p.write("deploy/c.yaml", strings.Replace(opening("api", "0.0.0.0/0"), "}}]\n", "}}] # netpolint:ignore NP207 -- ours\n", 1))
	p.expect(0, since("main", "."), "1 finding suppressed by comments")
	git("add", ".")
	git("commit", "-qm", "fourth")
	p.write("deploy/c.yaml", opening("api", "0.0.0.0/0"))
	p.expect(1, since("HEAD", "."), "deploy/c.yaml:8", "2 findings are left out")

	// A defect in one file that a change of another brought.
	p.write("deploy/c.yaml", opening("api", "10.1.0.0/16"))
	git("add", ".")
	git("commit", "-qm", "fifth")
	_, out, _ := run(t, "lint", "--since", "HEAD~1", "-o", "json", ".")
	var report struct{ Findings []any }
	if err := json.Unmarshal([]byte(out), &report); err != nil || len(report.Findings) != 0 {
		t.Errorf("%v %s", err, out)
	}
}

// TestSinceFarBelow: a configuration far above the current directory leaves out the same
// of a revision, although its absolute name is shorter than the way up.
func TestSinceFarBelow(t *testing.T) {
	p := newProject(t)
	git := gitIn(t)
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	deep := strings.Repeat("d/", len(here)/3+2)
	p.write(".netpolint.yaml", "exclude: [skip/]\n")
	p.write(deep+"a.yaml", opening("web", "0.0.0.0/0"))
	p.write(deep+"skip/b.yaml", "kind: [\n")
	git("init", "-q", "-b", "main")
	git("add", ".")
	git("commit", "-qm", "first")
	t.Chdir(deep)
	_, out, said := run(t, "lint", "--since", "HEAD", ".")
	if strings.Contains(said, "could not be read") || !strings.Contains(said, "1 finding is left out") {
		t.Error(out + said)
	}
}
