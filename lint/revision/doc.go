// Package revision gives the tree of a git revision as a file system.
//
// It reads the object store of a repository by itself: it starts no program, asks
// no network, and touches neither the work tree nor the index nor any other file.
// What git does to files on their way to a work tree is not done: line ends,
// encodings and filters of .gitattributes are left alone, and files of Git LFS are
// their pointers. Replacements (git replace) are not followed.
//
// Every object is held to its hash, so a repository that was tampered with gives
// an error and no other content; sizes and the depth of deltas are bounded.
package revision
