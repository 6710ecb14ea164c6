package report

import "testing"

func TestWrapped(t *testing.T) {
	for _, c := range []struct {
		text                string
		width, used, indent int
		want                string
	}{
		{"short", 80, 10, 4, "short"},
		{"no terminal, so it stays one line whatever its length may be, for other programs to read", 0, 10, 4, "no terminal, so it stays one line whatever its length may be, for other programs to read"},
		{"one two three four five six seven eight nine ten eleven", 50, 20, 4, "one two three four five six\n    seven eight nine ten eleven"},
		{"averyveryveryverylongwordthatfitsnowhereatallonthisline b", 50, 2, 4, "averyveryveryverylongwordthatfitsnowhereatallonthisline\n    b"},
		{"a terminal that is too narrow is left to break lines itself", 42, 2, 4, "a terminal that is too narrow is left to break lines itself"},
	} {
		if got := wrapped(c.text, c.width, c.used, c.indent); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}
