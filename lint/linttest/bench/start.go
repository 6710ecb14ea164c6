//go:build unix

package main

import (
	"bytes"
	"cmp"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// benchStart measures what each run pays before it does anything: `version`, in
// turn with a program that is empty, and which packages take the time.
func benchStart(bin string, runs int) error {
	dir, err := os.MkdirTemp("", "netpolint-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	empty, err := buildEmpty(dir)
	if err != nil {
		return err
	}
	// The linker writes through a mapping, which leaves the file in small pages of
	// the cache: starting it takes an eighth more than a copy, which is what is installed.
	if bin, err = copied(bin, dir); err != nil {
		return err
	}
	if empty, err = copied(empty, dir); err != nil {
		return err
	}
	commands := []command{{"an empty program", []string{empty}}, {"version", []string{bin, "version"}}}
	results := make([][]usage, len(commands))
	var ratios []usage
	for run := range runs + 1 {
		var pair []usage
		for i, c := range commands {
			u, err := c.run()
			if err != nil {
				return fmt.Errorf("%s: %w", c.name, err)
			}
			pair = append(pair, u)
			if run > 0 {
				results[i] = append(results[i], u)
			}
		}
		if run > 0 {
			ratios = append(ratios, usage{cpu: pair[1].cpu / pair[0].cpu})
		}
	}
	cpu := func(u usage) float64 { return 1000 * u.cpu }
	fmt.Printf("%-34s %9s %9s %9s\n", "", "CPU ms", "least", "faults")
	for i, c := range commands {
		least := slices.MinFunc(results[i], func(a, b usage) int { return cmp.Compare(a.cpu, b.cpu) })
		fmt.Printf("%-34s %9.1f %9.1f %9.0f\n", c.name, median(results[i], cpu), cpu(least), median(results[i], func(u usage) float64 { return u.faults }))
	}
	fmt.Printf("ratio of CPU, pair by pair, median of %d: %.2f\n\n", runs, median(ratios, func(u usage) float64 { return u.cpu }))
	return initTrace(bin, 15)
}

func buildEmpty(dir string) (string, error) {
	source, bin := filepath.Join(dir, "main.go"), filepath.Join(dir, "empty")
	if err := os.WriteFile(source, []byte("package main\n\nfunc main() {}\n"), 0o600); err != nil {
		return "", err
	}
	build := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", bin, source)
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w: %s", err, out)
	}
	return bin, nil
}

func copied(bin, dir string) (string, error) {
	content, err := os.ReadFile(bin)
	if err != nil {
		return "", err
	}
	to := filepath.Join(dir, filepath.Base(bin)+"-installed")
	return to, os.WriteFile(to, content, 0o700)
}

// initTrace prints the packages that take longest to initialise: the least of some
// runs of each, as the machine adds to all of them.
func initTrace(bin string, runs int) error {
	type cost struct{ ms, bytes float64 }
	costs := map[string]cost{}
	for range runs {
		cmd := exec.Command(bin, "version")
		cmd.Env = append(os.Environ(), "GODEBUG=inittrace=1")
		var trace bytes.Buffer
		cmd.Stderr = &trace
		if err := cmd.Run(); err != nil {
			return err
		}
		for line := range strings.Lines(trace.String()) {
			// init PACKAGE @0.1 ms, 0.2 ms clock, 300 bytes, 4 allocs
			w := strings.Fields(line)
			if len(w) < 8 || w[0] != "init" {
				continue
			}
			ms, _ := strconv.ParseFloat(w[4], 64)
			size, _ := strconv.ParseFloat(w[7], 64)
			if c, seen := costs[w[1]]; !seen || ms < c.ms {
				costs[w[1]] = cost{ms, size}
			}
		}
	}
	var all cost
	var names []string
	for name, c := range costs {
		names = append(names, name)
		all.ms, all.bytes = all.ms+c.ms, all.bytes+c.bytes
	}
	slices.SortFunc(names, func(a, b string) int {
		return cmp.Or(cmp.Compare(costs[b].ms, costs[a].ms), strings.Compare(a, b))
	})
	fmt.Printf("%9.2f ms %9.0f bytes  %d packages to initialise, of which the longest:\n", all.ms, all.bytes, len(costs))
	for _, name := range names[:min(15, len(names))] {
		fmt.Printf("%9.2f ms %9.0f bytes  %s\n", costs[name].ms, costs[name].bytes, name)
	}
	return nil
}
