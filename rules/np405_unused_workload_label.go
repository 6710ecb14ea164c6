package rules

import (
	"fmt"
	"slices"
	"strings"

	networkingv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
	"github.com/netpolint/netpolint/lint/manifest"
)

// unusedWorkloadLabel reports a pod label whose key policies select by, but
// whose value no selector of the input mentions: pods that were labelled for a
// policy which does not exist, or that a change of the policies has left behind.
func unusedWorkloadLabel() *lint.Rule {
	return &lint.Rule{
		Code: "NP405", Name: "unused-workload-label", Category: lint.Selectors, Severity: lint.Info, Need: lint.NeedsWorkloads, Since: "0.1.0",
		Summary:  "policies select by the key of a pod label, but nothing by its value",
		Controls: []lint.Control{lint.LabelsThatMatch},
		Options: []lint.Option{
			{Name: "keys", Doc: "label keys that are looked at also where no policy selects by them", Kind: lint.StringsOption},
			{Name: "ignored-keys", Doc: "label keys that say something to others than policies", Kind: lint.StringsOption},
		},
		Check: checkUnusedWorkloadLabel,
	}
}

func checkUnusedWorkloadLabel(pass *lint.Pass) {
	if len(pass.Model.Policies) == 0 {
		return
	}
	uses := labelUses(pass)
	always, ignored := pass.Strings("keys"), pass.Strings("ignored-keys")
	for _, ns := range pass.Model.Namespaces {
		if ns.System() || ns.Unrendered != nil || !pass.Model.CoverageKnown(ns) {
			continue
		}
		var order []pair
		carriers := map[pair][]*cluster.Workload{}
		for _, w := range ns.Workloads {
			if w.Outside || chosenByLabel(w) {
				continue
			}
			from := len(order)
			for key, value := range w.Labels {
				label := pair{key, value}
				wanted := slices.Contains(always, key)
				if !wanted && (!uses.decides(ns, key) || ignoredLabel(key)) || slices.Contains(ignored, key) || uses.mentions(label) || manifest.Unresolved(value) || namesItself(w, key) {
					continue
				}
				if carriers[label] == nil {
					order = append(order, label)
				}
				carriers[label] = append(carriers[label], w)
			}
			slices.SortFunc(order[from:], comparePairs)
		}
		for _, label := range order {
			why := fmt.Sprintf("policies for %s select by %s", ns.Name, label.key)
			if !uses.decides(ns, label.key) {
				why = label.key + " is a key that policies are to select by"
			}
			reportUnusedLabel(pass, label, carriers[label], why)
		}
	}
}

// chosenByLabel reports whether some policy selects a workload by a label: its
// author has thought of these pods, whatever else they carry.
func chosenByLabel(w *cluster.Workload) bool {
	for _, d := range cluster.Directions {
		if slices.ContainsFunc(w.Policies[d], func(p *cluster.Policy) bool { return !p.SelectsAll() }) {
			return true
		}
	}
	return false
}

func reportUnusedLabel(pass *lint.Pass, label pair, carriers []*cluster.Workload, why string) {
	f := lint.Finding{
		At: carriers[0].LabelsAt.Child(label.key), Key: label.String(), OfNamespace: true,
		Message: fmt.Sprintf("the pods of %s carry %s, which no selector mentions although %s", names(carriers), label, why),
		Help:    fmt.Sprintf("add %s to the policy that is to apply to these pods, correct the value, or remove the label", label.value),
	}
	if label.value == "" {
		f.Help = "select the label in the policy that is to apply to these pods, or remove it"
	}
	for _, w := range carriers[1:min(len(carriers), 4)] {
		f.Related = append(f.Related, lint.Related{At: w.LabelsAt.Child(label.key), Message: "pods of " + w.Name})
	}
	pass.Report(f)
}

func comparePairs(a, b pair) int { return strings.Compare(a.String(), b.String()) }

// ignoredLabel reports whether a label says something that policies do not
// decide by: the recommended labels and the chart's, versions, and what is set
// by controllers.
func ignoredLabel(key string) bool {
	switch key {
	case "version", "revision", "release", "chart", "heritage", "commit", "build", "image", "tag", "checksum", "date":
		return true
	}
	return underDomain(key, "app.kubernetes.io", "helm.sh") || setByController(key)
}

