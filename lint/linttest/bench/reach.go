package main

import (
	"bufio"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
)

// benchReach measures the questions about connections on directories of clusters: all
// of them, and one between the first source and destination of the answer.
func benchReach(bin string, dirs []string, runs int) error {
	fmt.Printf("%-24s %-14s %9s %9s %9s %12s\n", "", "", "CPU s", "wall s", "peak MiB", "connections")
	for _, dir := range dirs {
		rows, from, to, err := firstConnection(bin, dir)
		if err != nil {
			return fmt.Errorf("%s: %w", dir, err)
		}
		for _, c := range []command{
			{"all, csv", []string{bin, "reach", "-q", "-o", "csv", dir}},
			{"one flow", []string{bin, "reach", "-q", "--from", from, "--to", to, "--port", "8080", dir}},
		} {
			var list []usage
			for run := range runs + 1 {
				u, err := c.run()
				if err != nil {
					return fmt.Errorf("%s: %w", strings.Join(c.args, " "), err)
				}
				if run > 0 {
					list = append(list, u)
				}
			}
			count := "1"
			if c.name == "all, csv" {
				count = fmt.Sprint(rows)
			}
			fmt.Printf("%-24s %-14s %9.3f %9.3f %9.1f %12s\n", filepath.Base(dir), c.name,
				median(list, func(u usage) float64 { return u.cpu }), median(list, func(u usage) float64 { return u.wall }),
				median(list, func(u usage) float64 { return u.peak }), count)
		}
	}
	return nil
}

// firstConnection counts the connections of a cluster, and names the ends of one
// between two workloads.
func firstConnection(bin, dir string) (rows int, from, to string, err error) {
	cmd := exec.Command(bin, "reach", "-q", "-o", "csv", dir)
	out, err := cmd.StdoutPipe()
	if err != nil {
		return 0, "", "", err
	}
	if err := cmd.Start(); err != nil {
		return 0, "", "", err
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if rows++; rows == 1 || from != "" {
			continue // the header, or done
		}
		fields := strings.Split(lines.Text(), ",")
		if strings.Count(fields[0], "/") == 2 && strings.Count(fields[1], "/") == 2 {
			from, to = fields[0], fields[1]
		}
	}
	if err := errors.Join(lines.Err(), cmd.Wait()); err != nil {
		return 0, "", "", err
	}
	if from == "" {
		return 0, "", "", errors.New("no connection between two workloads")
	}
	return rows - 1, from, to, nil
}
