package report_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/netpolint/netpolint/lint/manifest"
	"github.com/netpolint/netpolint/lint/report"
	"github.com/netpolint/netpolint/lint/source"
)

func TestSanitize(t *testing.T) {
	for in, want := range map[string]string{
		"":                         "",
		"shop/web -> 10.0.0.0/8":   "shop/web -> 10.0.0.0/8",
		"名前 é 🚀　x":                 "名前 é 🚀　x",
		"a\x1b[31mb":               `a\x1b[31mb`,
		"a\r\n::error::b\tc\x00":   `a\x0d\x0a::error::b\x09c\x00`,
		"\x7f\u0085\u009b2J":       `\x7f\u{0085}\u{009B}2J`,
		"\u202euser\u2066\u2069":   `\u{202E}user\u{2066}\u{2069}`,
		"\u2028\u2029\ufeff\u200b": `\u{2028}\u{2029}\u{FEFF}\u{200B}`,
		"no\u00a0break":            `no\u{00A0}break`,
		"bad \xff\xc3":             `bad \xff\xc3`,
		"tag \U000e0041":           `tag \u{E0041}`,
		"# comment ## more":        "# comment ## more",
		"##[error]x ##vso[task]x":  `\x23#[error]x \x23#vso[task]x`,
		"###[error]":               `#\x23#[error]`,
	} {
		if got := report.Sanitize(in); got != want {
			t.Errorf("Sanitize(%q) = %q, want %q", in, got, want)
		}
	}
}

// TestSanitizeAll walks every character there is.
func TestSanitizeAll(t *testing.T) {
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if !utf8.ValidRune(r) {
			continue
		}
		out := report.Sanitize(string(r))
		if out != string(r) && strings.Trim(out, `\xu{}0123456789abcdefABCDEF`) != "" {
			t.Fatalf("%U is shown as %q", r, out)
		}
		if out == string(r) && (unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Co)) {
			t.Fatalf("%U is shown as it is", r)
		}
	}
}

// hostile is what a manifest from a stranger may hold.
const hostile = "::error file=x::y\x1b]0;owned\x07\r\n::set-output name=a::b\n##[group]x\n ##vso[task.x]\u202e\u2028\u0085\x9b31m\xff\n"

// TestHostileInput puts hostile text in every string that comes from the input.
func TestHostileInput(t *testing.T) {
	r := oneFinding()
	f := &r.Findings[0]
	file := source.NewFile(hostile, []byte(hostile+"\n"+hostile))
	for _, part := range []string{"::error", "::set", "##[", "##vso"} {
		f.Location = at(file, part)
		f.Message, f.Help, f.Key = hostile, hostile, hostile
		f.At.Object.ID = manifest.ID{APIVersion: hostile, Kind: hostile, Namespace: hostile, Name: hostile}
		f.At.Path = hostile
		f.Related[0].Message, f.Related[0].Location = hostile, f.Location
		f.Witness.From.Workload.Name, f.Witness.From.Workload.Namespace.Name = hostile, hostile
		f.Witness.Protocol = hostile
		r.Problems = []manifest.Problem{
			{Message: hostile, File: hostile},
			{Message: "::warning::x", File: "::error::x", At: f.Location.Span},
			{Message: "::warning::x"},
		}
		r.Summary.Other = map[string]int{hostile: 1}

		var asJSON strings.Builder
		if err := report.JSON(&asJSON, r); err != nil {
			t.Fatal(err)
		}
		for name, output := range map[string]string{
			"text":     text(t, r, report.TextOptions{}),
			"problems": problems(t, r.Problems, report.ProblemOptions{}),
			"colored":  withoutColor(text(t, r, report.TextOptions{Color: true})),
			"json":     asJSON.String(),
		} {
			if err := harmless(output); err != nil {
				t.Errorf("%s: %v in:\n%s", name, err, output)
			}
		}

		// JSON gives the strings back as they were, but for bytes that no JSON holds.
		var back struct{ Findings []struct{ Message string } }
		if err := json.Unmarshal([]byte(asJSON.String()), &back); err != nil {
			t.Fatal(err)
		}
		if got, want := back.Findings[0].Message, strings.ToValidUTF8(hostile, "\ufffd"); !reflect.DeepEqual(got, want) {
			t.Errorf("JSON gives back %q, want %q", got, want)
		}
	}
}

// harmless checks that output neither drives a terminal nor commands a CI system.
func harmless(output string) error {
	for line := range strings.Lines(output) {
		line = strings.TrimSuffix(line, "\n")
		for _, r := range line {
			if !unicode.IsPrint(r) {
				return fmt.Errorf("%q", r)
			}
		}
		trimmed := strings.TrimSpace(line)
		if strings.HasPrefix(trimmed, "::") {
			return fmt.Errorf("a workflow command: %q", line)
		}
		if strings.Contains(line, "##[") || strings.Contains(line, "##vso[") {
			return fmt.Errorf("a pipeline command: %q", line)
		}
	}
	return nil
}
