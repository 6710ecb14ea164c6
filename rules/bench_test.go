package rules_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
	"github.com/netpolint/netpolint/lint/manifest"
	"github.com/netpolint/netpolint/lint/reach"
	"github.com/netpolint/netpolint/rules"
)

// BenchmarkRules measures each rule alone over one directory, NETPOLINT_BENCH, or
// else the quickstart, beside what a run does without rules: reading, and building
// the model and the engine. Work that rules share is charged to each of them, so
// that the figures of rules that share are upper bounds.
func BenchmarkRules(b *testing.B) {
	dir := os.Getenv("NETPOLINT_BENCH")
	if dir == "" {
		dir = filepath.Join("..", "testdata", "quickstart")
	}
	load := func() *manifest.Set {
		set, err := manifest.Load(context.Background(), manifest.OS(), manifest.Options{Paths: []string{dir}, Jobs: 1})
		if err != nil {
			b.Fatal(err)
		}
		return set
	}
	b.Run("reading", func(b *testing.B) {
		for b.Loop() {
			load()
		}
	})
	set := load()
	model, _ := cluster.Build(set, cluster.Options{})
	engine := reach.New(model, reach.Options{})
	b.Run("model", func(b *testing.B) {
		for b.Loop() {
			model, _ := cluster.Build(set, cluster.Options{})
			reach.New(model, reach.Options{})
		}
	})
	b.Run("all", func(b *testing.B) {
		for b.Loop() {
			lint.Run(context.Background(), set, lint.Config{Rules: rules.All(), Jobs: 1})
		}
	})
	b.Run("all and reading", func(b *testing.B) {
		for b.Loop() {
			lint.Run(context.Background(), load(), lint.Config{Rules: rules.All(), Jobs: 1})
		}
	})
	for _, r := range rules.All() {
		if r.Audits {
			continue // it is a part of every run
		}
		b.Run(r.Code, func(b *testing.B) {
			for b.Loop() {
				r.Check(lint.NewPass(r, model, engine))
			}
		})
	}
}
