package rules

import (
	"fmt"
	"slices"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
)

// dnsEgressToAny reports egress rules that open the port of DNS to every address.
// Port 53 of a stranger's server is the classic way to send data out (MITRE ATT&CK
// T1071.004 and T1048), and whatever listens there need not be DNS.
func dnsEgressToAny() *lint.Rule {
	return &lint.Rule{
		Code: "NP204", Name: "dns-egress-to-any", Category: lint.Egress, Severity: lint.Info, Since: "0.1.0",
		Summary:  "the DNS port is open to every address rather than to the DNS servers of the cluster",
		Controls: []lint.Control{lint.NSALeastAccess},
		Check:    checkDNSEgressToAny,
	}
}

func checkDNSEgressToAny(pass *lint.Pass) {
	for _, p := range pass.Model.Policies {
		if opensAll(p, cluster.Egress) != nil || sendsOut(p) || asksStrangers(pass, p) || opensWhole(p) {
			continue
		}
		for i := range p.Rules[cluster.Egress] {
			r := &p.Rules[cluster.Egress][i]
			if !dnsOnly(r) || !reachesAddresses(r) {
				continue
			}
			f := lint.Finding{
				At: r.At, Key: "any on " + portsText(r),
				Message: fmt.Sprintf("this rule names no destination, so %s may connect to any address on %s: data leaves by a stranger's DNS server", subject(p), portsText(r)),
				Help:    "name the DNS servers: " + dnsRule(pass.Facts),
			}
			addr := outside()
			switch whole := wholeBlocks(r); {
			case r.AnyPeer():
			case len(whole) > 0:
				f.At, f.Key = whole[0].At, whole[0].Text+" on "+portsText(r)
				f.Message = fmt.Sprintf("%s may connect to %s (%s) on %s: data leaves by a stranger's DNS server", subject(p), everyAddress(whole), blocksText(whole), portsText(r))
				addr = blockAddresses(whole[0]).example()
			default:
				continue
			}
			f.Witness = witness(pass, p, r, cluster.Egress, addr)
			pass.Report(f)
		}
	}
}

// opensWhole reports whether another rule of the policy opens the whole internet on
// more ports than that of DNS, which is what matters then.
func opensWhole(p *cluster.Policy) bool {
	return slices.ContainsFunc(p.Rules[cluster.Egress], func(r cluster.Rule) bool {
		return !dnsOnly(&r) && reachesAddresses(&r) && (r.AnyPeer() && !towardsAPIServer(p, &r) || len(wholeBlocks(&r)) > 0)
	})
}

// asksStrangers reports whether all pods of a policy ask name servers wherever they
// are: DNS servers themselves, and programs that check records at their source.
func asksStrangers(pass *lint.Pass, p *cluster.Policy) bool {
	asks := func(name string) bool {
		return dnsServerName(name) || slices.ContainsFunc(nameWords(name), func(word string) bool {
			switch word {
			case "dns", "unbound", "dnsmasq", "bind", "bind9", "named", "pihole", "adguard", "adguardhome", "blocky", "powerdns", "pdns", "resolver", "dnsdist", "cert", "certmanager", "acme":
				return true
			}
			return false
		})
	}
	if asks(p.Namespace.Name) {
		return true
	}
	if len(p.Selected) == 0 {
		return namesPods(p.Subject, asks) || homeOfDNS(pass, p.Namespace) && p.SelectsAll()
	}
	return !slices.ContainsFunc(p.Selected, func(w *cluster.Workload) bool { return !servesDNS(w) && !asks(w.Name) })
}
