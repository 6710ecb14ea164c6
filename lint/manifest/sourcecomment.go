package manifest

import (
	"bytes"

	"github.com/netpolint/netpolint/lint/source"
)

// maxTemplateName is the longest path of a template that is believed, in bytes.
const maxTemplateName = 512

// templateOf returns the path that "# Source: chart/templates/x.yaml" names: helm
// template writes such a line at the head of each document. "" where there is none.
func templateOf(d *source.Document) string {
	rest, found := bytes.CutPrefix(bytes.TrimLeft(d.Bytes(), "\r\n"), []byte("# Source: "))
	if !found {
		return ""
	}
	line, _, _ := bytes.Cut(rest, []byte("\n"))
	line = bytes.TrimSpace(line)
	if len(line) == 0 || len(line) > maxTemplateName || !bytes.Contains(line, []byte("/")) {
		return ""
	}
	return string(line)
}

// credit notes on the objects of a document which template made it, when it is
// output of helm template.
func (d *document) credit() {
	if d.made != nil || len(d.objects) == 0 {
		return
	}
	name := templateOf(d.source)
	if name == "" {
		return
	}
	by := &Rendering{Tool: "helm", Template: name}
	for _, o := range d.objects {
		o.Rendered = by
	}
}
