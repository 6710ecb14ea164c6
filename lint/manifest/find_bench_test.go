package manifest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// BenchmarkFind finds 10,000 files, without a .gitignore, with one as people have
// it, and with one of 750 patterns.
func BenchmarkFind(b *testing.B) {
	var many strings.Builder
	for i := range 150 {
		fmt.Fprintf(&many, "dir%[1]d/\n*.ext%[1]d\n*_name%[1]d*\n/path/to%[1]d/x\n**/deep%[1]d/y\n", i)
	}
	for _, c := range []struct{ name, ignore string }{
		{"none", ""}, {"usual", "node_modules/\nvendor/\n/dist\n*.log\n.env.*\n!.env.example\n/build/\n.DS_Store\ncoverage/\ncharts/*.tgz\n*.gen.yaml\n"}, {"750", many.String()},
	} {
		top := b.TempDir()
		files := map[string]string{".gitignore": c.ignore}
		for i := range 10_000 {
			files[fmt.Sprintf("team-%03d/app-%05d-networkpolicy.yaml", i/50, i)] = ""
		}
		for name, text := range files {
			full := filepath.Join(top, name)
			if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
				b.Fatal(err)
			}
			if err := os.WriteFile(full, []byte(text), 0o644); err != nil {
				b.Fatal(err)
			}
		}
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				if f, err := find(context.Background(), OS(), Options{Paths: []string{top}}); err != nil || len(f.inputs) != 10_000 {
					b.Fatal(err)
				}
			}
		})
	}
}
