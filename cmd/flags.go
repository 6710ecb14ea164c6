package cmd

import (
	"fmt"
	"strings"

	"github.com/netpolint/netpolint/lint"
)

// severityFlag is the value of --fail-on.
type severityFlag lint.Severity

func severities() []string {
	return []string{lint.Error.String(), lint.Warning.String(), lint.Info.String()}
}

func (s *severityFlag) String() string { return lint.Severity(*s).String() }

func (s *severityFlag) Type() string { return "SEVERITY" }

func (s *severityFlag) Set(word string) error {
	severity, err := lint.ParseSeverity(word)
	if err != nil {
		return unknownChoice("severity", word, severities())
	}
	*s = severityFlag(severity)
	return nil
}

// namespaceFlag is the value of --namespace.
type namespaceFlag string

func (n *namespaceFlag) String() string { return string(*n) }

func (n *namespaceFlag) Type() string { return "NAME" }

func (n *namespaceFlag) Set(name string) error {
	if !namespaceName(name) {
		return fmt.Errorf("%q is no name of a namespace: write up to 63 lower-case letters, digits and dashes, with no dash at either end", name)
	}
	*n = namespaceFlag(name)
	return nil
}

// namespaceName reports whether name is an RFC 1123 label, as the names of
// namespaces must be.
func namespaceName(name string) bool {
	if name == "" || len(name) > 63 || name[0] == '-' || name[len(name)-1] == '-' {
		return false
	}
	return strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
}
