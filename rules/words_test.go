package rules

import "testing"

func TestMeaningOf(t *testing.T) {
	both, in, out := [2]bool{true, true}, [2]bool{true, false}, [2]bool{false, true}
	for name, want := range map[string]meaning{
		"default-deny":              {denies: true, all: true},
		"default-deny-egress":       {denies: true, all: true, ends: out},
		"deny-all-ingress-policy":   {denies: true, all: true, ends: in},
		"deny-ingress-and-egress":   {denies: true, ends: both},
		"allow-ingress-nginx":       {allows: true},
		"allow-from-egress-gateway": {allows: true},
		"allow-egress-to-db":        {allows: true, ends: out},
		"deny-all-except-web":       {allows: true, denies: true, all: true},
		"web":                       {},
	} {
		if got := meaningOf(name); got != want {
			t.Errorf("%s: %+v, want %+v", name, got, want)
		}
	}
}

func TestNameHolds(t *testing.T) {
	for _, c := range []struct {
		name, part string
		want       bool
	}{
		{"ebs-csi-node", "csi", true}, {"csi", "csi", true}, {"csincidents", "csi", false}, {"my-csincident-csi", "csi", true},
		{"aws-node", "aws-node", true}, {"aws-nodes", "aws-node", false}, {"", "csi", false},
	} {
		if got := nameHolds(c.name, c.part); got != c.want {
			t.Errorf("%q holds %q: %v", c.name, c.part, got)
		}
	}
}
