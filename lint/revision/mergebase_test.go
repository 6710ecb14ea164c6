package revision_test

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"

	"github.com/netpolint/netpolint/lint/revision"
)

// TestMergeBase compares with git on random histories, whose clocks are wrong now
// and then.
func TestMergeBase(t *testing.T) {
	t.Parallel()
	g := rand.New(rand.NewPCG(3, 4))
	r := newRepo(t)
	const commits = 60
	var stream strings.Builder
	for i := range commits {
		fmt.Fprintf(&stream, "commit refs/heads/c%d\nmark :%d\ncommitter c <c@example.com> %d +0000\ndata 0\n", i, i+1, 1e9+100*i-g.IntN(2)*g.IntN(2000))
		parents := g.IntN(3)
		if i > 2 && parents == 0 {
			parents = 1 + g.IntN(2)
		}
		for p := range min(parents, i) {
			fmt.Fprintf(&stream, "%s :%d\n", [...]string{"from", "merge"}[p], 1+max(0, i-1-g.IntN(6)))
		}
		stream.WriteString("\n")
	}
	r.feed(stream.String(), "fast-import", "--quiet")
	several := 0
	for range 60 {
		a, b := fmt.Sprint("c", g.IntN(commits)), fmt.Sprint("c", g.IntN(commits))
		out, _ := command(r.dir, "", "merge-base", "--all", a, b)
		want := strings.Fields(string(out))
		got, err := revision.MergeBase(r.dir, a, b)
		switch {
		case len(want) == 0:
			if err == nil || !strings.Contains(err.Error(), "no history in common") {
				t.Errorf("%s...%s: %s, %v, want an error", a, b, got, err)
			}
		case got != want[0]:
			t.Errorf("%s...%s: %s, %v, want the first of %v", a, b, got, err, want)
		}
		if len(want) > 1 {
			several++
		}
	}
	if several == 0 {
		t.Error("no two commits have several merge bases")
	}
}

func TestMergeBaseOfHead(t *testing.T) {
	t.Parallel()
	r := history(t, 4)
	r.git("branch", "old", "HEAD~2")
	base, err := revision.MergeBase(r.dir, "old", "")
	if want := r.git("rev-parse", "old"); err != nil || base != want {
		t.Errorf("%s, want %s (%v)", base, want, err)
	}
	if _, err := revision.MergeBase(r.dir, "old", "gone"); err == nil || !strings.Contains(err.Error(), "`gone`") {
		t.Error(err)
	}
	r.git("checkout", "-q", "-b", "side", "HEAD~1")
	r.commit("beside")
	r.git("clone", "-q", "--depth=1", "--no-single-branch", "file://"+r.dir, "../shallow")
	_, err = revision.MergeBase(filepath.Join(r.dir, "../shallow"), "origin/main", "")
	if err == nil || !strings.Contains(err.Error(), "shallow clone") || !strings.Contains(err.Error(), "fetch-depth: 0") {
		t.Error(err)
	}
}
