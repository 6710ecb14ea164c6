package revision

import "io/fs"

// Tree is the content of a commit. It is safe for concurrent use.
type Tree struct {
	name, prefix string
	files        *files
}

// Open finds the repository that holds dir and resolves the revision in it: HEAD
// or @, a branch, a tag, a remote branch, refs/..., or a hash of which at least four
// digits are given, each with any number of ~N, ^, ^N and ^{commit} behind it.
func Open(dir, revision string) (*Tree, error) {
	repo, prefix, err := find(dir)
	if err != nil {
		return nil, err
	}
	tree, err := repo.tree(revision)
	if err != nil {
		repo.objects.close()
		return nil, err
	}
	tree.prefix = prefix
	return tree, nil
}

// FS returns the files from the root of the repository on. Besides [fs.StatFS],
// [fs.ReadDirFS], [fs.ReadFileFS] and [fs.ReadLinkFS] it has RealPath(string)
// (string, error), which returns a path with all symbolic links followed. Links
// are followed inside of the tree alone.
func (t *Tree) FS() fs.FS { return t.files }

// Name is the hash of the commit, as far as it takes to tell it from others.
func (t *Tree) Name() string { return t.name }

// Prefix is the path of the directory that was given to [Open] below the root of
// the repository, separated by slashes, and "." at the root.
func (t *Tree) Prefix() string { return t.prefix }

// Close closes the files of the repository; nothing can be read from then on.
func (t *Tree) Close() error { return t.files.repo.objects.close() }

func (r *repository) tree(revision string) (*Tree, error) {
	at, err := r.resolve(revision)
	if err != nil {
		return nil, err
	}
	c, err := r.commit(at)
	if err != nil {
		return nil, err
	}
	root := entry{name: ".", mode: fs.ModeDir | 0o755, id: c.tree}
	// A tree that cannot be read at all is better told now than file by file.
	f := newFiles(r, root)
	if _, err := f.list(root); err != nil {
		return nil, err
	}
	return &Tree{name: r.abbreviate(at), files: f}, nil
}
