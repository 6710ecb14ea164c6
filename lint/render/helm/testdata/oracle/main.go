// Command oracle renders charts with Helm's own libraries, as helm template does,
// and prints what came of it as JSON: the answers that the port is held to.
//
//	oracle [-probe dir] [-o answers.json] chart...
//
// Each chart is rendered with its default values and with the sets that a file
// sets.json beside its directory lists. With -probe, files of made-up values are
// written to a directory and rendered, too.
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"io"
	"log"
	"log/slog"
	"os"
	"path/filepath"
)

func main() {
	out := flag.String("o", "", "write the answers to a `file`")
	probe := flag.String("probe", "", "try made-up values, too, and write them to a `dir`")
	flag.Parse()
	log.SetOutput(io.Discard) // Helm's warnings
	slog.SetDefault(slog.New(slog.NewTextHandler(io.Discard, nil)))
	var answers []answer
	for i, dir := range flag.Args() {
		for _, s := range sets(dir, i, *probe) {
			answers = append(answers, ask(dir, s))
		}
	}
	b, err := json.MarshalIndent(answers, "", " ")
	if err == nil && *out == "" {
		_, err = os.Stdout.Write(append(b, '\n'))
	} else if err == nil {
		err = os.WriteFile(*out, append(b, '\n'), 0o644)
	}
	if err != nil {
		os.Stderr.WriteString(err.Error() + "\n")
		os.Exit(1)
	}
}

// set is a choice of values and options. Files are relative to the directory that
// holds sets.json, or absolute.
type set struct {
	Name      string   `json:"name"`
	Files     []string `json:"files,omitempty"`
	Set       []string `json:"set,omitempty"`
	Namespace string   `json:"namespace,omitempty"`
	Release   string   `json:"release,omitempty"`
	Kube      string   `json:"kube,omitempty"`
}

// answer is what Helm made of a chart: texts by the names of their templates, or an
// error. Lines that are not the same in every rendering are "<random>".
type answer struct {
	Chart string            `json:"chart"`
	Set   set               `json:"set"`
	Texts map[string]string `json:"texts,omitempty"`
	CRDs  []string          `json:"crds,omitempty"`
	Error string            `json:"error,omitempty"`
}

// sets returns the sets to try with a chart.
func sets(dir string, index int, probe string) []set {
	out := []set{{Name: "default values"}}
	if b, err := os.ReadFile(filepath.Join(filepath.Dir(dir), "sets.json")); err == nil {
		out = nil
		if err := json.Unmarshal(b, &out); err != nil {
			log.SetOutput(os.Stderr)
			log.Fatalf("%s: %v", dir, err)
		}
	} else if !errors.Is(err, os.ErrNotExist) {
		log.SetOutput(os.Stderr)
		log.Fatal(err)
	}
	if probe != "" {
		out = append(out, probes(dir, index, probe)...)
	}
	return out
}
