package revision

// Limits of what is read: a repository may come from a stranger, and a few bytes of
// it may claim to be any number. Git has no such limits.
const (
	// maxObject is how many bytes an object may have.
	maxObject = 256 << 20
	// maxChain is how many deltas may build on each other; git makes no more than 4095.
	maxChain = 4096
	// maxWork is how many bytes the objects of one chain may have together.
	maxWork = 4 << 30
	// maxCache is how many bytes of objects are kept that others build on.
	maxCache = 64 << 20
	// maxListed is how many entries of directories are listed: trees that hold each
	// other many times grow without end from a few bytes.
	maxListed = 10_000_000
	// maxLinks is how many symbolic links one path may lead through, as on Linux.
	maxLinks = 40
	// maxTarget is how many bytes the target of a symbolic link may have.
	maxTarget = 4096
	// maxSmall is how many bytes of files like HEAD are read.
	maxSmall = 64 << 10
	// maxPeel is how many references and tags may lead to each other.
	maxPeel = 20
)
