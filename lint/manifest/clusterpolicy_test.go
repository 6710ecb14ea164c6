package manifest_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/netpolint/netpolint/lint/manifest"
)

const (
	cnpHead  = "apiVersion: policy.networking.k8s.io/v1alpha2\nkind: ClusterNetworkPolicy\nmetadata: {name: a}\n"
	anpHead  = "apiVersion: policy.networking.k8s.io/v1alpha1\nkind: AdminNetworkPolicy\nmetadata: {name: a}\n"
	banpHead = "apiVersion: policy.networking.k8s.io/v1alpha1\nkind: BaselineAdminNetworkPolicy\nmetadata: {name: default}\n"
)

// times writes a list of n equal items.
func times(n int, item string) string {
	return "[" + strings.TrimSuffix(strings.Repeat(item+", ", n), ", ") + "]"
}

// TestClusterPolicyViolations: what the schemas of the policy API refuse is said, and
// where nobody can tell what a policy does it may do anything.
func TestClusterPolicyViolations(t *testing.T) {
	cnp := func(rest string) string {
		return cnpHead + "spec: {tier: Admin, priority: 1, subject: {namespaces: {}}, " + rest + "}\n"
	}
	egress := func(rest string) string { return cnp("egress: [{action: Deny, " + rest + "}]") }
	to := func(peer string) string { return egress("to: [" + peer + "]") }
	protocols := func(list string) string { return egress("to: [{namespaces: {}}], protocols: " + list) }
	anp := func(rest string) string {
		return anpHead + "spec: {priority: 1, subject: {namespaces: {}}, " + rest + "}\n"
	}
	banp := func(rest string) string { return banpHead + "spec: {subject: {namespaces: {}}, " + rest + "}\n" }
	var many []string
	for i := range 26 {
		many = append(many, "10.0."+strconv.Itoa(i)+".0/24")
	}
	cases := []struct {
		name, text string
		want       []string // path, ID
		unclear    bool
	}{
		{"all is well", cnp("ingress: [{name: x, action: Pass, from: [{pods: {podSelector: {}}}], protocols: [{tcp: {destinationPort: {number: 80}}}, {destinationNamedPort: web}]}], egress: [{action: Accept, to: [{networks: [10.0.0.1/8, 'fd00::/8']}, {nodes: {}}, {domainNames: ['*.example.com']}]}]"), nil, false},
		{"all is well in v1alpha1", anp("egress: [{action: Allow, to: [{networks: [10.0.0.0/8]}], ports: [{portNumber: {port: 80}}, {portRange: {protocol: UDP, start: 1, end: 9}}]}]"), []string{"/kind superseded"}, false},
		{"no spec", cnpHead, []string{"/spec bad-subject"}, true},
		{"no subject", cnpHead + "spec: {tier: Baseline, priority: 1}\n", []string{"/spec/subject bad-subject"}, true},
		{"an empty subject", cnpHead + "spec: {tier: Baseline, priority: 1, subject: {}}\n", []string{"/spec/subject bad-subject"}, true},
		{"a null subject", cnpHead + "spec: {tier: Baseline, priority: 1, subject: {namespaces: null}}\n", []string{"/spec/subject bad-subject"}, true},
		{"two subjects", cnpHead + "spec: {tier: Baseline, priority: 1, subject: {namespaces: {}, pods: {podSelector: {}}}}\n", []string{"/spec/subject bad-subject"}, true},
		{"a subject misspelt", cnpHead + "spec: {tier: Baseline, priority: 1, subject: {namespace: {}}}\n", []string{"/spec/subject/namespace unknown-field"}, true},
		{"no pod selector", cnpHead + "spec: {tier: Baseline, priority: 1, subject: {pods: {}}}\n", []string{"/spec/subject/pods/podSelector bad-selector"}, false},
		{"no namespace selector in v1alpha1", anpHead + "spec: {priority: 1, subject: {pods: {podSelector: {}}}}\n", []string{"/kind superseded", "/spec/subject/pods/namespaceSelector bad-selector"}, false},
		{"half an expression", cnpHead + "spec: {tier: Admin, priority: 1, subject: {namespaces: {matchExpressions: [{key: a}, {operator: Exists}]}}}\n",
			[]string{"/spec/subject/namespaces/matchExpressions/0/operator bad-selector", "/spec/subject/namespaces/matchExpressions/1/key bad-selector"}, true},
		{"no tier and no priority", cnpHead + "spec: {subject: {namespaces: {}}}\n", []string{"/spec/tier bad-tier", "/spec/priority bad-priority"}, true},
		{"an unknown tier", cnpHead + "spec: {tier: baseline, priority: 0, subject: {namespaces: {}}}\n", []string{"/spec/tier bad-tier"}, true},
		{"a priority too high", cnpHead + "spec: {tier: Admin, priority: 1001, subject: {namespaces: {}}}\n", []string{"/spec/priority bad-priority"}, false},
		{"a negative priority", anpHead + "spec: {priority: -1, subject: {namespaces: {}}}\n", []string{"/kind superseded", "/spec/priority bad-priority"}, false},
		{"the highest priority", cnpHead + "spec: {tier: Admin, priority: 1000, subject: {namespaces: {}}}\n", nil, false},
		{"Allow in v1alpha2", cnp("ingress: [{action: Allow, from: [{namespaces: {}}]}]"), []string{"/spec/ingress/0/action bad-action"}, true},
		{"Accept in v1alpha1", anp("ingress: [{action: Accept, from: [{namespaces: {}}]}]"), []string{"/kind superseded", "/spec/ingress/0/action bad-action"}, true},
		{"Pass in a baseline", banp("ingress: [{action: Pass, from: [{namespaces: {}}]}]"), []string{"/kind superseded", "/spec/ingress/0/action bad-action"}, true},
		{"no action", cnp("ingress: [{from: [{namespaces: {}}]}]"), []string{"/spec/ingress/0/action bad-action"}, true},
		{"another baseline", strings.Replace(banp(""), "default", "other", 1), []string{"/kind superseded", "/metadata/name bad-name"}, false},
		{"no peers", cnp("ingress: [{action: Deny}]"), []string{"/spec/ingress/0/from bad-peer"}, true},
		{"an empty list of peers", egress("to: []"), []string{"/spec/egress/0/to bad-peer"}, true},
		{"an empty peer", to("{}"), []string{"/spec/egress/0/to/0 bad-peer"}, false},
		{"two peers in one", to("{namespaces: {}, networks: [10.0.0.0/8]}"), []string{"/spec/egress/0/to/0 bad-peer"}, false},
		{"networks in ingress", cnp("ingress: [{action: Deny, from: [{networks: [10.0.0.0/8]}]}]"), []string{"/spec/ingress/0/from/0/networks unknown-field"}, false},
		{"names in a baseline", banp("egress: [{action: Allow, to: [{domainNames: [a.example]}]}]"), []string{"/spec/egress/0/to/0/domainNames unknown-field", "/kind superseded"}, false},
		{"bad networks", to("{networks: [10.0.0.0, 010.0.0.0/8, '::ffff:10.0.0.0/104', 10.0.0.0/8]}"), []string{
			"/spec/egress/0/to/0/networks/0 invalid-cidr", "/spec/egress/0/to/0/networks/1 invalid-cidr", "/spec/egress/0/to/0/networks/2 invalid-cidr"}, false},
		{"networks twice", to("{networks: [10.0.0.0/8, 10.0.0.0/8]}"), []string{"/spec/egress/0/to/0/networks/1 duplicate-item"}, false},
		{"too many networks", to("{networks: [" + strings.Join(many, ", ") + "]}"), []string{"/spec/egress/0/to/0/networks too-many"}, false},
		{"no networks", to("{networks: []}"), []string{"/spec/egress/0/to/0/networks too-few"}, false},
		{"a bad domain name", cnp("egress: [{action: Accept, to: [{domainNames: [localhost]}]}]"), []string{"/spec/egress/0/to/0/domainNames/0 bad-domain-name"}, false},
		{"a protocol without a port", protocols("[{tcp: {}}]"), []string{"/spec/egress/0/protocols/0/tcp bad-port"}, false},
		{"an empty port", protocols("[{udp: {destinationPort: {}}}]"), []string{"/spec/egress/0/protocols/0/udp/destinationPort bad-port"}, true},
		{"port 0", protocols("[{sctp: {destinationPort: {number: 0}}}]"), []string{"/spec/egress/0/protocols/0/sctp/destinationPort/number bad-port"}, false},
		{"a range backwards", protocols("[{tcp: {destinationPort: {range: {start: 9, end: 9}}}}]"), []string{"/spec/egress/0/protocols/0/tcp/destinationPort/range bad-port"}, false},
		{"half a range", protocols("[{tcp: {destinationPort: {range: {end: 9}}}}]"), []string{"/spec/egress/0/protocols/0/tcp/destinationPort/range/start bad-port"}, false},
		{"two protocols in one", protocols("[{tcp: {destinationPort: {number: 1}}, udp: {destinationPort: {number: 1}}}]"), []string{"/spec/egress/0/protocols/0 bad-protocol"}, true},
		{"an empty list of protocols", protocols("[]"), []string{"/spec/egress/0/protocols too-few"}, true},
		{"an empty list of ports", anp("ingress: [{action: Deny, from: [{namespaces: {}}], ports: []}]"), []string{"/kind superseded", "/spec/ingress/0/ports too-few"}, true},
		{"ports in v1alpha2", cnp("ingress: [{action: Deny, from: [{namespaces: {}}], ports: [{}]}]"), []string{"/spec/ingress/0/ports unknown-field"}, false},
		{"an empty port in v1alpha1", anp("ingress: [{action: Deny, from: [{namespaces: {}}], ports: [{}]}]"), []string{"/kind superseded", "/spec/ingress/0/ports/0 bad-port"}, true},
		{"a port too high", anp("ingress: [{action: Deny, from: [{namespaces: {}}], ports: [{portNumber: {port: 65536}}]}]"), []string{"/kind superseded", "/spec/ingress/0/ports/0/portNumber/port bad-port"}, false},
		{"too many rules", cnp("ingress: " + times(26, "{action: Deny, from: [{namespaces: {}}]}")), []string{"/spec/ingress too-many"}, false},
		{"as many rules as may be", cnp("ingress: " + times(25, "{action: Deny, from: [{namespaces: {}}]}")), nil, false},
		{"v1alpha1 takes more", anp("ingress: " + times(100, "{action: Deny, from: [{namespaces: {}}]}")), []string{"/kind superseded"}, false},
		{"too many for v1alpha1", anp("ingress: " + times(101, "{action: Deny, from: [{namespaces: {}}]}")), []string{"/kind superseded", "/spec/ingress too-many"}, false},
		{"too many peers", egress("to: " + times(26, "{namespaces: {}}")), []string{"/spec/egress/0/to too-many"}, false},
		{"a long name", egress("to: [{namespaces: {}}], name: " + strings.Repeat("x", 101)), []string{"/spec/egress/0/name bad-name"}, false},
		{"a wrong type", cnpHead + "spec: {tier: Admin, priority: high, subject: {namespaces: {}}}\n", []string{"/spec/priority wrong-type"}, true},
		{"an unknown field", cnpHead + "spec: {tier: Admin, prio: 1, priority: 1, subject: {namespaces: {}}}\n", []string{"/spec/prio unknown-field"}, false},
		{"peers of v0.1.1", anp("ingress: [{action: Allow, from: [{namespaces: {sameLabels: [tenant]}}]}]"), []string{"/kind superseded", "/spec/ingress/0/from/0/namespaces/sameLabels removed-shape"}, true},
		{"pods of v0.1.1", anp("ingress: [{action: Allow, from: [{pods: {namespaces: {namespaceSelector: {}}, podSelector: {}}}]}]"), []string{"/kind superseded", "/spec/ingress/0/from/0/pods/namespaces/namespaceSelector removed-shape"}, true},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			set := load(t, map[string]string{"a.yaml": c.text})
			if len(set.Objects) != 1 {
				t.Fatalf("objects %v, problems %v", ids(set), set.Problems)
			}
			var got []string
			for _, v := range set.Objects[0].Violations {
				got = append(got, string(v.Path)+" "+v.ID)
				if v.Message == "" || v.Help == "" && v.Class == manifest.Refused {
					t.Errorf("%s says %q and helps %q", v.ID, v.Message, v.Help)
				}
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("violations %q, want %q", got, c.want)
			}
			custom, unclear := set.Objects[0].Value.(*manifest.Custom)
			if unclear != c.unclear || unclear && (!custom.Policy || !custom.Broken || !custom.ClusterWide) {
				t.Errorf("read as %+v", set.Objects[0].Value)
			}
		})
	}
}

