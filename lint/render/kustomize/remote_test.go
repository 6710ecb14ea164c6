package kustomize

import "testing"

// TestCloned: the references that kustomize itself takes for repositories, after the
// tests of its parser (api/internal/git/repospec_test.go).
func TestCloned(t *testing.T) {
	for ref, want := range map[string]bool{
		"github.com/org/repo": true, "GitHub.com/org/repo/dir": true, "github.com/org": false, "github.com": false, "github.com/org/repo//dir?ref=v1": true,
		"git@github.com:org/repo": true, "git@github.com:org/repo.git": true, "org-12345@github.com:org/repo": true, "user@host:a/b": true, "user@host/a/b": true,
		"istio@1.2/base": false, "istio@1.2/a/b": true, "git::https://example.com/a/b": true, "GIT::git@host:a/b.git": true, "https://example.com/a/b": true,
		"https://example.com/a": false, "https://example.com": false, "HTTPS://example.com/a/b": true, "ssh://git@example.com/a.git": true, "file:///tmp/repo": true,
		"file://": false, "https://dev.azure.com/org/p/_git/r/dir": true, "https://example.com/a//../b": false, "https://example.com/a/b/../../../c": false,
		"dir": false, "./github.com/org/repo": false, "../base": false, "/abs/dir": false, "a//b": false, "example.com/a/b": false, "": false,
		"./netpolint.f1": false, "../../netpolint.d1/base": false,
	} {
		if got := cloned(ref); got != want {
			t.Errorf("cloned(%q) = %v, want %v", ref, got, want)
		}
	}
}

func TestFetched(t *testing.T) {
	for ref, want := range map[string]bool{
		"http://a/b": true, "HTTPS://a/b": true, "https:a": true, "http://a b": false, "ftp://a/b": false, "github.com/a/b": false, "./http://a": false, "a=http://b": false,
	} {
		if got := fetched(ref); got != want {
			t.Errorf("fetched(%q) = %v, want %v", ref, got, want)
		}
	}
}

func TestContains(t *testing.T) {
	for _, c := range []struct {
		dir, name string
		want      bool
	}{
		{"a", "a", true}, {"a", "a/b", true}, {"a", "ab", false}, {"a/b", "a", false}, {".", "a", true}, {".", "../a", false}, {"..", ".", true}, {"..", "a", true},
		{"..", "../a", true}, {"..", "../../a", false}, {"../..", "..", true}, {"../a", "../a/b", true}, {"../a", "a", false}, {"/", "/a", true}, {"/a", "/a/b", true},
		{"/", "a", false}, {"a", "/a", false},
	} {
		if got := contains(c.dir, c.name); got != c.want {
			t.Errorf("contains(%q, %q) = %v, want %v", c.dir, c.name, got, c.want)
		}
	}
}
