package rules

import (
	"fmt"
	"slices"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
)

// egressOnlyPolicyIsolatesIngress reports policies with egress rules alone and
// no policyTypes. API defaulting gives every such policy the type Ingress
// (SetDefaults_NetworkPolicy), so that it also denies all ingress.
func egressOnlyPolicyIsolatesIngress() *lint.Rule {
	return &lint.Rule{
		Code: "NP208", Name: "egress-only-policy-isolates-ingress", Category: lint.Egress, Severity: lint.Warning, Since: "0.1.0",
		Summary:  "a policy with egress rules alone and without policyTypes denies all ingress too",
		Controls: []lint.Control{lint.WatchTraffic},
		Check:    checkEgressOnlyPolicyIsolatesIngress,
	}
}

func checkEgressOnlyPolicyIsolatesIngress(pass *lint.Pass) {
	denied := map[*cluster.Namespace]map[string]bool{}
	for _, p := range pass.Model.Policies {
		if !misleads(p, denied) {
			continue
		}
		pass.Report(lint.Finding{
			At: p.At.Child("spec").Child("egress"), Key: "policyTypes",
			Message: fmt.Sprintf("this policy has egress rules only, but without policyTypes it also denies all connections to %s", subject(p)),
			Help:    "write policyTypes: [Egress] to leave ingress alone, or policyTypes: [Ingress, Egress] if the deny is meant",
		})
	}
}

// misleads reports whether a policy denies ingress by default to pods that
// nothing else denies it to. denied collects the subjects of each namespace that
// are denied anyway, as they are first needed.
func misleads(p *cluster.Policy, denied map[*cluster.Namespace]map[string]bool) bool {
	if !isolatesIngressByDefault(p) {
		return false
	}
	ns := p.Namespace
	if denied[ns] == nil {
		denied[ns] = isolatedSubjects(ns)
	}
	return !denied[ns][""] && !denied[ns][p.Subject.String()] && !nothingChanges(p.Selected)
}

// isolatesIngressByDefault reports whether a policy denies ingress without a word
// of its author about ingress.
func isolatesIngressByDefault(p *cluster.Policy) bool {
	return p.TypesOmitted && len(p.Spec.Egress) > 0 && len(p.Spec.Ingress) == 0
}

// isolatedSubjects collects the selectors of a namespace's policies that isolate
// ingress by their author's word: what such a policy selects is denied anyway.
func isolatedSubjects(ns *cluster.Namespace) map[string]bool {
	out := map[string]bool{}
	for _, p := range ns.Policies {
		if p.Isolates[cluster.Ingress] && !isolatesIngressByDefault(p) {
			out[p.Subject.String()] = true
		}
	}
	return out
}

// nothingChanges reports whether one more isolation for ingress is of no
// consequence to some pods: they are jobs, which serve nobody, or isolated by
// their author's word.
func nothingChanges(workloads []*cluster.Workload) bool {
	for _, w := range workloads {
		if !job(w) && !slices.ContainsFunc(w.Policies[cluster.Ingress], func(p *cluster.Policy) bool { return !isolatesIngressByDefault(p) }) {
			return false
		}
	}
	return len(workloads) > 0
}
