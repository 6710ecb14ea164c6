package rules

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
	"github.com/netpolint/netpolint/lint/reach"
)

// The metadata service of a cloud answers every machine at a link-local address, on
// port 80, with the credentials of the machine it runs on, and a pod is part of that
// machine.

// metadataPort is where the metadata services listen.
const metadataPort = 80

// metadataAddresses are those of AWS, Azure, Google Cloud, OpenStack and others, and
// that of AWS over IPv6.
func metadataAddresses() []string { return []string{"169.254.169.254", "fd00:ec2::254"} }

// metadataUsers are parts of the names of pods that work with the metadata service:
// those that hand out its credentials or guard it, and those that run a cluster in a
// cloud.
func metadataUsers() []string {
	return []string{
		"kube2iam", "kiam", "aws-node", "amazon-vpc-cni", "aws-vpc-cni", "eks-pod-identity", "pod-identity", "workload-identity", "gke-metadata", "nmi", "aad-pod-identity",
		"cluster-autoscaler", "karpenter", "node-termination-handler", "cloud-controller", "cloud-node-manager", "aws-load-balancer", "load-balancer-controller",
		"ebs-csi", "efs-csi", "csi", "external-dns", "cloudwatch", "velero", "imds", "irsa", "metadata-server", "metadata-proxy", "metadata-concealment",
	}
}

// metadataOpening is a way from a rule to the metadata service.
type metadataOpening struct {
	addr  netip.Addr
	block *cluster.IPBlock // nil for a rule without peers
	flow  *reach.Flow
}

// opensMetadata finds out whether an egress rule lets pods ask the metadata service,
// at one of some addresses.
func opensMetadata(pass *lint.Pass, p *cluster.Policy, r *cluster.Rule, addrs []netip.Addr) (metadataOpening, bool) {
	if !r.AnyPort() && !slices.ContainsFunc(r.Ports, func(port cluster.Port) bool { return port.Covers("TCP", metadataPort) }) || !permits(p, cluster.Egress, r) {
		return metadataOpening{}, false
	}
	if r.AnyPeer() {
		return shownOpening(pass, p, metadataOpening{addr: addrs[0]})
	}
	for _, addr := range addrs {
		for i := range r.Peers {
			if b := r.Peers[i].IPBlock; b != nil && blockHolds(b, addr) {
				if o, open := shownOpening(pass, p, metadataOpening{addr: addr, block: b}); open {
					return o, true
				}
			}
		}
	}
	return metadataOpening{}, false
}

// blockHolds reports whether a block allows an address.
func blockHolds(b *cluster.IPBlock, addr netip.Addr) bool {
	return b.Prefix.IsValid() && b.Prefix.Contains(addr) &&
		!slices.ContainsFunc(b.Except, func(e cluster.Except) bool { return e.Prefix.IsValid() && e.Prefix.Contains(addr) })
}

// shownOpening looks for a pod that can use an opening: a cluster-wide policy may
// deny it all the same. Without pods in the input, one that has the labels which the
// policy asks for stands for them.
func shownOpening(pass *lint.Pass, p *cluster.Policy, o metadataOpening) (metadataOpening, bool) {
	ask := func(w *cluster.Workload) (reach.Flow, bool) {
		flow := reach.Flow{From: reach.Endpoint{Workload: w}, To: reach.Endpoint{Addr: o.addr}, Protocol: "TCP", Port: metadataPort}
		return flow, pass.Reach.Explain(flow).Answer == cluster.Yes
	}
	for _, w := range p.Selected[:min(len(p.Selected), mostTried)] {
		if flow, open := ask(w); open {
			o.flow = &flow
			return o, true
		}
	}
	if len(p.Selected) > 0 || len(p.OnHostNetwork) > 0 {
		return o, false
	}
	if len(pass.Model.Tiered) == 0 || p.Namespace == nil {
		return o, true
	}
	labels, ok := demanded(p.Subject)
	if !ok {
		return o, false
	}
	w := &cluster.Workload{Namespace: p.Namespace, Labels: labels}
	w.Policies[cluster.Egress] = []*cluster.Policy{p}
	_, open := ask(w)
	return o, open
}

// usesMetadata reports whether all pods of a policy work with the metadata service,
// by their names; where the input shows none, by the labels that the policy asks
// for.
func usesMetadata(p *cluster.Policy, users []string) bool {
	is := func(name string) bool {
		name = strings.ToLower(name)
		return name != "" && slices.ContainsFunc(users, func(user string) bool { return nameHolds(name, user) })
	}
	if len(p.Selected) == 0 {
		return namesPods(p.Subject, is) || is(p.Name) && !saysDeny(p.Name)
	}
	return !slices.ContainsFunc(p.Selected, func(w *cluster.Workload) bool {
		return !is(w.Name) && !is(w.Labels["app.kubernetes.io/name"]) && !is(w.Labels["k8s-app"]) && !is(w.Labels["app"])
	})
}

// nameHolds reports whether a name holds another one as whole words.
func nameHolds(name, part string) bool {
	for at := 0; ; {
		i := strings.Index(name[at:], part)
		if i < 0 {
			return false
		}
		start, end := at+i, at+i+len(part)
		if (start == 0 || separator(rune(name[start-1]))) && (end == len(name) || separator(rune(name[end]))) {
			return true
		}
		at = start + 1
	}
}

// saysDeny reports whether a name says that something is denied.
func saysDeny(name string) bool {
	return slices.ContainsFunc(nameWords(name), func(word string) bool {
		switch word {
		case "deny", "denies", "block", "blocks", "restrict", "isolate", "except", "no", "without":
			return true
		}
		return false
	})
}

// opensMetadataTo reports whether a block allows an address of the metadata service.
func opensMetadataTo(b *cluster.IPBlock) bool {
	return slices.ContainsFunc(metadataAddresses(), func(text string) bool { return blockHolds(b, netip.MustParseAddr(text)) })
}

// speakForMetadata lets a finding about an egress rule say that the metadata service
// is open too, if it is, in place of the finding of metadata-endpoint-allowed.
func speakForMetadata(pass *lint.Pass, p *cluster.Policy, r *cluster.Rule, f *lint.Finding) {
	var addrs []netip.Addr
	for _, text := range metadataAddresses() {
		addrs = append(addrs, netip.MustParseAddr(text))
	}
	o, open := opensMetadata(pass, p, r, addrs)
	if !open || usesMetadata(p, metadataUsers()) {
		return
	}
	at := r.At
	if o.block != nil {
		at = o.block.At
	}
	f.Covers = append(f.Covers, lint.Cover{Code: "NP801", At: r.At})
	f.Related = append(f.Related, lint.Related{At: at, Message: fmt.Sprintf("this reaches the cloud's metadata service (%s) too, which hands out the credentials of the node: %s", o.addr, metadataHelp(p, o))})
}

// metadataHelp says what to write to close the metadata service.
func metadataHelp(p *cluster.Policy, o metadataOpening) string {
	single := netip.PrefixFrom(o.addr, o.addr.BitLen()).String()
	switch {
	case p.Tier != cluster.TierNetworkPolicy:
		return fmt.Sprintf("put a rule with action: Deny and networks: [%s] before it", single)
	case o.block == nil:
		return fmt.Sprintf("name the destinations under to:, or at least ipBlock: {cidr: 0.0.0.0/0, except: [%s]}", single)
	case o.block.Prefix.IsSingleIP():
		return "remove the block, or allow it to the pods that need it alone"
	}
	return fmt.Sprintf("add except: [%s]", single)
}
