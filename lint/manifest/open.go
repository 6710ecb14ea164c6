package manifest

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"

	"github.com/netpolint/netpolint/lint/source"
)

// opened is one file after reading: its documents that must be parsed, and the
// kinds of those that a scan of their bytes already told to be of no interest.
type opened struct {
	size, count int
	documents   []*document
	other       []string
	problem     *Problem
	// marked is the file if it may hold comments that speak to the tool.
	marked *source.File
}

// patch makes a file one of patches for Kustomize, whose documents are no objects
// of their own.
func (o *opened) patch() {
	for range o.documents {
		o.other = append(o.other, "kustomize patch")
	}
	o.documents = nil
}

// open reads one file, splits it, and sorts out the documents that need no
// parsing.
func (r *reading) open(in input) (out opened) {
	if r.exhausted() {
		return out // settle says so
	}
	content, err := read(r.fsys, in, r.limits.fileBytes)
	if err != nil {
		return opened{problem: &Problem{Severity: Error, File: in.name, Message: err.Error()}}
	}
	out.size = len(content)
	if message := r.refused(in, content); message != "" {
		out.problem = &Problem{Severity: Error, File: in.name, Message: message}
		r.took(&out)
		return out
	}
	file := source.NewFile(in.name, content)
	if holdsMark(content) {
		out.marked = file
	}
	if notKubernetes(in.name) {
		out.count = 1
		return out
	}
	var kindless []*document
	defer func() {
		// Among manifests, a document that names no kind may be a broken one.
		if len(out.documents)+len(out.other) > 0 {
			out.documents = append(out.documents, kindless...)
		}
		r.took(&out)
	}()
	all := source.Split(file)
	out.count = len(all)
	template := ytt(content)
	for _, d := range all {
		sketch := d.Sketch()
		if sketch.Sure {
			if !sketch.HasKind && sketch.APIVersion != "networking.k8s.io/v1" {
				kindless = append(kindless, &document{source: d, ytt: template})
				continue
			}
			if sketch.HasKind && sketch.APIVersion != "" && !relevant(d, sketch.APIVersion, sketch.Kind) {
				out.other = append(out.other, sketch.APIVersion+" "+sketch.Kind)
				continue
			}
		}
		out.documents = append(out.documents, &document{source: d, ytt: template})
	}
	return out
}

// refused says why the content of a file is not looked at.
func (r *reading) refused(in input, content []byte) string {
	switch {
	case bytes.IndexByte(content, 0) >= 0:
		return "not a text file: it holds NUL bytes; save it as UTF-8, or leave it out"
	case in.reader != nil && len(bytes.TrimSpace(content)) == 0:
		return "standard input is empty: did the command before the pipe fail?"
	case in.pipe && len(bytes.TrimSpace(content)) == 0:
		return "the pipe is empty, or nobody writes to it: did the command that fills it fail?"
	case r.tooMany(content):
		return fmt.Sprintf("more than %d documents: not read; split it, or leave it out", r.limits.fileDocuments)
	}
	return ""
}

// notKubernetes tells files that are never manifests by their names, although
// some carry an apiVersion: those that steer Kustomize and Helm.
func notKubernetes(name string) bool {
	return kustomizationFile(name) || path.Base(name) == "Chart.yaml"
}

// read returns the bytes of one input, of which there may be so many.
func read(fsys fs.FS, in input, most int64) ([]byte, error) {
	var r io.Reader = in.reader
	size := int64(0)
	if r == nil {
		f, err := fsys.Open(in.path)
		if err != nil {
			return nil, fmt.Errorf("cannot be read: %w; check its permissions, or leave it out", cause(err))
		}
		defer f.Close()
		info, err := f.Stat()
		if err != nil {
			return nil, fmt.Errorf("cannot be read: %w", cause(err))
		}
		switch {
		case info.IsDir():
			return nil, errors.New("a directory where a file was expected")
		case in.pipe && info.Mode()&fs.ModeNamedPipe != 0:
			if err := waitForWriter(f); err != nil {
				return nil, fmt.Errorf("cannot be read: %w", err)
			}
		case !info.Mode().IsRegular():
			return nil, errors.New("a pipe, socket or device where a file was expected")
		}
		r, size = f, info.Size()
	}
	if size > most {
		return nil, tooLarge(most)
	}
	content, err := readAll(io.LimitReader(r, most+1), size)
	if err != nil {
		return nil, fmt.Errorf("cannot be read: %w", cause(err))
	}
	if int64(len(content)) > most {
		return nil, tooLarge(most)
	}
	return content, nil
}

// readAll is io.ReadAll with the buffer allocated once: size is known, and one
// byte more lets the last read see the end.
func readAll(r io.Reader, size int64) ([]byte, error) {
	if size == 0 {
		return io.ReadAll(r)
	}
	buffer := make([]byte, 0, size+1)
	for {
		n, err := r.Read(buffer[len(buffer):cap(buffer)])
		buffer = buffer[:len(buffer)+n]
		if errors.Is(err, io.EOF) {
			return buffer, nil
		}
		if err != nil {
			return nil, err
		}
		if len(buffer) == cap(buffer) {
			buffer = append(buffer, 0)[:len(buffer)]
		}
	}
}

func tooLarge(most int64) error {
	return fmt.Errorf("larger than %d MiB: not read; split it, or leave it out", most>>20)
}

// cause drops the operation and path of an error, which the message around it
// already says.
func cause(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}
