package reach_test

import (
	"context"
	"encoding/json"
	"net"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/manifest"
	"github.com/netpolint/netpolint/rules"
)

// TestRedundancy takes away all that the rules about redundancy report, at once, and
// asks the naive evaluator for connections between pods and namespaces that the
// rules have never seen: none may change. It also counts what could go, as far as
// these connections tell, and is not reported.
func TestRedundancy(t *testing.T) {
	clusters := 150
	if testing.Short() {
		clusters = 20
	}
	seed, clusters := seedAndCount(t, clusters)
	var total redundancyTally
	for i := range clusters {
		r := &redundancy{randomCluster: newRandomCluster(t, seed+uint64(i)), t: t, seed: seed + uint64(i), total: &total}
		r.enrich()
		r.check()
		if t.Failed() {
			return
		}
	}
	t.Logf("%d clusters, %d flows (%d allowed): took away %d policies, %d rules, %d peers, %d rules and %d policies of tiers; could go and are not reported: %d policies, %d rules",
		clusters, total.flows, total.allowed, total.taken["NP701"], total.taken["NP702"], total.taken["NP703"], total.taken["NP704"], total.taken["NP704 policy"],
		total.missed["policy"], total.missed["rule"])
	// The little that is missed needs more than is known: what an egress rule without
	// policyTypes isolates, and that no address has named ports.
	if taken := total.taken["NP701"] + total.taken["NP702"]; clusters >= 100 && 50*(total.missed["policy"]+total.missed["rule"]) > taken {
		t.Errorf("%d could go and are not reported, beside %d that are", total.missed["policy"]+total.missed["rule"], taken)
	}
	for _, code := range []string{"NP701", "NP702", "NP703", "NP704"} {
		if total.taken[code] == 0 {
			t.Errorf("no finding of %s", code)
		}
	}
}

type redundancyTally struct {
	flows, allowed int
	taken, missed  map[string]int
}

type redundancy struct {
	*randomCluster
	t     *testing.T
	seed  uint64
	text  string
	total *redundancyTally
	addrs []net.IP
	flows []naiveFlow
	truth [][2]bool
	pods  []*naivePod
}

// enrich adds policies that are nearly copies of others: with rules of others, with
// a label less, or one more.
func (r *redundancy) enrich() {
	docs := slices.DeleteFunc(slices.Clone(r.docs), func(o object) bool { return o["kind"] != "NetworkPolicy" || o["spec"] == nil })
	if len(docs) == 0 {
		return
	}
	for i := range r.IntN(5) {
		var copied object
		r.decode(r.t, pick(r.randomCluster, docs...), &copied)
		copied["metadata"].(object)["name"] = "copy" + strconv.Itoa(i)
		spec := copied["spec"].(object)
		var other object
		r.decode(r.t, pick(r.randomCluster, docs...), &other)
		for _, list := range []string{"ingress", "egress"} {
			more, _ := other["spec"].(object)[list].([]any)
			have, _ := spec[list].([]any)
			switch r.IntN(3) {
			case 0:
				spec[list] = append(have, more...)
			case 1:
				spec[list] = append(slices.Clone(more), have...)
			}
		}
		if selector, ok := spec["podSelector"].(object); ok && r.chance(50) {
			delete(selector, pick(r.randomCluster, "matchLabels", "matchExpressions"))
		}
		r.docs = append(r.docs, copied)
		var read networkingv1.NetworkPolicy
		r.decode(r.t, copied, &read)
		if read.Namespace == "" {
			read.Namespace = "default"
		}
		r.naive.policies = append(r.naive.policies, &read)
	}
}

func (r *redundancy) check() {
	r.t.Helper()
	r.text = r.yaml(r.t)
	set, err := manifest.Load(context.Background(), fstest.MapFS{"a.yaml": {Data: []byte(r.text)}}, manifest.Options{Paths: []string{"a.yaml"}, Jobs: 1})
	if err != nil {
		r.t.Fatal(err)
	}
	config := lint.Config{Jobs: 1, Settings: map[string]lint.Settings{"NP702": {"wider-policies": {Bool: true}}}}
	for _, rule := range rules.All() {
		if slices.Contains([]string{"NP701", "NP702", "NP703", "NP704"}, rule.Code) {
			config.Rules = append(config.Rules, rule)
		}
	}
	report := lint.Run(context.Background(), set, config)
	// The answers for policies and for rules are about what goes together.
	r.universe()
	without := r.clone()
	takes := r.takes(report)
	for _, take := range takes {
		take.from(without)
	}
	for i, f := range r.flows {
		if got := sidesOf(without, f); got != r.truth[i] {
			var what []string
			for i := range report.Findings {
				what = append(what, report.Findings[i].Rule.Code+" "+string(report.Findings[i].At.Object.ID.Name)+string(report.Findings[i].At.Path))
			}
			r.t.Fatalf("seed %d: %s %v -> %v: allowed %v, but %v without\n%s\n%s", r.seed, f, f.from.pod, f.to.pod, r.truth[i], got, strings.Join(what, "\n"), r.text)
		}
	}
	r.completeness(takes)
}

