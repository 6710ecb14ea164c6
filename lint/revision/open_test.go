package revision_test

import (
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/netpolint/netpolint/lint/revision"
)

// history makes a repository of some commits with all kinds of entries, and a file
// that changes a little in each, so that packing it makes long chains of deltas.
func history(t *testing.T, commits int, flags ...string) *repo {
	r := newRepo(t, flags...)
	lines := make([]string, 400)
	g := rand.New(rand.NewPCG(1, 2))
	for i := range lines {
		lines[i] = fmt.Sprint("line ", g.Int64())
	}
	r.write("empty.yaml", "")
	r.write("deploy/base/policy.yaml", "kind: NetworkPolicy\n")
	r.write("deploy.yaml", "sorts before the directory in git, and after it by name\n")
	r.write("deploy-all.yaml", "x\n")
	r.write("sp ace/ünï.yaml", "é\n")
	r.write("run.sh", "#!/bin/sh\n")
	if err := os.Chmod(filepath.Join(r.dir, "run.sh"), 0o755); err != nil {
		t.Fatal(err)
	}
	r.link("link.yaml", "deploy/base/policy.yaml")
	r.link("deploy/up", "../sp ace")
	r.commit("first")
	var stream strings.Builder
	from := "from refs/heads/main^0\n"
	for i := range commits {
		lines[g.IntN(len(lines))] = fmt.Sprint("changed ", i)
		content := strings.Join(lines, "\n")
		fmt.Fprintf(&stream, "commit refs/heads/main\ncommitter c <c@example.com> %d +0000\ndata 0\n%sM 644 inline deploy/big.yaml\ndata %d\n%s\n", 2e9+i, from, len(content), content)
		from = ""
	}
	r.feed(stream.String(), "-c", "fastimport.unpackLimit=10000", "fast-import", "--quiet")
	r.git("reset", "-q", "--hard")
	return r
}

func TestSameAsGit(t *testing.T) {
	t.Parallel()
	for _, format := range []string{"sha1", "sha256"} {
		t.Run(format, func(t *testing.T) {
			t.Parallel()
			r := history(t, 60, "--object-format="+format)
			first := r.git("rev-list", "--max-parents=0", "HEAD")
			r.git("update-index", "--add", "--cacheinfo", "160000,"+first+",vendor/sub")
			r.git("commit", "-q", "-m", "submodule")
			revisions := []string{"HEAD", "HEAD~1", "HEAD~30", first}
			for _, packing := range [][]string{nil, {"gc", "-q", "--aggressive"}, {"repack", "-adfq", "--depth=4000", "--window=200"}, {"repack", "-adfq", "--no-delta-base-offset"}} {
				if packing != nil {
					if packing[len(packing)-1] == "--no-delta-base-offset" {
						r.git("config", "repack.useDeltaBaseOffset", "false")
						packing = packing[:len(packing)-1]
					}
					r.git(packing...)
				}
				for _, rev := range revisions {
					r.same(rev)
				}
			}
			// Some packed, some not.
			r.write("new.yaml", "new\n")
			r.git("rm", "-q", "--cached", "vendor/sub")
			r.commit("on top")
			r.same("HEAD")
			r.same("HEAD~1")
		})
	}
}

