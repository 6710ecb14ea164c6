package rules

import "testing"

func TestMisspelt(t *testing.T) {
	for _, c := range []struct {
		word, meant   string
		loose, strict bool
	}{
		{"fronted", "frontend", true, true},
		{"bakcend", "backend", true, true},
		{"wbe", "web", true, true},
		{"webb", "web", true, true},
		{"App", "app", true, true},
		{"DB", "db", true, true},
		{"data_class", "data-class", true, true},
		{"back-end", "backend", true, true},
		{"shop-fronted", "shop-frontend", true, true},
		{"redos", "redis", true, false},
		{"cart", "card", true, false},
		{"paymnt", "payments", true, true},
		{"kubernetes.io/metadata.nam", "kubernetes.io/metadata.name", true, true},

		{"web", "web", false, false},
		{"web-1", "web-2", false, false},
		{"web1", "web", false, false},
		{"v1", "v2", false, false},
		{"prod", "dev", false, false},
		{"qa", "qs", false, false},
		{"team-a", "team-b", false, false},
		{"api", "app", false, false},
		{"internal", "external", false, false},
		{"ingress", "egress", false, false},
		{"worker", "broker", false, false},
		{"shop-fronted", "shpo-frontend", false, false},
		{"web", "web-api", false, false},
		{"", "web", false, false},
		{"", "-", false, false},
		{"-", "a", false, false},
		{"a", "", false, false},
		{"ümlaut", "umlaut", false, false},
	} {
		for strict, want := range map[bool]bool{false: c.loose, true: c.strict} {
			if _, got := misspelt(c.word, c.meant, strict); got != want {
				t.Errorf("misspelt(%q, %q, %v) = %v", c.word, c.meant, strict, got)
			}
			// What is misspelt must be found by what the two words share.
			if want && likeness(c.meant, 0) != likeness(c.word, 0) && likeness(c.meant, 0) != likeness(c.word, 1) {
				t.Errorf("%q and %q are not alike", c.word, c.meant)
			}
		}
	}
}
