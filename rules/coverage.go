package rules

import (
	"fmt"
	"path"
	"slices"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
	"github.com/netpolint/netpolint/lint/manifest"
)

// gap is what the policies of a namespace leave open in one direction. Each
// kind is the business of one rule.
type gap int

const (
	covered        gap = iota
	noPolicy           // namespace-without-policy
	noDefaultDeny      // missing-default-deny-ingress and -egress
	noEgressPolicy     // missing-egress-policy
	partly             // partial-namespace-coverage
)

// coverage says how far the policies of one namespace isolate its pods. It goes
// by what policies do and not by what they are called: two policies that
// together select every pod are as good as one that selects all.
type coverage struct {
	ns *cluster.Namespace
	// pods are the workloads that policies can reach.
	pods []*cluster.Workload
	// open are those that no policy isolates, by direction. Pods that a policy
	// isolates and opens again are not among them: the rule that opens them is
	// reported.
	open [2][]*cluster.Workload
	gap  [2]gap
	// tiers is what cluster-wide policies deny the pods. Those that they deny all by
	// default are not open.
	tiers map[*cluster.Workload]*[2]tierDenial
}

// coverages judges every namespace that has pods. System namespaces are left
// out, and those that may have policies which the input does not show.
func coverages(pass *lint.Pass) []coverage {
	type key struct{}
	return lint.Once(pass, key{}, judgeCoverage)
}

func judgeCoverage(pass *lint.Pass) []coverage {
	m := pass.Model
	meant, tiers := meantToIsolate(pass), tierDenials(m)
	var out []coverage
	for _, ns := range m.Namespaces {
		if ns.System() || !m.PoliciesKnown(ns) {
			continue
		}
		if c := coverageOf(ns, meant, tiers); len(c.pods) > 0 {
			if len(isolationAnnotations(ns)) > 0 { // obsolete-annotation
				c.gap[cluster.Ingress] = covered
				if c.gap[cluster.Egress] == noPolicy {
					c.gap[cluster.Egress] = covered
				}
			}
			out = append(out, c)
		}
	}
	return out
}

func coverageOf(ns *cluster.Namespace, meant map[*cluster.Workload][2]bool, tiers map[*cluster.Workload]*[2]tierDenial) coverage {
	c := coverage{ns: ns, tiers: tiers}
	// Variants of a workload, of which one is applied at a time, count once, and
	// as open if one is.
	type workload struct{ kind, name string }
	seen := map[workload]*[2]bool{}
	for _, w := range ns.Workloads {
		if w.HostNetwork || w.Outside {
			continue
		}
		open := seen[workload{w.Kind, w.Name}]
		if open == nil {
			open = new([2]bool)
			seen[workload{w.Kind, w.Name}] = open
			c.pods = append(c.pods, w)
		}
		for _, d := range cluster.Directions {
			if !c.closed(w, d) && !meant[w][d] && !open[d] {
				open[d] = true
				c.open[d] = append(c.open[d], w)
			}
		}
	}
	for _, d := range cluster.Directions {
		c.gap[d] = c.judge(d)
	}
	return c
}

// closed reports whether policies deny the pods of a workload by default: those of
// the namespace isolate them, or cluster-wide ones deny all that is left.
func (c *coverage) closed(w *cluster.Workload, d cluster.Direction) bool {
	t := c.tiers[w]
	return w.Isolated(d) || t != nil && t[d].closes(d)
}

// meantToIsolate finds the pods that some policy was written for and misses for
// a defect of its own: a misspelt or misplaced selector, a type that is not
// listed, an egress section that is empty, a default deny of some pods only. That
// defect is reported, and once it
// is mended the pods are isolated.
func meantToIsolate(pass *lint.Pass) map[*cluster.Workload][2]bool {
	out := map[*cluster.Workload][2]bool{}
	mark := func(workloads []*cluster.Workload, isolates [2]bool) {
		for _, w := range workloads {
			known := out[w]
			for _, d := range cluster.Directions {
				known[d] = known[d] || isolates[d]
			}
			out[w] = known
		}
	}
	for _, d := range danglings(pass) {
		if d.part != subjectPods {
			continue
		}
		switch {
		case d.cause == misspelling || d.cause == ownLabels:
			mark(d.carriers, d.policy.Isolates)
		case len(d.elsewhere) > 0:
			for _, ns := range d.elsewhere {
				mark(pass.Model.Select(ns, d.selector), d.policy.Isolates)
			}
		}
	}
	narrow := map[*cluster.Namespace][2]bool{}
	for _, p := range pass.Model.Policies {
		if narrowDefaultDeny(p) {
			known := narrow[p.Namespace]
			for _, d := range cluster.Directions {
				known[d] = known[d] || p.AllowsNothing(d)
			}
			narrow[p.Namespace] = known
		}
		mark(p.Selected, [2]bool{ignores(p, cluster.Ingress), ignores(p, cluster.Egress) || emptyEgress(p)})
	}
	for ns, isolates := range narrow {
		mark(ns.Workloads, isolates)
	}
	return out
}

// judge finds the rule that speaks of a direction: the most specific one.
func (c *coverage) judge(d cluster.Direction) gap {
	switch {
	case len(c.open[d]) == 0:
		return covered
	case len(c.ns.Policies) == 0 && len(c.open[cluster.Ingress]) > 0:
		return noPolicy
	case d == cluster.Egress && len(c.open[d]) == len(c.pods) && len(c.open[cluster.Ingress]) < len(c.pods):
		return noEgressPolicy
	}
	isolated := 0
	for _, w := range c.pods {
		if c.closed(w, d) && !opened(w, d) {
			isolated++
		}
	}
	switch {
	case isolated > 0 && !slices.ContainsFunc(c.open[d], serves):
		// Jobs and tests are left out of the policies of services on purpose.
		return covered
	case isolated < 2 || 2*isolated < len(c.pods):
		return noDefaultDeny
	}
	return partly
}

