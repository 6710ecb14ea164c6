// Ported from Helm v4.3.1 (pkg/engine/files.go).
// Copyright The Helm Authors, Apache License 2.0.

package helm

import (
	"encoding/base64"
	"errors"
	"path"
	"strings"
)

// files are what templates see as .Files: all files of a chart that have no other
// meaning.
type files map[string][]byte

func newFiles(from []*file) files {
	out := files{}
	for _, f := range from {
		out[f.name] = f.data()
	}
	return out
}

// GetBytes returns a file; nothing if it is not there.
func (f files) GetBytes(name string) []byte {
	if v, ok := f[name]; ok {
		return v
	}
	return []byte{}
}

// Get returns a file as text.
func (f files) Get(name string) string { return string(f.GetBytes(name)) }

// Glob returns the files whose names match a pattern; all if it is none.
func (f files) Glob(pattern string) files {
	match := compileGlob(pattern)
	out := files{}
	for name, content := range f {
		if match(name) {
			out[name] = content
		}
	}
	return out
}

// AsConfig returns the files as YAML for the data of a ConfigMap.
func (f files) AsConfig() (string, error) {
	return f.table(func(b []byte) string { return string(b) })
}

// AsSecrets returns the files as YAML for the data of a Secret.
func (f files) AsSecrets() (string, error) {
	return f.table(base64.StdEncoding.EncodeToString)
}

func (f files) table(text func([]byte) string) (string, error) {
	if f == nil {
		return "", nil
	}
	size := 0
	for _, content := range f {
		if size += len(content); size > maxValue {
			return "", errors.New("files of more than 16 MiB")
		}
	}
	m := map[string]string{}
	for name, content := range f {
		m[path.Base(name)] = text(content)
	}
	return toYAML(m), nil
}

// Lines returns the lines of a file.
func (f files) Lines(name string) []string {
	s := string(f[name])
	if s == "" {
		return []string{}
	}
	return strings.Split(strings.TrimSuffix(s, "\n"), "\n")
}
