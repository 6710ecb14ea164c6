package reach_test

import (
	"net/netip"
	"testing"

	"github.com/netpolint/netpolint/lint/reach"
)

// TestBlocks writes what an address may be reached at as people would: the fewest
// blocks, with exceptions where these are fewer.
func TestBlocks(t *testing.T) {
	for _, c := range []struct {
		rules, want string
	}{
		{"{cidr: 0.0.0.0/0}", "0.0.0.0/0"},
		{"{cidr: 0.0.0.0/0, except: [169.254.169.254/32]}", "0.0.0.0/0 except 169.254.169.254/32"},
		{"{cidr: 10.0.0.0/9}", "10.0.0.0/9"},
		{"{cidr: 10.0.0.0/8, except: [10.1.0.0/16]}", "10.0.0.0/8 except 10.1.0.0/16"},
		{"{cidr: 0.0.0.0/0, except: [10.0.0.0/8, 192.168.0.0/16]}}, {ipBlock: {cidr: 10.1.0.0/16}", "0.0.0.0/0 except 10.0.0.0/8 (except 10.1.0.0/16), 192.168.0.0/16"},
		{"{cidr: 10.0.0.0/8, except: [10.1.0.0/16]}}, {ipBlock: {cidr: 192.0.2.0/24}", "10.0.0.0/8 (except 10.1.0.0/16), 192.0.2.0/24"},
		{"{cidr: 'fd00::/8', except: ['fd00:1::/32']}", "fd00::/8 except fd00:1::/32"},
	} {
		m := build(t, "{apiVersion: v1, kind: Pod, metadata: {name: a}}\n---\n{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: p}, spec: {podSelector: {}, policyTypes: [Egress], egress: [{to: [{ipBlock: "+c.rules+"}]}]}}")
		var blocks []netip.Prefix
		for _, x := range rows(t, reach.New(m, reach.Options{}).Matrix(), reach.Query{ToBlocks: true}) {
			blocks = append(blocks, x.To.Block)
		}
		if got := reach.Blocks(blocks); got != c.want {
			t.Errorf("%s: %s, want %s", c.rules, got, c.want)
		}
	}
}
