package report

import (
	"fmt"
	"strings"

	"github.com/netpolint/netpolint/lint/manifest"
)

// maxRenderings is how many renderings of one finding the text output names.
const maxRenderings = 4

// renderings says in which renderings a finding was made: overlays/prod and
// overlays/staging; chart web with default values.
func renderings(all []*manifest.Rendering) string {
	var groups []string
	choices := map[string][]string{}
	for _, r := range all {
		name := r.Dir
		switch {
		case r.Template != "":
			name = "from template " + r.Template
		case r.Chart != "":
			name = fmt.Sprintf("chart %s (%s)", r.Chart, r.Dir)
		}
		if _, known := choices[name]; !known {
			groups = append(groups, name)
			choices[name] = nil
		}
		if r.Values != "" {
			choices[name] = append(choices[name], r.Values)
		}
	}
	for i, name := range groups {
		if values := choices[name]; len(values) > 0 {
			groups[i] = name + " with " + enumerate(values)
		}
	}
	return enumerate(groups)
}

// enumerate joins words as a sentence does, and counts those beyond a few.
func enumerate(words []string) string {
	if len(words) > maxRenderings+1 {
		words = append(words[:maxRenderings:maxRenderings], fmt.Sprintf("%d more", len(words)-maxRenderings))
	}
	if len(words) == 1 {
		return words[0]
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}
