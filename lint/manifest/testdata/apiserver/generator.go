package main

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// generator writes random documents: mostly sound ones with a few mistakes, as a
// document with many would never reach the later checks.
type generator struct {
	*rand.Rand
	errs    float64 // chance of a mistake at each place
	anchors int     // how many the document has so far
}

// node is a value to write: a mapping (pairs), a sequence (items), or a scalar as
// it stands in the text.
type node struct {
	pairs  []pair
	items  []node
	scalar string
	kind   byte // 'm', 's' or 'v'
}

type pair struct {
	key   string
	value node
}

func v(text string) node        { return node{scalar: text, kind: 'v'} }
func seq(items ...node) node    { return node{items: items, kind: 's'} }
func object(pairs ...pair) node { return node{pairs: pairs, kind: 'm'} }

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

// write writes a document, most of it in block style.
func (g *generator) write(root node) string {
	var b strings.Builder
	if g.chance(0.15) {
		g.flow(&b, root)
		b.WriteByte('\n')
	} else {
		g.block(&b, root, 0)
	}
	if g.chance(0.03) {
		return pick(g, "# a comment\n", "\n\n", "\ufeff", "--- # x\n", "---\n") + b.String()
	}
	return b.String()
}

// anchor is an anchor before a value, or an alias in its place.
func (g *generator) anchor() (before string, instead string) {
	switch {
	case g.chance(0.01):
		g.anchors++
		return fmt.Sprintf("&a%d ", g.anchors), ""
	case g.anchors > 0 && g.chance(0.15):
		return "", fmt.Sprintf("*a%d", 1+g.IntN(g.anchors))
	}
	return "", ""
}

// flow writes a value in flow style, or as JSON would have it.
func (g *generator) flow(b *strings.Builder, n node) {
	before, instead := g.anchor()
	if instead != "" {
		b.WriteString(instead + " ")
		return
	}
	b.WriteString(before)
	switch n.kind {
	case 'm':
		b.WriteByte('{')
		for i, p := range n.pairs {
			if i > 0 {
				b.WriteString(", ")
			}
			b.WriteString(p.key)
			b.WriteString(": ")
			g.flow(b, p.value)
		}
		b.WriteByte('}')
	case 's':
		b.WriteByte('[')
		for i, item := range n.items {
			if i > 0 {
				b.WriteString(", ")
			}
			g.flow(b, item)
		}
		b.WriteByte(']')
	default:
		s := n.scalar
		if s == "" || strings.HasPrefix(s, "|") || strings.HasPrefix(s, ">") || strings.ContainsAny(s, ",[]{}") && !strings.HasPrefix(s, `"`) && !strings.HasPrefix(s, "'") {
			s = "null"
		}
		b.WriteString(s)
	}
}

// block writes a value in block style, with some of it in flow style.
func (g *generator) block(b *strings.Builder, n node, indent int) {
	margin := strings.Repeat(" ", indent)
	switch n.kind {
	case 'm':
		for _, p := range n.pairs {
			b.WriteString(margin + p.key + ":")
			g.below(b, p.value, indent, p.value.kind == 's')
		}
	case 's':
		for _, item := range n.items {
			b.WriteString(margin + "-")
			if item.kind == 'm' && len(item.pairs) > 0 && g.chance(0.9) {
				var inner strings.Builder
				g.block(&inner, item, indent+2)
				b.WriteString(" " + strings.TrimLeft(inner.String(), " "))
				continue
			}
			g.below(b, item, indent, false)
		}
	}
}

// below writes the value after a key or a dash.
func (g *generator) below(b *strings.Builder, n node, indent int, mayAlign bool) {
	empty := len(n.pairs)+len(n.items) == 0
	before, instead := g.anchor()
	if instead != "" {
		b.WriteString(" " + instead + "\n")
		return
	}
	if before != "" {
		b.WriteString(" " + strings.TrimSuffix(before, " "))
	}
	if n.kind == 'v' || empty || g.chance(0.12) {
		b.WriteByte(' ')
		if n.kind == 'v' {
			b.WriteString(strings.ReplaceAll(n.scalar, "\n", "\n"+strings.Repeat(" ", indent)))
		} else {
			g.flow(b, n)
		}
		if g.chance(0.03) {
			b.WriteString(" # why")
		}
		b.WriteByte('\n')
		return
	}
	b.WriteByte('\n')
	step := pick(g, 2, 2, 2, 4)
	if mayAlign && g.chance(0.5) {
		step = 0
	}
	g.block(b, n, indent+step)
}

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

