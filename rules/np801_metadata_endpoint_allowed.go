package rules

import (
	"fmt"
	"net/netip"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
)

// metadataEndpointAllowed reports egress rules that reach the metadata service of
// the cloud, by its address or by a block that holds it. The NSA/CISA Kubernetes
// hardening guide asks to block it, as it hands out the credentials of the node.
func metadataEndpointAllowed() *lint.Rule {
	return &lint.Rule{
		Code: "NP801", Name: "metadata-endpoint-allowed", Category: lint.Sensitive, Severity: lint.Warning, Since: "0.1.0",
		Summary:  "an egress rule reaches the metadata service of the cloud, which hands out the credentials of the node",
		Controls: []lint.Control{lint.NSAMetadata, lint.NSALeastAccess},
		Options: []lint.Option{
			{Name: "addresses", Kind: lint.StringsOption, Doc: "addresses of the metadata service, which listens on port 80", Strings: metadataAddresses(), Valid: validAddress},
			{Name: "users", Kind: lint.StringsOption, Doc: "words in the names of pods that need the metadata service", Strings: metadataUsers()},
		},
		Check: checkMetadataEndpointAllowed,
	}
}

func validAddress(text string) error {
	_, err := netip.ParseAddr(text)
	return err
}

func checkMetadataEndpointAllowed(pass *lint.Pass) {
	var addrs []netip.Addr
	for _, text := range pass.Strings("addresses") {
		if addr, err := netip.ParseAddr(text); err == nil && (addr.Is4() || pass.Facts.IPv6 || !pass.Facts.IPv4) {
			addrs = append(addrs, addr)
		}
	}
	users := pass.Strings("users")
	for _, p := range everyPolicy(pass.Model) {
		if len(addrs) == 0 || len(p.Rules[cluster.Egress]) == 0 || usesMetadata(p, users) {
			continue
		}
		all := opensAll(p, cluster.Egress)
		for i := range p.Rules[cluster.Egress] {
			r := &p.Rules[cluster.Egress][i]
			if all != nil && r != all {
				continue // an allow-all rule is what matters there
			}
			if o, open := opensMetadata(pass, p, r, addrs); open {
				reportMetadata(pass, p, r, o)
			}
		}
	}
}

func reportMetadata(pass *lint.Pass, p *cluster.Policy, r *cluster.Rule, o metadataOpening) {
	f := lint.Finding{At: r.At, Key: "any", Help: metadataHelp(p, o), Witness: o.flow}
	through := ", as this rule names no destination"
	if o.block != nil {
		f.At, f.Key, through = o.block.At, o.block.Text, ""
		if !o.block.Prefix.IsSingleIP() {
			through = " through " + blockText(o.block)
		}
	}
	f.Message = fmt.Sprintf("%s may connect to the cloud's metadata service (%s)%s, so whoever controls a pod can take the credentials of its node%s",
		subject(p), o.addr, through, beyond(p))
	if p.Tier != cluster.TierNetworkPolicy {
		f.Key += " " + r.Name
	}
	pass.Report(f)
}
