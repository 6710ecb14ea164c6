package main

import (
	"fmt"
	"strings"
)

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
