package reach_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net"
	"net/netip"
	"strconv"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	"sigs.k8s.io/yaml"
)

// object is a manifest, or a part of one.
type object = map[string]any

// randomCluster makes a small cluster with many corners: the manifests as text, and
// the same as the naive evaluator reads it.
type randomCluster struct {
	*rand.Rand
	docs  []object
	naive naiveCluster
	names []string // of namespaces

	networks []string // those that policies of tiers name
}

func newRandomCluster(t *testing.T, seed uint64) *randomCluster {
	t.Helper()
	c := &randomCluster{Rand: rand.New(rand.NewPCG(seed, 0))}
	c.naive.namespaces = map[string]*naiveNamespace{}
	for _, i := range c.Perm(4)[:1+c.IntN(4)] {
		c.namespace([]string{"default", "n1", "n2", "n3"}[i])
	}
	for i := range 1 + c.IntN(8) {
		c.workload(t, i)
	}
	for i := range c.IntN(8) {
		c.policy(t, i)
	}
	if c.chance(50) {
		c.tiers(t)
	}
	c.Shuffle(len(c.docs), func(i, j int) { c.docs[i], c.docs[j] = c.docs[j], c.docs[i] })
	return c
}

func pick[T any](c *randomCluster, from ...T) T { return from[c.IntN(len(from))] }

// chance is true in so many of a hundred times.
func (c *randomCluster) chance(percent int) bool { return c.IntN(100) < percent }

// namespace has a manifest or none. What that says of the label with the name is
// overruled.
func (c *randomCluster) namespace(name string) {
	c.names = append(c.names, name)
	ns := &naiveNamespace{labels: map[string]string{}, declared: c.chance(65)}
	c.naive.namespaces[name] = ns
	if ns.declared {
		labels := c.labels("team", "env")
		for k, v := range labels {
			ns.labels[k] = v
		}
		if c.chance(15) {
			labels["kubernetes.io/metadata.name"] = pick(c, "n1", "n2")
		}
		c.docs = append(c.docs, object{"apiVersion": "v1", "kind": "Namespace", "metadata": object{"name": name, "labels": labels}})
	}
	ns.labels["kubernetes.io/metadata.name"] = name
}

func (c *randomCluster) labels(keys ...string) map[string]string {
	out := map[string]string{}
	for _, k := range keys {
		if c.chance(60) {
			out[k] = pick(c, "a", "b", "")
		}
	}
	return out
}

// metadata names an object. Who names no namespace lives in default.
func (c *randomCluster) metadata(name string) (object, string) {
	namespace := c.names[0]
	if c.chance(60) {
		namespace = pick(c, c.names...)
	}
	m := object{"name": name}
	if namespace != "default" || c.chance(50) {
		m["namespace"] = namespace
	}
	return m, namespace
}

// workload makes a Pod or an object with a template, whose own labels are others.
func (c *randomCluster) workload(t *testing.T, i int) {
	t.Helper()
	kind := pick(c, "Pod", "Pod", "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController", "Job", "CronJob")
	meta, namespace := c.metadata("w" + strconv.Itoa(i))
	labels := c.labels("app", "tier", "role")
	ports, sidecars, inits := c.containerPorts(), c.containerPorts(), c.containerPorts()
	spec := object{"containers": []any{
		object{"name": "one", "image": "x", "ports": ports},
		object{"name": "two", "image": "x", "ports": c.containerPorts()},
	}}
	both := spec["containers"].([]any)
	if c.chance(50) {
		spec["containers"] = both[:1]
	}
	// The ports of an init container count only if it goes on beside the others.
	always := corev1.ContainerRestartPolicyAlways
	if c.chance(20) {
		spec["initContainers"] = []any{
			object{"name": "side", "image": "x", "restartPolicy": always, "ports": sidecars},
			object{"name": "init", "image": "x", "ports": inits},
		}
	}
	pod := &naivePod{kind: kind, namespace: namespace, name: meta["name"].(string), labels: labels, hostNetwork: c.chance(15)}
	if pod.hostNetwork {
		spec["hostNetwork"] = true
	}
	var read corev1.PodSpec
	c.decode(t, spec, &read)
	for _, container := range read.Containers {
		pod.ports = append(pod.ports, container.Ports...)
	}
	for _, container := range read.InitContainers {
		if container.RestartPolicy != nil && *container.RestartPolicy == always {
			pod.ports = append(pod.ports, container.Ports...)
		}
	}

	doc := object{"apiVersion": "apps/v1", "kind": kind, "metadata": meta}
	template := object{"metadata": object{"labels": labels}, "spec": spec}
	c.docs = append(c.docs, doc)
	if kind != "Pod" {
		meta["labels"] = c.labels("app", "tier", "role")
	}
	switch kind {
	case "Pod":
		meta["labels"] = labels
		doc["apiVersion"], doc["spec"] = "v1", spec
		if c.chance(15) {
			doc["status"] = object{"phase": pick(c, "Succeeded", "Failed")}
			return // no pod any more
		}
		if c.chance(30) {
			doc["status"] = c.status(pod)
		}
	case "CronJob":
		doc["apiVersion"] = "batch/v1"
		doc["spec"] = object{"jobTemplate": object{"spec": object{"template": template}}}
	case "Job":
		doc["apiVersion"] = "batch/v1"
		doc["spec"] = object{"template": template}
	case "ReplicationController":
		doc["apiVersion"] = "v1"
		doc["spec"] = object{"selector": labels, "template": template}
	default:
		doc["spec"] = object{"selector": object{"matchLabels": labels}, "template": template}
	}
	c.naive.pods = append(c.naive.pods, pod)
}

