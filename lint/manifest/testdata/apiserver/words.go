package main

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"
)

// word is a random text of the letters that names, labels and ports are about.
func (g *generator) word() string {
	letters := []rune(pick(g, "abz09-", "abAZ09-_.", "ab09-_./", "a-", "aA0-_./ :é", "0123456789", "ab.", "x-_.", "p/"))
	n := pick(g, 0, 1, 1, 2, 3, 5, 8, 13, 14, 15, 16, 17, 62, 63, 64, 65, 252, 253, 254)
	var b strings.Builder
	for range n {
		b.WriteRune(letters[g.IntN(len(letters))])
	}
	return b.String()
}

// network is a random network in one of the many ways to write it.
func (g *generator) network() string {
	if g.chance(0.5) {
		return g.network4()
	}
	return g.network6()
}

func (g *generator) network4() string {
	a := netip.AddrFrom4([4]byte{byte(pick(g, 0, 10, 10, 172, 192, 255, g.IntN(256))), byte(pick(g, 0, 0, 1, 16, 168, g.IntN(256))), byte(pick(g, 0, 0, g.IntN(256))), byte(pick(g, 0, 0, 1, g.IntN(256)))})
	p := netip.PrefixFrom(a, g.IntN(33))
	if g.chance(0.7) {
		p = p.Masked()
	}
	text, bits := p.Addr().String(), strconv.Itoa(p.Bits())
	if g.wrong() {
		switch g.IntN(6) {
		case 0:
			text = strings.Replace(text, ".", ".0", 1)
		case 1:
			bits = pick(g, "0", "+", "-", " ", "00") + bits
		case 2:
			bits = pick(g, "", "33", "032", "255.0.0.0", "128", "a")
		case 3:
			text = pick(g, "::ffff:", "::", "::FFFF:", "0:0:0:0:0:ffff:", "64:ff9b::") + text
			bits = strconv.Itoa(g.IntN(130))
		case 4:
			text = pick(g, "0", " ", "+", "0x") + text
		case 5:
			text = strings.TrimSuffix(text, "."+text[strings.LastIndexByte(text, '.')+1:])
		}
	}
	return text + "/" + bits
}

func (g *generator) network6() string {
	var b [16]byte
	copy(b[:], []byte{0x20, 0x01, 0x0d, 0xb8})
	for range g.IntN(4) {
		b[g.IntN(16)] = byte(g.IntN(256))
	}
	if g.chance(0.2) {
		b = [16]byte{15: byte(g.IntN(2))}
	}
	p := netip.PrefixFrom(netip.AddrFrom16(b), pick(g, 0, 32, 48, 64, 128, g.IntN(129)))
	if g.chance(0.7) {
		p = p.Masked()
	}
	text := p.Addr().String()
	switch g.IntN(6) {
	case 0:
		text = strings.ToUpper(text)
	case 1:
		text = p.Addr().StringExpanded()
	case 2:
		text = strings.Replace(text, "::", ":0:", 1)
	case 3:
		if g.wrong() {
			text += pick(g, "%eth0", "::", ":", "g")
		}
	}
	return fmt.Sprintf("%s/%d", text, p.Bits())
}

// scalar is any scalar that YAML has a say in.
func (g *generator) anyScalar() string {
	return pick(g, "null", "~", "", "true", "off", "Yes", "n", "0", "1", "-1", "80", "8e1", "80.0", "80.5", "0x50", "0o120", "0120", "1_000", "0b11", "1e3", "1e400", ".inf", "-.INF", ".nan", "+.inf",
		"9223372036854775807", "9223372036854775808", "18446744073709551615", "18446744073709551616", "2147483647", "2147483648", "-2147483648", "-2147483649", "1.0e+0", "+1", "-0", "0.", "1.", ".5",
		"2001-01-01", "2001-01-01T00:00:00Z", "12:30:45", "190:20:30", "Ingress", "Egress", "TCP", "In", "web", "networking.k8s.io/v1", "NetworkPolicy", "10.0.0.0/8", "a", `""`, "''", `"80"`, `'80'`, `"null"`, "'~'",
		"!!str 80", "!!int 80", `!!int "80"`, "!!float 80", "!!bool yes", `!!bool "yes"`, "!!null x", "!!null ''", "!!str", "!!str null", "!!binary d2Vi", "!!binary '!'", "! 80", "!x 80", "!!timestamp 2001-01-01", "!!set {a, b}", "!!omap []",
		`"a\tb"`, `"\u00e9"`, `"\x41"`, `"\/"`, `"\0"`, "'it''s'", "ä", "日本", `"\ud83d\ude00"`, "a#b", "a: b", "- a", "? a", "@a", "`a", "%a", "|\n  x", ">-\n  x\n  y", "a\n  b", "[a, b]", "{a: b}", "[]", "{}", "[[]]", "{? a}", "[a: b]", "[,]", "{a, b: c}", "=", "<<", "*none")
}
