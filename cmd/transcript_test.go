package cmd_test

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/netpolint/netpolint/cmd"
)

var update = flag.Bool("update", false, "rewrite the transcripts with what the program prints now")

// TestTranscripts runs the commands of testdata/*.txt. A transcript has lines of
// these kinds, and -update rewrites the last three:
//
//	# a comment
//	$ netpolint lint manifests/open
//	< a line of standard input
//	> a line of standard output
//	! a line of standard error
//	? 1, the exit status, where it is not 0
//
// The escape character is written as ␛.
func TestTranscripts(t *testing.T) {
	names, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(names) == 0 {
		t.Fatalf("no transcripts: %v", err)
	}
	t.Setenv("NO_COLOR", "")
	t.Chdir("testdata")
	for _, name := range names {
		name = filepath.Base(name)
		t.Run(strings.TrimSuffix(name, ".txt"), func(t *testing.T) {
			content, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			want := strings.ReplaceAll(string(content), "\r\n", "\n")
			got := replay(t, want)
			if got == want {
				return
			}
			if *update {
				if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			t.Errorf("%s: run 'go test ./cmd -update' and read the difference\n%s", name, difference(want, got))
		})
	}
}

// replay runs the commands of a transcript and returns it with what they print.
func replay(t *testing.T, transcript string) string {
	t.Helper()
	var out, stdin strings.Builder
	command, pending := "", false
	run := func() {
		if pending {
			out.WriteString(execute(t, command, stdin.String()))
		}
		pending = false
		stdin.Reset()
	}
	for line := range strings.Lines(transcript) {
		text := strings.TrimSuffix(line, "\n")
		switch {
		case strings.HasPrefix(text, "$ netpolint"):
			run()
			command, pending = strings.TrimPrefix(text, "$ netpolint"), true
		case strings.HasPrefix(text, "< "):
			stdin.WriteString(text[2:] + "\n")
		case text == "", strings.HasPrefix(text, "#"):
			run()
		case strings.HasPrefix(text, ">"), strings.HasPrefix(text, "!"), strings.HasPrefix(text, "? "):
			continue
		default:
			t.Fatalf("a line of no known kind: %s", line)
		}
		out.WriteString(line)
	}
	run()
	return out.String()
}

// execute runs one command and returns its part of the transcript.
func execute(t *testing.T, command, stdin string) string {
	t.Helper()
	var stdout, stderr strings.Builder
	status := cmd.Main(context.Background(), strings.Fields(command), strings.NewReader(stdin), &stdout, &stderr)
	out := quote(">", stdout.String()) + quote("!", stderr.String())
	if status != 0 {
		out += fmt.Sprintf("? %d\n", status)
	}
	return strings.ReplaceAll(out, "\x1b", "␛")
}

// quote puts a mark before each line.
func quote(mark, text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		if line != "\n" {
			line = " " + line
		}
		b.WriteString(mark + strings.TrimSuffix(line, "\n") + "\n")
	}
	return b.String()
}

// difference shows the lines of two texts from the first that differs on.
func difference(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	at := 0
	for at < min(len(w), len(g)) && w[at] == g[at] {
		at++
	}
	show := func(lines []string) string { return strings.Join(lines[at:min(len(lines), at+12)], "\n") }
	return fmt.Sprintf("line %d\ngot:\n%s\nwant:\n%s", at+1, show(g), show(w))
}
