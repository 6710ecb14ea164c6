package baseline

import (
	"runtime"
	"strings"
	"testing"
)

// TestReadStopsEarly: the first entry that is none ends the reading, so that millions of
// them take no memory.
func TestReadStopsEarly(t *testing.T) {
	const head = `{"schema":"netpolint.baseline/v1","findings":[`
	content := []byte(head + strings.Repeat("{},", 2_000_000) + "{}]}")
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err := Read(content)
	runtime.ReadMemStats(&after)
	if err == nil || !strings.Contains(err.Error(), `entry 1 (""): "" is no fingerprint`) {
		t.Error(err)
	}
	if used := after.TotalAlloc - before.TotalAlloc; used > 64<<20 {
		t.Errorf("%d MiB for %d", used>>20, len(content)>>20)
	}
	for _, text := range []string{head + `]}`, head + `{"fingerprint":"` + strings.Repeat("a", 24) + `","code":"NP301"}]}`} {
		if _, err := Read([]byte(text)); err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
	for _, findings := range []string{"{}", `"x"`, "null", "1"} {
		if _, err := Read([]byte(`{"schema":"netpolint.baseline/v1","findings":` + findings + "}")); err == nil {
			t.Errorf("findings: %s is read", findings)
		}
	}
}