func TestRevisions(t *testing.T) {
	t.Parallel()
	r := newRepo(t)
	r.write("a.yaml", "0")
	r.commit("zero")
	r.git("tag", "light")
	r.write("a.yaml", "1")
	r.commit("one")
	r.git("tag", "-a", "-m", "x", "heavy")
	r.git("tag", "-a", "-m", "x", "heavier", "heavy")
	r.git("checkout", "-q", "-b", "feature/x", "HEAD~1")
	r.write("b.yaml", "1")
	r.commit("side")
	r.git("checkout", "-q", "main")
	r.git("merge", "-q", "-m", "merge", "feature/x")
	head := r.git("rev-parse", "HEAD")
	r.git("update-ref", "refs/remotes/origin/main", "HEAD~1")
	r.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main")
	r.git("update-ref", "refs/pull/7/head", "HEAD^2")
	check := func() {
		revs := []string{
			"HEAD", "@", "main", "heads/main", "refs/heads/main", "light", "heavy", "heavier", "tags/heavy", "refs/tags/heavier",
			"feature/x", "origin/main", "origin", "remotes/origin/main", "refs/pull/7/head", "pull/7/head",
			head, head[:4], head[:9], strings.ToUpper(head[:10]),
			"HEAD~", "HEAD~1", "HEAD~2", "HEAD^", "HEAD^1", "HEAD^2", "HEAD^0", "HEAD~0", "HEAD^^", "HEAD^2~1", "HEAD^{commit}", "heavy^{}", "heavier^{commit}~1", "@~1", "@^2", "HEAD~1^1", "heavier~1", head[:8] + "^2",
		}
		want := strings.Fields(r.git(append([]string{"rev-parse"}, commits(revs)...)...))
		for i, rev := range revs {
			if got := r.open(rev).Name(); !strings.HasPrefix(want[i], got) || len(got) < 7 {
				t.Errorf("%s is %s, want %s", rev, got, want[i])
			}
		}
		r.same("HEAD~1^1")
	}
	check()
	r.git("gc", "-q")
	r.git("pack-refs", "--all")
	check()

	r.fails("nope", "no branch, tag or commit `nope`", r.dir, "fetch it, or check the spelling")
	for _, rev := range []string{"HEAD~9", "HEAD^3", "light^", "light~1"} {
		r.fails(rev, "`"+rev+"`", "commit ")
	}
	for _, rev := range []string{"", "^", "~1", "HEAD^{tree}", "HEAD^{", "HEAD^x", "HEAD~1x", "HEAD:a.yaml", ":/one", "@{1}", "HEAD@{1}", "HEAD~99999999999999999999"} {
		r.fails(rev, "not understood")
	}
	for _, rev := range []string{"config", "../HEAD", "refs/../HEAD", "HEAD.lock", "index", "heads", "refs/heads", "-1", "--all", "a b", "x\x00y", "/etc/passwd", `..\x`, "abc", "deadbeef", strings.Repeat("a", 100)} {
		r.fails(rev, "no branch, tag or commit")
	}
	r.fails(strings.Repeat("a", 40), "no branch, tag or commit `aaa", "fetch it")
	r.fails(r.git("rev-parse", "HEAD:a.yaml"), "is a blob, not a commit")
	r.fails("HEAD~1000000", "goes back further")
}

func TestAmbiguous(t *testing.T) {
	t.Parallel()
	r := newRepo(t)
	// Of 600 commits and as many trees and blobs, some share their first four digits.
	var script strings.Builder
	for i := range 600 {
		fmt.Fprintf(&script, "commit refs/heads/main\ncommitter c <c@example.com> %d +0000\ndata 0\nM 644 inline a\ndata %d\n%d\n", 1e9+i, len(fmt.Sprint(i)), i)
	}
	r.feed(script.String(), "fast-import", "--quiet")
	byStart := map[string][]string{}
	for _, hash := range strings.Fields(r.git("rev-list", "--all")) {
		byStart[hash[:4]] = append(byStart[hash[:4]], hash)
	}
	ambiguous := 0
	for start, hashes := range byStart {
		if len(hashes) == 1 {
			if tree := r.open(start); !strings.HasPrefix(hashes[0], tree.Name()) {
				t.Errorf("%s is %s, want %s", start, tree.Name(), hashes[0])
			}
			continue
		}
		ambiguous++
		slices.Sort(hashes)
		r.fails(start, "ambiguous", hashes[0][:12], hashes[1][:12], "more digits")
	}
	if ambiguous == 0 {
		t.Error("no two commits start alike")
	}
	for _, n := range []int{5, 7, 9} {
		hash := r.git("rev-parse", "HEAD~77")
		if tree := r.open(hash[:n+2]); !strings.HasPrefix(hash, tree.Name()) {
			t.Errorf("%s is %s", hash, tree.Name())
		}
	}
}