// take is what a finding says can go: a policy, one of its rules, a peer of a rule.
type take struct {
	namespace, name string
	tier            bool
	egress          bool
	rule, peer      int // -1 for the whole
}

var takePath = regexp.MustCompile(`^/spec/(ingress|egress)/(\d+)(?:/(?:from|to)/(\d+))?`)

func (r *redundancy) takes(report *lint.Report) []take {
	if r.total.taken == nil {
		r.total.taken, r.total.missed = map[string]int{}, map[string]int{}
	}
	var out []take
	for i := range report.Findings {
		f := &report.Findings[i]
		code := f.Rule.Code
		k := take{namespace: f.Namespace, name: f.At.Object.ID.Name, tier: f.Namespace == "", rule: -1, peer: -1}
		if m := takePath.FindStringSubmatch(string(f.At.Path)); m != nil {
			k.egress = m[1] == "egress"
			k.rule, _ = strconv.Atoi(m[2])
			if m[3] != "" {
				k.peer, _ = strconv.Atoi(m[3])
			}
		}
		if k.tier && k.rule >= 0 && k.peer >= 0 {
			continue // the naive evaluator of tiers has its peers in another form
		}
		if code == "NP704" && k.rule < 0 {
			code = "NP704 policy"
		}
		r.total.taken[code]++
		out = append(out, k)
	}
	// The last ones first, so that the numbers of the others stay.
	slices.SortFunc(out, func(a, b take) int {
		if a.rule != b.rule {
			return b.rule - a.rule
		}
		if (a.peer < 0) != (b.peer < 0) {
			return a.peer - b.peer // peers before their rule
		}
		return b.peer - a.peer
	})
	slices.SortStableFunc(out, func(a, b take) int {
		if a.rule == b.rule && (a.peer < 0) != (b.peer < 0) {
			if a.peer >= 0 {
				return -1
			}
			return 1
		}
		return 0
	})
	return out
}

func (k take) from(c *naiveCluster) {
	if k.tier {
		for i, p := range c.tiers {
			if p.name != k.name {
				continue
			}
			if k.rule < 0 {
				c.tiers = slices.Delete(slices.Clone(c.tiers), i, i+1)
				return
			}
			p.rules[k.egress] = slices.Delete(slices.Clone(p.rules[k.egress]), k.rule, k.rule+1)
			return
		}
		panic("no tier policy " + k.name)
	}
	for i, p := range c.policies {
		if p.Name != k.name || p.Namespace != k.namespace {
			continue
		}
		switch {
		case k.rule < 0:
			c.policies = slices.Delete(slices.Clone(c.policies), i, i+1)
		case k.peer < 0 && k.egress:
			p.Spec.Egress = slices.Delete(p.Spec.Egress, k.rule, k.rule+1)
		case k.peer < 0:
			p.Spec.Ingress = slices.Delete(p.Spec.Ingress, k.rule, k.rule+1)
		case k.egress:
			p.Spec.Egress[k.rule].To = slices.Delete(p.Spec.Egress[k.rule].To, k.peer, k.peer+1)
		default:
			p.Spec.Ingress[k.rule].From = slices.Delete(p.Spec.Ingress[k.rule].From, k.peer, k.peer+1)
		}
		return
	}
	panic("no policy " + k.name)
}

// clone copies a cluster as far as takes change it.
func (r *redundancy) clone() *naiveCluster {
	out := r.naive
	out.policies = nil
	for _, p := range r.naive.policies {
		out.policies = append(out.policies, p.DeepCopy())
	}
	out.tiers = nil
	for _, p := range r.naive.tiers {
		copied := *p
		copied.rules = map[bool][]naiveRule{false: slices.Clone(p.rules[false]), true: slices.Clone(p.rules[true])}
		out.tiers = append(out.tiers, &copied)
	}
	return &out
}

