package revision_test

import (
	"testing"

	"github.com/netpolint/netpolint/lint/revision"
)

func TestSplit(t *testing.T) {
	type parts struct {
		old, new  string
		three, ok bool
	}
	for word, want := range map[string]parts{
		"main..HEAD":            {"main", "HEAD", false, true},
		"main...feature/x":      {"main", "feature/x", true, true},
		"main..":                {"main", "", false, true},
		"main...":               {"main", "", true, true},
		"..main":                {"HEAD", "main", false, true},
		"...main":               {"HEAD", "main", true, true},
		"v1.0..v1.1":            {"v1.0", "v1.1", false, true},
		"HEAD~2^2..origin/main": {"HEAD~2^2", "origin/main", false, true},
		"main":                  {},
		"v1.0":                  {},
		"":                      {},
		".":                     {},
		"..":                    {},
		"...":                   {},
		"....":                  {},
		"a....b":                {},
		"a..b..c":               {},
		"../old":                {},
		"../../old":             {},
		"old/..":                {},
		"old/../new":            {},
		"./..":                  {},
		`..\old`:                {},
		`old\..\new`:            {},
	} {
		var got parts
		got.old, got.new, got.three, got.ok = revision.Split(word)
		if got != want {
			t.Errorf("%q is %+v, want %+v", word, got, want)
		}
	}
}