// TestClusterPolicyWarnings: what the API server takes, and nothing can act on.
func TestClusterPolicyWarnings(t *testing.T) {
	for _, c := range []struct {
		text, want string
		unclear    bool
	}{
		{cnpHead + "spec: {tier: Admin, priority: 1, subject: {namespaces: {matchExpressions: [{key: a, operator: in, values: [b]}]}}}\n", "nothing can evaluate it", true},
		{cnpHead + "spec: {tier: Admin, priority: 1, subject: {pods: {podSelector: {matchLabels: {a: '?'}}}}}\n", "nothing can evaluate it", true},
		{cnpHead + "spec: {tier: Admin, priority: 1, subject: {namespaces: {}}, egress: [{action: Deny, to: [{domainNames: [a.example]}]}]}\n", "domain names are for rules that accept", false},
		{anpHead + "spec: {priority: 1, subject: {namespaces: {}}, ingress: [{action: Deny, from: [{namespaces: {}}], ports: [{portNumber: {protocol: tcp, port: 80}}]}]}\n", "write TCP, UDP or SCTP", false},
		{cnpHead + "spec: {tier: Admin, priority: 1, subject: {namespaces: {}}, egress: [{action: Accept, to: [{namespaces: {}}, {networks: [10.0.0.0/8]}], protocols: [{destinationNamedPort: web}]}]}\n", "only pods have named ports", false},
		{cnpHead + "spec: {tier: Admin, priority: 1, subject: {namespaces: {matchLabels: {a: 'b}}}\n", "not valid YAML", true},
	} {
		set := load(t, map[string]string{"a.yaml": c.text})
		if len(set.Problems) != 1 || !strings.Contains(set.Problems[0].Message, c.want) {
			t.Errorf("problems %v, want %q", set.Problems, c.want)
		}
		_, clear := set.Objects[0].Value.(*manifest.ClusterPolicy)
		if clear == c.unclear {
			t.Errorf("%s: read as %+v", c.want, set.Objects[0].Value)
		}
	}
}

// TestClusterPolicyOfOtherVersions: a version that is not known is not read.
func TestClusterPolicyOfOtherVersions(t *testing.T) {
	set := load(t, map[string]string{"a.yaml": strings.Replace(cnpHead, "v1alpha2", "v1beta1", 1)})
	if c, ok := set.Objects[0].Value.(*manifest.Custom); !ok || !c.Policy || c.Broken || !c.ClusterWide {
		t.Errorf("read as %+v", set.Objects[0].Value)
	}
}

// TestClusterPolicyTemplates: what a template engine would fill in is no violation.
func TestClusterPolicyTemplates(t *testing.T) {
	set := load(t, map[string]string{"a.yaml": cnpHead + "spec: {tier: '${TIER}', priority: 1, subject: {namespaces: {matchLabels: {a: '${B}'}}}}\n"})
	if o := set.Objects[0]; len(o.Violations) > 0 || len(set.Problems) != 1 || set.Problems[0].Severity != manifest.Info {
		t.Errorf("violations %v, problems %v", o.Violations, set.Problems)
	}
}
