package cmd_test

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

// gitIn returns what runs git in the working directory.
func gitIn(t *testing.T) func(args ...string) {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("no git here")
	}
	return func(args ...string) {
		t.Helper()
		command := exec.Command("git", append([]string{"-c", "user.name=x", "-c", "user.email=x@example.com", "-c", "commit.gpgsign=false"}, args...)...)
		if out, err := command.CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v\n%s", args, err, out)
		}
	}
}

// TestDiffOfEmptySides: manifests may come or go as a whole, and with them all that they
// open. A path that neither side has is a mistake, and not no change.
func TestDiffOfEmptySides(t *testing.T) {
	t.Chdir(t.TempDir())
	git := gitIn(t)
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("README.md", "nothing yet")
	git("init", "-q")
	git("add", ".")
	git("commit", "-qm", "first")
	if err := os.Mkdir("deploy", 0o755); err != nil {
		t.Fatal(err)
	}
	write("deploy/a.yaml", "{apiVersion: v1, kind: Pod, metadata: {name: web}}")
	git("add", ".")
	git("commit", "-qm", "second")

	expect := func(status int, stderr string, args ...string) {
		t.Helper()
		got, _, said := run(t, append([]string{"diff", "--fail-on", "any"}, args...)...)
		if got != status || !strings.Contains(said, stderr) {
			t.Errorf("%v: status %d, want %d\n%s", args, got, status, said)
		}
	}
	expect(1, "HEAD~1 is taken for empty", "HEAD~1", "HEAD")
	expect(1, "HEAD~1 is taken for empty", "HEAD~1", "HEAD", "deploy")
	expect(1, "HEAD~1 is taken for empty", "HEAD~1..")
	expect(2, "neither HEAD~1 nor HEAD has", "HEAD~1", "HEAD", "typo")
	expect(2, "neither HEAD nor the work tree has", "HEAD..", "typo")
	if err := os.RemoveAll("deploy"); err != nil {
		t.Fatal(err)
	}
	expect(1, "the work tree is taken for empty", "HEAD..")
	expect(1, "the work tree is taken for empty", "HEAD..", "deploy")
}
