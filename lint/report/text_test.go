package report_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/manifest"
	"github.com/netpolint/netpolint/lint/report"
	"github.com/netpolint/netpolint/lint/source"
)

func TestText(t *testing.T) {
	expect(t, text(t, oneFinding(), report.TextOptions{}), strings.TrimLeft(`
in shop/netpol.yaml

  warning[NP301] overbroad-ipblock: egress is open to 16,777,216 addresses
    --> shop/netpol.yaml:12:15  NetworkPolicy shop/allow-out
     |
  12 |         cidr: 10.0.0.0/8
     |               ^^^^^^^^^^
     = witness: shop/web -> 10.0.0.1, 443/TCP
     = note: shop/web.yaml:3:9: the pods it opens
     = help: list the addresses that the pods need

1 finding (1 warning) in 1 of 14 files: 9 policies, 12 workloads, 4 other objects (1 file without Kubernetes objects)
run 'netpolint explain NP301' for why a finding matters and when to ignore it
`, "\n"))
}

// TestTextGroups shows that a file is named once, that its findings line up
// whatever their line numbers, and that one without a place is still printed.
func TestTextGroups(t *testing.T) {
	r := oneFinding()
	long := source.NewFile("z.yaml", []byte(strings.Repeat("#\n", 1233)+"cidr: ::/0\n"))
	first, second, third := r.Findings[0], r.Findings[0], r.Findings[0]
	for _, f := range []*lint.Finding{&first, &second, &third} {
		f.Help, f.Witness, f.Related = "", nil, nil
	}
	first.Location = lint.Location{}
	second.Location = at(policyFile(), "allow-out")
	third.Location, third.Severity = at(long, "::/0"), lint.Error
	r.Findings = []lint.Finding{first, second, r.Findings[0], third}
	r.Findings[2].Help, r.Findings[2].Witness, r.Findings[2].Related = "", nil, nil
	expect(t, text(t, r, report.TextOptions{Quiet: true}), strings.TrimLeft(`
  warning[NP301] overbroad-ipblock: egress is open to 16,777,216 addresses

in shop/netpol.yaml

  warning[NP301] overbroad-ipblock: egress is open to 16,777,216 addresses
    --> shop/netpol.yaml:4:9  NetworkPolicy shop/allow-out
     |
   4 |   name: allow-out
     |         ^^^^^^^^^

  warning[NP301] overbroad-ipblock: egress is open to 16,777,216 addresses
    --> shop/netpol.yaml:12:15  NetworkPolicy shop/allow-out
     |
  12 |         cidr: 10.0.0.0/8
     |               ^^^^^^^^^^

in z.yaml

  error[NP301] overbroad-ipblock: egress is open to 16,777,216 addresses
      --> z.yaml:1234:7  NetworkPolicy shop/allow-out
       |
  1234 | cidr: ::/0
       |       ^^^^
`, "\n"))
}

func TestTextColor(t *testing.T) {
	plain := text(t, oneFinding(), report.TextOptions{})
	colored := text(t, oneFinding(), report.TextOptions{Color: true})
	if strings.Contains(plain, "\x1b") {
		t.Error("escape sequences without color")
	}
	for _, want := range []string{"\x1b[33;1mwarning[NP301]", "\x1b[33;1m^^^^^^^^^^", "\x1b[36mhelp:"} {
		if !strings.Contains(colored, want) {
			t.Errorf("no %q in %q", want, colored)
		}
	}
	expect(t, withoutColor(colored), plain)
}

// withoutColor removes escape sequences of the form ESC [ ... m.
func withoutColor(s string) string {
	var b strings.Builder
	for {
		before, after, found := strings.Cut(s, "\x1b[")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		_, s, _ = strings.Cut(after, "m")
	}
}

func TestTextNotes(t *testing.T) {
	r := oneFinding()
	f := &r.Findings[0]
	here := lint.Location{Span: source.Span{File: f.Location.Span.File, Start: 5, End: 6}, Start: source.Position{Line: 8, Column: 3}}
	f.Related = append(f.Related, lint.Related{Message: "in the same file", Location: here}, lint.Related{Message: "nowhere"})
	want := "     = note: shop/web.yaml:3:9: the pods it opens\n     = note: line 8: in the same file\n     = note: nowhere\n"
	if got := text(t, r, report.TextOptions{}); !strings.Contains(got, want) {
		t.Errorf("no\n%s in:\n%s", want, got)
	}
}

func TestTextManyRelated(t *testing.T) {
	r := oneFinding()
	for range 8 {
		r.Findings[0].Related = append(r.Findings[0].Related, lint.Related{Message: "and this"})
	}
	got := text(t, r, report.TextOptions{Quiet: true})
	if n := strings.Count(got, "= note: and this\n"); n != 4 {
		t.Errorf("%d of 4 notes in:\n%s", n, got)
	}
	if want := "= note: and 4 more places; -o json lists them all\n"; !strings.Contains(got, want) {
		t.Errorf("no %q in:\n%s", want, got)
	}
}

func TestSummary(t *testing.T) {
	file := func(n int) lint.Summary { return lint.Summary{Stats: manifest.Stats{Files: n}} }
	full := file(2)
	full.Objects, full.Policies, full.Workloads = 3, 1, 1
	aside := full
	aside.NotManifests, aside.Skipped = 1, 2
	for name, c := range map[string]struct {
		report lint.Report
		want   string
	}{
		"clean":   {lint.Report{Summary: full}, "no findings in 2 files: 1 policy, 1 workload, 1 other object\n"},
		"nothing": {lint.Report{Summary: file(1)}, "nothing to check: no Kubernetes objects in 1 file; name a directory of manifests, and render templates first\n"},
		"aside": {lint.Report{Summary: aside, Problems: []manifest.Problem{{Severity: manifest.Info}}},
			"no findings in 2 files: 1 policy, 1 workload, 1 other object (1 file without Kubernetes objects, 2 paths skipped, 1 problem)\n"},
		"unread": {lint.Report{Summary: full, Problems: []manifest.Problem{{Severity: manifest.Error}, {Severity: manifest.Info}}},
			"no findings in what could be read of 2 files: 1 policy, 1 workload, 1 other object (2 problems)\n" +
				"error: 1 input could not be read, so the answer is incomplete\n"},
	} {
		t.Run(name, func(t *testing.T) { expect(t, text(t, &c.report, report.TextOptions{}), c.want) })
	}

	r := oneFinding()
	r.Summary.Errors, r.Summary.Warnings, r.Summary.Infos = 1, 2, 3
	for range 5 {
		r.Findings = append(r.Findings, r.Findings[0])
	}
	if got, want := text(t, r, report.TextOptions{}), "\n6 findings (1 error, 2 warnings, 3 infos) in 1 of 14 files: "; !strings.Contains(got, want) {
		t.Errorf("no %q in:\n%s", want, got)
	}
}

// failing is a writer that cannot write.
type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

func TestWriteErrors(t *testing.T) {
	full := errors.New("disk full")
	for name, err := range map[string]error{
		"text":     report.Text(failing{full}, oneFinding(), report.TextOptions{}),
		"json":     report.JSON(failing{full}, oneFinding()),
		"problems": report.Problems(failing{full}, []manifest.Problem{{Message: "m"}}, report.ProblemOptions{}),
		"page":     report.Page(failing{full}, report.RulePage{Rule: overbroad(), Markdown: "# x"}, report.PageOptions{}),
		"rules":    report.Catalogue(failing{full}, []*lint.Rule{overbroad()}, false),
	} {
		if !errors.Is(err, full) {
			t.Errorf("%s: got error %v", name, err)
		}
	}
}
