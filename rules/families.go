package rules

import (
	"net/netip"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
	"github.com/netpolint/netpolint/lint/manifest"
)

// dualStack is what speaks for pods with addresses of both families. Sure is not set
// where the manifests would do on a cluster of one family too.
type dualStack struct {
	sure bool
	why  string
	at   manifest.Ref
}

// dualStackOf returns what the facts and the input say of the families of the
// cluster, or nil where nothing speaks for both.
func dualStackOf(pass *lint.Pass) *dualStack {
	if f := pass.Facts; f.IPv4 || f.IPv6 {
		if f.IPv4 && f.IPv6 {
			return &dualStack{sure: true, why: "the pods have addresses of both families"}
		}
		return nil
	}
	var likely *dualStack
	for _, s := range pass.Model.Services {
		switch d := dualStackByService(s); {
		case d == nil:
		case d.sure:
			return d
		case likely == nil:
			likely = d
		}
	}
	for _, w := range pass.Model.Workloads {
		if bothFamilies(w.Addrs) {
			return &dualStack{true, w.Name + " has addresses of both families", nameOf(w.At)}
		}
	}
	if likely == nil {
		likely = listsBoth(pass.Model)
	}
	return likely
}

// dualStackByService is what a Service says of the families of its pods, or nil.
func dualStackByService(s *cluster.Service) *dualStack {
	at := s.At.Child("spec")
	switch {
	case s.Value.IPFamilyPolicy == "RequireDualStack":
		return &dualStack{true, "Service " + s.Name + " requires dual stack", at.Child("ipFamilyPolicy")}
	case len(s.Value.IPFamilies) > 1:
		return &dualStack{true, "Service " + s.Name + " has both families", at.Child("ipFamilies")}
	case len(s.Value.ClusterIPs) > 1:
		return &dualStack{true, "Service " + s.Name + " has addresses of both families", at.Child("clusterIPs")}
	case s.Value.IPFamilyPolicy == "PreferDualStack":
		return &dualStack{false, "Service " + s.Name + " prefers dual stack", at.Child("ipFamilyPolicy")}
	}
	return nil
}

// ofPods is d as some pods show it: by a Service of theirs, where one has both
// families. It is nil where they are reached by Services of the one family alone.
func (d *dualStack) ofPods(pods []*cluster.Workload, only families) *dualStack {
	all := len(pods) > 0
	for _, w := range pods[:min(len(pods), mostTried)] {
		for _, s := range w.Services {
			own := dualStackByService(s)
			if own != nil && (d.at.IsZero() && d.sure) { // by the configuration
				return d
			}
			if own != nil {
				own.sure = own.sure || d.sure
				return own
			}
			all = all && singleStack(s, only)
		}
		all = all && len(w.Services) > 0
	}
	if all {
		return nil
	}
	return d
}

// singleStack reports whether a Service says that its addresses are of one family.
func singleStack(s *cluster.Service, of families) bool {
	name := "IPv4"
	if of[1] {
		name = "IPv6"
	}
	return s.Value.IPFamilyPolicy == "SingleStack" && (len(s.Value.IPFamilies) == 0 || s.Value.IPFamilies[0] == name) ||
		s.Value.IPFamilyPolicy == "" && len(s.Value.IPFamilies) == 1 && s.Value.IPFamilies[0] == name
}

func bothFamilies(addrs []netip.Addr) bool {
	var has families
	for _, a := range addrs {
		has.add(a)
	}
	return has == families{true, true}
}

// listsBoth finds a policy that lists blocks of both families in one direction.
func listsBoth(m *cluster.Model) *dualStack {
	for _, policies := range [...][]*cluster.Policy{m.Policies, m.Tiered} {
		for _, p := range policies {
			for _, d := range cluster.Directions {
				var has families
				for i := range p.Rules[d] {
					for j := range p.Rules[d][i].Peers {
						if b := p.Rules[d][i].Peers[j].IPBlock; b != nil && b.Prefix.IsValid() {
							has.add(b.Prefix.Addr())
						}
					}
				}
				if has == (families{true, true}) {
					return &dualStack{false, "policy " + p.Name + " lists blocks of both families", nameOf(p.At)}
				}
			}
		}
	}
	return nil
}

// families is a set of IPv4 and IPv6, in this order.
type families [2]bool

func family(a netip.Addr) int {
	if a.Is4() {
		return 0
	}
	return 1
}

func (f *families) add(a netip.Addr) { f[family(a)] = true }