func (g *generator) selector() node {
	if g.wrong() {
		return pick(g, v("null"), v(""), seq(), v("web"), v("{}"), object(pair{"app", v("web")}), object(pair{"matchLabel", object()}), object(pair{"MatchLabels", object()}), object(pair{"matchLabels", v("null")}),
			object(pair{"matchLabels", seq()}), object(pair{"matchExpressions", object()}), object(pair{"matchLabels", v("x")}), object(pair{"matchExpressions", seq(v("null"))}), object(pair{"matchExpressions", v("null")}), v("1"), v("false"))
	}
	out := object()
	if g.chance(0.6) {
		out.pairs = append(out.pairs, pair{"matchLabels", g.labels()})
	}
	if g.chance(0.3) {
		all := seq()
		for range 1 + g.IntN(2) {
			all.items = append(all.items, g.expression())
		}
		out.pairs = append(out.pairs, pair{"matchExpressions", all})
	}
	return out
}

func (g *generator) expression() node {
	out := object()
	if !g.wrong() {
		out.pairs = append(out.pairs, pair{"key", v(g.labelKey())})
	}
	operator := pick(g, "In", "NotIn", "Exists", "DoesNotExist")
	if g.wrong() {
		operator = pick(g, "in", "Equals", `""`, "null", "Gt", "EXISTS", "1", "on", "!")
	}
	if !g.wrong() {
		out.pairs = append(out.pairs, pair{"operator", v(operator)})
	}
	if needs := operator == "In" || operator == "NotIn"; needs != g.wrong() {
		all := seq()
		for range g.IntN(3) + 1 {
			all.items = append(all.items, v(g.labelValue()))
		}
		out.pairs = append(out.pairs, pair{"values", all})
	} else if g.chance(0.3) {
		out.pairs = append(out.pairs, pair{"values", pick(g, seq(), v("null"), seq(v("null")))})
	}
	if g.wrong() {
		out.pairs = append(out.pairs, pair{pick(g, "value", "Key", "op", "Values"), v("x")})
	}
	return out
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

func (g *generator) rules(direction string) node {
	if g.wrong() {
		return pick(g, v("null"), object(), v("x"), seq(v("null")), seq(v("x")), seq(seq()), object(pair{direction, seq()}), seq(object(pair{"From", seq()})))
	}
	all := seq()
	for range g.IntN(3) {
		rule := object()
		if g.chance(0.7) {
			rule.pairs = append(rule.pairs, pair{direction, g.peers()})
		}
		if g.chance(0.6) {
			rule.pairs = append(rule.pairs, pair{"ports", g.ports()})
		}
		if g.wrong() {
			rule.pairs = append(rule.pairs, pair{pick(g, "form", "port", "from", "to", "Ports", "protocol"), pick(g, seq(), v("x"), v("null"), object())})
		}
		all.items = append(all.items, rule)
	}
	return all
}

func (g *generator) peers() node {
	if g.wrong() {
		return pick(g, v("null"), object(), v("x"), seq(v("null")), seq(object()), seq(v("x")), object(pair{"podSelector", object()}), seq(seq()))
	}
	all := seq()
	for range g.IntN(3) {
		peer := object()
		add := func(key string, value node) { peer.pairs = append(peer.pairs, pair{key, value}) }
		switch g.IntN(4) {
		case 0:
			add("podSelector", g.selector())
		case 1:
			add("namespaceSelector", g.selector())
		case 2:
			add("podSelector", g.selector())
			add("namespaceSelector", g.selector())
		case 3:
			add("ipBlock", g.block4())
			if g.wrong() {
				add(pick(g, "podSelector", "namespaceSelector"), g.selector())
			}
		}
		if g.wrong() {
			add(pick(g, "cidr", "podselector", "ipBlocks", "matchLabels", "ports", "ipBlock", "namespace"), pick(g, v("x"), object(), v("null"), seq()))
		}
		all.items = append(all.items, peer)
	}
	return all
}

// cidr is a network, sound or not.
func (g *generator) cidr() string {
	if g.chance(0.5) {
		if text := g.network(); g.chance(0.7) {
			return `"` + text + `"`
		} else {
			return text
		}
	}
	if !g.wrong() {
		return pick(g, "10.0.0.0/8", "0.0.0.0/0", "192.168.1.0/24", "2001:db8::/32", `"::/0"`, "10.1.2.3/32", "fd00::/8", "10.0.0.0/9", "10.128.0.0/9", "172.16.0.0/12", "2001:db8:1::/48", `"10.0.0.0/8"`)
	}
	return pick(g, "10.0.0.1/24", "010.0.0.0/8", "10.0.0.0/08", `"::ffff:10.0.0.0/104"`, "10.0.0.0/33", "10.0.0.0", "10.0.0.0/", "/8", `""`, "null", "2001:DB8::/32", `"2001:0db8::/32"`, "10.0.0/8", "10.0.0.0/-1", `" 10.0.0.0/8"`,
		"example.com", "10.0.0.0/8/9", "256.0.0.0/8", `"fe80::1%eth0/64"`, "1", "10.0", "10.0.0.0/0", "2001:db8::1/64", `"::1/128"`, `"::ffff:0:0/96"`, `"::FFFF:10.0.0.1/128"`, "0x0a.0.0.0/8", "10.0.0.0/+8", "10.0.0.0/8 ", "1.2.3.4/0",
		`"1:2:3:4:5:6:7:8/128"`, `"0:0:0:0:0:0:0:0/0"`, "00.0.0.0/0", "10.0.0.0/24\u00a0", "10.00.0.0/16", `"2001:db8::10.0.0.1/128"`, "[10.0.0.0/8]", "{}", "10.0.0.0\\8", "２.0.0.0/8", "2001:db8::/129", `"::/00"`, "1.5", "true")
}

func (g *generator) block4() node {
	if g.wrong() {
		return pick(g, v("null"), object(), v("10.0.0.0/8"), seq(v("10.0.0.0/8")), object(pair{"CIDR", v("10.0.0.0/8")}), object(pair{"except", seq(v("10.0.0.0/8"))}), object(pair{"cidr", seq()}))
	}
	out := object(pair{"cidr", v(g.cidr())})
	if g.chance(0.4) {
		all := seq()
		for range g.IntN(3) {
			if g.chance(0.6) {
				all.items = append(all.items, v(g.cidr()))
				continue
			}
			all.items = append(all.items, v(pick(g, "10.1.0.0/16", "10.0.0.0/16", "192.168.1.128/25", "2001:db8:1::/64", "10.1.2.3/32", "::/1", "128.0.0.0/1", "10.1.2.3/16", "172.16.0.0/13")))
		}
		out.pairs = append(out.pairs, pair{"except", all})
	}
	if g.wrong() {
		out.pairs = append(out.pairs, pair{pick(g, "except", "excepts", "Except", "cidr", "port"), pick(g, v("null"), v("10.0.0.0/16"), seq(v("null")), seq(), seq(v("1")))})
	}
	return out
}

func (g *generator) ports() node {
	if g.wrong() {
		return pick(g, v("null"), object(), v("80"), seq(v("null")), seq(v("80")), seq(object()), object(pair{"port", v("80")}))
	}
	all := seq()
	for range g.IntN(4) {
		port := object()
		add := func(key string, value string) { port.pairs = append(port.pairs, pair{key, v(value)}) }
		if g.chance(0.5) {
			add("protocol", g.protocol())
		}
		number := 1 + g.IntN(65535)
		named := false
		if g.chance(0.85) {
			value := fmt.Sprint(number)
			if named = g.chance(0.2); named {
				value = pick(g, "http", "https", "dns-tcp", "a", "8080-tcp", strings.Repeat("p", 15))
				if g.wrong() {
					value = `"` + g.word() + `"`
				}
			}
			if g.wrong() {
				value = pick(g, "0", "-1", "65536", "99999", `"80"`, "80.5", "80.0", "8e1", "null", `""`, "HTTP", "a--b", "-a", "a-", "a_b", strings.Repeat("p", 16), "2147483648", "4294967376", "true", "[]", "{}", "0x50", "010", "0o17", "1_0", "1e2", `"0x50"`, "dns.tcp", "ä", "on", "!!str 80", "9223372036854775808", "-0", "+80", "80:90", "12:30:45", ".5", "1e400")
			}
			add("port", value)
		}
		if g.chance(0.15) || g.wrong() {
			value := fmt.Sprint(number + g.IntN(10))
			if g.wrong() {
				value = pick(g, "1", "0", "-5", "70000", `"90"`, "null", "90.0", "x", "2147483648", "1e3", "true", "[]")
			}
			if !named || g.chance(0.3) {
				add("endPort", value)
			}
		}
		if g.wrong() {
			add(pick(g, "Port", "targetPort", "endport", "name", "port", "protocols", "endPort"), pick(g, "1", "x", "null"))
		}
		all.items = append(all.items, port)
	}
	return all
}

func (g *generator) protocol() string {
	if !g.wrong() {
		return pick(g, "TCP", "UDP", "SCTP", `"TCP"`)
	}
	return pick(g, "tcp", "ICMP", `""`, "null", "6", "TCP ", `"TCP "`, "Udp", "[]", "ANY", "on", "true")
}
