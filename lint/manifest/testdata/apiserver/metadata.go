package main

import (
	"strings"
)

// name is a name of an object.
func (g *generator) name() node {
	if !g.wrong() {
		return v(pick(g, "web", "deny-all", "a.b", "n-1", "x"))
	}
	if g.chance(0.5) {
		return v(g.word())
	}
	return v(pick(g, "Web", "-a", "a-", "a..b", ".a", "a_b", `""`, "null", "1", "1.5", "true", "on", "a b", `"a\nb"`, "ä", strings.Repeat("a", 253), strings.Repeat("a", 254),
		strings.Repeat("a", 64), "a/b", `".."`, `"."`, "a%b", "~", "[]", "{}", "0x1F", "1e3", "12:30:45", "2001-01-01"))
}

func (g *generator) labels() node {
	out := object()
	for range g.IntN(4) {
		out.pairs = append(out.pairs, pair{g.labelKey(), v(g.labelValue())})
	}
	return out
}

func (g *generator) labelKey() string {
	if !g.wrong() {
		return pick(g, "app", "tier", "role", "app.kubernetes.io/name", "k8s-app", "x_y.z-1", "a", `"app"`)
	}
	if g.chance(0.5) {
		return `"` + pick(g, g.word(), g.word()+"/"+g.word()) + `"`
	}
	return pick(g, "a/b/c", `""`, "/a", "a/", "-a", "a-", "A/b", "example.com/-a", "ex ample/a", strings.Repeat("k", 63), strings.Repeat("k", 64),
		strings.Repeat("p", 253)+"/a", strings.Repeat("p", 254)+"/a", "on", "yes", "1", "010", "1.5", "null", "~", "ä", "a b", "true", "'on'", "kubernetes.io/", "a_b/c", "a..b/c", "\"a\\u0000\"", "é.com/x")
}

func (g *generator) labelValue() string {
	if !g.wrong() {
		return pick(g, "web", "db", "v1", `""`, `"1"`, "a.b_c-d", "A", "x", "'true'", "1a", "2023-01-01T", "_a")
	}
	if g.chance(0.3) {
		return `"` + g.word() + `"`
	}
	return pick(g, "on", "off", "yes", "no", "y", "n", "true", "1", "0", "-1", "1.5", "1e3", "0x1F", "010", "0o17", "1_000", "null", "~", "", "-a", "a-", ".", "a b", "a/b", "ä",
		strings.Repeat("v", 63), strings.Repeat("v", 64), "[]", "{}", "[a]", "{a: b}", "2001-01-01", "12:30:45", ".inf", ".nan", "!!str 1", "!!str on", "!!int \"1\"", "\"a\\nb\"", "|", "+1", "1.", "0b11", "Yes", "TRUE", "Null", "<<", "=", "0777", "1e400", "123456789012345678901234567890")
}

func (g *generator) metadata() node {
	if g.wrong() {
		return pick(g, v("null"), object(), seq(), v("x"), v("1"))
	}
	out := object()
	add := func(key string, value node) { out.pairs = append(out.pairs, pair{key, value}) }
	if !g.wrong() {
		add("name", g.name())
	}
	if g.chance(0.05) || g.wrong() {
		add("generateName", v(pick(g, "web-", "Web-", `""`, "-", "a.", strings.Repeat("g", 60), strings.Repeat("g", 260), "1", "a_", "null", "..", "a-")))
	}
	if g.chance(0.3) {
		add("namespace", v("default"))
	} else if g.wrong() {
		add("namespace", v(pick(g, `""`, "null", "Default", "a.b", "default ", "1", "true")))
	}
	if g.chance(0.3) {
		add("labels", g.labels())
	}
	if g.chance(0.15) {
		add("annotations", g.annotations())
	}
	for g.wrong() {
		switch g.IntN(10) {
		case 0:
			add("finalizers", pick(g, seq(v("a")), seq(v("example.com/a")), seq(v("orphan"), v("foregroundDeletion")), seq(v("kubernetes")), seq(v("")), seq(v(`""`), v("a/b/c")), v("null"), v("x"), seq(v("1"))))
		case 1:
			add("ownerReferences", g.owners())
		case 2:
			add(pick(g, "creationTimestamp", "deletionTimestamp"), v(pick(g, "null", "2020-01-01T00:00:00Z", `"2020-01-01T00:00:00Z"`, "now", "1", `""`, `"2020-01-01"`, "2020-01-01")))
		case 3:
			add("generation", v(pick(g, "1", "-1", "0", `"1"`, "1.5", "1e3", "9223372036854775808", "null", "99999999999")))
		case 4:
			add("resourceVersion", v(pick(g, `"1"`, "1", `""`, "x")))
		case 5:
			add("uid", v(pick(g, "a-b", "1", `""`)))
		case 6:
			add(pick(g, "Name", "clusterName", "label", "selfLink", "initializers", "x"), v(pick(g, "x", "null", "1")))
		case 7:
			add("managedFields", g.managed())
		case 8:
			add("deletionGracePeriodSeconds", v(pick(g, "0", "-1", "x", "30", "1.5")))
		case 9:
			add("labels", pick(g, v("null"), seq(), v("x"), object(pair{"a", v("null")})))
		}
	}
	return out
}

func (g *generator) annotations() node {
	out := object()
	for range g.IntN(3) {
		key, value := g.labelKey(), v(pick(g, "x", `"1"`, `""`, "a b c", "ä", `"{\"a\": 1}"`))
		if g.wrong() {
			value = v(pick(g, "1", "true", "null", "[]", "{}", "1.5", "2001-01-01", strings.Repeat("x", 262145)))
		}
		out.pairs = append(out.pairs, pair{pick(g, key, key, "Example.com/A", "a b", "x/y/z"), value})
	}
	return out
}

func (g *generator) owners() node {
	out := object()
	for _, f := range []string{"apiVersion", "kind", "name", "uid"} {
		if g.chance(0.85) {
			out.pairs = append(out.pairs, pair{f, v(pick(g, "v1", "Pod", "x", "apps/v1", `""`, "a/b/c", "1"))})
		}
	}
	if g.chance(0.5) {
		out.pairs = append(out.pairs, pair{pick(g, "controller", "blockOwnerDeletion", "x"), v(pick(g, "true", "false", "yes", `"true"`, "null"))})
	}
	all := seq(out)
	if g.chance(0.3) {
		all.items = append(all.items, out)
	}
	return all
}

func (g *generator) managed() node {
	out := object()
	for _, f := range []string{"manager", "operation", "apiVersion", "time", "fieldsType", "fieldsV1", "subresource"} {
		if g.chance(0.6) {
			out.pairs = append(out.pairs, pair{f, pick(g, v("x"), v("Apply"), v("Update"), v("FieldsV1"), v("v1"), object(), v(`"2020-01-01T00:00:00Z"`), v("null"), v(strings.Repeat("m", 130)), v("\"a\\u0001\""))})
		}
	}
	return seq(out)
}
