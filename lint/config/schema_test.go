package config_test

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/netpolint/netpolint/lint/config"
	"github.com/netpolint/netpolint/lint/source"
)

func compiled(t *testing.T) *jsonschema.Schema {
	t.Helper()
	text, err := json.Marshal(config.Describe(catalogue()).Schema())
	if err != nil {
		t.Fatal(err)
	}
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	if err := c.AddResource("config.json", document); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("config.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// TestSchema: what the program takes the schema takes, and what the schema refuses
// the program refuses.
func TestSchema(t *testing.T) {
	schema := compiled(t)
	d := config.Describe(catalogue())
	for text, good := range map[string]bool{
		"{}":                          true,
		"select:\nignore: [NP3, cis]": true,
		"kubernetes-version: 1.30":    true,
		"kubernetes-version: '1.30'":  true,
		"rules: {NP301: off}":         true,
		"rules: {wide-block: {severity: info, options: {largest: 9, private: true, labels: [a], ports: {'22': a}}}}":                          true,
		"paths: [{match: [a/], severity: {breadth: off}, reason: old}]":                                                                       true,
		"outside: {namespaces: [a, {name: b, labels: {c: d}}], workloads: [{namespace: a, name: b, ports: [80, {port: 53, protocol: UDP}]}]}": true,
		"cluster: {dns: {pods: [{namespace: a, port: 53}], addresses: [169.254.20.10]}, ip-families: [IPv4]}":                                 true,
		"selct: []":           false,
		"select: NP301":       false,
		"fail-on: loud":       false,
		"strict: maybe":       false,
		"rules: {NP999: off}": false,
		"rules: {NP301: {options: {largest: 99}}}":                    false,
		"rules: {NP301: {options: {largest: '9'}}}":                   false,
		"rules: {NP302: {options: {}}}":                               false,
		"paths: [{ignore: [a]}]":                                      false,
		"outside: {namespaces: [Upper]}":                              false,
		"outside: {workloads: [{name: a}]}":                           false,
		"outside: {workloads: [{namespace: a, name: b, ports: [0]}]}": false,
		"cluster: {ip-families: [IPv5]}":                              false,
	} {
		node, err := source.Split(source.NewFile("c", []byte(text)))[0].Parse()
		if err != nil {
			t.Fatal(err)
		}
		document, err := node.JSON()
		if err != nil {
			t.Fatal(err)
		}
		value, err := jsonschema.UnmarshalJSON(bytes.NewReader(document))
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(value); (err == nil) != good {
			t.Errorf("%s: the schema says %v", text, err)
		}
		if _, err := d.Parse(config.Place{Name: "c"}, []byte(text)); (err == nil) != good {
			t.Errorf("%s: the program says %v", text, err)
		}
	}
}
