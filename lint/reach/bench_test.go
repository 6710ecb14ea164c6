package reach_test

import (
	"context"
	"runtime"
	"testing"

	"github.com/netpolint/netpolint/lint/reach"
)

// BenchmarkMatrix is the engine alone: classes, peers and every row of the
// compressed answer with exact ports. MB-beyond is the memory that the answer holds
// beside the model when it is done.
func BenchmarkMatrix(b *testing.B) {
	for _, c := range []struct {
		name string
		synthetic
	}{
		{"1k-100", synthetic{1_000, 20, 100, false}},
		{"10k-1k", synthetic{10_000, 100, 1_000, false}},
		{"10k-1k-alone", synthetic{10_000, 100, 1_000, true}},
		{"100k-10k", synthetic{100_000, 500, 10_000, false}},
		{"100k-10k-alone", synthetic{100_000, 500, 10_000, true}},
	} {
		b.Run(c.name, func(b *testing.B) {
			if testing.Short() && c.pods > 10_000 {
				b.Skip("large")
			}
			m := c.build()
			runtime.GC()
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			var matrix *reach.Matrix
			cells := 0
			b.ReportAllocs()
			b.ResetTimer()
			for range b.N {
				matrix = reach.New(m, reach.Options{}).Matrix()
				cells = matrix.Rows(context.Background())
			}
			b.StopTimer()
			runtime.GC()
			runtime.ReadMemStats(&after)
			b.ReportMetric(float64(cells), "cells")
			b.ReportMetric(float64(matrix.Classes()), "classes")
			b.ReportMetric(float64(int64(after.HeapAlloc)-int64(before.HeapAlloc))/1e6, "MB-beyond")
			runtime.KeepAlive(matrix)
		})
	}
}