// status shows one or two addresses of a pod.
func (c *randomCluster) status(pod *naivePod) object {
	four := pick(c, "10.1.2.3", "10.200.0.1", "192.168.7.7", "203.0.113.9")
	six := pick(c, "fd00::7", "2001:db8::9")
	list := [][]string{{four}, {six}, {four, six}, {six, four}}[c.IntN(4)]
	var ips []any
	for _, ip := range list {
		ips = append(ips, object{"ip": ip})
		pod.ips = append(pod.ips, shortIP(net.ParseIP(ip)))
	}
	return object{"phase": "Running", "podIP": list[0], "podIPs": ips}
}

// shortIP is an address in four bytes if it is one of IPv4.
func shortIP(ip net.IP) net.IP {
	if four := ip.To4(); four != nil {
		return four
	}
	return ip
}

// portNumbers are few, so that they often meet.
var portNumbers = []int{1, 53, 80, 81, 8080, 65535}

func (c *randomCluster) containerPorts() []any {
	var out []any
	for range c.IntN(3) {
		p := object{"containerPort": pick(c, portNumbers...)}
		if c.chance(80) {
			p["name"] = pick(c, "http", "dns", "admin")
		}
		if c.chance(50) {
			p["protocol"] = pick(c, "TCP", "UDP", "SCTP")
		}
		out = append(out, p)
	}
	return out
}

// policy writes a policy, and reads it again as the API does.
func (c *randomCluster) policy(t *testing.T, i int) {
	t.Helper()
	meta, namespace := c.metadata("p" + strconv.Itoa(i))
	doc := object{"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": meta}
	if !c.chance(4) {
		spec := object{}
		doc["spec"] = spec
		c.maybe(spec, "podSelector", func() any {
			if c.chance(30) {
				return object{}
			}
			return c.selector("app", "tier", "role")
		})
		c.maybe(spec, "policyTypes", func() any {
			return pick(c, []any{}, []any{"Ingress"}, []any{"Egress"}, []any{"Ingress", "Egress"}, []any{"Egress", "Ingress"}, []any{"Ingress", "Ingress"})
		})
		c.maybe(spec, "ingress", func() any { return c.list(3, func() any { return c.rule("from") }) })
		c.maybe(spec, "egress", func() any { return c.list(3, func() any { return c.rule("to") }) })
	}
	c.docs = append(c.docs, doc)
	var read networkingv1.NetworkPolicy
	c.decode(t, doc, &read)
	read.Namespace = namespace
	c.naive.policies = append(c.naive.policies, &read)
}

