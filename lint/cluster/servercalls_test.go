package cluster_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/netpolint/netpolint/lint/cluster"
)

// TestServerCalls: which Services the API server calls, on which port, and what is
// lost without.
func TestServerCalls(t *testing.T) {
	const services = `
{apiVersion: v1, kind: Service, metadata: {name: hook, namespace: policy}, spec: {selector: {app: hook}, ports: [{port: 443}]}}
---
`
	const service = `service: {name: hook, namespace: policy`
	for _, c := range []struct{ name, text, want string }{
		{"webhook", `{apiVersion: admissionregistration.k8s.io/v1, kind: ValidatingWebhookConfiguration, metadata: {name: a}, webhooks: [{name: a.b.c, clientConfig: {url: "https://example.org"}}, {name: a.b.d, clientConfig: {` + service + `}}, rules: [{resources: [pods]}, {resources: [pods, services]}]}]}`,
			"/webhooks/1/clientConfig/service/name hook:443 true [pods services]"},
		{"webhook that may fail", `{apiVersion: admissionregistration.k8s.io/v1, kind: MutatingWebhookConfiguration, metadata: {name: a}, webhooks: [{name: a.b.c, failurePolicy: Ignore, clientConfig: {` + service + `, port: 8443}}}]}`,
			"/webhooks/0/clientConfig/service/name hook:8443 false []"},
		{"old webhook", `{apiVersion: admissionregistration.k8s.io/v1beta1, kind: MutatingWebhookConfiguration, metadata: {name: a}, webhooks: [{name: a.b.c, clientConfig: {` + service + `}}}]}`,
			"/webhooks/0/clientConfig/service/name hook:443 false []"},
		{"API", `{apiVersion: apiregistration.k8s.io/v1, kind: APIService, metadata: {name: v1.a.b}, spec: {` + service + `}}}`,
			"/spec/service/name hook:443 true []"},
		{"API of the API server", `{apiVersion: apiregistration.k8s.io/v1, kind: APIService, metadata: {name: v1.apps}, spec: {group: apps}}`, ""},
		{"conversion", `{apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, metadata: {name: as.b.c}, spec: {names: {plural: as}, conversion: {strategy: Webhook, webhook: {conversionReviewVersions: [v1], clientConfig: {` + service + `}}}}}}`,
			"/spec/conversion/webhook/clientConfig/service/name hook:443 true [as]"},
		{"no conversion", `{apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, metadata: {name: as.b.c}, spec: {names: {plural: as}, conversion: {strategy: None}}}`, ""},
		{"a Service elsewhere", `{apiVersion: apiregistration.k8s.io/v1, kind: APIService, metadata: {name: v1.a.b}, spec: {service: {name: hook, namespace: other}}}`, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			m, problems := build(t, services+c.text)
			if len(problems) != 0 || slices.ContainsFunc(m.Namespaces, func(ns *cluster.Namespace) bool { return ns.Name != "policy" }) {
				t.Errorf("problems %v, namespaces %v", problems, m.Namespaces)
			}
			var got []string
			for _, s := range m.ServerCalls {
				got = append(got, fmt.Sprintf("%s %s:%d %t %v", s.At.Path, s.Service.Name, s.Port, s.Must, s.Resources))
			}
			if g := strings.Join(got, "\n"); g != c.want {
				t.Errorf("got %q, want %q", g, c.want)
			}
		})
	}
}
