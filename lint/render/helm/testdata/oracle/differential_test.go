package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"helm.sh/helm/v4/pkg/chart/common"
	"helm.sh/helm/v4/pkg/chart/common/util"
	"helm.sh/helm/v4/pkg/chart/loader/archive"
	v2loader "helm.sh/helm/v4/pkg/chart/v2/loader"
	chartutil "helm.sh/helm/v4/pkg/chart/v2/util"
	"helm.sh/helm/v4/pkg/engine"
	"helm.sh/helm/v4/pkg/strvals"

	"github.com/netpolint/netpolint/lint/render/helm"
)

// sample is a chart to render on both sides.
type sample struct{ template, helpers, values, set string }

func (s sample) files() map[string]string {
	return map[string]string{
		"Chart.yaml":           "apiVersion: v2\nname: c\nversion: 1.0.0\n",
		"values.yaml":          s.values,
		"templates/t.yaml":     s.template,
		"templates/_h.tpl":     s.helpers,
		"templates/other.yaml": "other: {{ .Values.a }}\n",
		"config/a.txt":         "a\nb",
		"config/sub/b.conf":    "x = {{ .Release.Name }}",
	}
}

// port renders with the port. limit is set if one of its limits was passed.
func (s sample) port() (text string, err error, limit bool) {
	fsys := fstest.MapFS{}
	for name, text := range s.files() {
		fsys["c/"+name] = &fstest.MapFile{Data: []byte(text)}
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	c, err := helm.Load(ctx, fsys, "c")
	if err != nil {
		return "", err, false
	}
	v := helm.ValueSet{}
	if s.set != "" {
		v.Set = []string{s.set}
	}
	outputs, err := c.Render(ctx, v, helm.Options{})
	var e *helm.Error
	if errors.As(err, &e) && e.Limit {
		return "", err, true
	}
	for _, o := range outputs {
		if o.Name == "c/templates/t.yaml" {
			text = string(o.Text.Bytes)
		}
	}
	return text, err, false
}

// real renders with Helm.
func (s sample) real() (text string, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	var files []*archive.BufferedFile
	for name, text := range s.files() {
		files = append(files, &archive.BufferedFile{Name: name, Data: []byte(strings.TrimPrefix(text, "\xef\xbb\xbf"))})
	}
	c, err := v2loader.LoadFiles(files)
	if err != nil {
		return "", err
	}
	vals := map[string]any{}
	if s.set != "" {
		if err := strvals.ParseInto(s.set, vals); err != nil {
			return "", fmt.Errorf("failed parsing --set data: %w", err)
		}
	}
	if err := chartutil.ProcessDependencies(c, vals); err != nil {
		return "", err
	}
	caps := common.DefaultCapabilities.Copy()
	caps.HelmVersion.GitTreeState, caps.HelmVersion.GoVersion = "clean", "go1.26.8"
	// Helm takes others in tests.
	caps.HelmVersion.Version, caps.HelmVersion.KubeClientVersion = "v4.3.1", "v1.37"
	if v, err := common.ParseKubeVersion("v1.37.0"); err == nil {
		caps.KubeVersion = *v
	}
	top, err := util.ToRenderValuesWithSchemaValidation(c, vals, common.ReleaseOptions{Name: "release-name", Namespace: "default", Revision: 1, IsInstall: true}, caps, true)
	if err != nil {
		return "", err
	}
	texts, err := engine.Engine{}.RenderWithContext(context.Background(), c, top)
	return texts["c/templates/t.yaml"], err
}

// unpredictable tells templates whose output differs from run to run, or by the
// clock of the machine.
func (s sample) unpredictable() bool {
	return slices.ContainsFunc(unpredictable(), func(word string) bool {
		return strings.Contains(s.template+s.helpers+s.values+s.set, word)
	})
}

// unpredictable are words in the names of functions.
func unpredictable() []string {
	return []string{"rand", "gen", "uuid", "now", "shuffle", "bcrypt", "htpasswd", "AES", "keys", "values", "date", "Date", "ago", "Custom", "%p", "derive", "durationRound", "Local", "hostByName"}
}

// address is the place of the capabilities in memory, which Go prints of a pointer
// inside of a map, escaped or not.
var address = regexp.MustCompile(`Capabilities(:|%3A|=)\W{0,3}0x`)

// check compares both sides.
func (s sample) check(t *testing.T) (compared, failed bool) {
	if s.unpredictable() {
		return false, false
	}
	got, gotErr, limit := s.port()
	if limit {
		return false, false
	}
	want, wantErr := s.real()
	if address.MatchString(want + fmt.Sprint(wantErr)) {
		return false, false
	}
	// Only fmt still names types as they are here.
	got = strings.NewReplacer("helm.files=", "engine.files=", "helm.values=", "common.Values=").Replace(got)
	a, b := oneLine(gotErr), oneLine(wantErr)
	if got != want && b == "" && a == "" || a != b && !close(a, b) {
		i := 0
		for i < min(len(got), len(want)) && got[i] == want[i] {
			i++
		}
		i = max(i-20, 0)
		t.Errorf("%+q\ngot  %.200q %.500s\nwant %.200q %.500s", s, got[min(i, len(got)):], a, want[min(i, len(want)):], b)
	}
	return true, wantErr != nil
}

func oneLine(err error) string {
	if err == nil {
		return ""
	}
	return strings.Join(strings.Fields(err.Error()), " ")
}

// close reports whether two messages differ in nothing that matters: in length, in
// the words of a YAML parser of another version, or in what Go's own panics say.
func close(a, b string) bool {
	if a == "" || b == "" {
		return false
	}
	const yaml = "error converting YAML to JSON: yaml: "
	if strings.Contains(a, yaml) && strings.Contains(b, yaml) {
		return true
	}
	a, _, _ = strings.Cut(a, "...")
	return strings.HasPrefix(b, strings.TrimSpace(a))
}

// FuzzDifferential compares the port with Helm.
func FuzzDifferential(f *testing.F) {
	names, _ := filepath.Glob("../cases/*/chart/templates/*.yaml")
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			continue
		}
		vals, _ := os.ReadFile(filepath.Join(filepath.Dir(filepath.Dir(name)), "values.yaml"))
		f.Add(string(text), `{{ define "h" }}{{ . }}{{ end }}`, string(vals), "")
	}
	f.Add("a: {{ .Values.a }}", "", "a: 1", "a=b,c[1].d=2")
	f.Fuzz(func(t *testing.T, template, helpers, values, set string) {
		sample{template, helpers, values, set}.check(t)
	})
}

// TestGenerated compares the port with Helm on made-up templates: NETPOLINT_SAMPLES
// of them, from the seed NETPOLINT_SEED.
func TestGenerated(t *testing.T) {
	n, seed := number("NETPOLINT_SAMPLES", 3000), number("NETPOLINT_SEED", 1)
	compared, failed := 0, 0
	for i := range n {
		g := generator{rand.New(rand.NewPCG(uint64(seed), uint64(i)))}
		c, f := g.sample().check(t)
		if c {
			compared++
		}
		if f {
			failed++
		}
		if t.Failed() && os.Getenv("NETPOLINT_KEEP_ON") == "" {
			break
		}
	}
	t.Logf("%d of %d compared, of which %d are errors", compared, n, failed)
}

func number(name string, otherwise int) int {
	if n, err := strconv.Atoi(os.Getenv(name)); err == nil {
		return n
	}
	return otherwise
}
