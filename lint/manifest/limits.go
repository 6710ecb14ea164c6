package manifest

import (
	"bytes"
	"cmp"
	"fmt"
	"io/fs"
	"sync/atomic"
)

// maxFile is the largest file that is read, in bytes. Cluster dumps of tens of
// megabytes are real; beyond this a file is more likely an accident or an attack.
const maxFile = 256 << 20

// limits is how much is read. What comes from strangers may be made to exhaust the
// memory or the time of a pipeline; nothing that people write comes near.
type limits struct {
	// files is how many files are read.
	files int
	// bytes is how many bytes all files may hold together, and fileBytes one.
	bytes, fileBytes int64
	// documents is how many documents all files may hold together, and
	// fileDocuments one.
	documents, fileDocuments int64
}

// orStandard fills in what is not set.
func (l limits) orStandard() limits {
	return limits{
		files: cmp.Or(l.files, 1_000_000),
		bytes: cmp.Or(l.bytes, 2<<30), fileBytes: cmp.Or(l.fileBytes, maxFile),
		documents: cmp.Or(l.documents, 1_000_000), fileDocuments: cmp.Or(l.fileDocuments, 200_000),
	}
}

// reading reads files side by side, within limits. A file is read if those before
// it in order of name hold no more than the limits allow together, however many
// are read at once: files are begun in this order, so if those that are done pass
// a limit, all that were before the next one do.
type reading struct {
	fsys             fs.FS
	limits           limits
	bytes, documents atomic.Int64
}

func newReading(fsys fs.FS, l limits) *reading {
	return &reading{fsys: fsys, limits: l.orStandard()}
}

// exhausted reports whether the files that are done reach a limit.
func (r *reading) exhausted() bool {
	return r.bytes.Load() > r.limits.bytes || r.documents.Load() > r.limits.documents
}

// took counts a file that is done.
func (r *reading) took(f *opened) {
	r.bytes.Add(int64(f.size))
	r.documents.Add(int64(f.count))
}

// settle returns how many files lie within the limits, and a problem that speaks
// of the others.
func (r *reading) settle(inputs []input, files []opened) (within int, problems []Problem) {
	size, count := int64(0), int64(0)
	for i := range files {
		limit := ""
		switch {
		case size > r.limits.bytes:
			limit = fmt.Sprintf("%d MiB", r.limits.bytes>>20)
		case count > r.limits.documents:
			limit = fmt.Sprintf("%d documents", r.limits.documents)
		}
		if limit != "" {
			return i, []Problem{{Severity: Error, File: inputs[i].name, Message: fmt.Sprintf("not read, nor any file that follows it (%d in all): "+
				"those before it hold more than %s; name fewer directories, or leave some out with --exclude", len(files)-i, limit)}}
		}
		size += int64(files[i].size)
		count += int64(files[i].count)
	}
	return len(files), nil
}

// tooMany reports whether a file holds too many documents. It counts what may be
// markers between them, and so never too few.
func (r *reading) tooMany(content []byte) bool {
	const smallest = int64(len("\n---"))
	if int64(len(content)) < r.limits.fileDocuments*smallest {
		return false
	}
	return int64(bytes.Count(content, []byte("\n---"))+bytes.Count(content, []byte("\n..."))) >= r.limits.fileDocuments
}
