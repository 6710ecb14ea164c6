package cmd

import "testing"

func TestColored(t *testing.T) {
	env := func(pairs ...string) func(string) string {
		return func(key string) string {
			for i := 0; i < len(pairs); i += 2 {
				if pairs[i] == key {
					return pairs[i+1]
				}
			}
			return ""
		}
	}
	for _, c := range []struct {
		mode     colorMode
		terminal bool
		env      func(string) string
		want     bool
	}{
		{colorAuto, true, env("TERM", "xterm"), true},
		{colorAuto, false, env("TERM", "xterm"), false},
		{colorAuto, true, env("TERM", "dumb"), false},
		{colorAuto, true, env("NO_COLOR", "1"), false},
		{colorAuto, true, env("NO_COLOR", ""), true},
		{colorAlways, false, env("NO_COLOR", "1", "TERM", "dumb"), true},
		{colorNever, true, env(), false},
	} {
		if got := c.mode.colored(c.terminal, c.env); got != c.want {
			t.Errorf("%s, terminal %v: %v", c.mode, c.terminal, got)
		}
	}
}

func TestNamespaceName(t *testing.T) {
	for name, want := range map[string]bool{
		"default": true, "a": true, "0-9": true, "": false, "-a": false, "a-": false, "A": false, "a.b": false,
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa":  true,
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa": false,
	} {
		if got := namespaceName(name); got != want {
			t.Errorf("%q: %v", name, got)
		}
	}
}
