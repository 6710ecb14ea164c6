package cmd

import (
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/netpolint/netpolint/lint/reach"
)

// portFlag is the value of --port: a port of a protocol, TCP if none is named.
type portFlag struct {
	protocol string
	port     int32
}

func (p *portFlag) String() string {
	if p.protocol == "" {
		return ""
	}
	return fmt.Sprintf("%d/%s", p.port, p.protocol)
}

func (p *portFlag) Type() string { return "PORT[/PROTOCOL]" }

func (p *portFlag) Set(word string) error {
	number, protocol, named := strings.Cut(word, "/")
	protocol = strings.ToUpper(protocol)
	if !named {
		protocol = "TCP"
	}
	known := reach.Protocols()
	if !slices.Contains(known[:], protocol) {
		return fmt.Errorf("policies know ports of TCP, UDP and SCTP only, and none of %q", protocol)
	}
	port, err := strconv.ParseInt(number, 10, 32)
	if err != nil || port < 1 || port > 65535 {
		return fmt.Errorf("%q is no port: write its number, from 1 to 65535, as 5432 or 53/UDP", word)
	}
	p.protocol, p.port = protocol, int32(port)
	return nil
}

// within is the set that the flag asks for; empty if it is not given.
func (p *portFlag) within() reach.Conns {
	if p.protocol == "" {
		return reach.Conns{}
	}
	return reach.PortConns(p.protocol, p.port, p.port)
}

// cidrsFlag is the value of --pod-cidr, which may be repeated.
type cidrsFlag []netip.Prefix

func (c *cidrsFlag) String() string {
	var words []string
	for _, p := range *c {
		words = append(words, p.String())
	}
	return strings.Join(words, ",")
}

func (c *cidrsFlag) Type() string { return "CIDR" }

func (c *cidrsFlag) Set(word string) error {
	for _, text := range strings.Split(word, ",") {
		p, err := netip.ParsePrefix(strings.TrimSpace(text))
		if err != nil {
			return fmt.Errorf("%q is no CIDR: write one as 10.244.0.0/16 or fd00:10:244::/56", text)
		}
		*c = append(*c, p.Masked())
	}
	return nil
}

// blocksFlag is the value of --pods-in-ipblocks.
type blocksFlag reach.PodsInBlocks

func podsInBlocks() []string { return []string{"auto", "never"} }

func (b *blocksFlag) String() string { return podsInBlocks()[*b] }

func (b *blocksFlag) Type() string { return "MODE" }

func (b *blocksFlag) Set(word string) error {
	i := slices.Index(podsInBlocks(), word)
	if i < 0 {
		return unknownChoice("mode", word, podsInBlocks())
	}
	*b = blocksFlag(i)
	return nil
}
