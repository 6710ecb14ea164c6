package main_test

import (
	"bytes"
	"context"
	"flag"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/netpolint/netpolint/cmd"
)

var update = flag.Bool("update", false, "write what the tool prints into the README")

// TestReadme runs the command whose output the README shows, and looks for every
// rule in its table.
func TestReadme(t *testing.T) {
	content, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	shown := regexp.MustCompile("(?s)<!-- output: netpolint (.*?) -->\n```text\n(.*?)```").FindAllStringSubmatch(string(content), -1)
	if len(shown) == 0 {
		t.Fatal("the README shows no output")
	}
	for _, m := range shown {
		var out, problems bytes.Buffer
		cmd.Main(context.Background(), strings.Fields(m[1]), strings.NewReader(""), &out, &problems)
		if *update {
			content = bytes.Replace(content, []byte(m[2]), out.Bytes(), 1)
			if err := os.WriteFile("README.md", content, 0o644); err != nil {
				t.Fatal(err)
			}
		} else if out.String() != m[2] {
			t.Errorf("netpolint %s prints something else than the README shows:\n%s%s", m[1], out.String(), problems.String())
		}
	}
}
