package kustomize

import (
	"testing"

	"github.com/netpolint/netpolint/lint/source"
)

func TestLocate(t *testing.T) {
	const prod = "overlays/prod/kustomization.yaml"
	for _, c := range []struct {
		dir, root, object string
		places            map[source.Path]string
	}{
		{"overlay", "overlays/prod", "NetworkPolicy shop-web", map[source.Path]string{
			"":               "base/policy.yaml:1 apiVersion: networking.k8s.io/v1",
			"/kind":          "base/policy.yaml:2 NetworkPolicy",
			"/metadata/name": "base/policy.yaml:4 web (about) by namePrefix of " + prod,
			"/spec":          "base/policy.yaml:6 podSelector:",
			// Fields of kustomizations, the inner and the outer one.
			"/metadata/namespace":                    prod + ":1 prod (about) by namespace of " + prod,
			"/metadata/labels/team":                  "base/kustomization.yaml:5 shop (about) by commonLabels of base/kustomization.yaml",
			"/metadata/labels/stage":                 prod + ":7 prod (about) by labels of " + prod,
			"/metadata/annotations/owner":            prod + ":10 shop@example.com (about) by commonAnnotations of " + prod,
			"/metadata/annotations":                  prod + ":10 owner: shop@example.com (about) by commonAnnotations of " + prod,
			"/spec/podSelector/matchLabels/app":      "base/policy.yaml:8 web",
			"/spec/podSelector/matchLabels/team":     "base/kustomization.yaml:5 shop (about) by commonLabels of base/kustomization.yaml",
			"/spec/ingress":                          "base/policy.yaml:11 - from:",
			"/spec/ingress/0":                        "base/policy.yaml:11 from:",
			"/spec/ingress/0/from/0/podSelector":     "base/policy.yaml:13 matchLabels: {app: front}",
			"/spec/ingress/0/from/0/podSelector/x":   "base/policy.yaml:13 matchLabels: {app: front} (about)",
			"/spec/ingress/0/from/0/namespaceSelect": "base/policy.yaml:12 podSelector: (about)",
			// A patch in a file, in the kustomization, and of operations.
			"/spec/egress":                         "overlays/prod/egress.yaml:7 - to:",
			"/spec/egress/0/to/0/ipBlock/cidr":     "overlays/prod/egress.yaml:9 0.0.0.0/0",
			"/spec/policyTypes/1":                  prod + ":32 Egress by patch of " + prod,
			"/spec/ingress/0/ports/0/port":         "overlays/prod/operations.json:3 9090",
			"/spec/ingress/1/from/0/ipBlock/cidr":  `overlays/prod/operations.json:2 "10.0.0.0/8"`,
			"/spec/ingress/1":                      `overlays/prod/operations.json:2 {"from": [{"ipBlock": {"cidr": "10.0.0.0/8"}}]}`,
			"/spec/ingress/1/ports":                `overlays/prod/operations.json:2 {"from": [{"ipBlock": {"cidr": "10.0.0.0/8"}}]} (about)`,
			"/spec/not/there":                      "base/policy.yaml:6 podSelector: (about)",
			"/spec/ingress/7/from":                 "base/policy.yaml:11 - from: (about)",
			"/metadata/annotations/not/there/deep": prod + ":10 owner: shop@example.com (about) by commonAnnotations of " + prod,
		}},
		{"overlay", "overlays/prod", "Deployment shop-web", map[source.Path]string{
			"/spec/replicas":                            prod + ":16 3 (about) by replicas of " + prod,
			"/spec/template/spec/containers/1/image":    prod + `:13 "2" (about) by images of ` + prod,
			"/spec/template/spec/containers/1/name":     "base/deployment.yaml:14 web",
			"/spec/template/spec/containers/0/name":     prod + ":46 sidecar by patch of " + prod,
			"/spec/template/spec/containers/0/image":    prod + ":47 example.com/sidecar:7 by patch of " + prod,
			"/spec/template/spec/hostNetwork":           prod + ":23 true by patch of " + prod,
			"/spec/template/metadata/labels/stage":      prod + ":7 prod (about) by labels of " + prod,
			"/spec/template/metadata/annotations/owner": prod + ":10 shop@example.com (about) by commonAnnotations of " + prod,
		}},
		{"component", "overlay", "NetworkPolicy deny-x", map[source.Path]string{
			"/metadata/name":           "base/policy.yaml:3 deny (about) by nameSuffix of overlay/kustomization.yaml",
			"/metadata/namespace":      "overlay/kustomization.yaml:3 top (about) by namespace of overlay/kustomization.yaml",
			"/metadata/labels/audited": `parts/audited/kustomization.yaml:5 "yes" (about) by labels of parts/audited/kustomization.yaml`,
			"/spec/policyTypes/0":      "parts/audited/patch.yaml:5 Ingress",
		}},
		{"component", "overlay", "NetworkPolicy own-x", map[source.Path]string{
			"/metadata/name":           "parts/audited/own.yaml:3 own (about) by nameSuffix of overlay/kustomization.yaml",
			"/metadata/labels/audited": `parts/audited/kustomization.yaml:5 "yes" (about) by labels of parts/audited/kustomization.yaml`,
			"/metadata/namespace":      "overlay/kustomization.yaml:3 top (about) by namespace of overlay/kustomization.yaml",
		}},
		// A patch replaces a list: what it has in common with the old one is its own.
		{"rules", "overlay", "NetworkPolicy rules", map[source.Path]string{
			"/spec/ingress/0/from/0/podSelector/matchLabels/app": "overlay/patch.yaml:8 c",
			"/spec/ingress/0/ports/0/port":                       "overlay/patch.yaml:10 80",
			"/spec/ingress/1/ports/0/port":                       "overlay/patch.yaml:14 443",
			"/spec/podSelector":                                  "base/policy.yaml:6 {}",
		}},
		{"values", "overlay", "Deployment app", map[source.Path]string{
			"/spec/template/spec/containers/0/args/0":      "base/kustomization.yaml:6 NAME (about) by vars of base/kustomization.yaml",
			"/spec/template/spec/containers/0/env/0/value": "overlay/kustomization.yaml:7 spec.template.spec.containers.[name=app].env.[name=ZONE].value (about) by replacements of overlay/kustomization.yaml",
			"/metadata/labels/from":                        "overlay/transformer.yaml:5 transformer (about) by transformers of overlay/kustomization.yaml",
			"/spec/template/spec/volumes/0/configMap/name": "base/deployment.yaml:20 settings (about) by hash that kustomize adds to names of generated objects",
		}},
		{"values", "overlay", "ConfigMap settings-t82mkhg8fd", map[source.Path]string{
			"":               "base/kustomization.yaml:3 name: settings (about) by configMapGenerator of base/kustomization.yaml",
			"/data/mode":     "base/kustomization.yaml:3 name: settings (about) by configMapGenerator of base/kustomization.yaml",
			"/metadata/name": "base/kustomization.yaml:3 name: settings (about) by configMapGenerator of base/kustomization.yaml",
		}},
	} {
		t.Run(c.object, func(t *testing.T) {
			o := called(t, built(t, testdata(c.dir), c.root), c.object)
			for p, want := range c.places {
				if got := shown(o.Origin.Locate(p)); got != want {
					t.Errorf("%s is at\n     %s\nwant %s", p, got, want)
				}
			}
		})
	}
}
