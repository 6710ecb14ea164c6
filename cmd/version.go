package cmd

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"github.com/netpolint/netpolint/lint/report"
)

// version is set by the linker in released programs (-ldflags -X) and never
// after.
var version = ""

// build says what the program was built from.
type build struct {
	Schema   string `json:"schema"`
	Version  string `json:"version"`
	Revision string `json:"revision"`
	Time     string `json:"time"`
	Modified bool   `json:"modified"`
	Go       string `json:"go"`
	Platform string `json:"platform"`
}

func newVersionCmd(a *app) *cobra.Command {
	var format *choice
	c := &cobra.Command{
		Use:   "version",
		Short: "Print the version",
		Long:  "Print the version of the program, and what it was built from.",
		Example: `  netpolint version
  netpolint version -o json`,
		Args:              noArgs("run 'netpolint version'"),
		RunE:              func(*cobra.Command, []string) error { return a.version(format.value) },
		ValidArgsFunction: cobra.NoFileCompletions,
	}
	format = formatFlag(c, "text", "json")
	return c
}

func (a *app) version(format string) error {
	b := thisBuild()
	if format == "json" {
		return report.WriteJSON(a.stdout, b)
	}
	revision := ""
	if b.Revision != "" {
		revision = "revision " + b.Revision[:min(12, len(b.Revision))]
		if b.Modified {
			revision += " with changes"
		}
		revision += ", "
	}
	_, err := fmt.Fprintf(a.stdout, "netpolint %s (%s%s, %s)\n", b.Version, revision, b.Go, b.Platform)
	return err
}

// thisBuild reads what the Go tool recorded in the program.
func thisBuild() build {
	b := build{
		Schema: "netpolint.version/v1", Version: version,
		Go: runtime.Version(), Platform: runtime.GOOS + "/" + runtime.GOARCH,
	}
	info, ok := debug.ReadBuildInfo()
	if ok {
		for _, s := range info.Settings {
			switch s.Key {
			case "vcs.revision":
				b.Revision = s.Value
			case "vcs.time":
				b.Time = s.Value
			case "vcs.modified":
				b.Modified = s.Value == "true"
			}
		}
		if b.Version == "" && info.Main.Version != "(devel)" {
			b.Version = info.Main.Version
		}
	}
	if b.Version == "" {
		b.Version = "devel"
	}
	return b
}
