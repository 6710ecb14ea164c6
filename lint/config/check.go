package config

import (
	"errors"
	"fmt"
	"net/netip"
	"strings"

	"k8s.io/apimachinery/pkg/util/validation"

	"github.com/netpolint/netpolint/lint/manifest"
)

// namespacePattern is checkNamespace for editors.
const namespacePattern = "^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$"

func checkNamespace(name string) error {
	if len(validation.IsDNS1123Label(name)) > 0 {
		return fmt.Errorf("%q is no name of a namespace: write up to 63 lower-case letters, digits and dashes, with no dash at either end", short(name))
	}
	return nil
}

func checkName(name string) error {
	if len(validation.IsDNS1123Subdomain(name)) > 0 {
		return fmt.Errorf("%q is no name of an object: write lower-case letters, digits, dashes and dots", short(name))
	}
	return nil
}

func checkPortName(name string) error {
	if len(validation.IsValidPortName(name)) > 0 {
		return fmt.Errorf("%q is no name of a port: write up to 15 lower-case letters, digits and dashes", short(name))
	}
	return nil
}

func checkLabelKey(key string) error {
	if len(validation.IsQualifiedName(key)) > 0 {
		return fmt.Errorf("%q is no key of a label: write it as app or app.kubernetes.io/name", short(key))
	}
	return nil
}

func checkLabelValue(value string) error {
	if len(validation.IsValidLabelValue(value)) > 0 {
		return fmt.Errorf("%q is no value of a label: write up to 63 letters, digits, dashes, dots and underscores", short(value))
	}
	return nil
}

func checkCIDR(text string) error {
	p, err := netip.ParsePrefix(text)
	if err != nil {
		return fmt.Errorf("%q is no CIDR: write one as 10.244.0.0/16 or fd00:10:244::/56", short(text))
	}
	if p != p.Masked() {
		return fmt.Errorf("%q has bits set after its prefix: write %s", text, p.Masked())
	}
	return nil
}

func checkAddress(text string) error {
	if a, err := netip.ParseAddr(text); err != nil || a.Zone() != "" {
		return fmt.Errorf("%q is no address: write one as 169.254.20.10 or fd00::a", short(text))
	}
	return nil
}

func checkVersion(text string) error {
	_, err := manifest.ParseVersion(text)
	return err
}

// checkPath is about the text of a path alone; where it leads is checked when it is
// used.
func checkPath(text string) error {
	switch {
	case strings.TrimSpace(text) == "" || strings.ContainsRune(text, 0):
		return errors.New("an empty path: write one from the directory of the configuration")
	case strings.HasPrefix(text, "/") || strings.HasPrefix(text, "~") || strings.Contains(text, `\`) || len(text) > 1 && text[1] == ':':
		return fmt.Errorf("%q is no path inside the repository: write it from the directory of the configuration, with slashes", short(text))
	}
	return nil
}

// checkPaths is checkPath for files that are separated by commas.
func checkPaths(text string) error {
	for _, file := range strings.Split(text, ",") {
		if err := checkPath(strings.TrimSpace(file)); err != nil {
			return err
		}
	}
	return nil
}

func checkSet(text string) error {
	if key, _, found := strings.Cut(text, "="); !found || strings.TrimSpace(key) == "" {
		return fmt.Errorf("%q sets nothing: write KEY=VALUE", short(text))
	}
	return nil
}
