//go:build unix

// Bench measures the built tool as a whole process, in turn with a plain read of
// the same files, and prints medians: CPU seconds (user and system), wall
// seconds, peak memory, and the ratio of CPU to reading.
//
//	go run ./lint/linttest/bench -bin ./netpolint [-input DIR] [-files 10000] [-runs 7]
package main

import (
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"time"
)

func main() {
	bin := flag.String("bin", "./netpolint", "the built tool")
	input := flag.String("input", "", "a directory of manifests; empty makes one")
	files := flag.Int("files", 10000, "how many files to make")
	runs := flag.Int("runs", 7, "counted runs of each command, after one that is not")
	read := flag.String("read", "", "only read all files of this directory, and end")
	clusters := flag.String("reach", "", "measure reach on these directories, separated by commas, instead")
	startUp := flag.Bool("start", false, "measure what it takes to start instead")
	flag.Parse()
	if *startUp {
		if err := benchStart(*bin, *runs); err != nil {
			fmt.Fprintln(os.Stderr, "bench:", err)
			os.Exit(2)
		}
		return
	}
	if *clusters != "" {
		if err := benchReach(*bin, strings.Split(*clusters, ","), *runs); err != nil {
			fmt.Fprintln(os.Stderr, "bench:", err)
			os.Exit(2)
		}
		return
	}
	if *read != "" {
		if err := readAll(*read); err != nil {
			fmt.Fprintln(os.Stderr, "bench:", err)
			os.Exit(2)
		}
		return
	}
	if err := bench(*bin, *input, *files, *runs); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(2)
	}
}

func bench(bin, input string, files, runs int) error {
	if input == "" {
		dir, err := os.MkdirTemp("", "netpolint-bench-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(dir)
		if err := generate(dir, files); err != nil {
			return err
		}
		input = dir
	}
	one, count, size, err := census(input)
	if err != nil {
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	fmt.Printf("%s, %d processors, %s/%s; input %d files, %.1f MB; medians of %d runs\n\n",
		runtime.Version(), runtime.NumCPU(), runtime.GOOS, runtime.GOARCH, count, float64(size)/1e6, runs)
	fmt.Printf("%-34s %9s %9s %9s %8s\n", "", "CPU s", "wall s", "peak MiB", "ratio")
	commands := []command{
		{"read the same files", []string{self, "-read", input}},
		{"lint, all files", []string{bin, "lint", "--exit-zero", input}},
		{"lint, all files, one processor", []string{bin, "lint", "--exit-zero", "--jobs", "1", input}},
		{"lint, one file", []string{bin, "lint", "--exit-zero", one}},
		{"version", []string{bin, "version"}},
	}
	results := make([][]usage, len(commands))
	for run := range runs + 1 {
		for i, c := range commands {
			u, err := c.run()
			if err != nil {
				return fmt.Errorf("%s: %w", c.name, err)
			}
			if run > 0 {
				results[i] = append(results[i], u)
			}
		}
	}
	base := median(results[0], func(u usage) float64 { return u.cpu })
	for i, c := range commands {
		cpu := median(results[i], func(u usage) float64 { return u.cpu })
		ratio := "-"
		if i > 0 && i < 3 {
			ratio = fmt.Sprintf("%.1f", cpu/base)
		}
		fmt.Printf("%-34s %9.3f %9.3f %9.1f %8s\n", c.name, cpu,
			median(results[i], func(u usage) float64 { return u.wall }),
			median(results[i], func(u usage) float64 { return u.peak }), ratio)
	}
	return nil
}

// command is one thing to measure.
type command struct {
	name string
	args []string
}

// usage is what one process took: seconds, seconds, MiB, and page faults that read
// nothing from disk.
type usage struct{ cpu, wall, peak, faults float64 }

func (c command) run() (usage, error) {
	cmd := exec.Command(c.args[0], c.args[1:]...)
	cmd.Stdout, cmd.Stderr = io.Discard, io.Discard
	start := time.Now()
	if err := cmd.Run(); err != nil {
		return usage{}, err
	}
	u := usage{wall: time.Since(start).Seconds()}
	state := cmd.ProcessState
	u.cpu = (state.UserTime() + state.SystemTime()).Seconds()
	if r, ok := state.SysUsage().(*syscall.Rusage); ok {
		u.faults = float64(r.Minflt)
		u.peak = float64(r.Maxrss) / 1024
		if runtime.GOOS == "darwin" {
			u.peak /= 1024 // bytes there, kilobytes elsewhere
		}
	}
	return u, nil
}

func median(list []usage, of func(usage) float64) float64 {
	values := make([]float64, len(list))
	for i, u := range list {
		values[i] = of(u)
	}
	slices.Sort(values)
	return values[len(values)/2]
}

// census counts the files of a directory and names one with a NetworkPolicy.
func census(dir string) (one string, count int, size int64, err error) {
	err = filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		info, err := e.Info()
		if err != nil {
			return err
		}
		count++
		size += info.Size()
		if match, _ := filepath.Match("*networkpolicy*", e.Name()); one == "" || match && count < 200 {
			one = name
		}
		return nil
	})
	return one, count, size, err
}

// readAll is the yardstick: walk, open, read into one buffer, close.
func readAll(dir string) error {
	buffer := make([]byte, 64<<10)
	return filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		f, err := os.Open(name)
		if err != nil {
			return err
		}
		defer f.Close()
		for {
			if _, err := f.Read(buffer); err == io.EOF {
				return nil
			} else if err != nil {
				return err
			}
		}
	})
}
