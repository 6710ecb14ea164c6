// Package baseline keeps the findings that a project has accepted for now in a file,
// so that only new ones fail a run. Findings are known by their fingerprints, which
// edits, moved lines and renamed files leave as they are.
package baseline

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/manifest"
)

// DefaultName is the name of the file where none is given.
const DefaultName = manifest.BaselineFile

// schema says what is in the file.
const schema = "netpolint.baseline/v1"

// MaxSize is how large a baseline may be, in bytes.
const MaxSize = 64 << 20

// Entry is a finding that is known. Fingerprint and Also decide what it is about;
// Code, Object, File and Message are for people, and File tells apart what has one
// fingerprint. Reason and Until, the last day on which the entry holds, are written
// by people.
type Entry struct {
	Fingerprint string   `json:"fingerprint"`
	Code        string   `json:"code"`
	Object      string   `json:"object,omitempty"`
	File        string   `json:"file,omitempty"`
	Message     string   `json:"message,omitempty"`
	Also        []string `json:"also,omitempty"`
	Reason      string   `json:"reason,omitempty"`
	Until       string   `json:"until,omitempty"`
}

// Baseline is a list of known findings.
type Baseline struct {
	Entries []Entry
}

// New makes a baseline of findings, an entry for each. Name is what a file is called
// in it.
func New(findings []lint.Finding, name func(string) string) *Baseline {
	b := &Baseline{}
	for i := range findings {
		f := &findings[i]
		b.Entries = append(b.Entries, Entry{
			Fingerprint: f.Fingerprint, Code: f.Rule.Code, Object: objectOf(f), File: name(f.Location.File()),
			Message: f.Message, Also: slices.Sorted(slices.Values(f.Merged)),
		})
	}
	return b
}

func objectOf(f *lint.Finding) string {
	switch o := f.At.Object; {
	case o == nil:
		return ""
	case f.Namespace == "":
		return o.ID.Kind + " " + o.ID.Name
	default:
		return o.ID.Kind + " " + f.Namespace + "/" + o.ID.Name
	}
}

// Read reads the content of a file. What people mistype in it is an error, as an
// entry that is not understood would let a finding pass.
func Read(content []byte) (*Baseline, error) {
	var file struct {
		Schema   string  `json:"schema"`
		Version  string  `json:"version"`
		Findings entries `json:"findings"`
	}
	switch start := bytes.TrimSpace(content); {
	case len(start) == 0:
		return nil, errors.New("it is empty: remove it, and write it anew with --write-baseline")
	case start[0] == '[' || start[0] == '"':
		return nil, errors.New("not a baseline: it is no object of JSON with schema and findings")
	}
	decoder := json.NewDecoder(bytes.NewReader(content))
	decoder.DisallowUnknownFields()
	err := decoder.Decode(&file)
	switch {
	case bytes.Contains(content, []byte("\n<<<<<<< ")) || bytes.HasPrefix(content, []byte("<<<<<<< ")):
		return nil, errors.New("it holds the marks of a merge conflict: keep the lines of both sides, or write it anew with --write-baseline")
	case file.Schema != schema && (err == nil || file.Schema != ""):
		return nil, fmt.Errorf("its schema is %q, and not %q: it is no baseline, or one of a newer netpolint", file.Schema, schema)
	case err != nil:
		return nil, fmt.Errorf("not a baseline: %s%w", lineOf(content, err), err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("not a baseline: something stands behind its end")
	}
	return &Baseline{Entries: file.Findings}, nil
}

// entries are checked one by one while they are read: a file of millions of empty ones
// would take a hundred times its size.
type entries []Entry

func (all *entries) UnmarshalJSON(content []byte) error {
	decoder := json.NewDecoder(bytes.NewReader(content))
	decoder.DisallowUnknownFields()
	if start, err := decoder.Token(); err != nil || start != json.Delim('[') {
		return errors.Join(err, errors.New("its findings are no list"))
	}
	for decoder.More() {
		var e Entry
		if err := decoder.Decode(&e); err != nil {
			return err
		}
		if err := e.check(); err != nil {
			return fmt.Errorf("entry %d (%q): %w", len(*all)+1, e.Object, err)
		}
		*all = append(*all, e)
	}
	return nil
}

// lineOf says on which line JSON is broken.
func lineOf(content []byte, err error) string {
	var syntax *json.SyntaxError
	if !errors.As(err, &syntax) {
		return ""
	}
	at := min(max(int(syntax.Offset)-1, 0), len(content))
	return fmt.Sprintf("line %d: ", bytes.Count(content[:at], []byte{'\n'})+1)
}

func (e *Entry) check() error {
	for _, f := range append([]string{e.Fingerprint}, e.Also...) {
		if id := bare(f); len(id) != 24 || strings.Trim(id, "0123456789abcdef") != "" {
			return fmt.Errorf("%q is no fingerprint", f)
		}
	}
	if digits, ok := strings.CutPrefix(e.Code, "NP"); !ok || digits == "" || strings.Trim(digits, "0123456789") != "" {
		return errors.New("its code is that of no rule")
	}
	if e.Until != "" {
		if _, err := time.Parse(time.DateOnly, e.Until); err != nil {
			return fmt.Errorf("until: %q is no date: write it as 2027-01-31", e.Until)
		}
	}
	return nil
}

// Write writes the file: an entry a line, in order of file, rule and object, so that
// a change of it reads well. Version is that of the tool.
func (b *Baseline) Write(w io.Writer, version string) error {
	entries := slices.Clone(b.Entries)
	slices.SortStableFunc(entries, func(x, y Entry) int {
		return cmp.Or(cmp.Compare(x.File, y.File), cmp.Compare(x.Code, y.Code), cmp.Compare(x.Object, y.Object),
			cmp.Compare(x.Message, y.Message), cmp.Compare(x.Fingerprint, y.Fingerprint))
	})
	head, err := line(version)
	if err != nil {
		return err
	}
	var out bytes.Buffer
	fmt.Fprintf(&out, "{\n  \"schema\": %q,\n  \"version\": %s,\n  \"findings\": [", schema, head)
	for i := range entries {
		text, err := line(entries[i])
		if err != nil {
			return err
		}
		if i > 0 {
			out.WriteByte(',')
		}
		out.WriteString("\n    ")
		out.Write(text)
	}
	if len(entries) > 0 {
		out.WriteString("\n  ")
	}
	out.WriteString("]\n}\n")
	_, err = w.Write(out.Bytes())
	return err
}

// line is a value as JSON on one line.
func line(value any) ([]byte, error) {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return nil, fmt.Errorf("writing a baseline: %w", err)
	}
	return bytes.TrimSuffix(b.Bytes(), []byte{'\n'}), nil
}

// bare is a fingerprint without the number that tells findings apart which share it.
func bare(fingerprint string) string {
	id, _, _ := strings.Cut(fingerprint, "-")
	return id
}
