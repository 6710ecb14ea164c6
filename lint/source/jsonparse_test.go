package source

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
)

// TestJSONThatYAMLRefuses: what is JSON is read, although YAML 1.1 lacks
// surrogate pairs, \/ and long keys; values and places are right.
func TestJSONThatYAMLRefuses(t *testing.T) {
	long := strings.Repeat("k", 2000)
	for _, text := range []string{
		`{"a": "\ud83d\ude00", "b": {"cidr": "0.0.0.0\/0", "n": [1, 2.5, -3e2, true, false, null, "", {}, []]}}`,
		`{"` + long + `": {"x": "y"}, "z": "\/"}`,
		"  {\n  \"é\": \"\\/\",\r\n  \"list\": [\n    \"a\u2028b\", \"c\" ,{\"d\":\t\"e\"}\n  ]\n}\n",
	} {
		d := Split(NewFile("a.json", []byte(text)))[0]
		root, err := d.Parse()
		if err != nil {
			t.Fatalf("%.40q: %v", text, err)
		}
		got, err := root.JSON()
		if err != nil {
			t.Fatal(err)
		}
		var have, want any
		if err := json.Unmarshal(got, &have); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal([]byte(text), &want); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(have, want) {
			t.Errorf("%.40q reads as %s", text, got)
		}
		check(t, root, want)
	}
}

// check compares each value with the JSON that its span holds.
func check(t *testing.T, n Node, want any) {
	t.Helper()
	var have any
	if err := json.Unmarshal([]byte(n.Span().Text()), &have); err != nil || !reflect.DeepEqual(have, want) {
		t.Errorf("the span %q is not %v: %v", n.Span().Text(), want, err)
	}
	switch w := want.(type) {
	case map[string]any:
		for key, value := range w {
			check(t, n.Get(key), value)
		}
	case []any:
		for i, value := range w {
			check(t, n.At(i), value)
		}
	}
}

func TestBrokenJSONIsRefused(t *testing.T) {
	for _, text := range []string{`{"a": "\ud83d\ude00"`, `{"a": "\/",}`, `{"a" "\/"}`, strings.Repeat(`{"a":[`, 20000)} {
		if _, err := Split(NewFile("a.json", []byte(text)))[0].Parse(); err == nil {
			t.Errorf("%.40q was read", text)
		}
	}
}
