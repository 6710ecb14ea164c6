// Ported from Helm v4.3.1 (pkg/chart/common/capabilities.go) and
// k8s.io/apimachinery v0.37.2 (pkg/util/version/version.go).
// Copyright The Helm Authors and The Kubernetes Authors, Apache License 2.0.

package helm

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// parseKubeVersion reads two or more numbers, with anything behind them. It is what
// Helm takes of a package that compiles its patterns in every program that links it.
func parseKubeVersion(s string) (kubeVersion, error) {
	m := regexp.MustCompile(`^\s*v?([0-9]+(?:\.[0-9]+)*)(.*)*$`).FindStringSubmatch(s)
	if m == nil {
		return kubeVersion{}, fmt.Errorf("could not parse %q as version", s)
	}
	numbers := strings.Split(m[1], ".")
	if len(numbers) < 2 {
		return kubeVersion{}, fmt.Errorf("illegal version string %q", s)
	}
	for i, text := range numbers {
		if i == 0 && strings.HasPrefix(text, "0") && text != "0" {
			return kubeVersion{}, fmt.Errorf("illegal zero-prefixed version component %q in %q", text, s)
		}
		n, err := strconv.ParseUint(text, 10, 0)
		if err != nil {
			return kubeVersion{}, fmt.Errorf("illegal non-numeric version component %q in %q: %v", text, s, err)
		}
		numbers[i] = strconv.FormatUint(n, 10) // without zeros in front
	}
	full := s
	if !strings.HasPrefix(s, "v") {
		full = "v" + s
	}
	return kubeVersion{Version: full, normalizedVersion: "v" + strings.Join(numbers, "."), Major: numbers[0], Minor: numbers[1]}, nil
}
