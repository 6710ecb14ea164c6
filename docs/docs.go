// Package docs holds the pages of the rules, so that they can be read offline.
package docs

import (
	"embed"
	"fmt"
)

//go:embed rules/*.md
var pages embed.FS

// Rule returns the Markdown page of the rule of that name.
func Rule(name string) (string, error) {
	page, err := pages.ReadFile("rules/" + name + ".md")
	if err != nil {
		return "", fmt.Errorf("no page for rule %q: %w", name, err)
	}
	return string(page), nil
}
