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

// maxFile is the largest file that is read, in bytes. Cluster dumps of tens of
// megabytes are real; beyond this a file is more likely an accident or an attack.
const maxFile = 256 << 20

// opened is one file after reading: its documents that must be parsed, and the
// kinds of those that a scan of their bytes already told to be of no interest.
type opened struct {
	count     int
	documents []*document
	other     []string
	problem   *Problem
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
func open(fsys fs.FS, in input) (out opened) {
	content, err := read(fsys, in)
	if err != nil {
		return opened{problem: &Problem{Severity: Error, File: in.name, Message: err.Error()}}
	}
	if bytes.IndexByte(content, 0) >= 0 {
		return opened{problem: &Problem{Severity: Error, File: in.name,
			Message: "not a text file: it holds NUL bytes; save it as UTF-8, or leave it out"}}
	}
	if in.reader != nil && len(bytes.TrimSpace(content)) == 0 {
		return opened{problem: &Problem{Severity: Error, File: in.name,
			Message: "standard input is empty: did the command before the pipe fail?"}}
	}
	file := source.NewFile(in.name, content)
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
	}()
	for _, d := range source.Split(file) {
		out.count++
		sketch := d.Sketch()
		if sketch.Sure {
			if !sketch.HasKind && sketch.APIVersion != "networking.k8s.io/v1" {
				kindless = append(kindless, &document{source: d, template: sketch.Template})
				continue
			}
			if sketch.HasKind && sketch.APIVersion != "" && !relevant(sketch.APIVersion, sketch.Kind) {
				out.other = append(out.other, sketch.APIVersion+" "+sketch.Kind)
				continue
			}
		}
		out.documents = append(out.documents, &document{source: d, template: sketch.Template})
	}
	return out
}

// notKubernetes tells files that are never manifests by their names, although
// some carry an apiVersion: those that steer Kustomize and Helm.
func notKubernetes(name string) bool {
	return kustomizationFile(name) || path.Base(name) == "Chart.yaml"
}

// read returns the bytes of one input.
func read(fsys fs.FS, in input) ([]byte, error) {
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
		if info.IsDir() {
			return nil, errors.New("a directory where a file was expected")
		}
		r, size = f, info.Size()
	}
	if size > maxFile {
		return nil, tooLarge()
	}
	content, err := readAll(io.LimitReader(r, maxFile+1), size)
	if err != nil {
		return nil, fmt.Errorf("cannot be read: %w", cause(err))
	}
	if len(content) > maxFile {
		return nil, tooLarge()
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

func tooLarge() error {
	return fmt.Errorf("larger than %d MiB: not read; split it, or leave it out", maxFile>>20)
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