// namesItself reports whether a label is the name of a workload that no selector
// of its own refers to: the app of a CronJob is there for people to find it.
func namesItself(w *cluster.Workload, key string) bool {
	switch w.Kind {
	case "Job", "CronJob", "Pod":
		return slices.Contains(nameKeys(), key)
	}
	return false
}

// uses says which labels the selectors of the input speak of.
type uses struct {
	// keys are those that policies select the pods of a namespace by; a nil
	// namespace stands for all.
	keys map[namespaceKey]bool
	// pairs are mentioned as such; of the keys in any every value is accepted.
	pairs map[pair]bool
	any   map[string]bool
}

type namespaceKey struct {
	namespace *cluster.Namespace
	key       string
}

func (u *uses) decides(ns *cluster.Namespace, key string) bool {
	return u.keys[namespaceKey{ns, key}] || u.keys[namespaceKey{nil, key}]
}

func (u *uses) mentions(label pair) bool { return u.any[label.key] || u.pairs[label] }

func labelUses(pass *lint.Pass) *uses {
	m := pass.Model
	u := &uses{keys: map[namespaceKey]bool{}, pairs: map[pair]bool{}, any: map[string]bool{}}
	for i := range m.LabelUses {
		for key, value := range m.LabelUses[i].Pairs {
			u.pairs[pair{key, value}] = true
		}
		for _, key := range m.LabelUses[i].Keys {
			u.any[key] = true
		}
	}
	visited := map[[2]string]bool{}
	for _, p := range m.Policies {
		own := []*cluster.Namespace{p.Namespace}
		u.selector(p.Subject, own)
		for peer := range peers(p) {
			switch {
			case peer.Pods == nil:
			case peer.Namespaces == nil:
				u.selector(peer.Pods, own)
			case peer.Namespaces.Empty():
				u.selector(peer.Pods, []*cluster.Namespace{nil})
			default:
				if key := [2]string{peer.Namespaces.String(), peer.Pods.String()}; !visited[key] {
					visited[key] = true
					u.selector(peer.Pods, slices.Concat(peer.Matched, peer.Possible))
				}
			}
		}
		u.ignoredRules(p)
	}
	// What a misspelt selector means is spoken of there.
	for i, all := 0, danglings(pass); i < len(all); i++ {
		if all[i].cause == misspelling && all[i].part != peerNamespaces {
			u.pairs[all[i].meant] = true
		}
	}
	return u
}

// ignoredRules adds what rules mention that policyTypes leaves without effect:
// the model does not have them, and that is another defect.
func (u *uses) ignoredRules(p *cluster.Policy) {
	if p.Spec == nil {
		return
	}
	var ignored []networkingv1.NetworkPolicyPeer
	if !p.Isolates[cluster.Ingress] {
		for i := range p.Spec.Ingress {
			ignored = append(ignored, p.Spec.Ingress[i].From...)
		}
	}
	if !p.Isolates[cluster.Egress] {
		for i := range p.Spec.Egress {
			ignored = append(ignored, p.Spec.Egress[i].To...)
		}
	}
	for i := range ignored {
		s := ignored[i].PodSelector
		if s == nil {
			continue
		}
		for key, value := range s.MatchLabels {
			u.pairs[pair{key, value}] = true
		}
		for j := range s.MatchExpressions {
			u.any[s.MatchExpressions[j].Key] = true
		}
	}
}

// selector adds what a policy's selector of the pods of some namespaces says.
func (u *uses) selector(s *cluster.Selector, namespaces []*cluster.Namespace) {
	for i := range s.Requirements {
		r := &s.Requirements[i]
		for _, ns := range namespaces {
			u.keys[namespaceKey{ns, r.Key}] = true
		}
		if r.Op != metav1.LabelSelectorOpIn {
			u.any[r.Key] = true
			continue
		}
		for _, value := range r.Values {
			u.pairs[pair{r.Key, value}] = true
		}
	}
}
