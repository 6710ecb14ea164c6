package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

// Markdown prints the changes as a comment for a pull request.
func (c *Changes) Markdown(w io.Writer) error {
	out := bufio.NewWriter(w)
	fmt.Fprintf(out, "### Network policy changes\n\n%s.\n", markdownText(c.summary()))
	for _, list := range c.workloadLists() {
		fmt.Fprintf(out, "\n%s\n", markdownText(list))
	}
	for _, section := range c.sections() {
		groups := c.grouped(section.keep, func(from, to, conns string) string {
			return "| " + markdownCode(from) + " | " + markdownCode(to) + " | " + conns + " |"
		})
		if len(groups) == 0 {
			continue
		}
		fmt.Fprintf(out, "\n#### %s\n", strings.ToUpper(section.title[:1])+section.title[1:])
		for _, g := range groups {
			if g.reason != "" {
				fmt.Fprintf(out, "\n%s\n", markdownText(g.reason))
			}
			fmt.Fprint(out, "\n| from | to | connections |\n|---|---|---|\n")
			for i, line := range g.lines {
				if i == maxLines && len(g.lines) > maxLines+1 {
					fmt.Fprintf(out, "| and %d more | | |\n", len(g.lines)-maxLines)
					break
				}
				fmt.Fprintln(out, line)
			}
		}
	}
	return out.Flush()
}

// markdownText keeps names of the input from being markup.
func markdownText(s string) string {
	return strings.NewReplacer(`\`, `\\`, "*", `\*`, "_", `\_`, "`", "\\`", "[", `\[`, "]", `\]`, "<", "&lt;", "&", "&amp;", "|", `\|`, "#", `\#`, "@", "@\u200b").Replace(s)
}
