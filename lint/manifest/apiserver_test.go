package manifest

import (
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/netpolint/netpolint/lint/source"
)

// recorded is what a Kubernetes API server said of one document; see
// testdata/recorded/README.md.
type recorded struct {
	YAML     string
	Code     int
	Message  string
	Causes   []struct{ Field, Message string }
	Strict   []string
	Warnings []string
}

// eachAnswer reads the recorded answers, or those of the file that
// NETPOLINT_APISERVER_CASES names (make apiserver-oracle).
func eachAnswer(t *testing.T, use func(recorded)) {
	t.Helper()
	name := os.Getenv("NETPOLINT_APISERVER_CASES")
	fresh := name != ""
	if !fresh {
		name = "testdata/recorded/apiserver-1.37.jsonl.gz"
	}
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var r io.Reader = f
	if !fresh {
		if r, err = gzip.NewReader(f); err != nil {
			t.Fatal(err)
		}
	}
	for in := json.NewDecoder(r); ; {
		var a recorded
		switch err := in.Decode(&a); {
		case errors.Is(err, io.EOF):
			return
		case err != nil:
			t.Fatal(err)
		}
		use(a)
	}
}

// judgement is what the tool says of one document.
type judgement struct {
	refused    bool
	syntax     bool // no YAML at all
	violations []Violation
}

// judge reads a document the way the tool does.
func judge(t *testing.T, yaml string) judgement {
	t.Helper()
	set, err := Load(context.Background(), fstest.MapFS{"a.yaml": {Data: []byte(yaml)}}, Options{Paths: []string{"a.yaml"}})
	if err != nil {
		t.Fatal(err)
	}
	out := judgement{refused: true}                                           // as what is no NetworkPolicy
	if len(set.Objects) > 0 && set.Objects[0].Doc.Start == firstStart(yaml) { // the server reads no more than one
		switch v := set.Objects[0].Value.(type) {
		case *NetworkPolicy:
			out.refused = false
		case *Custom:
			out.refused = !v.Broken // the reason must be said
		}
		out.violations = set.Objects[0].Violations
	}
	for _, p := range set.Problems {
		// The server sees nothing behind the object, and knows what it is by the URL.
		harmless := strings.HasPrefix(p.Message, "the object ends before this line") ||
			strings.HasPrefix(p.Message, "a NetworkPolicy without apiVersion") || strings.HasPrefix(p.Message, "an apiVersion without a version") || strings.HasPrefix(p.Message, "an object without kind")
		out.refused = out.refused || p.Severity > Info && !harmless
		out.syntax = out.syntax || strings.HasPrefix(p.Message, "not valid YAML")
	}
	for _, v := range out.violations {
		out.refused = out.refused || v.Refuses() || v.Class == DuplicateKey
	}
	return out
}

// firstStart is where the first document of a text starts.
func firstStart(yaml string) int {
	for _, d := range source.Split(source.NewFile("a.yaml", []byte(yaml))) {
		return d.Start
	}
	return 0
}

// list returns one text for each violation of some class, sorted.
func (v judgement) list(c Class, text func(Violation) string) []string {
	var out []string
	for _, found := range v.violations {
		if found.Class == c {
			out = append(out, text(found))
		}
	}
	slices.Sort(out)
	return out
}

// sameCauses reports whether the violations are the causes of the server's answer:
// each at the same field, in the same words. The server lists equal ones once, as
// those of two labels with the same value.
func sameCauses(v judgement, a recorded) bool {
	said := make([]bool, len(a.Causes))
	for _, found := range v.violations {
		if found.Class != Refused && !undecodable(found) || found.Hidden {
			continue
		}
		one := false
		for i, c := range a.Causes {
			if c.Field == found.Field && strings.Contains(c.Message, found.Value) &&
				strings.HasSuffix(strings.ToLower(c.Message), strings.ToLower(found.Message)) {
				said[i], one = true, true
			}
		}
		if !one {
			return false
		}
	}
	return !slices.Contains(said, false)
}

// strictErrors returns the unknown fields and the duplicate keys that the server
// names. It names each unknown field once, and a hundred at most.
func strictErrors(a recorded) (unknown, duplicate []string) {
	field := regexp.MustCompile(`^unknown field ("(?:[^"\\]|\\.)*")$`)
	key := regexp.MustCompile(`(?m)^  line \d+: key (.*) already set in map$`)
	for _, s := range a.Strict {
		if m := field.FindStringSubmatch(s); m != nil {
			unknown = append(unknown, m[1])
		}
		for _, m := range key.FindAllStringSubmatch(s, -1) {
			key := m[1] // as Go writes it: 1, "1"
			if text, err := strconv.Unquote(key); err == nil {
				key = text
			}
			duplicate = append(duplicate, key)
		}
	}
	return distinct(unknown), distinct(duplicate)
}

// distinct sorts and drops repetitions.
func distinct(list []string) []string {
	slices.Sort(list)
	return slices.Compact(list)
}

