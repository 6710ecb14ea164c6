package source

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"go.yaml.in/yaml/v3"
	sigs "sigs.k8s.io/yaml"
)

// files returns the files of testdata and, while developing, of the directory
// that NETPOLINT_CORPUS names.
func files(t testing.TB) []*File {
	t.Helper()
	var out []*File
	roots := []string{"testdata"}
	if dir := os.Getenv("NETPOLINT_CORPUS"); dir != "" {
		roots = append(roots, dir)
	}
	for _, root := range roots {
		err := filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				if d != nil && d.Name() == "fuzz" {
					return filepath.SkipDir
				}
				return err
			}
			switch filepath.Ext(path) {
			case ".yaml", ".yml", ".json":
			default:
				return nil
			}
			b, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			out = append(out, NewFile(path, b))
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// documents returns all documents of files.
func documents(t testing.TB) []*Document {
	var out []*Document
	for _, f := range files(t) {
		out = append(out, Split(f)...)
	}
	return out
}

// doc returns the only document of a text.
func doc(t testing.TB, text string) *Document {
	t.Helper()
	docs := Split(NewFile("test.yaml", []byte(text)))
	if len(docs) != 1 {
		t.Fatalf("%d documents in %q, want 1", len(docs), text)
	}
	return docs[0]
}

// root returns the root of the only document of a text.
func root(t testing.TB, text string) Node {
	t.Helper()
	n, err := doc(t, text).Parse()
	if err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	return n
}

// decode reads JSON with exact numbers.
func decode(b []byte) (any, error) {
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	var v any
	err := d.Decode(&v)
	return v, err
}

// sameJSON reports whether two JSON texts have the same value.
func sameJSON(a, b []byte) bool {
	x, err1 := decode(a)
	y, err2 := decode(b)
	return err1 == nil && err2 == nil && reflect.DeepEqual(x, y)
}

// native converts n without help from sigs.k8s.io/yaml.
func native(n Node) ([]byte, *SyntaxError) {
	w := jsonWriter{t: n.t}
	err := w.value(n.n)
	return w.out, err
}

// collides reports whether two keys of a mapping differ in YAML but not in
// JSON, so that sigs.k8s.io/yaml picks one at random.
func collides(n Node) bool {
	zero := false // 0.0 and -0.0 are one key to it
	walk(n.n, func(v *yaml.Node) {
		key, ok := n.t.key(v)
		zero = zero || ok && key == "-0"
	})
	if zero {
		return true
	}
	for _, d := range n.Duplicates() {
		if d.First.Text() != d.Second.Text() {
			return true
		}
	}
	return false
}

// served is what kubectl makes of a document: of JSON itself, or of YAML.
func served(b []byte) ([]byte, error) {
	out, err := sigs.YAMLToJSON(b)
	if err == nil || !bytes.HasPrefix(bytes.TrimSpace(b), []byte("{")) {
		return out, err
	}
	var value json.RawMessage
	if json.NewDecoder(bytes.NewReader(b)).Decode(&value) != nil {
		return nil, err
	}
	return value, nil
}

// TestJSONLikeServer compares Node.JSON with sigs.k8s.io/yaml over all files.
func TestJSONLikeServer(t *testing.T) {
	parsed, failed, odd := 0, 0, 0
	dropped := map[string]bool{"testdata/dropped.yaml": true}
	for _, d := range documents(t) {
		want, wantErr := served(d.Bytes())
		root, err := d.Parse()
		at := d.File.Position(d.Start)
		if err != nil {
			failed++
			if wantErr == nil {
				odd++
				t.Logf("%s:%d: only we refuse it: %v", d.File.Name, at.Line, err)
			}
			continue
		}
		got, err := root.JSON()
		if err != nil || wantErr != nil {
			if (err != nil) != (wantErr != nil) {
				t.Errorf("%s:%d: error %v, want %v", d.File.Name, at.Line, err, wantErr)
			}
			continue
		}
		parsed++
		if rest := root.Rest(); !rest.IsZero() && !dropped[d.File.Name] {
			t.Errorf("%s: %q is dropped", d.File.Name, rest.Text())
		}
		if !sameJSON(got, want) && !collides(root) {
			t.Errorf("%s:%d: got  %s\nwant %s", d.File.Name, at.Line, got, want)
		}
		if own, err := native(root); err != nil || !sameJSON(own, got) && !collides(root) {
			t.Errorf("%s:%d: native: %v\ngot  %s\nwant %s", d.File.Name, at.Line, err, own, got)
		}
	}
	t.Logf("%d documents converted, %d refused (%d by us alone)", parsed, failed, odd)
}

// TestSketchSound compares sketches with parses over all files.
func TestSketchSound(t *testing.T) {
	sure, unsure := 0, 0
	for _, d := range documents(t) {
		s := d.Sketch()
		if !s.Sure {
			unsure++
			continue
		}
		sure++
		if root, err := d.Parse(); err == nil {
			checkSketch(t, d, s, root)
		}
	}
	t.Logf("%d sure, %d not", sure, unsure)
}

// checkSketch compares a sure sketch with the parsed document.
func checkSketch(t *testing.T, d *Document, s Sketch, root Node) {
	t.Helper()
	kind, version := root.Get("kind"), root.Get("apiVersion")
	if kind.Exists() != s.HasKind || kind.Text() != s.Kind || s.HasKind && kind.Kind() != String {
		t.Errorf("%s: sketch has kind %q (%v), parse %q (%v) in\n%s", d.File.Name, s.Kind, s.HasKind, kind.Text(), kind.Kind(), d.Bytes())
	}
	if version.Text() != s.APIVersion || version.Exists() && version.Kind() != String {
		t.Errorf("%s: sketch has version %q, parse %q in\n%s", d.File.Name, s.APIVersion, version.Text(), d.Bytes())
	}
}
