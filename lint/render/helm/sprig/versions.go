package sprig

import (
	"text/template"

	"github.com/netpolint/netpolint/lint/render/helm/semver"
)

func versions() template.FuncMap {
	return template.FuncMap{"semver": semver.NewVersion, "semverCompare": semverCompare}
}

func semverCompare(constraint, version string) (bool, error) {
	c, err := semver.NewConstraint(constraint)
	if err != nil {
		return false, err
	}
	v, err := semver.NewVersion(version)
	if err != nil {
		return false, err
	}
	return c.Check(v), nil
}
