package rules

import (
	"fmt"
	"slices"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
)

// defaultDenyDefeated reports allow-all rules for every pod of a namespace beside
// a default deny. Policies only add up (the NetworkPolicy documentation, "the two
// sorts of pod isolation"), so the deny has no effect whatever its name is.
func defaultDenyDefeated() *lint.Rule {
	return &lint.Rule{
		Code: "NP106", Name: "default-deny-defeated", Category: lint.Coverage, Severity: lint.Warning, Since: "0.1.0",
		Summary:  "an allow-all rule for every pod of the namespace undoes its default deny",
		Controls: []lint.Control{lint.NSADefaultDeny, lint.DenyByDefault},
		Check:    checkDefaultDenyDefeated,
	}
}

func checkDefaultDenyDefeated(pass *lint.Pass) {
	found := defeats(pass)
	var bare []*cluster.Namespace // without a policy, and reached by that rule alone
	if len(found) > 0 {
		for _, c := range coverages(pass) {
			if c.gap[cluster.Ingress] == noPolicy && len(c.open[cluster.Egress]) == 0 {
				bare = append(bare, c.ns)
			}
		}
	}
	for i := range found {
		var covers []lint.Cover
		if found[i].direction == cluster.Ingress {
			bare = slices.DeleteFunc(bare, func(ns *cluster.Namespace) bool {
				reached := ns.Matches(found[i].policy.Namespaces) == cluster.Yes
				if reached {
					covers = append(covers, lint.Cover{Code: "NP103", At: ns.At})
				}
				return reached
			})
		}
		reportDefeatByAdmin(pass, &found[i], covers)
	}
	for _, p := range pass.Model.Policies {
		for _, d := range cluster.Directions {
			r := writtenAllowAll(p, d)
			if r == nil || !defeatsDefaultDeny(p, d) {
				continue
			}
			deny := defaultDenyBeside(p.Namespace, d, p)
			f := lint.Finding{
				At: r.At, Key: d.String(), Covers: []lint.Cover{{Code: "NP801", At: r.At}, {Code: "NP804", At: r.At}, {Code: "NP954", At: nameOf(p.At)}},
				Related: []lint.Related{{At: nameOf(deny.At), Message: fmt.Sprintf("policy %s limits %s in vain", deny.Name, d)}},
			}
			if d == cluster.Ingress {
				f.Message = fmt.Sprintf("this empty rule lets anyone connect to every pod of %s, so %s: policies only add up", p.Namespace.Name, undone(deny, d))
				f.Help = "remove the rule, or name the sources under from: and the pods in podSelector"
				f.Witness = inbound(pass, p, r)
			} else {
				f.Message = fmt.Sprintf("this empty rule lets every pod of %s connect to anywhere, so %s: policies only add up", p.Namespace.Name, undone(deny, d))
				f.Help = "remove the rule, or name the destinations under to: and the pods in podSelector"
				f.Witness = outbound(pass, p, r)
			}
			pass.Report(f)
		}
	}
}

// reportDefeatByAdmin reports a rule that decides before any NetworkPolicy does, and
// lets all pods connect to each other in spite of default denies.
func reportDefeatByAdmin(pass *lint.Pass, of *defeat, covers []lint.Cover) {
	p, d, r, denies := of.policy, of.direction, of.rule, of.denies
	from := "every pod of the cluster connect to " + subject(p)
	if d == cluster.Egress {
		from = subject(p) + " connect to every pod of the cluster"
	}
	undone := fmt.Sprintf("the default deny of policy %s in %s is undone", denies[0].Name, denies[0].Namespace.Name)
	if len(denies) > 1 {
		undone = fmt.Sprintf("the default denies of %d namespaces (such as %s) are undone", len(denies), denies[0].Namespace.Name)
	}
	f := lint.Finding{
		At: r.At, Key: d.String() + " " + r.Name,
		Message: fmt.Sprintf("this rule lets %s on any port before a NetworkPolicy is asked, so %s", from, undone),
		Help:    "write action: Pass, which leaves the decision to NetworkPolicies, or name the namespaces and ports that must always be allowed",
		Covers:  append(covers, lint.Cover{Code: "NP801", At: r.At}, lint.Cover{Code: "NP804", At: r.At}),
	}
	for i := range r.Peers {
		if anyPod(&r.Peers[i]) {
			f.Witness = acrossNamespaces(pass, p, d, r, &r.Peers[i], p.Selected)
		}
	}
	for _, deny := range denies[:min(len(denies), 3)] {
		f.Related = append(f.Related, lint.Related{At: nameOf(deny.At), Message: fmt.Sprintf("policy %s limits %s in vain", deny.Name, d)})
	}
	pass.Report(f)
}

// undone says in words what the allow-all makes of a default deny, which may have
// narrow rules and another name.
func undone(deny *cluster.Policy, d cluster.Direction) string {
	if deny.AllowsNothing(d) {
		return fmt.Sprintf("the default deny of policy %s is undone", deny.Name)
	}
	return fmt.Sprintf("policy %s, which denies all but its own rules, is undone", deny.Name)
}

// writtenAllowAll returns the first rule of a policy that allows everything
// because its author wrote so. One that is null is reported as that.
func writtenAllowAll(p *cluster.Policy, d cluster.Direction) *cluster.Rule {
	for i := range p.Rules[d] {
		if r := &p.Rules[d][i]; r.AllowsAll() && !r.Null {
			return r
		}
	}
	return nil
}
