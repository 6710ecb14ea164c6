package report

import (
	"bufio"
	"fmt"
	"strings"
)

// markdownChanges is the style for comments of pull requests.
type markdownChanges struct{}

func (markdownChanges) title(out *bufio.Writer, c *Changes) {
	fmt.Fprintf(out, "### Network policy changes\n\n%s.\n", markdownText(c.summary()))
	for _, list := range c.workloadLists() {
		fmt.Fprintf(out, "\n%s\n", markdownText(list))
	}
}

func (markdownChanges) section(out *bufio.Writer, title string, _ bool) {
	fmt.Fprintf(out, "\n#### %s\n", strings.ToUpper(title[:1])+title[1:])
}

func (markdownChanges) reason(out *bufio.Writer, text string) {
	if text != "" {
		fmt.Fprintf(out, "\n%s\n", markdownText(text))
	}
	fmt.Fprint(out, "\n| from | to | connections |\n|---|---|---|\n")
}

func (markdownChanges) line(out *bufio.Writer, from, to, conns string) {
	fmt.Fprintf(out, "| %s | %s | %s |\n", markdownCode(from), markdownCode(to), conns)
}

func (markdownChanges) more(out *bufio.Writer, n int) {
	fmt.Fprintf(out, "| and %s more | | |\n", count(n, "line"))
}

func (markdownChanges) end(*bufio.Writer, *Changes, bool) {}

// markdownText keeps names of the input from being markup.
func markdownText(s string) string {
	return strings.NewReplacer(`\`, `\\`, "*", `\*`, "_", `\_`, "`", "\\`", "[", `\[`, "]", `\]`, "<", "&lt;", "&", "&amp;", "|", `\|`, "#", `\#`, "@", "@\u200b").Replace(s)
}
