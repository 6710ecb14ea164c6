package revision_test

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/netpolint/netpolint/lint/revision"
)

// repo is a repository that the real git made.
type repo struct {
	t     *testing.T
	dir   string
	blobs map[string][]byte // what git says of each, asked once
}

// newRepo returns an empty one. The test is skipped where there is no git.
func newRepo(t *testing.T, flags ...string) *repo {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("no git here")
	}
	r := at(t, filepath.Join(t.TempDir(), "work"))
	if err := os.Mkdir(r.dir, 0o755); err != nil {
		t.Fatal(err)
	}
	r.git(append([]string{"init", "-q", "-b", "main"}, flags...)...)
	return r
}

func at(t *testing.T, dir string) *repo { return &repo{t, dir, map[string][]byte{}} }

// command runs git without anybody's configuration.
func command(dir, input string, args ...string) ([]byte, error) {
	cmd := exec.Command("git", args...)
	cmd.Dir, cmd.Stdin = dir, strings.NewReader(input)
	for _, v := range os.Environ() {
		if !strings.HasPrefix(v, "GIT_") {
			cmd.Env = append(cmd.Env, v)
		}
	}
	cmd.Env = append(cmd.Env, "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_SYSTEM="+os.DevNull, "LC_ALL=C",
		"GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@example.com", "GIT_COMMITTER_NAME=c", "GIT_COMMITTER_EMAIL=c@example.com")
	var errs bytes.Buffer
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if err != nil {
		err = fmt.Errorf("git %s: %w\n%s", strings.Join(args, " "), err, &errs)
	}
	return out, err
}

func (r *repo) git(args ...string) string {
	r.t.Helper()
	return r.feed("", args...)
}

// feed runs git with a standard input.
func (r *repo) feed(input string, args ...string) string {
	r.t.Helper()
	out, err := command(r.dir, input, args...)
	if err != nil {
		r.t.Fatal(err)
	}
	return strings.TrimSpace(string(out))
}

func (r *repo) write(name, content string) {
	r.t.Helper()
	p := filepath.Join(r.dir, name)
	if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
		r.t.Fatal(err)
	}
	if err := os.WriteFile(p, []byte(content), 0o644); err != nil {
		r.t.Fatal(err)
	}
}

func (r *repo) link(name, target string) {
	r.t.Helper()
	if err := os.Symlink(target, filepath.Join(r.dir, name)); err != nil {
		r.t.Skip("no symbolic links here")
	}
}

// commit commits all that there is, and returns the hash.
func (r *repo) commit(message string) string {
	r.t.Helper()
	r.git("add", "-A")
	r.git("commit", "-q", "--allow-empty", "-m", message)
	return r.git("rev-parse", "HEAD")
}

func (r *repo) open(rev string) *revision.Tree {
	r.t.Helper()
	tree, err := revision.Open(r.dir, rev)
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() { tree.Close() })
	return tree
}

// tree is `git ls-tree` of a revision: mode, hash and path.
func (r *repo) tree(rev string) [][3]string {
	r.t.Helper()
	var out [][3]string
	for _, line := range strings.Split(r.git("ls-tree", "-r", "-z", rev), "\x00") {
		if line == "" {
			continue
		}
		head, name, _ := strings.Cut(line, "\t")
		f := strings.Fields(head)
		out = append(out, [3]string{f[0], f[2], name})
	}
	return out
}

// same compares every file of a revision with what git says.
func (r *repo) same(rev string) {
	r.t.Helper()
	tree := r.open(rev)
	if full := r.git("rev-parse", rev+"^{commit}"); !strings.HasPrefix(full, tree.Name()) || len(tree.Name()) < 7 {
		r.t.Errorf("%s is %s, want %s", rev, tree.Name(), full)
	}
	fsys := tree.FS()
	seen := map[string]fs.DirEntry{}
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && name != "." {
			seen[name] = d
		}
		return err
	})
	if err != nil {
		r.t.Fatal(err)
	}
	modes := map[string]fs.FileMode{"100644": 0o644, "100755": 0o755, "120000": fs.ModeSymlink | 0o777, "160000": fs.ModeDir | 0o755}
	files := 0
	for _, e := range r.tree(rev) {
		mode, hash, name := e[0], e[1], e[2]
		files++
		d := seen[name]
		if d == nil {
			r.t.Errorf("%s: %s is not listed", rev, name)
			continue
		}
		info, err := d.Info()
		if err != nil || info.Mode() != modes[mode] {
			r.t.Errorf("%s: %s has mode %v, want %v (%v)", rev, name, info.Mode(), modes[mode], err)
			continue
		}
		if mode == "160000" {
			if list, err := fs.ReadDir(fsys, name); err != nil || len(list) != 0 {
				r.t.Errorf("submodule %s: %v, %v", name, list, err)
			}
			continue
		}
		want, ok := r.blobs[hash]
		if !ok {
			if want, err = command(r.dir, "", "cat-file", "blob", hash); err != nil {
				r.t.Fatal(err)
			}
			r.blobs[hash] = want
		}
		if info.Size() != int64(len(want)) {
			r.t.Errorf("%s: %s has size %d, want %d", rev, name, info.Size(), len(want))
		}
		var got []byte
		if mode == "120000" {
			var target string
			target, err = fs.ReadLink(fsys, name)
			got = []byte(target)
		} else {
			got, err = fs.ReadFile(fsys, name)
		}
		if err != nil || !bytes.Equal(got, want) {
			r.t.Errorf("%s: %s differs from git's (%v)", rev, name, err)
		}
	}
	for name, d := range seen {
		if !d.IsDir() {
			files--
		} else if d.Type().IsDir() {
			if list, err := fs.ReadDir(fsys, name); err == nil && len(list) == 0 {
				files-- // a submodule
			}
		}
	}
	if files != 0 {
		r.t.Errorf("%s: %d files fewer than git lists", rev, files)
	}
}

// fails holds an error to what it must say.
func (r *repo) fails(rev string, words ...string) {
	r.t.Helper()
	tree, err := revision.Open(r.dir, rev)
	if err == nil {
		r.t.Errorf("%s is %s, want an error", rev, tree.Name())
		return
	}
	for _, w := range words {
		if !strings.Contains(err.Error(), w) {
			r.t.Errorf("%s: %q does not say %q", rev, err, w)
		}
	}
}

// notExist reports whether an error says that there is no such file.
func notExist(err error) bool { return errors.Is(err, fs.ErrNotExist) }
