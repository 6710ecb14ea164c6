package manifest_test

import (
	"context"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"testing/fstest"

	"github.com/netpolint/netpolint/lint/manifest"
)

// FuzzDecode: whatever a file holds, it is read or refused, every object leads to
// a place in the file, and so does every violation and problem.
func FuzzDecode(f *testing.F) {
	seeds, err := filepath.Glob("../../testdata/rules/*/*.yaml")
	if err != nil || len(seeds) == 0 {
		f.Fatal("no seeds: ", err)
	}
	for _, name := range seeds {
		content, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(content)
	}
	f.Add([]byte("apiVersion: template.openshift.io/v1\nkind: Template\nparameters: [{name: A, value: b}]\nobjects:\n- {apiVersion: v1, kind: List, items: [{apiVersion: v1, kind: Namespace, metadata: {name: \"${A}\"}}]}\n"))
	f.Add([]byte("apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: \"{{ x }}\"}\nspec: {{ toYaml . }}\n"))
	f.Fuzz(decodes)
}

// TestDecodeMutants does the same to mutants of the fixtures, many more in the same
// time, as fuzzing watches every line of the libraries behind it.
// NETPOLINT_MUTANTS says how many, and NETPOLINT_SEED which.
func TestDecodeMutants(t *testing.T) {
	count, seed := 2000, uint64(1)
	if n, err := strconv.Atoi(os.Getenv("NETPOLINT_MUTANTS")); err == nil {
		count = n
	}
	if n, err := strconv.ParseUint(os.Getenv("NETPOLINT_SEED"), 10, 64); err == nil {
		seed = n
	}
	names, err := filepath.Glob("../../testdata/rules/*/*.yaml")
	if err != nil || len(names) == 0 {
		t.Fatal("no seeds: ", err)
	}
	var seeds [][]byte
	for _, name := range names {
		content, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		seeds = append(seeds, content)
	}
	g := rand.New(rand.NewPCG(seed, 3))
	words := []string{"- ", "{}", "[]", "null", "*a", "&a ", "!!str ", "${A}", "{{ x }}", "\n---\n", ": ", "\t", "\x00", "<<: ", "kind: List\nitems:\n", "\u202e", "'", "\"", "|\n", "#", "1e9", "\xff", "? "}
	for range count {
		content := slices.Clone(seeds[g.IntN(len(seeds))])
		for range 1 + g.IntN(4) {
			at := g.IntN(len(content) + 1)
			switch g.IntN(4) {
			case 0:
				content = slices.Insert(content, at, []byte(words[g.IntN(len(words))])...)
			case 1:
				content = slices.Delete(content, at, min(len(content), at+1+g.IntN(20)))
			case 2:
				other := seeds[g.IntN(len(seeds))]
				from := g.IntN(len(other))
				content = slices.Insert(content, at, other[from:min(len(other), from+g.IntN(200))]...)
			default:
				if at < len(content) {
					content[at] = byte(g.IntN(256))
				}
			}
		}
		decodes(t, content)
		if t.Failed() {
			t.Fatalf("%q", content)
		}
	}
}

// decodes holds what is read of a file to what holds of any.
func decodes(t *testing.T, content []byte) {
	set, err := manifest.Load(context.Background(), fstest.MapFS{"a.yaml": {Data: content, Mode: 0o644}}, manifest.Options{Paths: []string{"a.yaml"}, Jobs: 1, ListSkipped: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range set.Objects {
		if place := o.Locate("/kind"); place.Value.File == nil {
			t.Fatalf("%s %q stands nowhere", o.ID.Kind, o.ID.Name)
		}
		for _, v := range o.Violations {
			place := o.Locate(v.Path)
			for _, s := range []int{place.Value.Start, place.Value.End} {
				if s < 0 || s > len(content) {
					t.Fatalf("violation %+v stands at %d of %d", v, s, len(content))
				}
			}
		}
	}
	for _, p := range set.Problems {
		if s := p.Locate(); s.File != nil && (s.Start < 0 || s.End > len(s.File.Bytes) || s.Start > s.End) {
			t.Fatalf("problem %q stands at %d:%d", p.Message, s.Start, s.End)
		}
	}
}
