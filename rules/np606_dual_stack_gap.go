package rules

import (
	"fmt"
	"net/netip"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
	"github.com/netpolint/netpolint/lint/reach"
)

// dualStackGap reports a block of every address of one family, without its twin of
// the other, where pods have addresses of both. A block never matches an address of
// the other family (the API reference of IPBlock).
func dualStackGap() *lint.Rule {
	return &lint.Rule{
		Code: "NP606", Name: "dual-stack-gap", Category: lint.Traps, Severity: lint.Warning, Since: "0.1.0",
		Summary:  "a block of any address covers one family of a dual-stack cluster only",
		Controls: []lint.Control{lint.BothDirections},
		Check:    checkDualStackGap,
	}
}

func checkDualStackGap(pass *lint.Pass) {
	dual := dualStackOf(pass)
	if dual == nil {
		return
	}
	x := listedFamilies{}
	for _, p := range pass.Model.Policies {
		x.read(p)
	}
	for _, policies := range [...][]*cluster.Policy{pass.Model.Policies, pass.Model.Tiered} {
		for _, p := range policies {
			for _, d := range cluster.Directions {
				for action := cluster.Allow; action <= cluster.Deny; action++ {
					reportGap(pass, dual, x, p, d, action)
				}
			}
		}
	}
}

// familiesOf are the families of the blocks in the rules of one action; a rule for
// any peer is about both.
func familiesOf(p *cluster.Policy, d cluster.Direction, action cluster.Action) (listed families) {
	for i := range p.Rules[d] {
		r := &p.Rules[d][i]
		if r.Action != action {
			continue
		}
		if r.AnyPeer() {
			return families{true, true}
		}
		for j := range r.Peers {
			if b := r.Peers[j].IPBlock; b != nil {
				if !b.Prefix.IsValid() { // a variable may be anything
					return families{true, true}
				}
				listed.add(b.Prefix.Addr())
			}
		}
	}
	return listed
}

// listedFamilies are those that policies of one namespace and subject allow in a
// direction.
type listedFamilies map[subjectIn]families

type subjectIn struct {
	namespace *cluster.Namespace
	selector  string
	direction cluster.Direction
}

func (x listedFamilies) read(p *cluster.Policy) {
	for _, d := range cluster.Directions {
		if f := familiesOf(p, d, cluster.Allow); f != (families{}) {
			key := subjectIn{p.Namespace, p.Subject.Key(), d}
			x[key] = x[key].or(f)
		}
	}
}

func (f families) or(o families) families { return families{f[0] || o[0], f[1] || o[1]} }

// around are the families that the policies of a pod allow, as far as they are for
// the same subject, or for all pods.
func (x listedFamilies) around(p *cluster.Policy, d cluster.Direction) families {
	return x[subjectIn{p.Namespace, p.Subject.Key(), d}].or(x[subjectIn{p.Namespace, "", d}])
}

func reportGap(pass *lint.Pass, dual *dualStack, x listedFamilies, p *cluster.Policy, d cluster.Direction, action cluster.Action) {
	listed := familiesOf(p, d, action)
	if listed == (families{}) || p.Namespace != nil && x.around(p, d) == (families{true, true}) || listed == (families{true, true}) {
		return
	}
	if d == cluster.Ingress { // whoever connects does so by a Service
		if dual = dual.ofPods(p.Selected, listed); dual == nil {
			return
		}
	}
	for i := range p.Rules[d] {
		r := &p.Rules[d][i]
		if r.Action != action {
			continue
		}
		for j := range r.Peers {
			b := r.Peers[j].IPBlock
			if !wholeInternet(b) {
				continue
			}
			other, twin, addr := "IPv6", "::/0", netip.MustParseAddr("2001:db8::7")
			if !b.Prefix.Addr().Is4() {
				other, twin, addr = "IPv4", "0.0.0.0/0", outside()
			}
			f := lint.Finding{
				At: b.At, Key: d.String() + " " + b.Text,
				Message: fmt.Sprintf("%s matches no %s address, but %s: connections over %s are not %s here, and fail or not by the family that a name happens to resolve to",
					b.Text, other, dual.why, other, participle(action)),
				Help:    fmt.Sprintf("add the twin beside it: - ipBlock: {cidr: \"%s\"}; or say in the configuration which family the cluster has", twin),
				Witness: blockedAddress(pass, p, r, d, addr),
			}
			if p.Namespace == nil {
				f.Help = fmt.Sprintf("add \"%s\" to networks; or say in the configuration which family the cluster has", twin)
			}
			if action == cluster.Deny {
				f.Message = fmt.Sprintf("%s matches no %s address, but %s: what this rule denies stays open over %s", b.Text, other, dual.why, other)
			}
			if !dual.at.IsZero() {
				f.Related = []lint.Related{{At: dual.at, Message: dual.why}}
			}
			if dual.sure {
				pass.Report(f)
			} else {
				pass.ReportAs(lint.Info, f)
			}
			return // once for the direction
		}
	}
}

// participle is what a rule has done to a connection: allowed, denied, passed.
func participle(a cluster.Action) string {
	switch a {
	case cluster.Deny:
		return "denied"
	case cluster.Pass:
		return "passed on"
	}
	return "allowed"
}

// blockedAddress is a flow between a pod of a policy and an address of the other
// family that is denied, or nil.
func blockedAddress(pass *lint.Pass, p *cluster.Policy, r *cluster.Rule, d cluster.Direction, addr netip.Addr) *reach.Flow {
	if len(p.Selected) == 0 || r.Action != cluster.Allow {
		return nil
	}
	w := p.Selected[0]
	if crowded(w, d) {
		return nil
	}
	protocol, port := aPort(r, w, d)
	flow := reach.Flow{From: reach.Endpoint{Workload: w}, To: reach.Endpoint{Addr: addr}, Protocol: protocol, Port: port}
	if d == cluster.Ingress {
		flow.From, flow.To = flow.To, flow.From
	}
	if pass.Reach.Explain(flow).Answer != cluster.No {
		return nil
	}
	return &flow
}
