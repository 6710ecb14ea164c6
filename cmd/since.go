package cmd

import (
	"context"
	"errors"
	"fmt"
	"path"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/baseline"
	"github.com/netpolint/netpolint/lint/manifest"
	"github.com/netpolint/netpolint/lint/revision"
)

// base understands the word of --since: a revision, or main... for the commit where
// the work tree and main parted.
func (o *acceptingFlags) base(c *cobra.Command) (word, name string, err error) {
	before, after, threeDots, both := revision.Split(o.since)
	switch {
	case !both:
		return o.since, o.since, nil
	case !threeDots && after == "":
		return before, before, nil
	case threeDots && (after == "" || after == "HEAD"):
		word, err = revision.MergeBase(".", before, after)
		return word, "the base of " + before + " and HEAD", err
	}
	return "", "", usagef(c, "--since %s: the work tree is what is checked, so one revision is enough: write --since %s, or --since %s...", o.since, before, before)
}

// fresh drops the findings that were there at the revision of --since. The whole of it
// is read and checked as the work tree is, as many rules look at several files.
func (a *app) fresh(c *cobra.Command, o *lintOptions, config lint.Config, paths []string, r *lint.Report) error {
	if o.accepting.since == "" {
		return nil
	}
	word, name, err := o.accepting.base(c)
	if err != nil {
		return err
	}
	s, err := sideOf(word, paths)
	if err != nil {
		return err
	}
	defer s.close()
	s.name = name
	old, err := a.checkSide(c.Context(), o, config, s)
	if err != nil {
		return err
	}
	unread := 0
	for i := range old.Problems {
		if old.Problems[i].Severity == manifest.Error {
			unread++
		}
	}
	if unread > 0 {
		a.remark(o, fmt.Sprintf("%s of %s could not be read, so what is found there counts as new", plural(unread, "input", "inputs"), name))
	}
	prefix := s.tree.Prefix()
	b := baseline.New(old.Findings, func(file string) string { return file })
	m := b.Match(r.Findings, r.Suppressed, func(file string) string { return path.Join(prefix, filepath.ToSlash(file)) })
	left := 0
	r.Drop(func(i int) bool {
		if m.Entry[i] >= 0 {
			left++
		}
		return m.Entry[i] >= 0
	})
	a.remark(o, fmt.Sprintf("%s left out, which %s already there at %s", plural(left, "finding is", "findings are"), map[bool]string{true: "was", false: "were"}[left == 1], name))
	return nil
}

// checkSide applies the rules to the paths as they are in a revision. What is not
// there has no findings.
func (a *app) checkSide(ctx context.Context, o *lintOptions, config lint.Config, s *side) (*lint.Report, error) {
	if len(s.paths) == 0 {
		a.remark(o, s.name+" has no "+strings.Join(s.missing, ", ")+", so every finding is new")
		return &lint.Report{}, nil
	}
	prefix := s.tree.Prefix()
	options := a.loadOptions(o, s.paths)
	options.ListSkipped = false
	options.ExcludeBelow.Dir = path.Join(prefix, options.ExcludeBelow.Dir)
	reading := o.reading.within(prefix)
	reading.apply(&options)
	set, err := manifest.Load(ctx, s.tree.FS(), options)
	var none *manifest.NoFilesError
	if errors.As(err, &none) {
		a.remark(o, s.name+" has no manifests, so every finding is new")
		return &lint.Report{}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", s.name, err)
	}
	if judge := config.Judge; judge != nil {
		// The configuration knows files by their names from the current directory.
		config.Judge = func(r *lint.Rule, file string) (lint.Severity, bool) {
			if name, err := filepath.Rel(filepath.FromSlash(prefix), filepath.FromSlash(file)); err == nil {
				file = filepath.ToSlash(name)
			}
			return judge(r, file)
		}
	}
	return lint.Run(ctx, set, config), ctx.Err()
}