// universe makes new namespaces, with labels for all, new pods, and connections
// between them and with addresses.
func (r *redundancy) universe() {
	world := map[string]*naiveNamespace{}
	for _, name := range []string{"default", "n1", "n2", "n3", "new", "newer", "newest"} {
		ns := &naiveNamespace{labels: r.anyLabels("team", "env"), declared: true}
		if known := r.naive.namespaces[name]; known != nil && known.declared {
			ns.labels = known.labels
		}
		ns.labels["kubernetes.io/metadata.name"] = name
		world[name] = ns
	}
	r.naive.namespaces = world
	r.naive.holds = podsInBlocks{never: r.chance(30)}.holds
	s := &subject{randomCluster: r.randomCluster}
	r.addrs = s.addresses()
	r.pods = nil
	for i := range 40 {
		pod := &naivePod{kind: "Deployment", name: "new" + strconv.Itoa(i), namespace: pick(r.randomCluster, "default", "n1", "n2", "n3", "new", "newer", "newest"),
			labels: r.anyLabels("app", "tier", "role"), hostNetwork: r.chance(4)}
		for range r.IntN(4) {
			pod.ports = append(pod.ports, corev1.ContainerPort{Name: pick(r.randomCluster, "http", "dns", "admin"), Protocol: pick(r.randomCluster, corev1.ProtocolTCP, corev1.ProtocolUDP, corev1.ProtocolSCTP),
				ContainerPort: pick[int32](r.randomCluster, 53, 80, 7777)})
		}
		if r.chance(40) {
			pod.ips = []net.IP{pick(r.randomCluster, r.addrs...)}
		}
		r.pods = append(r.pods, pod)
	}
	r.flows, r.truth = nil, nil
	for range 2500 {
		f := naiveFlow{from: naiveEnd{pod: pick(r.randomCluster, r.pods...)}, to: naiveEnd{pod: pick(r.randomCluster, r.pods...)}}
		if r.chance(30) {
			if r.chance(50) {
				f.from = naiveEnd{ip: pick(r.randomCluster, r.addrs...)}
			} else {
				f.to = naiveEnd{ip: pick(r.randomCluster, r.addrs...)}
			}
		}
		f = s.withPort(f)
		if f.to.pod != nil && len(f.to.pod.ports) > 0 && r.chance(40) {
			port := pick(r.randomCluster, f.to.pod.ports...)
			f.protocol, f.port = string(port.Protocol), port.ContainerPort
		}
		r.flows = append(r.flows, f)
		r.truth = append(r.truth, sidesOf(&r.naive, f))
		r.total.flows++
		if r.truth[len(r.truth)-1] == [2]bool{true, true} {
			r.total.allowed++
		}
	}
}

// sidesOf judges both directions of a flow, each by itself: what the other side
// denies hides nothing.
func sidesOf(c *naiveCluster, f naiveFlow) [2]bool {
	return [2]bool{c.side(f, f.to, f.from, false), c.side(f, f.from, f.to, true)}
}

// anyLabels has values too that no selector names.
func (r *redundancy) anyLabels(keys ...string) map[string]string {
	out := map[string]string{"other": "label"}
	for _, k := range keys {
		if r.chance(75) {
			out[k] = pick(r.randomCluster, "a", "b", "", "c")
		}
	}
	return out
}

// completeness counts what surely has a part in some connection, and whose absence
// changes none of many that are chosen for it, beyond what is taken. What stands
// beside a rule that allows everything, or the whole internet, is not reported on
// purpose.
func (r *redundancy) completeness(takes []take) {
	base := r.clone()
	for _, k := range takes {
		k.from(base)
	}
	r.naive = *base // what is left, with numbers of its own
	for _, p := range base.policies {
		rules := len(p.Spec.Ingress) + len(p.Spec.Egress)
		if r.opensAll(p.Namespace) || rules == 0 {
			continue
		}
		all := true
		for _, egress := range []bool{false, true} {
			if !naiveApplies(p, egress) {
				continue
			}
			count := len(p.Spec.Ingress)
			if egress {
				count = len(p.Spec.Egress)
			}
			for i := range count {
				k := take{namespace: p.Namespace, name: p.Name, egress: egress, rule: i, peer: -1}
				all = r.idle(k, p, "rule") && all
			}
			if count == 0 {
				all = false
			}
		}
		if all {
			r.idle(take{namespace: p.Namespace, name: p.Name, rule: -1, peer: -1}, p, "policy")
		}
	}
}

