package reach_test

import (
	"strconv"
	"testing"

	"sigs.k8s.io/network-policy-api/apis/v1alpha1"
	"sigs.k8s.io/network-policy-api/apis/v1alpha2"
)

// tiers makes cluster-wide policies of all three kinds. Some have the same priority.
func (c *randomCluster) tiers(t *testing.T) {
	t.Helper()
	for i := range 1 + c.IntN(3) {
		priority := pick(c, 0, 5, 10, 1000)
		name := "t" + strconv.Itoa(i)
		if c.chance(40) {
			var read v1alpha1.AdminNetworkPolicy
			c.tiered(t, object{"apiVersion": "policy.networking.k8s.io/v1alpha1", "kind": "AdminNetworkPolicy", "metadata": object{"name": name},
				"spec": c.tierSpec(object{"priority": priority}, "Allow", "Deny", "Pass")}, &read)
			c.naive.tiers = append(c.naive.tiers, naiveAdmin(&read))
			continue
		}
		var read v1alpha2.ClusterNetworkPolicy
		c.tiered(t, object{"apiVersion": "policy.networking.k8s.io/v1alpha2", "kind": "ClusterNetworkPolicy", "metadata": object{"name": name},
			"spec": c.tierSpec(object{"priority": priority, "tier": pick(c, "Admin", "Admin", "Baseline")}, "Accept", "Deny", "Pass")}, &read)
		c.naive.tiers = append(c.naive.tiers, naiveClusterWide(&read))
	}
	if c.chance(40) {
		var read v1alpha1.BaselineAdminNetworkPolicy
		c.tiered(t, object{"apiVersion": "policy.networking.k8s.io/v1alpha1", "kind": "BaselineAdminNetworkPolicy", "metadata": object{"name": "default"},
			"spec": c.tierSpec(object{}, "Allow", "Deny")}, &read)
		c.naive.tiers = append(c.naive.tiers, naiveBaseline(&read))
	}
	naiveOrder(c.naive.tiers)
}

func (c *randomCluster) tiered(t *testing.T, doc object, into any) {
	t.Helper()
	c.docs = append(c.docs, doc)
	c.decode(t, doc, into)
}

func (c *randomCluster) tierSpec(spec object, actions ...string) object {
	old := actions[0] == "Allow"
	spec["subject"] = c.tierPods()
	for _, d := range []struct{ direction, peers string }{{"ingress", "from"}, {"egress", "to"}} {
		if c.chance(20) {
			continue
		}
		rules := []any{}
		for range c.IntN(4) {
			rules = append(rules, c.tierRule(d.peers, old, pick(c, actions...)))
		}
		spec[d.direction] = rules
	}
	return spec
}

// tierPods selects pods: all of some namespaces, or some.
func (c *randomCluster) tierPods() object {
	namespaces := object{}
	if !c.chance(30) {
		namespaces = c.selector("team", "env", "kubernetes.io/metadata.name")
	}
	if c.chance(50) {
		return object{"namespaces": namespaces}
	}
	return object{"pods": object{"namespaceSelector": namespaces, "podSelector": c.selector("app", "tier", "role")}}
}

func (c *randomCluster) tierRule(peers string, old bool, action string) object {
	rule := object{"action": action}
	if c.chance(20) {
		rule["name"] = "r"
	}
	list, outside := []any{}, false
	for range 1 + c.IntN(2) {
		if c.chance(3) {
			list = append(list, object{}) // a peer of a kind that nobody knows
			continue
		}
		if peers == "from" || c.chance(65) {
			list = append(list, c.tierPods())
			continue
		}
		outside = true
		list = append(list, object{"networks": c.tierNetworks()})
	}
	rule[peers] = list
	if c.chance(60) {
		var ports []any
		for range 1 + c.IntN(3) {
			// The API refuses names of ports where some peer has none.
			if old {
				ports = append(ports, c.oldPort(!outside))
			} else {
				ports = append(ports, c.newPort(!outside))
			}
		}
		rule[map[bool]string{true: "ports", false: "protocols"}[old]] = ports
	}
	return rule
}

func (c *randomCluster) tierNetworks() []any {
	out := []any{}
	seen := map[string]bool{}
	for range 1 + c.IntN(2) {
		cidr := pick(c, "0.0.0.0/0", "::/0", "10.0.0.0/8", "10.1.0.0/16", "203.0.113.0/24", "2001:db8::/32", "fd00::/8", "0.0.0.0/1")
		if !seen[cidr] {
			seen[cidr] = true
			out = append(out, cidr)
			c.networks = append(c.networks, cidr)
		}
	}
	return out
}

func (c *randomCluster) oldPort(names bool) object {
	if names && c.chance(30) {
		return object{"namedPort": pick(c, "http", "dns", "admin")}
	}
	number := pick(c, portNumbers...)
	if c.chance(50) {
		p := object{"port": number}
		if c.chance(80) {
			p["protocol"] = pick(c, "TCP", "UDP", "SCTP")
		}
		return object{"portNumber": p}
	}
	from, to := portRange(number)
	p := object{"start": from, "end": to}
	if c.chance(80) {
		p["protocol"] = pick(c, "TCP", "UDP", "SCTP")
	}
	return object{"portRange": p}
}

func (c *randomCluster) newPort(names bool) object {
	if names && c.chance(30) {
		return object{"destinationNamedPort": pick(c, "http", "dns", "admin")}
	}
	number := pick(c, portNumbers...)
	port := object{"number": number}
	if c.chance(50) {
		from, to := portRange(number)
		port = object{"range": object{"start": from, "end": to}}
	}
	return object{pick(c, "tcp", "udp", "sctp"): object{"destinationPort": port}}
}

// portRange is one of at least two ports, which the API asks for.
func portRange(from int) (int, int) {
	if from == 65535 {
		from--
	}
	return from, min(65535, from+28)
}
