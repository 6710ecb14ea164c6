package helm

import (
	"context"
	"testing"
	"testing/fstest"
)

// inMemory makes a file system of texts: the chart is in c/, with a Chart.yaml
// unless one is given.
func inMemory(files map[string]string) fstest.MapFS {
	out := fstest.MapFS{"c/Chart.yaml": {Data: []byte("apiVersion: v2\nname: c\nversion: 1.0.0\n")}}
	for name, text := range files {
		out[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return out
}

// renderText renders a chart of one template.
func renderText(ctx context.Context, text string) (*Output, error) {
	return renderFiles(ctx, map[string]string{"c/templates/t.yaml": text}, ValueSet{})
}

// renderFiles renders a chart and returns the output of templates/t.yaml.
func renderFiles(ctx context.Context, files map[string]string, v ValueSet) (*Output, error) {
	c, err := Load(ctx, inMemory(files), "c")
	if err != nil {
		return nil, err
	}
	outputs, err := c.Render(ctx, v, Options{})
	if err != nil {
		return nil, err
	}
	for _, o := range outputs {
		if o.Template == "c/templates/t.yaml" {
			return o, nil
		}
	}
	return nil, nil
}

// mustRender is renderFiles for charts that render.
func mustRender(t *testing.T, files map[string]string) *Output {
	t.Helper()
	o, err := renderFiles(t.Context(), files, ValueSet{})
	if err != nil {
		t.Fatal(err)
	}
	return o
}
