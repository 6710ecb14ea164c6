package cmd

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/baseline"
	"github.com/netpolint/netpolint/lint/manifest"
	"github.com/netpolint/netpolint/lint/report"
)

// known moves what a baseline knows out of the findings, and writes the baseline
// where that is asked for.
func (a *app) known(o *lintOptions, chosen []*lint.Rule, paths []string, set *manifest.Set, r *lint.Report) error {
	switch {
	case o.accepting.write != "":
		return a.writeBaseline(o, chosen, paths, set, r)
	case o.accepting.baseline == "":
		return nil
	}
	file := o.accepting.baseline
	b, err := readBaseline(file)
	if err != nil {
		return err
	}
	name := namesIn(file)
	m := b.Match(r.Findings, r.Suppressed, name)
	isGone := gone(set, r, chosen, paths, name)
	kept := &baseline.Baseline{}
	var left []*baseline.Entry
	for i := range b.Entries {
		if e := &b.Entries[i]; m.Used[i] || !isGone(e) {
			kept.Entries = append(kept.Entries, *e)
		} else {
			left = append(left, e)
		}
	}
	expired := accept(r, b, m)
	if o.accepting.prune {
		if len(left) > 0 {
			if err := saveBaseline(file, kept); err != nil {
				return err
			}
		}
		a.remark(o, fmt.Sprintf("%s: %s taken out, %d kept", file, plural(len(left), "finding is", "findings are"), len(kept.Entries)))
		return nil
	}
	if expired > 0 {
		a.remark(o, fmt.Sprintf("%s: %s is reported", file, plural(expired, "entry has expired, so what it knows", "entries have expired, so what they know")))
	}
	if len(left) > 0 {
		a.remark(o, fmt.Sprintf("%s: %s gone: run --prune-baseline to take them out%s", file, plural(len(left), "finding of the baseline is", "findings of the baseline are"), listed(left)))
	}
	return nil
}

// writeBaseline writes all findings to a file. What people wrote into it before stays.
func (a *app) writeBaseline(o *lintOptions, chosen []*lint.Rule, paths []string, set *manifest.Set, r *lint.Report) error {
	file := string(o.accepting.write)
	name := namesIn(file)
	var findings []lint.Finding
	for i := range r.Findings {
		if r.Findings[i].Rule.Category != lint.Internal { // a defect of the tool
			findings = append(findings, r.Findings[i])
		}
	}
	b := baseline.New(findings, name)
	if _, err := os.Stat(file); err == nil {
		old, err := readBaseline(file)
		if err != nil {
			return err
		}
		isGone := gone(set, r, chosen, paths, name)
		b.Inherit(old, old.Match(findings, r.Suppressed, name), func(e *baseline.Entry) bool { return !isGone(e) })
	}
	if err := saveBaseline(file, b); err != nil {
		return err
	}
	accept(r, b, b.Match(r.Findings, nil, name))
	a.remark(o, fmt.Sprintf("%s written to %s: commit it, and run 'netpolint lint --baseline %s' from now on", plural(len(b.Entries), "finding", "findings"), file, file))
	return nil
}

// accept moves the findings of a baseline to the suppressed ones, and returns how many
// stay as their entry has expired.
func accept(r *lint.Report, b *baseline.Baseline, m *baseline.Match) (expired int) {
	today := time.Now().UTC().Format(time.DateOnly)
	r.Suppress(func(i int) *lint.Suppression {
		if m.Entry[i] < 0 {
			return nil
		}
		s := b.Entries[m.Entry[i]].Suppression(today)
		if s == nil {
			expired++
		}
		return s
	})
	return expired
}

