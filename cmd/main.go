package cmd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"syscall"

	"github.com/netpolint/netpolint/lint/report"
)

// The exit statuses of every command.
const (
	exitOK       = 0 // nothing at or above --fail-on
	exitFindings = 1 // findings at or above --fail-on
	exitFailure  = 2 // wrong usage, or an input that could not be read
)

// app is one run of the program: its streams, and what its commands share.
type app struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	color          colorMode
	status         int
}

// Main runs the command line and returns the exit status.
func Main(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	a := &app{stdin: stdin, stdout: stdout, stderr: stderr, color: colorAuto}
	root := newRootCmd(a, args)
	root.SetArgs(append([]string{}, args...)) // nil would mean those of the process
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)

	err := root.ExecuteContext(ctx)
	if err == nil || brokenPipe(err) {
		return a.status
	}
	if errors.Is(err, context.Canceled) {
		err = errors.New("interrupted")
	}
	for line := range strings.Lines(err.Error()) { // of joined errors, one each
		fmt.Fprintln(stderr, "netpolint: "+report.Sanitize(strings.TrimSuffix(line, "\n")))
	}
	var usage *usageError
	if errors.As(err, &usage) {
		fmt.Fprintf(stderr, "run '%s --help' for how to use it\n", usage.command)
	}
	return exitFailure
}

// brokenPipe reports whether a write failed because nobody reads any more, as
// after "| head": that is the reader's choice, and no failure.
func brokenPipe(err error) bool { return errors.Is(err, syscall.EPIPE) }
