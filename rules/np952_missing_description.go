package rules

import (
	"bytes"
	"fmt"
	"slices"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/manifest"
)

// missingDescription reports policies that nobody says the purpose of: no annotation
// and no comment. Who reviews a policy must know which connections it is there for;
// the cloud-native convention for that is the annotation kubernetes.io/description
// (the reference "Well-Known Labels, Annotations and Taints").
func missingDescription() *lint.Rule {
	return &lint.Rule{
		Code: "NP952", Name: "missing-description", Category: lint.Hygiene, Severity: lint.Info, Optional: true, Since: "0.1.0",
		Summary:  "no annotation and no comment says what a policy is for",
		Controls: []lint.Control{lint.WatchTraffic},
		Options: []lint.Option{
			{Name: "annotations", Kind: lint.StringsOption, Doc: "annotations that describe a policy", Strings: []string{"kubernetes.io/description", "description"}},
			{Name: "comments", Kind: lint.BoolOption, Doc: "whether a comment in the manifest is enough", Bool: true},
		},
		Check: checkMissingDescription,
	}
}

func checkMissingDescription(pass *lint.Pass) {
	keys := pass.Strings("annotations")
	comments := pass.Bool("comments")
	for _, p := range pass.Model.Policies {
		o := p.At.Object
		v, ok := o.Value.(*manifest.NetworkPolicy)
		if !ok || described(&v.ObjectMeta, keys) || comments && (o.Origin != nil || commented(o)) {
			continue
		}
		help := "write the comment # above the policy, or annotations"
		if len(keys) > 0 {
			help = fmt.Sprintf("write under metadata: annotations: {%s: who needs these connections and why}", keys[0])
		}
		pass.Report(lint.Finding{
			At: nameOf(p.At), Key: "description",
			Message: fmt.Sprintf("nothing says what policy %s is for, so nobody can tell whether it may be changed", p.Name),
			Help:    help,
		})
	}
}

func described(m *metav1.ObjectMeta, keys []string) bool {
	return slices.ContainsFunc(keys, func(key string) bool { return m.Annotations[key] != "" })
}

// commented reports whether a comment with words in it stands in the document of an
// object, or right above it. A renderer keeps no comments, so that nothing can be
// said of what it made.
func commented(o *manifest.Object) bool {
	if hasComment(o.Doc.Bytes()) {
		return true
	}
	// What stands above the line --- belongs to the document before, unless nothing
	// else does.
	above := o.Doc.File.Bytes[:o.Doc.Start]
	for len(above) > 0 {
		line := above[bytes.LastIndexByte(above[:len(above)-1], '\n')+1:]
		above = above[:len(above)-len(line)]
		line = bytes.TrimSpace(line)
		switch {
		case len(line) == 0, bytes.Equal(line, []byte("---")):
		case line[0] == '#':
			if hasComment(line) {
				return true
			}
		default:
			return false
		}
	}
	return false
}

// hasComment reports whether some line of a text is a comment, or ends with one.
func hasComment(text []byte) bool {
	for line := range bytes.Lines(text) {
		i := bytes.IndexByte(line, '#')
		if i < 0 || i > 0 && line[i-1] != ' ' && line[i-1] != '\t' {
			continue
		}
		comment := bytes.TrimSpace(bytes.TrimLeft(line[i:], "#"))
		if len(comment) > 0 && !forTool(comment) && bytes.ContainsFunc(comment, func(r rune) bool { return r >= 'a' && r <= 'z' || r > 0x7f }) {
			return true
		}
	}
	return false
}

// forTool reports whether a comment speaks to a program: to a linter, to what
// updates images, to the tests of rules, or of Helm.
func forTool(comment []byte) bool {
	word, _, _ := bytes.Cut(comment, []byte(" "))
	word, _, _ = bytes.Cut(word, []byte(":"))
	switch string(bytes.ToLower(word)) {
	case "netpolint", "yamllint", "checkov", "kics-scan", "trivy", "nosec", "prettier-ignore", "renovate", "yaml-language-server", "source", "want":
		return true
	}
	return false
}