// decode reads a part of a manifest as the API server does.
func (c *randomCluster) decode(t *testing.T, from, into any) {
	t.Helper()
	text, err := json.Marshal(from)
	if err == nil {
		err = json.Unmarshal(text, into)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// maybe sets a field, sometimes to null, and sometimes not.
func (c *randomCluster) maybe(o object, field string, value func() any) {
	switch c.IntN(25) {
	case 0:
	case 1:
		o[field] = nil
	default:
		o[field] = value()
	}
}

// list has some items, and sometimes none.
func (c *randomCluster) list(most int, item func() any) []any {
	out := []any{}
	if c.chance(8) {
		return out
	}
	for range 1 + c.IntN(most) {
		out = append(out, item())
	}
	return out
}

func (c *randomCluster) rule(peers string) any {
	if c.chance(5) {
		return pick(c, any(nil), any(object{}))
	}
	rule := object{}
	c.maybe(rule, peers, func() any { return c.list(3, c.peer) })
	if c.chance(70) {
		c.maybe(rule, "ports", func() any { return c.list(3, c.port) })
	}
	return rule
}

func (c *randomCluster) peer() any {
	switch c.IntN(5) {
	case 0:
		return object{"podSelector": c.selector("app", "tier", "role")}
	case 1:
		return object{"namespaceSelector": c.selector("team", "env", "kubernetes.io/metadata.name")}
	case 2, 3:
		return object{"podSelector": c.selector("app", "tier", "role"), "namespaceSelector": c.selector("team", "env", "kubernetes.io/metadata.name")}
	}
	return object{"ipBlock": c.block()}
}

func (c *randomCluster) port() any {
	if c.chance(8) {
		return pick(c, any(nil), any(object{}))
	}
	p := object{}
	if c.chance(60) {
		p["protocol"] = pick(c, "TCP", "UDP", "SCTP")
	}
	number := pick(c, portNumbers...)
	switch c.IntN(5) {
	case 0:
	case 1, 2:
		p["port"] = pick(c, "http", "dns", "admin")
	case 3:
		p["port"] = number
	case 4:
		p["port"] = number
		p["endPort"] = min(65535, number+pick(c, 0, 1, 28, 70000))
	}
	return p
}

// selector asks for few labels, or for none.
func (c *randomCluster) selector(keys ...string) object {
	s := object{}
	value := func(key string) string {
		if strings.Contains(key, "/") {
			return pick(c, "default", "n1", "n2", "n3")
		}
		return pick(c, "a", "b", "")
	}
	if c.chance(40) {
		pairs := map[string]string{}
		for range 1 + c.IntN(2) {
			key := pick(c, keys...)
			pairs[key] = value(key)
		}
		s["matchLabels"] = pairs
	}
	if c.chance(40) {
		s["matchExpressions"] = c.list(2, func() any {
			key := pick(c, keys...)
			e := object{"key": key, "operator": pick(c, "In", "NotIn", "Exists", "DoesNotExist")}
			if strings.HasSuffix(e["operator"].(string), "In") {
				values := []any{value(key)}
				for c.chance(40) {
					values = append(values, value(key))
				}
				e["values"] = values
			}
			return e
		})
	}
	return s
}

// block is one of all addresses, of private ones or of public ones, with exceptions.
func (c *randomCluster) block() object {
	cidr := netip.MustParsePrefix(pick(c, "0.0.0.0/0", "0.0.0.0/0", "::/0", "10.0.0.0/8", "10.1.0.0/16", "192.168.0.0/16", "172.16.0.0/12",
		"203.0.113.0/24", "203.0.113.9/32", "2001:db8::/32", "fd00::/8", "0.0.0.0/1", "128.0.0.0/1"))
	block := object{"cidr": cidr.String()}
	excepts := []any{}
	for c.chance(50) && cidr.Bits() < cidr.Addr().BitLen() {
		excepts = append(excepts, c.within(cidr).String())
	}
	if cidr.Bits() == 0 && cidr.Addr().Is4() && c.chance(30) {
		for _, private := range naivePrivate {
			excepts = append(excepts, private)
		}
	}
	if len(excepts) > 0 || c.chance(20) {
		block["except"] = excepts
	}
	return block
}

// within is a part of a CIDR: a half, a piece at one of its ends, or a private range.
func (c *randomCluster) within(cidr netip.Prefix) netip.Prefix {
	if private := netip.MustParsePrefix(pick(c, naivePrivate...)); cidr.Contains(private.Addr()) && cidr.Bits() < private.Bits() && c.chance(40) {
		return private
	}
	bits := min(cidr.Addr().BitLen(), cidr.Bits()+1+pick(c, 0, 0, 1, 3, 7, 30))
	first, last := naiveEnds(cidr.String())
	addr, _ := netip.AddrFromSlice(pick(c, first, last))
	return netip.PrefixFrom(addr, bits).Masked()
}

// yaml writes the cluster down, in one form or another.
func (c *randomCluster) yaml(t *testing.T) string {
	t.Helper()
	var out strings.Builder
	for _, doc := range c.docs {
		marshal := json.Marshal
		if c.chance(5) {
			marshal = func(v any) ([]byte, error) { return yaml.Marshal(v) }
		}
		text, err := marshal(doc)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&out, "---\n%s\n", text)
	}
	return out.String()
}