func TestPlaces(t *testing.T) {
	t.Parallel()
	r := history(t, 3)
	r.git("gc", "-q")
	r.git("worktree", "add", "-q", "-b", "other", "../other", "HEAD~1")
	other := at(t, filepath.Join(filepath.Dir(r.dir), "other"))
	other.write("only/here.yaml", "x")
	other.commit("in the worktree")
	other.same("HEAD")
	other.same("main")
	if r.open("HEAD").Name() == other.open("HEAD").Name() {
		t.Error("a worktree has a HEAD of its own")
	}

	for dir, want := range map[string]string{".": ".", "deploy": "deploy", "deploy/base": "deploy/base", "deploy/base/policy.yaml": "deploy/base/policy.yaml", "deploy/up": "sp ace"} {
		tree, err := revision.Open(filepath.Join(r.dir, dir), "HEAD")
		if err != nil || tree.Prefix() != want {
			t.Errorf("%s stands at %q, want %q (%v)", dir, tree.Prefix(), want, err)
		}
	}
	sub, err := fs.Sub(r.open("HEAD").FS(), "deploy/base")
	if err != nil {
		t.Fatal(err)
	}
	if b, err := fs.ReadFile(sub, "policy.yaml"); err != nil || string(b) != "kind: NetworkPolicy\n" {
		t.Errorf("%q, %v", b, err)
	}

	// A submodule keeps its repository in that around it.
	super := newRepo(t)
	super.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", r.dir, "inside")
	inside := at(t, filepath.Join(super.dir, "inside"))
	inside.same("HEAD")
	super.commit("with a submodule")
	super.same("HEAD")

	// Clones that borrow objects, without files, and of a part of the history.
	parent := filepath.Dir(r.dir)
	r.git("clone", "-q", "--shared", r.dir, "../borrows")
	at(t, filepath.Join(parent, "borrows")).same("origin/main~1")
	r.git("clone", "-q", "--bare", r.dir, "../bare.git")
	bare := at(t, filepath.Join(parent, "bare.git"))
	bare.same("main")
	if p := bare.open("main").Prefix(); p != "." {
		t.Errorf("prefix %q of a bare repository", p)
	}
	r.git("clone", "-q", "--depth=1", "file://"+r.dir, "../shallow")
	shallow := at(t, filepath.Join(parent, "shallow"))
	shallow.same("HEAD")
	shallow.fails("HEAD~1", "not in this shallow clone", "fetch-depth: 0", "git fetch --unshallow")
	shallow.fails("other", "no branch", "shallow clone", "fetch-depth: 0")
	shallow.fails(r.git("rev-parse", "HEAD~2"), "shallow clone", "fetch-depth: 0")
	r.git("config", "uploadpack.allowFilter", "true")
	r.git("clone", "-q", "--no-checkout", "--filter=blob:none", "file://"+r.dir, "../partial")
	partial := at(t, filepath.Join(parent, "partial"))
	if _, err := fs.ReadFile(partial.open("HEAD").FS(), "run.sh"); err == nil {
		t.Error("a partial clone has no blobs")
	} else if !strings.Contains(err.Error(), "git fetch --refetch --no-filter") {
		t.Error(err)
	}

	// Offsets that need eight bytes, without a pack of that size.
	packs, err := filepath.Glob(filepath.Join(parent, "bare.git/objects/pack/*.pack"))
	if err != nil || len(packs) != 1 {
		t.Fatal(packs, err)
	}
	if err := os.Remove(strings.TrimSuffix(packs[0], "pack") + "idx"); err != nil {
		t.Fatal(err)
	}
	bare.git("index-pack", "--index-version=2,0x40", packs[0])
	bare.same("main~2")

	if _, err := revision.Open(t.TempDir(), "HEAD"); err == nil || !strings.Contains(err.Error(), "not in a git repository") {
		t.Errorf("no repository: %v", err)
	}
	if _, err := revision.Open(filepath.Join(r.dir, "nowhere"), "HEAD"); err == nil {
		t.Error("no directory, no error")
	}
	newRepo(t).fails("HEAD", "no branch, tag or commit `HEAD`")
}

