package report

import (
	"bufio"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/netpolint/netpolint/lint"
)

// controlNames are the controls that a rule helps to keep, as they are selected.
func controlNames(r *lint.Rule) []string {
	var out []string
	for _, c := range r.Controls {
		out = append(out, c.Name())
	}
	return out
}

// optionJSON is an option in the schema netpolint.rules/v1.
type optionJSON struct {
	Name    string `json:"name"`
	Doc     string `json:"doc"`
	Type    string `json:"type"`
	Default any    `json:"default"`
	Minimum *int   `json:"minimum,omitempty"`
	Maximum *int   `json:"maximum,omitempty"`
}

func optionsJSON(r *lint.Rule) []optionJSON {
	var out []optionJSON
	for i := range r.Options {
		o := &r.Options[i]
		one := optionJSON{Name: o.Name, Doc: o.Doc}
		switch o.Kind {
		case lint.IntOption:
			one.Type, one.Default, one.Minimum, one.Maximum = "number", o.Int, &o.Min, &o.Max
		case lint.BoolOption:
			one.Type, one.Default = "boolean", o.Bool
		case lint.StringsOption:
			one.Type, one.Default = "list", append([]string{}, o.Strings...)
		default:
			one.Type, one.Default = "mapping", o.Map
		}
		out = append(out, one)
	}
	return out
}

// optionDefault is the default of an option in words.
func optionDefault(o *lint.Option) string {
	switch o.Kind {
	case lint.IntOption:
		return strconv.Itoa(o.Int)
	case lint.BoolOption:
		return strconv.FormatBool(o.Bool)
	case lint.StringsOption:
		return "[" + strings.Join(o.Strings, ", ") + "]"
	}
	var pairs []string
	for _, key := range slices.Sorted(maps.Keys(o.Map)) {
		pairs = append(pairs, key+": "+o.Map[key])
	}
	return "{" + strings.Join(pairs, ", ") + "}"
}

// Mapping prints which controls of benchmarks each rule helps to keep, in a column for
// each benchmark.
func Mapping(w io.Writer, rules []*lint.Rule, color bool) error {
	p := palette{on: color}
	rows := [][]string{{"rule", ""}}
	for _, b := range lint.Benchmarks() {
		rows[0] = append(rows[0], string(b))
	}
	for _, r := range rules {
		row := []string{r.Code, r.Name}
		for _, b := range lint.Benchmarks() {
			row = append(row, ids(r, b))
		}
		rows = append(rows, row)
	}
	widths := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, cell := range row {
			widths[i] = max(widths[i], len(cell))
		}
	}
	out := bufio.NewWriter(w)
	for n, row := range rows {
		line := ""
		for i, cell := range row {
			line += cell + spaces(widths[i]-len(cell)+2)
		}
		if line = strings.TrimRight(line, " "); n == 0 {
			line = p.bold(line)
		}
		fmt.Fprintln(out, line)
	}
	fmt.Fprintln(out)
	fmt.Fprintln(out, p.dim("'netpolint lint --select cis' checks the rules of a benchmark, and --select nsa-default-deny those of one control"))
	return out.Flush()
}

// ids are the controls of one benchmark that a rule helps to keep.
func ids(r *lint.Rule, b lint.Benchmark) string {
	var out []string
	for _, c := range r.Controls {
		if c.Benchmark == b {
			out = append(out, c.ID)
		}
	}
	if out == nil {
		return "-"
	}
	return strings.Join(out, ", ")
}

// MappingByControl prints the controls of each benchmark, and the rules that help to
// keep them.
func MappingByControl(w io.Writer, rules []*lint.Rule, color bool) error {
	out := bufio.NewWriter(w)
	p := palette{on: color}
	for _, b := range lint.Benchmarks() {
		fmt.Fprintf(out, "%s  %s\n", p.bold(string(b)), b.Title())
		for _, c := range lint.Controls() {
			if c.Benchmark != b {
				continue
			}
			fmt.Fprintf(out, "  %s  %s\n", p.code(c.Name()), c.Title)
			keeping := keepers(rules, c)
			for _, r := range keeping {
				fmt.Fprintf(out, "    %s  %s\n", r.Code, r.Name)
			}
			if len(keeping) == 0 {
				fmt.Fprintln(out, "    "+p.dim("no rule of these"))
			}
		}
		fmt.Fprintln(out)
	}
	fmt.Fprintln(out, p.dim("'netpolint lint --select cis' checks the rules of a benchmark, and --select nsa-default-deny those of one control"))
	return out.Flush()
}

// keepers are the rules that help to keep a control.
func keepers(rules []*lint.Rule, c lint.Control) []*lint.Rule {
	var out []*lint.Rule
	for _, r := range rules {
		if slices.ContainsFunc(r.Controls, func(k lint.Control) bool { return k.Name() == c.Name() }) {
			out = append(out, r)
		}
	}
	return out
}

type controlJSON struct {
	Name  string   `json:"name"`
	ID    string   `json:"id"`
	Title string   `json:"title"`
	Rules []string `json:"rules"`
}

type benchmarkJSON struct {
	Name     string        `json:"name"`
	Title    string        `json:"title"`
	Controls []controlJSON `json:"controls"`
}

type mappedJSON struct {
	Code     string   `json:"code"`
	Name     string   `json:"name"`
	Controls []string `json:"controls"`
}

type mappingJSON struct {
	Schema     string          `json:"schema"`
	Rules      []mappedJSON    `json:"rules"`
	Benchmarks []benchmarkJSON `json:"benchmarks"`
}

// MappingJSON prints the mapping in both ways as one object of the schema
// netpolint.mapping/v1.
func MappingJSON(w io.Writer, rules []*lint.Rule) error {
	out := mappingJSON{Schema: "netpolint.mapping/v1", Rules: []mappedJSON{}}
	for _, r := range rules {
		out.Rules = append(out.Rules, mappedJSON{r.Code, r.Name, append([]string{}, controlNames(r)...)})
	}
	for _, b := range lint.Benchmarks() {
		one := benchmarkJSON{Name: string(b), Title: b.Title(), Controls: []controlJSON{}}
		for _, c := range lint.Controls() {
			if c.Benchmark != b {
				continue
			}
			codes := []string{}
			for _, r := range keepers(rules, c) {
				codes = append(codes, r.Code)
			}
			one.Controls = append(one.Controls, controlJSON{c.Name(), c.ID, c.Title, codes})
		}
		out.Benchmarks = append(out.Benchmarks, one)
	}
	return WriteJSON(w, out)
}