// serves reports whether a workload is more than a job, or a bare pod for a
// test.
func serves(w *cluster.Workload) bool {
	if w.Kind != "Pod" {
		return !job(w)
	}
	return !slices.ContainsFunc(nameWords(w.Name), func(word string) bool {
		switch word {
		case "test", "tests", "testing", "tester", "e2e", "smoke", "hook", "hooks", "debug":
			return true
		}
		return false
	})
}

// job reports whether the pods of a workload run to an end.
func job(w *cluster.Workload) bool { return w.Kind == "Job" || w.Kind == "CronJob" }

// openPods says in words how many pods of the namespace are open in a direction,
// and which, and what they do.
func (c *coverage) openPods(d cluster.Direction) string {
	open, verb, where := len(c.open[d]), "accept connections from", c.where(d)
	if d == cluster.Egress {
		verb = "connect to"
	}
	switch {
	case len(c.pods) == 1:
		return fmt.Sprintf("its only workload (%s) can %s %s", names(c.open[d]), verb, where)
	case open == len(c.pods) && open == 2:
		return fmt.Sprintf("both workloads (%s) %s %s", names(c.open[d]), verb, where)
	case open == len(c.pods):
		return fmt.Sprintf("all %d workloads (%s) %s %s", open, names(c.open[d]), verb, where)
	case open == 1 && d == cluster.Ingress:
		verb = "accepts connections from"
	case open == 1:
		verb = "connects to"
	}
	return fmt.Sprintf("%d of %d workloads (%s) %s %s", open, len(c.pods), names(c.open[d]), verb, where)
}

// where says how far the pods that are open in a direction are.
func (c *coverage) where(d cluster.Direction) string {
	where := "anywhere"
	for _, w := range c.open[d] {
		switch t := c.tiers[w]; {
		case t == nil:
		case t[d].pods:
			return "any address outside the cluster"
		case t[d].internet:
			return "any pod of the cluster"
		case t[d].some:
			where = "nearly anywhere"
		}
	}
	return where
}

// reportMissingDefaultDeny reports the namespaces that deny nothing by default
// in a direction.
func reportMissingDefaultDeny(pass *lint.Pass, d cluster.Direction) {
	for _, c := range coverages(pass) {
		if c.gap[d] != noDefaultDeny {
			continue
		}
		pass.Report(lint.Finding{
			At: c.at(d), Key: d.String(), OfNamespace: true,
			Message: fmt.Sprintf("namespace %s has no default deny for %s: %s", c.ns.Name, d, c.openPods(d)),
			Help:    c.help(d),
			Related: placesOf(c.open[d], c.at(d), "no policy isolates %s for "+d.String()),
		})
	}
}

// at is where a finding about a direction points: the namespace's manifest, or
// without one the first pods that are open.
func (c *coverage) at(d cluster.Direction) manifest.Ref {
	if c.ns.Declared || len(c.open[d]) == 0 {
		return c.ns.At
	}
	return nameOf(c.open[d][0].At)
}

// help is the policy to add for a direction: one for both where both lack it.
func (c *coverage) help(d cluster.Direction) string {
	lacks := func(d cluster.Direction) bool { return c.gap[d] == noDefaultDeny || c.gap[d] == noEgressPolicy }
	types, allow := "[Ingress]", "each workload its callers"
	switch {
	case lacks(cluster.Ingress) && lacks(cluster.Egress):
		types, allow = "[Ingress, Egress]", "each workload its callers, DNS on port 53 and what it calls"
	case d == cluster.Egress:
		types, allow = "[Egress]", "DNS on port 53 and what each workload calls"
	}
	return fmt.Sprintf("add a NetworkPolicy to namespace %s with podSelector: {} and policyTypes: %s, and allow %s", c.ns.Name, types, allow)
}

// placesOf points at the first few workloads, with a message about each. The
// object of the finding itself is left out.
func placesOf(workloads []*cluster.Workload, but manifest.Ref, message string) []lint.Related {
	const shown = 3
	var out []lint.Related
	for _, w := range workloads {
		if len(out) == shown {
			break
		}
		if at := nameOf(w.At); at.Object != but.Object {
			out = append(out, lint.Related{At: at, Message: fmt.Sprintf(message, w.Name)})
		}
	}
	return out
}

// notListed finds policies in the directories of the kustomizations that make the
// namespace and its pods. They name no other namespace, and are not applied there.
func (c *coverage) notListed(m *cluster.Model) []*cluster.Policy {
	dirs := map[string]bool{}
	add := func(o *manifest.Object) {
		if o != nil && o.Alternative() && o.Rendered.Chart == "" {
			dirs[o.Rendered.Dir] = true
		}
	}
	add(c.ns.At.Object)
	for _, w := range c.pods {
		add(w.At.Object)
	}
	if len(dirs) == 0 {
		return nil
	}
	var out []*cluster.Policy
	for _, p := range m.Policies {
		if o := p.At.Object; o.ID.Namespace == "" && !o.Alternative() && !o.Outside && dirs[path.Dir(o.File())] {
			out = append(out, p)
		}
	}
	return out
}

// nameOf is the place of an object's name.
func nameOf(object manifest.Ref) manifest.Ref { return object.Child("metadata").Child("name") }
