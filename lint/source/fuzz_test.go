package source

import (
	"math/rand"
	"testing"
)

// seed adds the files of testdata to a fuzz target.
func seed(f *testing.F) {
	for _, file := range files(f) {
		f.Add(file.Bytes)
	}
	for _, s := range []string{
		"kind: A#b\n", "# c\n  kind: A\nb: c\n", "a: \"x\nkind: B\n\"\n", "a: [b,\nkind: C\n]\n",
		"kind: A\n  b\n", "kind: A\n\n b\n", "kind: A\nkind: B\n", "kind: y\n", "kind: 1\n", "kind:\tA\n",
		"kind: A\rkind: B\n", "- \"x\nkind: B\n\"\n", "x\" : \"c\nkind: A\n\": d\n", "? a\nkind: B\n",
		"a: &a [*a]\n", "%YAML 1.2\n---\na: b\n", "a: !!binary x\n", "\xff\xfea\x00", "a: \x00\n", "! a: ! b\n", "{a: &x , b: !!str }\n",
	} {
		f.Add([]byte(s))
	}
}

// FuzzSplitSketch: documents lie in order inside the file, and a sure sketch
// agrees with the parse, if that succeeds.
func FuzzSplitSketch(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, b []byte) {
		at := 0
		for i, d := range Split(NewFile("fuzz", b)) {
			if d.Index != i || d.Start < at || d.End <= d.Start || d.End > len(b) {
				t.Fatalf("document %d at %d:%d after %d of %d", i, d.Start, d.End, at, len(b))
			}
			at = d.End
			s := d.Sketch()
			if !s.Sure {
				continue
			}
			if root, err := d.Parse(); err == nil {
				checkSketch(t, d, s, root)
			}
		}
	})
}

// FuzzParse: no panic, JSON as sigs.k8s.io/yaml has it, spans inside the
// document.
func FuzzParse(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, d := range Split(NewFile("fuzz", b)) {
			root, err := d.Parse()
			if err != nil {
				s := err.(*SyntaxError)
				if s.Span.Start < d.Start || s.Span.End > d.End || s.Message == "" {
					t.Fatalf("error span %d:%d of %d:%d: %v", s.Span.Start, s.Span.End, d.Start, d.End, err)
				}
				continue
			}
			fuzzJSON(t, d, root)
			fuzzPlaces(t, d, root)
		}
	})
}

// FuzzLocate: any path in any document leads to a place inside the document, and
// an exact one is what walking the nodes finds.
func FuzzLocate(f *testing.F) {
	for _, file := range files(f) {
		for _, p := range []string{"", "/metadata/name", "/spec/ingress/0/from/1/ipBlock/cidr", "/items/0/spec", "/a~1b/~0", "/x/-1/01"} {
			f.Add(file.Bytes, p)
		}
	}
	f.Add([]byte("a: &x {b: [1, {c: d}]}\ne: *x\n<<: *x\n"), "/e/b/1/c")
	f.Add([]byte(`{"a": [[[]]], "": {"": 1}}`), "//")
	f.Fuzz(func(t *testing.T, b []byte, path string) {
		for _, d := range Split(NewFile("fuzz", b)) {
			key, value, exact := d.Locate(Path(path))
			for _, s := range []Span{key, value} {
				if s.File != nil && (s.Start < d.Start || s.End > d.End || s.Start > s.End) {
					t.Fatalf("%q: span %d:%d of a document at %d:%d", path, s.Start, s.End, d.Start, d.End)
				}
			}
			root, err := d.Parse()
			if err != nil || !root.Exists() {
				if exact && path != "" {
					t.Fatalf("%q is said to stand in a document without a value", path)
				}
				continue
			}
			found := root
			for _, token := range Path(path).Tokens() {
				if i, ok := index(token); found.Kind() == Sequence {
					if !ok {
						i = -1
					}
					found = found.At(i)
				} else {
					found = found.Get(token)
				}
			}
			if found.Exists() != exact {
				t.Fatalf("%q: exact is %v, and walking finds a %v", path, exact, found.Kind())
			}
		}
	})
}

// fuzzJSON compares the JSON of a document with that of sigs.k8s.io/yaml.
func fuzzJSON(t *testing.T, d *Document, root Node) {
	got, err := root.JSON()
	if err != nil {
		return
	}
	want, err := served(d.Bytes())
	if err != nil {
		return // TestMutants counts these
	}
	if collides(root) {
		return
	}
	if !sameJSON(got, want) {
		t.Fatalf("%q\ngot  %s\nwant %s", d.Bytes(), got, want)
	}
	if own, err := native(root); root.Exists() && (err != nil || !sameJSON(own, want)) {
		t.Fatalf("%q\nown  %s %v\nwant %s", d.Bytes(), own, err, want)
	}
}

// fuzzPlaces asks for the places of everything and of some paths.
func fuzzPlaces(t *testing.T, d *Document, root Node) {
	check := func(s Span) {
		if !s.IsZero() && (s.Start < d.Start || s.End > d.End || s.End < s.Start) {
			t.Fatalf("span %d:%d of %d:%d in %q", s.Start, s.End, d.Start, d.End, d.Bytes())
		}
	}
	random := rand.New(rand.NewSource(int64(len(d.Bytes()))))
	budget := 2000
	var visit func(n Node, p Path)
	visit = func(n Node, p Path) {
		if budget--; budget < 0 {
			return
		}
		check(n.Span())
		if random.Intn(4) == 0 || len(p) < 4 {
			key, value, exact := d.Locate(p)
			check(key)
			check(value)
			if !exact {
				t.Fatalf("%q is not found in %q", p, d.Bytes())
			}
			d.Locate(p.Child("x"))
			d.Locate(p.Index(7))
		}
		for i, c := range n.Items() {
			visit(c, p.Index(i))
		}
		for k, v := range n.Entries() {
			check(k.Span())
			if key, ok := n.t.key(k.n); ok {
				visit(v, p.Child(key))
			}
		}
	}
	if root.Exists() {
		visit(root, "")
	}
	for _, dup := range root.Duplicates() {
		check(dup.First)
		check(dup.Second)
	}
}
