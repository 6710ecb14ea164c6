package report

import (
	"bufio"
	"fmt"
	"io"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/manifest"
)

// Skipped lists what of the input was left out on purpose, one line each, in order
// of name.
func Skipped(w io.Writer, set *manifest.Set, color bool) error {
	out := bufio.NewWriter(w)
	p := palette{on: color}
	for _, s := range set.Skipped {
		fmt.Fprintf(out, "%s: %s: %s\n", p.dim("skipped"), p.bold(Sanitize(s.Name)), Sanitize(s.Reason))
	}
	if set.Unlisted > 0 {
		fmt.Fprintf(out, "%s: and %d more\n", p.dim("skipped"), set.Unlisted)
	}
	return out.Flush()
}

// Read says in one line how much was read.
func Read(w io.Writer, s lint.Summary, problems int) error {
	_, err := fmt.Fprintf(w, "read: %s, %s, %s; skipped: %s; %s\n", count(s.Files, "file"), count(s.Documents, "document"),
		count(s.Objects, "object"), count(s.Skipped, "path"), count(problems, "problem"))
	return err
}
