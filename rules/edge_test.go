package rules

import "testing"

func TestEdgeName(t *testing.T) {
	for name, want := range map[string]bool{
		"ingress-nginx": true, "ingress-nginx-controller": true, "nginx-ingress": true, "traefik": true, "Traefik-v3": true,
		"istio-ingressgateway": true, "envoy-gateway-system": true, "projectcontour": true, "kong": true, "router-default": true,
		"oauth2-proxy": true, "my-lb": true, "load-balancer": true, "api-gateway": true,
		"": false, "web": false, "frontend": false, "nginx": false, "kongo": false, "ledger": false,
		// These lead out, or to a database.
		"istio-egressgateway": false, "egress-gateway": false, "egress-proxy": false, "cloud-sql-proxy": false,
	} {
		if got := edgeName(name); got != want {
			t.Errorf("%q: %v, want %v", name, got, want)
		}
	}
}

func TestSaysOpen(t *testing.T) {
	for name, want := range map[string]bool{
		"allow-all": true, "allow-all-ingress": true, "ingress.allow.any": true, "permit-everything": true, "open": true, "web-open": true, "allowall": true,
		"": false, "allow": false, "default-deny-all": false, "allow-web": false, "opening": false, "all-allow": false, "default-deny": false,
	} {
		if got := saysOpen(name); got != want {
			t.Errorf("%q: %v, want %v", name, got, want)
		}
	}
}

func TestMonitoringName(t *testing.T) {
	for name, want := range map[string]bool{
		"prometheus": true, "allow-monitoring": true, "http-metrics": true, "otel-collector": true, "fluent-bit": true, "kube-prometheus-stack": true,
		"": false, "http": false, "web": false, "metricbeat": false, "promotion": false,
	} {
		if got := monitoringName(name); got != want {
			t.Errorf("%q: %v, want %v", name, got, want)
		}
	}
}
