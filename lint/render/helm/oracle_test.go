package helm

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/netpolint/netpolint/lint/source"
)

// machine is the file system of the machine under the names that users write.
type machine struct{}

func (machine) Open(name string) (fs.File, error)          { return os.Open(name) }
func (machine) Stat(name string) (fs.FileInfo, error)      { return os.Stat(name) }
func (machine) ReadDir(name string) ([]fs.DirEntry, error) { return os.ReadDir(name) }
func (machine) ReadFile(name string) ([]byte, error)       { return os.ReadFile(name) }

// answer is what the program in testdata/oracle writes.
type answer struct {
	Chart string
	Set   struct {
		Name                     string
		Files, Set               []string
		Namespace, Release, Kube string
	}
	Texts map[string]string
	CRDs  []string
	Error string
}

// TestGolden compares with the answers of Helm that stand beside each chart of
// testdata/cases. `make helm-golden` records them anew.
func TestGolden(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/cases/*/want.json")
	if err != nil || len(files) < 30 {
		t.Fatalf("%d files of answers, %v", len(files), err)
	}
	for _, name := range files {
		t.Run(filepath.Base(filepath.Dir(name)), func(t *testing.T) { compareAll(t, name) })
	}
}

// TestOracle compares with the answers of Helm for charts elsewhere: `make
// helm-oracle CHARTS=dir...`.
func TestOracle(t *testing.T) {
	name := os.Getenv("NETPOLINT_HELM_ORACLE")
	if name == "" {
		t.Skip("NETPOLINT_HELM_ORACLE names no answers")
	}
	compareAll(t, name)
}

func compareAll(t *testing.T, name string) {
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var answers []answer
	if err := json.Unmarshal(b, &answers); err != nil {
		t.Fatal(err)
	}
	var count counts
	for _, a := range answers {
		t.Run(a.Set.Name, func(t *testing.T) { count.compare(t, a) })
	}
	t.Logf("%+v", count)
}

// counts says what was compared.
type counts struct {
	Renderings, Errors, Texts, Bytes, Masked int
	// Verbatim and Actions are the segments of output that are led back.
	Verbatim, Actions, VerbatimLines, Lines int
}

// compare renders a chart as Helm was asked to.
func (c *counts) compare(t *testing.T, a answer) {
	c.Renderings++
	v := ValueSet{Set: a.Set.Set}
	for _, f := range a.Set.Files {
		if !filepath.IsAbs(f) {
			f = filepath.Join(filepath.Dir(a.Chart), f)
		}
		v.Files = append(v.Files, f)
	}
	o := Options{Namespace: a.Set.Namespace, ReleaseName: a.Set.Release, KubeVersion: a.Set.Kube}
	var outputs []*Output
	chart, err := Load(t.Context(), machine{}, a.Chart)
	if err == nil {
		outputs, err = chart.Render(t.Context(), v, o)
	}
	if a.Error != "" || err != nil {
		c.Errors++
		want := joined(a.Error)
		if err == nil || !sameError(err.Error(), want, a.Chart) {
			t.Errorf("%s\ngot  %v\nwant %s", a.Chart, err, want)
		}
		return
	}
	var crds []string
	for _, out := range outputs {
		if out.CRD {
			crds = append(crds, out.Name)
			continue
		}
		want, ok := a.Texts[out.Name]
		if !ok {
			t.Errorf("%s: Helm has no %s", a.Chart, out.Name)
		}
		c.text(t, out, want)
		c.mapping(t, out)
		delete(a.Texts, out.Name)
	}
	for name := range a.Texts {
		if !strings.HasSuffix(name, "NOTES.txt") {
			t.Errorf("%s: only Helm has %s", a.Chart, name)
		}
	}
	slices.Sort(crds)
	if !slices.Equal(crds, a.CRDs) {
		t.Errorf("%s: CRDs %q, want %q", a.Chart, crds, a.CRDs)
	}
}

// sameError compares messages, but for absolute paths, and the order in which Go's
// maps give the subcharts.
func sameError(got, want, chart string) bool {
	if abs, err := filepath.Abs(chart); err == nil {
		want = strings.ReplaceAll(want, abs+"/", "")
		want = strings.ReplaceAll(want, abs, chart)
		got = strings.ReplaceAll(got, chart+"/", "")
	}
	return got == want
}

// text compares a text line by line; those that Helm makes anew each time are
// masked.
func (c *counts) text(t *testing.T, out *Output, want string) {
	got := string(out.Text.Bytes)
	c.Texts++
	c.Bytes += len(got)
	if got == want {
		return
	}
	if strings.Contains(want, "<random") {
		c.Masked++
		x, y := strings.Split(got, "\n"), strings.Split(want, "\n")
		if want == "<random text>" || len(x) == len(y) && sameLines(x, y) {
			return
		}
	}
	t.Errorf("%s\ngot  %q\nwant %q", out.Name, got, want)
}

func sameLines(got, want []string) bool {
	for i := range got {
		if got[i] != want[i] && want[i] != "<random>" {
			return false
		}
	}
	return true
}

// mapping checks the table of an output: it covers every byte, and what is exact is
// the same in the template.
func (c *counts) mapping(t *testing.T, out *Output) {
	text := out.Text.Bytes
	for i, s := range out.segments {
		p, end := out.places[s.place], out.end(i)
		if end == int(s.at) {
			continue
		}
		if p.file == nil {
			t.Errorf("%s: nobody knows where %q comes from", out.Name, text[s.at:end])
			continue
		}
		at, exact := out.Place(source.Span{File: out.Text, Start: int(s.at), End: end})
		switch {
		case p.verbatim && (!exact || at.Text() != string(text[s.at:end])):
			t.Errorf("%s: %q is said to be %q", out.Name, text[s.at:end], at.Text())
		case p.verbatim:
			c.Verbatim++
		default:
			c.Actions++
			if at.Text() == "" || exact || !strings.HasPrefix(at.Text(), "{{") || !strings.HasSuffix(at.Text(), "}}") {
				t.Errorf("%s: the action %q", out.Name, at.Text())
			}
		}
	}
	for line := 1; ; line++ {
		s := out.Text.LineSpan(line)
		if s.Start == len(text) {
			break
		}
		c.Lines++
		if at, exact := out.Place(s); exact {
			c.VerbatimLines++
			if at.Text() != s.Text() {
				t.Errorf("%s: line %d is %q, not %q", out.Name, line, s.Text(), at.Text())
			}
		}
	}
}
