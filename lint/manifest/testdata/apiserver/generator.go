package main

import (
	"math/rand/v2"
)

// generator writes random documents: mostly sound ones with a few mistakes, as a
// document with many would never reach the later checks.
type generator struct {
	*rand.Rand
	errs    float64 // chance of a mistake at each place
	anchors int     // how many the document has so far
}

func pick[T any](g *generator, from ...T) T { return from[g.IntN(len(from))] }

func (g *generator) chance(p float64) bool { return g.Float64() < p }

// wrong reports whether a mistake is to be made here.
func (g *generator) wrong() bool { return g.chance(g.errs) }

// document is the text of a document.
func (g *generator) document() string {
	for {
		if text := g.attempt(); comparable(text) {
			return text
		}
	}
}

func (g *generator) attempt() string {
	g.errs = pick(g, 0, 0.01, 0.03, 0.1)
	root := object()
	add := func(key string, value node) { root.pairs = append(root.pairs, pair{key, value}) }
	switch {
	case !g.wrong():
		add("apiVersion", v("networking.k8s.io/v1"))
	case g.chance(0.7):
		add("apiVersion", v(pick(g, "extensions/v1beta1", "networking.k8s.io/v1beta1", "v1", "networking.k8s.io/V1", `""`, "networking.k8s.io/v1 ", `"networking.k8s.io/v1"`, "networking/v1", "1", "null")))
	}
	switch {
	case !g.wrong():
		add("kind", v("NetworkPolicy"))
	case g.chance(0.8) || len(root.pairs) == 0 || root.pairs[0].value.scalar == "null" || root.pairs[0].value.scalar == `""`:
		add("kind", v(pick(g, "NetworkPolicies", "networkpolicy", "Networkpolicy", `"NetworkPolicy"`, "'NetworkPolicy'", "NetworkPolicyList")))
	}
	add("metadata", g.metadata())
	if !g.chance(0.03) {
		add("spec", g.spec())
	}
	if g.wrong() {
		add(pick(g, "items", "status", "Spec", "specs", "data", "x", "metadata"), pick(g, object(), v("x"), v("null"), object(pair{"conditions", seq()})))
	}
	if g.chance(0.05) {
		g.Shuffle(len(root.pairs), func(i, j int) { root.pairs[i], root.pairs[j] = root.pairs[j], root.pairs[i] })
	}
	g.spoil(&root)
	g.anchors = 0
	text := g.write(root)
	if g.chance(0.15) {
		return g.garble(text)
	}
	return text
}

func (g *generator) spec() node {
	if g.wrong() {
		return pick(g, v("null"), object(), seq(), v("x"), v("1"))
	}
	out := object()
	add := func(key string, value node) { out.pairs = append(out.pairs, pair{key, value}) }
	if !g.chance(0.05) {
		add("podSelector", g.selector())
	}
	if g.chance(0.6) {
		add("ingress", g.rules("from"))
	}
	if g.chance(0.5) {
		add("egress", g.rules("to"))
	}
	if g.chance(0.6) {
		add("policyTypes", g.types())
	}
	if g.wrong() {
		add(pick(g, "policyType", "PodSelector", "ingres", "Ingress", "podSelector", "ingress", "policyTypes", "namespaceSelector", "from", "ports", "selector", "\"x\\u00e9\"", "x.y", `"x\"y"`, "1"),
			pick(g, v("null"), object(), seq(), v("x"), seq(v("Ingress"))))
	}
	return out
}

func (g *generator) types() node {
	if !g.wrong() {
		return pick(g, seq(v("Ingress")), seq(v("Egress")), seq(v("Ingress"), v("Egress")), seq(v("Egress"), v("Ingress")), seq())
	}
	return pick(g, seq(v("ingress")), seq(v("Ingress"), v("Egress"), v("Ingress")), seq(v("INGRESS"), v("Both")), seq(v("null")), v("null"), v("Ingress"), object(), seq(v("1")), seq(v(`""`)), seq(v("Ingress"), v("Ingress")),
		seq(seq(v("Ingress"))), seq(v("x"), v("y"), v("z")))
}
