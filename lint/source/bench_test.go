package source

import (
	"os"
	"testing"
)

// sample is a document of the usual kind.
func sample(b *testing.B) *File {
	text, err := os.ReadFile("testdata/policy.yaml")
	if err != nil {
		b.Fatal(err)
	}
	return NewFile("policy.yaml", text)
}

func BenchmarkSplit(b *testing.B) {
	f := sample(b)
	b.SetBytes(int64(len(f.Bytes)))
	b.ReportAllocs()
	for b.Loop() {
		Split(f)
	}
}

func BenchmarkSketch(b *testing.B) {
	d := Split(sample(b))[0]
	b.SetBytes(int64(len(d.Bytes())))
	b.ReportAllocs()
	for b.Loop() {
		if s := d.Sketch(); !s.Sure {
			b.Fatal("not sure")
		}
	}
}

func BenchmarkParse(b *testing.B) {
	d := Split(sample(b))[0]
	b.SetBytes(int64(len(d.Bytes())))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := d.Parse(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkParseJSON(b *testing.B) {
	d := Split(sample(b))[0]
	b.SetBytes(int64(len(d.Bytes())))
	b.ReportAllocs()
	for b.Loop() {
		n, err := d.Parse()
		if err != nil {
			b.Fatal(err)
		}
		if _, err := n.JSON(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkJSON(b *testing.B) {
	d := Split(sample(b))[0]
	n, err := d.Parse()
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(d.Bytes())))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := n.JSON(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDuplicates(b *testing.B) {
	d := Split(sample(b))[0]
	n, err := d.Parse()
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(d.Bytes())))
	b.ReportAllocs()
	for b.Loop() {
		n.Duplicates()
	}
}