// gone tells the entries of a baseline that a run would have found if they were still
// there: their rule ran, and their file is among the paths and was not left out. Where
// something could not be read nothing is known to be gone, and where single files are
// given nothing of what is said of pods.
func gone(set *manifest.Set, r *lint.Report, chosen []*lint.Rule, paths []string, name func(string) string) func(*baseline.Entry) bool {
	for i := range r.Problems {
		if r.Problems[i].Severity == manifest.Error {
			return func(*baseline.Entry) bool { return false }
		}
	}
	leftOut := map[string]bool{}
	for _, s := range set.Skipped {
		if s.Unopened {
			leftOut[name(s.Name)] = true
		}
	}
	ran, pods := map[string]bool{}, r.Summary.Workloads > 0 && !someFiles(paths)
	for _, rule := range chosen {
		ran[rule.Code] = rule.Need == lint.NeedsPolicies || pods
	}
	var within []string
	for _, p := range paths {
		if p == "-" {
			p = "<stdin>"
		}
		within = append(within, name(p))
	}
	return func(e *baseline.Entry) bool {
		if !ran[e.Code] || set.Unlisted > 0 {
			return false
		}
		for file := e.File; file != "." && file != "/" && file != ".."; file = path.Dir(file) {
			if leftOut[file] {
				return false
			}
		}
		for _, p := range within {
			if inside := p == "." && e.File != "<stdin>" && !strings.HasPrefix(e.File, "../"); inside || e.File == p || strings.HasPrefix(e.File, p+"/") {
				return true
			}
		}
		return false
	}
}

// listed names the first few entries, a line each.
func listed(entries []*baseline.Entry) string {
	const most = 5
	var b strings.Builder
	for i, e := range entries {
		if i == most && len(entries) > most+1 {
			fmt.Fprintf(&b, "\n  and %d more", len(entries)-most)
			break
		}
		b.WriteString("\n  " + report.Sanitize(e.Code+" "+e.Object+" in "+e.File))
	}
	return b.String()
}

// namesIn returns what a file is called in a baseline: its path from the directory of
// the baseline, so that it does not matter where the tool is started.
func namesIn(file string) func(string) string {
	dir, err := filepath.Abs(filepath.Dir(file))
	known := map[string]string{}
	return func(name string) string {
		if err != nil || name == "" || name == "<stdin>" {
			return name
		}
		if out, found := known[name]; found {
			return out
		}
		out := filepath.ToSlash(name)
		if full, err := filepath.Abs(filepath.FromSlash(name)); err == nil {
			if rel, err := filepath.Rel(dir, full); err == nil {
				out = filepath.ToSlash(rel)
			}
		}
		known[name] = out
		return out
	}
}

// readBaseline reads a baseline.
func readBaseline(file string) (*baseline.Baseline, error) {
	fail := func(err error) error {
		var path *fs.PathError
		if errors.As(err, &path) {
			err = path.Err
		}
		return fmt.Errorf("cannot read the baseline %s: %w", file, err)
	}
	// A pipe would make the program wait, so it is looked at first.
	info, err := os.Stat(file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("there is no baseline %s: write it with 'netpolint lint --write-baseline=%s', or correct the name", file, file)
	case err != nil:
		return nil, fail(err)
	case !info.Mode().IsRegular():
		return nil, fail(errors.New("it is no regular file"))
	case info.Size() > baseline.MaxSize:
		return nil, fail(fmt.Errorf("it is larger than %d MiB", baseline.MaxSize>>20))
	}
	f, err := os.Open(file)
	if err != nil {
		return nil, fail(err)
	}
	defer f.Close()
	content, err := io.ReadAll(io.LimitReader(f, baseline.MaxSize))
	if err != nil {
		return nil, fail(err)
	}
	b, err := baseline.Read(content)
	if err != nil {
		return nil, fail(err)
	}
	return b, nil
}

// saveBaseline writes a baseline, whole or not at all.
func saveBaseline(file string, b *baseline.Baseline) error {
	return writeFile(file, func(w io.Writer) error { return b.Write(w, thisBuild().Version) })
}

// remark says something about the run on standard error, a line of which may go on in
// further lines.
func (a *app) remark(o *lintOptions, text string) {
	if o.quiet {
		return
	}
	for i, line := range strings.Split(text, "\n") {
		if i == 0 {
			a.note(line)
		} else {
			fmt.Fprintln(a.stderr, "  "+report.Sanitize(strings.TrimSpace(line)))
		}
	}
}
