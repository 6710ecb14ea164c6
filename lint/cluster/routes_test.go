package cluster_test

import (
	"fmt"
	"net/netip"
	"slices"
	"testing"
)

// TestRoutes: which services routes lead to, at which port, and whether that lets
// anyone in.
func TestRoutes(t *testing.T) {
	const services = `
{apiVersion: v1, kind: Service, metadata: {name: web, namespace: shop}, spec: {ports: [{port: 80}]}}
---
{apiVersion: v1, kind: Service, metadata: {name: web, namespace: other}, spec: {ports: [{port: 80}]}}
---
`
	for _, c := range []struct {
		name, text string
		want       []string // place, namespace of the service, name, port
		exposed    bool
	}{
		{"Ingress", `{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: r, namespace: shop}, spec: {defaultBackend: {service: {name: gone, port: {number: 1}}}, rules: [{host: a}, {http: {paths: [{path: /}, {backend: {service: {name: web, port: {name: http}}}}]}}]}}`,
			[]string{"/spec/defaultBackend/service/name - gone 1", "/spec/rules/1/http/paths/1/backend/service/name shop web http"}, true},
		{"an old Ingress", `{apiVersion: extensions/v1beta1, kind: Ingress, metadata: {name: r, namespace: shop}, spec: {backend: {serviceName: web, servicePort: 80}}}`,
			[]string{"/spec/backend/serviceName shop web 80"}, true},
		{"HTTPRoute", `{apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, metadata: {name: r, namespace: shop}, spec: {parentRefs: [{name: gw}], rules: [{}, {backendRefs: [{name: web, port: 80}, {name: web, namespace: other, port: 81}, {kind: ServiceImport, group: multicluster.x-k8s.io, name: web}], filters: [{requestMirror: {backendRef: {name: web, port: 82}}}]}]}}`,
			[]string{"/spec/rules/1/backendRefs/0/name shop web 80", "/spec/rules/1/backendRefs/1/name other web 81", "/spec/rules/1/filters/0/requestMirror/backendRef/name shop web 82"}, true},
		{"a route of a mesh", `{apiVersion: gateway.networking.k8s.io/v1, kind: GRPCRoute, metadata: {name: r, namespace: shop}, spec: {parentRefs: [{kind: Service, group: "", name: web}], rules: [{backendRefs: [{name: web, port: 80}]}]}}`,
			[]string{"/spec/rules/0/backendRefs/0/name shop web 80"}, false},
		{"a route of both", `{apiVersion: gateway.networking.k8s.io/v1alpha2, kind: TCPRoute, metadata: {name: r, namespace: shop}, spec: {parentRefs: [{kind: Service, name: web}, {name: gw}], rules: [{backendRefs: [{name: web, port: 80}]}]}}`,
			[]string{"/spec/rules/0/backendRefs/0/name shop web 80"}, true},
		{"OpenShift", `{apiVersion: route.openshift.io/v1, kind: Route, metadata: {name: r, namespace: shop}, spec: {to: {kind: Service, name: web}, alternateBackends: [{name: gone}], port: {targetPort: 8080}}}`,
			[]string{"/spec/to/name shop web 8080 of the pods", "/spec/alternateBackends/0/name - gone 8080 of the pods"}, true},
		{"OpenShift, by name", `{apiVersion: route.openshift.io/v1, kind: Route, metadata: {name: r, namespace: shop}, spec: {to: {kind: Service, name: web}, port: {targetPort: http}}}`,
			[]string{"/spec/to/name shop web http"}, true},
		{"Traefik", `{apiVersion: traefik.io/v1alpha1, kind: IngressRoute, metadata: {name: r, namespace: shop}, spec: {routes: [{services: [{name: web, namespace: other, port: 80}]}]}}`,
			[]string{"/spec/routes/0/services/0/name other web 80"}, true},
		{"another namespace", `{apiVersion: route.openshift.io/v1, kind: Route, metadata: {name: r, namespace: far}, spec: {to: {name: web}}}`,
			[]string{"/spec/to/name - web "}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			m, problems := build(t, services+c.text)
			if len(m.Routes) != 1 || len(problems) != 0 {
				t.Fatalf("%d routes, problems %v", len(m.Routes), problems)
			}
			r := m.Routes[0]
			var got []string
			for _, b := range r.Backends {
				ns, port := "-", b.PortName
				if b.Service != nil {
					ns = b.Service.Namespace.Name
				}
				if b.Port != 0 {
					port += fmt.Sprint(b.Port)
				}
				if b.OnPod {
					port += " of the pods"
				}
				got = append(got, fmt.Sprintf("%s %s %s %s", b.At.Path, ns, b.ServiceName, port))
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("backends %q, want %q", got, c.want)
			}
			if r.Name != "r" || r.Kind != r.At.Object.ID.Kind || r.Namespace != m.Namespace(r.At.Object.ID.Namespace) {
				t.Errorf("%+v", r)
			}
			if exposed := m.Services[0].Exposed || m.Services[1].Exposed; exposed != c.exposed {
				t.Errorf("exposed %t", exposed)
			}
		})
	}
}

// TestAddrs: the addresses in the status of a Pod.
func TestAddrs(t *testing.T) {
	m, _ := build(t, `
{apiVersion: v1, kind: Pod, metadata: {name: a}, status: {podIP: 10.0.0.1, podIPs: [{ip: 10.0.0.1}, {ip: "fd00::1"}, {ip: x}, {}]}}
---
{apiVersion: v1, kind: Pod, metadata: {name: b}, status: {podIP: "::ffff:10.0.0.2"}}
---
{apiVersion: v1, kind: Pod, metadata: {name: c}, status: {podIP: 7, podIPs: x}}
`)
	want := [][]netip.Addr{{netip.MustParseAddr("10.0.0.1"), netip.MustParseAddr("fd00::1")}, {netip.MustParseAddr("10.0.0.2")}, nil}
	for i, w := range m.Workloads {
		if !slices.Equal(w.Addrs, want[i]) {
			t.Errorf("%s has %v, want %v", w, w.Addrs, want[i])
		}
	}
}
