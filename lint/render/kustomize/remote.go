package kustomize

import (
	"net/url"
	"path"
	"regexp"
	"strings"
)

// fetched reports whether kustomize gets a file from the network. It is
// IsRemoteFile of api/internal/loader (v0.21.2).
func fetched(ref string) bool {
	u, err := url.Parse(ref)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https")
}

// cloned reports whether kustomize takes the name of a directory for that of a
// repository, and clones it, even if there is such a directory. It follows
// NewRepoSpecFromURL of api/internal/git (v0.21.2). No rendering relies on it for
// its safety: it only decides how a reference is named to the user, and that a
// directory called github.com/org/repo is not what kustomize would use.
func cloned(ref string) bool {
	if path.IsAbs(ref) {
		return false
	}
	ref, _, _ = strings.Cut(ref, "?")
	ref, _ = cutPrefixFold(ref, "git::")
	scheme := ""
	for _, s := range [...]string{"ssh://", "https://", "http://", "file://"} {
		if rest, found := cutPrefixFold(ref, s); found {
			scheme, ref = s, rest
			break
		}
	}
	if scheme == "file://" {
		return ref != "" && inRepository(ref, true)
	}
	user := regexp.MustCompile(`^[a-zA-Z][a-zA-Z0-9-]*@`).FindString(ref)
	ref = ref[len(user):]
	_, github := cutPrefixFold(ref, "github.com/")
	if !github {
		_, github = cutPrefixFold(ref, "github.com:")
	}
	scp := scheme == "" && (user != "" || github)
	if scheme == "" && !scp {
		return false
	}
	end := strings.IndexByte(ref, '/')
	if colon := strings.IndexByte(ref, ':'); scp && (end < 0 || colon > 0 && colon < end) {
		end = colon
	}
	return end >= 0 && inRepository(ref[end+1:], false)
}

// inRepository reports whether what follows the host names a repository, and a
// place that does not lie above it.
func inRepository(ref string, whole bool) bool {
	var repository, below string
	if i := strings.Index(ref, "_git/"); i >= 0 {
		name, rest, _ := strings.Cut(ref[i+len("_git/"):], "/")
		repository, below = ref[:i]+"_git/"+name, rest
	} else if i := strings.Index(ref, "//"); i >= 0 {
		repository, below = ref[:i], ref[i+2:]
	} else if i := strings.Index(ref, ".git"); i >= 0 {
		repository, below = ref[:i+len(".git")], ref[i+len(".git"):]
	} else if whole {
		repository = ref
	} else if parts := strings.SplitN(ref, "/", 3); len(parts) >= 2 {
		repository = parts[0] + "/" + parts[1]
		below = strings.Join(parts[2:], "/")
	}
	below = path.Clean(strings.TrimPrefix(below, "/"))
	return repository != "" && below != ".." && !strings.HasPrefix(below, "../")
}

// cutPrefixFold is strings.CutPrefix for any case of ASCII.
func cutPrefixFold(s, prefix string) (string, bool) {
	if len(s) >= len(prefix) && strings.ToLower(s[:len(prefix)]) == prefix {
		return s[len(prefix):], true
	}
	return s, false
}
