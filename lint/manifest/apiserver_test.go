package manifest

import (
	"bufio"
	"compress/gzip"
	"context"
	"encoding/json"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// recorded is what a Kubernetes API server said of one document.
type recorded struct {
	YAML     string
	Code     int
	Message  string
	Causes   []struct{ Field, Message string }
	Strict   []string
	Warnings []string
}

// answers reads the recorded answers, or those of the file that
// NETPOLINT_APISERVER_CASES names (make apiserver-oracle).
func answers(t *testing.T) []recorded {
	t.Helper()
	var r io.Reader
	if name := os.Getenv("NETPOLINT_APISERVER_CASES"); name != "" {
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		r = f
	} else {
		f, err := os.Open("testdata/recorded/apiserver-1.37.jsonl.gz")
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if r, err = gzip.NewReader(f); err != nil {
			t.Fatal(err)
		}
	}
	var out []recorded
	lines := bufio.NewReader(r)
	for {
		line, err := lines.ReadBytes('\n')
		if len(line) > 0 {
			var a recorded
			if err := json.Unmarshal(line, &a); err != nil {
				t.Fatal(err)
			}
			out = append(out, a)
		}
		if err != nil {
			return out
		}
	}
}

// judge reads a document as the tool does, and returns what it says of it.
func judge(t *testing.T, yaml string) (refused bool, fields, unknown, warnings []string) {
	t.Helper()
	set, err := Load(context.Background(), fstest.MapFS{"a.yaml": {Data: []byte(yaml)}}, Options{Paths: []string{"a.yaml"}})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range set.Problems {
		refused = refused || p.Severity == Error
	}
	for _, o := range set.Objects {
		for _, v := range o.Violations {
			switch v.Class {
			case Refused:
				refused = true
				if v.ID != "wrong-type" {
					fields = append(fields, v.Field)
				}
			case UnknownField:
				refused = true
				unknown = append(unknown, v.Field)
			case DuplicateKey:
				refused = true
				unknown = append(unknown, v.Field)
			case NonCanonical:
				warnings = append(warnings, v.Field)
			default:
				refused = true
			}
		}
	}
	if len(set.Objects) == 0 {
		refused = true
	}
	return refused, distinct(fields), distinct(unknown), distinct(warnings)
}

// distinct sorts and drops repetitions.
func distinct(s []string) []string {
	slices.Sort(s)
	return slices.Compact(s)
}

// TestAPIServer compares verdicts, field paths, unknown fields and warnings with
// those of a Kubernetes API server.
func TestAPIServer(t *testing.T) {
	quoted := regexp.MustCompile(`(?:unknown field|duplicate field|key) "((?:[^"\\]|\\.)*)"|key (\S+) already`)
	all := answers(t)
	var accepted, invalid, undecodable, mismatches int
	for _, a := range all {
		refused, fields, unknown, warnings := judge(t, a.YAML)
		if a.Code == 400 && strings.Contains(a.Message, "does not match the namespace sent on the request") {
			continue // the request's namespace is not in the document
		}
		var wantFields, wantUnknown, wantWarnings []string
		switch a.Code {
		case 201:
			accepted++
			for _, w := range a.Warnings {
				field, _, _ := strings.Cut(w, ": ")
				wantWarnings = append(wantWarnings, field)
			}
		case 422:
			invalid++
			for _, c := range a.Causes {
				wantFields = append(wantFields, c.Field)
			}
		default:
			undecodable++
		}
		for _, s := range a.Strict {
			for _, m := range quoted.FindAllStringSubmatch(s, -1) {
				wantUnknown = append(wantUnknown, strings.NewReplacer(`\"`, `"`, `\\`, `\`).Replace(m[1]+m[2]))
			}
		}
		wantUnknown, wantWarnings, wantFields = distinct(wantUnknown), distinct(wantWarnings), distinct(wantFields)
		switch {
		case refused != (a.Code != 201):
			mismatches++
			t.Errorf("refused %v, want code %d %s %v\nfields %v unknown %v\n%s", refused, a.Code, a.Message, a.Strict, fields, unknown, a.YAML)
		case a.Code == 422 && !slices.Equal(fields, wantFields):
			mismatches++
			t.Errorf("fields %v, want %v\n%s", fields, wantFields, a.YAML)
		case len(a.Strict) > 0 && !slices.Equal(unknown, wantUnknown):
			mismatches++
			t.Errorf("unknown %v, want %v: %v\n%s", unknown, wantUnknown, a.Strict, a.YAML)
		case a.Code == 201 && !slices.Equal(warnings, wantWarnings):
			mismatches++
			t.Errorf("warnings %v, want %v\n%s", warnings, a.Warnings, a.YAML)
		}
		if mismatches > 5 {
			t.Fatal("and so on")
		}
	}
	t.Logf("%d documents: %d accepted, %d invalid, %d not decodable; %d mismatches", len(all), accepted, invalid, undecodable, mismatches)
}