func TestFileSystem(t *testing.T) {
	t.Parallel()
	r := newRepo(t)
	r.write("dir/sub/a.yaml", "a\n")
	r.write("b.yaml", strings.Repeat("b\n", 10000))
	r.commit("plain")
	if err := fstest.TestFS(r.open("HEAD").FS(), "dir/sub/a.yaml", "b.yaml"); err != nil {
		t.Error(err)
	}
	r.link("good", "dir/sub/a.yaml")
	r.link("dir/up", "../b.yaml")
	r.link("todir", "dir")
	r.link("chain", "todir/sub/../up")
	r.link("gone", "nowhere.yaml")
	r.link("loop", "loop2")
	r.link("loop2", "loop")
	r.link("grow", "grow/x")
	r.link("out", "../secret.yaml")
	r.link("dir/out", "../../secret.yaml")
	r.link("abs", filepath.Join(r.dir, "b.yaml"))
	r.commit("links")
	r.write("../secret.yaml", "secret\n")
	r.write("nowhere.yaml", "in the work tree alone\n")
	fsys := r.open("HEAD").FS()
	for name, want := range map[string]string{"good": "dir/sub/a.yaml", "dir/up": "b.yaml", "todir/sub/a.yaml": "dir/sub/a.yaml", "chain": "b.yaml"} {
		real, err := fsys.(interface {
			RealPath(string) (string, error)
		}).RealPath(name)
		if err != nil || real != want {
			t.Errorf("%s is at %q, want %q (%v)", name, real, want, err)
		}
		got, err := fs.ReadFile(fsys, name)
		direct, _ := fs.ReadFile(fsys, want)
		if err != nil || string(got) != string(direct) {
			t.Errorf("%s: %v", name, err)
		}
		info, err := fs.Stat(fsys, name)
		if err != nil || !info.Mode().IsRegular() || info.Size() != int64(len(direct)) {
			t.Errorf("%s: %v, %v", name, info, err)
		}
	}
	for name, want := range map[string]string{"loop": "symbolic links", "grow": "symbolic links", "out": "outside", "dir/out": "outside", "abs": "outside", "todir/out": "outside"} {
		for _, err := range []error{second(fs.ReadFile(fsys, name)), second(fs.Stat(fsys, name)), second(fsys.Open(name)), second(fs.ReadDir(fsys, name))} {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
	for _, name := range []string{"gone", "b.yaml/x", "none", "dir/none", "B.yaml", "nowhere.yaml", ".git", ".git/HEAD"} {
		if _, err := fsys.Open(name); !notExist(err) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, name := range []string{"", "/", "../x", "dir/", "./b.yaml", "dir/../b.yaml"} {
		if _, err := fsys.Open(name); err == nil {
			t.Errorf("%q is no path of a file system", name)
		}
	}
	if err := second(fs.ReadFile(fsys, "dir")); err == nil {
		t.Error("a directory has no content")
	}
	if err := second(fs.ReadLink(fsys, "b.yaml")); err == nil {
		t.Error("a file leads nowhere")
	}
}

// TestConcurrent reads the same files at once, which the race detector watches.
func TestConcurrent(t *testing.T) {
	t.Parallel()
	r := history(t, 20)
	r.git("gc", "-q", "--aggressive")
	fsys := r.open("HEAD~10").FS()
	want, err := fs.ReadFile(fsys, "deploy/big.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 20 {
				if got, err := fs.ReadFile(fsys, "deploy/big.yaml"); err != nil || string(got) != string(want) {
					t.Error("differs: ", err)
				}
				if _, err := fs.Stat(fsys, "deploy/up/ünï.yaml"); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
}

// TestNothingIsTouched: reading leaves no trace in the repository.
func TestNothingIsTouched(t *testing.T) {
	t.Parallel()
	r := history(t, 3)
	state := func() string {
		var out strings.Builder
		err := filepath.WalkDir(r.dir, func(name string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			info, err := d.Info()
			fmt.Fprintln(&out, name, info.Mode(), info.Size(), info.ModTime())
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return out.String()
	}
	before := state()
	if err := fstest.TestFS(r.open("HEAD~1").FS(), "deploy/big.yaml"); err != nil {
		t.Error(err)
	}
	if _, err := revision.MergeBase(r.dir, "HEAD", "HEAD~2"); err != nil {
		t.Error(err)
	}
	if state() != before {
		t.Error("the repository is another")
	}
}

// commits asks git for commits, not for the tags of them.
func commits(revs []string) []string {
	out := make([]string, len(revs))
	for i, rev := range revs {
		out[i] = rev + "^{commit}"
	}
	return out
}

func second[T any](_ T, err error) error { return err }
