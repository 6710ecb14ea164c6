package starter

import (
	"slices"
	"strings"
)

// Snippet is a text to copy into a file of another tool.
type Snippet struct {
	// Tool is what the text is for, and File where it goes.
	Tool, File string
	Text       string
}

// Snippets are for pre-commit and pipelines, with the directories that hold
// manifests.
func (r *Repository) Snippets() []Snippet {
	paths, files := r.paths()
	args := "[" + strings.Join(paths, ", ") + "]"
	return []Snippet{
		{"pre-commit", ".pre-commit-config.yaml", `repos:
- repo: local
  hooks:
  - id: netpolint
    name: netpolint
    language: golang
    additional_dependencies: ['github.com/netpolint/netpolint@latest']
    entry: netpolint lint
    args: ` + args + `
    pass_filenames: false
    files: ` + files + `
`},
		{"GitHub Actions", ".github/workflows/netpolint.yaml", `name: netpolint
on: [push, pull_request]
permissions:
  contents: read
jobs:
  netpolint:
    runs-on: ubuntu-latest
    steps:
    - uses: actions/checkout@v5
    - uses: actions/setup-go@v6
      with:
        go-version: stable
    - run: go install github.com/netpolint/netpolint@latest
    - run: netpolint lint ` + strings.Join(paths, " ") + `
`},
		{"GitLab", ".gitlab-ci.yml", `netpolint:
  image: golang:1.26
  script:
  - go install github.com/netpolint/netpolint@latest
  - netpolint lint ` + strings.Join(paths, " ") + `
`},
	}
}

// paths are the directories to lint, and a pattern of the files in them. Many of them,
// and those with names that a shell or YAML would read otherwise, are the whole
// repository.
func (r *Repository) paths() (dirs []string, pattern string) {
	const most = 4
	roots := slices.DeleteFunc(slices.Clone(r.Roots), func(dir string) bool { return slices.Contains(r.Generated, dir) || slices.Contains(r.Examples, dir) })
	odd := func(dir string) bool {
		return dir == "." || strings.Trim(dir, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") != "" || strings.HasPrefix(dir, "-")
	}
	if len(roots) == 0 || len(roots) > most || slices.ContainsFunc(roots, odd) {
		return []string{"."}, `\.(ya?ml|json)$`
	}
	for _, dir := range roots {
		dirs = append(dirs, dir+"/")
	}
	return dirs, "^(" + strings.Join(roots, "|") + ")/"
}
