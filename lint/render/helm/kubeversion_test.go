package helm

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"k8s.io/apimachinery/pkg/util/version"
)

// TestKubeVersion compares with the library that Helm takes.
func TestKubeVersion(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	pieces := []string{"1", "1", "37", "0", "01", ".", ".", ".", "v", " ", "\n", "-gke.1245000", "+", "18446744073709551616", "x"}
	read := 0
	for range 50_000 {
		s := ""
		for range r.IntN(8) {
			s += pieces[r.IntN(len(pieces))]
		}
		got, gotErr := parseKubeVersion(s)
		want, wantErr := version.ParseGeneric(s)
		if fmt.Sprint(gotErr) != fmt.Sprint(wantErr) {
			t.Fatalf("%q: got %v, want %v", s, gotErr, wantErr)
		}
		if wantErr != nil {
			continue
		}
		read++
		if got.normalizedVersion != "v"+want.String() || got.Major != fmt.Sprint(want.Major()) || got.Minor != fmt.Sprint(want.Minor()) {
			t.Fatalf("%q: got %#v, want %v", s, got, want)
		}
	}
	t.Logf("%d read", read)
}