// merges reports whether the server refuses a document only as a key stands beside
// a merge key that brings it too. It does so for YAML; kubectl sends JSON, in which
// nothing is left of merge keys, so the tool takes them as they are meant.
func merges(a recorded) bool {
	unknown, duplicate := strictErrors(a)
	return strings.Contains(a.YAML, "<<") && len(duplicate) > 0 && len(unknown) == 0
}

// typeField returns the field of the server's type error without indices; ok is
// false where the message is no such error.
func typeField(message string) (string, bool) {
	m := regexp.MustCompile(`cannot unmarshal .* into Go struct field \w+\.(.*) of type`).FindStringSubmatch(message)
	if m == nil {
		return "", false
	}
	return m[1], true
}

// disagreement compares what the tool says with what the server said; "" if they
// say the same.
func disagreement(v judgement, a recorded) string {
	if v.refused != (a.Code != 201) {
		return fmt.Sprintf("refused: %v", v.refused)
	}
	quote := func(v Violation) string { return fmt.Sprintf("%q", v.Field) }
	unknown := distinct(v.list(UnknownField, quote))
	mistyped := slices.ContainsFunc(v.violations, undecodable)
	duplicate := distinct(v.list(DuplicateKey, func(v Violation) string { return v.Field }))
	switch {
	case a.Code == 201 || a.Code == 422:
		if len(unknown)+len(duplicate) > 0 {
			return fmt.Sprintf("unknown %v, duplicate %v", unknown, duplicate)
		}
		if !sameCauses(v, a) {
			return "other causes"
		}
	case len(a.Strict) > 0:
		wantUnknown, wantDuplicate := strictErrors(a)
		if strings.Contains(a.YAML, "<<") {
			wantDuplicate = duplicate
		}
		if !slices.Equal(unknown, wantUnknown) || !slices.Equal(duplicate, wantDuplicate) {
			return fmt.Sprintf("unknown %v, want %v; duplicate %v, want %v", unknown, wantUnknown, duplicate, wantDuplicate)
		}
		if mistyped {
			return "a type error"
		}
	default:
		index := regexp.MustCompile(`\[\d+\]`)
		bare := func(v Violation) string { return index.ReplaceAllString(v.Field, "") }
		if field, ok := typeField(a.Message); ok && len(v.violations) > 0 && !slices.Contains(append(v.list(Refused, bare), v.list(LabelType, bare)...), field) {
			return "no type error at " + field
		}
	}
	if a.Code == 201 {
		warnings := v.list(NonCanonical, func(v Violation) string { return v.Field + ": " + v.Message })
		if want := slices.Sorted(slices.Values(a.Warnings)); !slices.Equal(warnings, want) {
			return fmt.Sprintf("warnings %q", warnings)
		}
	}
	return ""
}

// anonymous reports whether a document does not say what it is, so that only the
// request can. Nobody else knows that it is meant as a NetworkPolicy.
func anonymous(yaml string) bool {
	documents := source.Split(source.NewFile("a.yaml", []byte(yaml)))
	if len(documents) == 0 {
		return true
	}
	root, err := documents[0].Parse()
	return err == nil && text(root.Get("apiVersion"))+text(root.Get("kind")) == ""
}

// endsEarly reports whether the root of a document may end before its text does: a
// mapping in braces, or one whose first line is indented. The server stops there;
// our parser, which looks at the next word, finds some of what follows to be no
// YAML, and says so.
func endsEarly(yaml string) bool {
	for line := range strings.Lines(strings.TrimPrefix(yaml, "\ufeff")) {
		if text := strings.TrimSpace(line); text != "" && text[0] != '#' && !strings.HasPrefix(line, "---") {
			return line[0] == ' ' || line[0] == '{'
		}
	}
	return false
}

// TestAPIServer compares verdicts, causes, unknown fields, duplicate keys, the
// fields of type errors and warnings with those of a Kubernetes API server.
func TestAPIServer(t *testing.T) {
	codes := map[int]int{}
	documents, mismatches, elsewhere, unnamed, odd := 0, 0, 0, 0, 0
	eachAnswer(t, func(a recorded) {
		documents++
		if a.Code == 400 && strings.Contains(a.Message, "does not match the namespace sent on the request") {
			elsewhere++ // an offline tool sees no request
			return
		}
		if anonymous(a.YAML) {
			unnamed++
			return
		}
		if merges(a) {
			odd++
			return
		}
		codes[a.Code]++
		v := judge(t, a.YAML)
		what := disagreement(v, a)
		switch {
		case what == "":
			return
		case v.syntax && endsEarly(a.YAML):
			odd++
			return
		}
		if mismatches++; mismatches <= 10 {
			t.Errorf("%s\nviolations %+v\nserver: %d %s\n%+v\nstrict %q, warnings %q\n%s", what, v.violations, a.Code, a.Message, a.Causes, a.Strict, a.Warnings, a.YAML)
		}
	})
	t.Logf("%d documents: %d accepted, %d invalid, %d not decodable, %d for another namespace, %d without kind and apiVersion, %d with merged keys or text behind the root; %d mismatches",
		documents, codes[201], codes[422], codes[400], elsewhere, unnamed, odd, mismatches)
}
