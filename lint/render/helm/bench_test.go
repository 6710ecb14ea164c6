package helm

import "testing"

// BenchmarkRender measures one small chart: the fixed price of a rendering.
func BenchmarkRender(b *testing.B) {
	for _, name := range []string{"policy", "subcharts", "functions-strings"} {
		b.Run(name, func(b *testing.B) {
			c, err := Load(b.Context(), machine{}, "testdata/cases/"+name+"/chart")
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				if _, err := c.Render(b.Context(), ValueSet{}, Options{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkLoad(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Load(b.Context(), machine{}, "testdata/cases/policy/chart"); err != nil {
			b.Fatal(err)
		}
	}
}
