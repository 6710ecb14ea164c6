package manifest

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	networkingv1 "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/util/validation/field"

	"github.com/netpolint/netpolint/lint/source"
)

// validator finds what the API server refuses of one decoded NetworkPolicy when
// it is created. Names, labels and addresses are judged by the API server's own
// library; the rules of the policy itself are those of its documentation
// (https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/),
// held to a recorded server by a test.
type validator struct {
	policy  *networkingv1.NetworkPolicy
	version Version
	found   []Violation
}

// validate returns the violations of a policy, in the order of its fields.
func validate(policy *networkingv1.NetworkPolicy, version Version) []Violation {
	v := &validator{policy: policy, version: version}
	v.metadata()
	v.spec()
	return v.found
}

// refuse adds a violation; the value is shown with it, if it is not nil.
func (v *validator) refuse(id string, at *field.Path, value any, message, help string) *Violation {
	name := at.String()
	return v.add(Violation{Class: Refused, ID: id, Field: name, Path: pathOf(name), Message: message, Value: shown(value), Help: help})
}

// take adds an error of the API server's library.
func (v *validator) take(err *field.Error, id, help string) *Violation {
	value, message := "", err.Detail
	switch err.Type {
	case field.ErrorTypeRequired, field.ErrorTypeForbidden, field.ErrorTypeTooLong:
		if message == "" {
			message = strings.ToLower(err.Type.String())
		}
	default:
		value = shown(err.BadValue)
	}
	return v.add(Violation{Class: Refused, ID: id, Field: err.Field, Path: pathOf(err.Field), Message: message, Value: value, Help: help})
}

// maxViolations is how many violations of one policy are listed: nobody reads more,
// and each place costs a walk through the document.
const maxViolations = 1000

// add adds a violation and returns it, for more to be said of it.
func (v *validator) add(found Violation) *Violation {
	if len(v.found) == maxViolations {
		return &found
	}
	v.found = append(v.found, found)
	return &v.found[len(v.found)-1]
}

// shown is a value as the API server prints it.
func shown(value any) string {
	switch value := value.(type) {
	case nil:
		return ""
	case string:
		return strconv.Quote(value)
	}
	text, err := json.Marshal(value)
	if err != nil {
		return fmt.Sprint(value)
	}
	return string(text)
}

// pathOf is the path of a field as the API server prints it.
func pathOf(name string) source.Path {
	path := source.Path("")
	for _, part := range strings.Split(name, ".") {
		part, indices, _ := strings.Cut(part, "[")
		if part != "" {
			path = path.Child(part)
		}
		for _, i := range strings.Split(strings.TrimSuffix(indices, "]"), "][") {
			if i != "" {
				path = path.Child(i)
			}
		}
	}
	return path
}