// opensBlocks reports whether a rule has the whole internet or cluster among its peers,
// or exceptions, which others may open again.
func opensBlocks(peers []networkingv1.NetworkPolicyPeer) bool {
	return slices.ContainsFunc(peers, func(p networkingv1.NetworkPolicyPeer) bool {
		everyPod := p.NamespaceSelector != nil && len(p.NamespaceSelector.MatchLabels)+len(p.NamespaceSelector.MatchExpressions) == 0
		return everyPod || p.IPBlock != nil && (strings.HasSuffix(p.IPBlock.CIDR, "/0") || strings.HasSuffix(p.IPBlock.CIDR, "/1") || len(p.IPBlock.Except) > 0)
	})
}

func (r *redundancy) opensAll(namespace string) bool {
	for _, p := range r.naive.policies {
		if p.Namespace != namespace {
			continue
		}
		for _, rule := range p.Spec.Ingress {
			if len(rule.From)+len(rule.Ports) == 0 || opensBlocks(rule.From) {
				return true
			}
		}
		for _, rule := range p.Spec.Egress {
			if len(rule.To)+len(rule.Ports) == 0 || opensBlocks(rule.To) {
				return true
			}
		}
	}
	return false
}

// idle reports whether a rule or policy can go, as far as connections of pods that it
// selects tell.
func (r *redundancy) idle(k take, p *networkingv1.NetworkPolicy, what string) bool {
	// What others have by address is not sure.
	r.naive.holds = podsInBlocks{never: true}.holds
	without := r.clone()
	k.from(without)
	matched := 0
	for range 8000 {
		own := naiveEnd{pod: &naivePod{kind: "Deployment", name: "x", namespace: p.Namespace, labels: r.anyLabels("app", "tier", "role"), ports: pick(r.randomCluster, r.pods...).ports}}
		if !naiveMatch(&p.Spec.PodSelector, own.pod.labels) {
			continue
		}
		egress := k.egress
		if k.rule < 0 {
			egress = r.chance(50)
		}
		other := naiveEnd{ip: pick(r.randomCluster, r.addrs...)}
		if r.chance(60) {
			other = naiveEnd{pod: &naivePod{kind: "Deployment", name: "y", namespace: pick(r.randomCluster, r.pods...).namespace, labels: r.anyLabels("app", "tier", "role"), ports: pick(r.randomCluster, r.pods...).ports, hostNetwork: r.chance(15)}}
			if r.chance(30) {
				other.pod.namespace = p.Namespace
			}
			// Any namespace may get any labels.
			if r.chance(50) {
				labels := r.anyLabels("team", "env")
				labels["kubernetes.io/metadata.name"] = other.pod.namespace
				r.naive.namespaces[other.pod.namespace].labels = labels
			}
		}
		f := naiveFlow{from: other, to: own}
		if egress {
			f = naiveFlow{from: own, to: other}
		}
		f = (&subject{randomCluster: r.randomCluster}).withPort(f)
		if f.to.pod != nil && len(f.to.pod.ports) > 0 && r.chance(40) {
			port := pick(r.randomCluster, f.to.pod.ports...)
			f.protocol, f.port = string(port.Protocol), port.ContainerPort
		}
		if k.rule >= 0 {
			peers, ports := r.ruleOf(p, k)
			if r.naive.anyPeer(p, peers, other) && naivePorts(ports, f) {
				matched++
			}
		}
		had, isolated := r.naive.networkPolicies(f, own, other, egress) // whatever the tiers say
		if has, still := without.networkPolicies(f, own, other, egress); has != had || still != isolated {
			return false
		}
	}
	if k.rule >= 0 && matched < 10 {
		return false // it hardly matches anything, which is another matter
	}
	r.total.missed[what]++
	if testing.Verbose() {
		text, _ := json.Marshal(p.Spec)
		r.t.Logf("seed %d: not reported: %s %+v (matched %d) %s", r.seed, what, k, matched, text)
	}
	return true
}

func (r *redundancy) ruleOf(p *networkingv1.NetworkPolicy, k take) ([]networkingv1.NetworkPolicyPeer, []networkingv1.NetworkPolicyPort) {
	if k.egress {
		return p.Spec.Egress[k.rule].To, p.Spec.Egress[k.rule].Ports
	}
	return p.Spec.Ingress[k.rule].From, p.Spec.Ingress[k.rule].Ports
}
