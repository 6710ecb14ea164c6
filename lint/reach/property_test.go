package reach_test

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"os"
	"runtime/debug"
	"strconv"
	"testing"
	"testing/fstest"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"

	"github.com/netpolint/netpolint/lint/cluster"
	"github.com/netpolint/netpolint/lint/manifest"
	"github.com/netpolint/netpolint/lint/reach"
)

// TestRandomClusters compares the engine with the naive evaluator on random
// clusters. NETPOLINT_SEED is the first of their seeds, and NETPOLINT_CLUSTERS how
// many there are.
func TestRandomClusters(t *testing.T) {
	clusters := 2000
	if testing.Short() {
		clusters = 200
	}
	seed, clusters := seedAndCount(t, clusters)
	defer debug.SetGCPercent(debug.SetGCPercent(400)) // clusters are many, and small
	var total tally
	for i := range clusters {
		compare(t, seed+uint64(i), &total)
		if t.Failed() {
			return
		}
	}
	t.Logf("%d clusters, %d flows: %d allowed, %d perhaps", clusters, total.flows, total.yes, total.maybe)
}

// seedAndCount reads the environment, where it says how many clusters are tried.
func seedAndCount(t *testing.T, count int) (seed uint64, clusters int) {
	t.Helper()
	seed, clusters = 1, count
	var err error
	if s := os.Getenv("NETPOLINT_SEED"); s != "" {
		if seed, err = strconv.ParseUint(s, 10, 64); err != nil {
			t.Fatal(err)
		}
	}
	if s := os.Getenv("NETPOLINT_CLUSTERS"); s != "" {
		if clusters, err = strconv.Atoi(s); err != nil {
			t.Fatal(err)
		}
	}
	return seed, clusters
}

type tally struct{ flows, yes, maybe int }

// subject is one random cluster in all its forms.
type subject struct {
	*randomCluster
	t       *testing.T
	seed    uint64
	text    string
	model   *cluster.Model
	options reach.Options
	blocks  podsInBlocks
	world   map[string]*naiveNamespace // with labels for all
	of      map[*naivePod]*cluster.Workload
	engine  *reach.Engine
	answers answers
	total   *tally
}

// answers are those of a matrix.
type answers struct {
	pods map[[2]*cluster.Workload]reach.Connection
	out  map[*cluster.Workload][]reach.Connection
	in   map[*cluster.Workload][]reach.Connection
}

func compare(t *testing.T, seed uint64, total *tally) {
	t.Helper()
	s := &subject{randomCluster: newRandomCluster(t, seed), t: t, seed: seed, total: total}
	s.build()
	s.choose()
	s.imagine()
	s.engine = reach.New(s.model, s.options)
	s.answers = readMatrix(t, s.engine.Matrix())
	for _, from := range s.naive.pods {
		for _, to := range s.naive.pods {
			s.pair(from, to)
		}
	}
	stranger := s.stranger()
	for _, pod := range s.naive.pods {
		s.explain(s.withPort(naiveFlow{from: naiveEnd{pod: pod}, to: naiveEnd{pod: stranger}}))
		s.explain(s.withPort(naiveFlow{from: naiveEnd{pod: stranger}, to: naiveEnd{pod: pod}}))
	}
	addrs := s.addresses()
	for _, pod := range s.naive.pods {
		for range min(5, len(addrs)) {
			s.outsider(pod, pick(s.randomCluster, addrs...))
		}
	}
}

func (s *subject) build() {
	s.t.Helper()
	s.text = s.yaml(s.t)
	set, err := manifest.Load(context.Background(), fstest.MapFS{"a.yaml": {Data: []byte(s.text)}}, manifest.Options{Paths: []string{"a.yaml"}, Jobs: 1})
	if err != nil {
		s.t.Fatalf("seed %d: %v\n%s", s.seed, err, s.text)
	}
	for _, p := range set.Problems {
		s.t.Fatalf("seed %d: %s\n%s", s.seed, p.Message, s.text)
	}
	s.model, _ = cluster.Build(set, cluster.Options{})
	s.of = map[*naivePod]*cluster.Workload{}
	for _, pod := range s.naive.pods {
		for _, w := range s.model.Workloads {
			if w.Kind == pod.kind && w.Name == pod.name && w.Namespace.Name == pod.namespace {
				s.of[pod] = w
			}
		}
		if s.of[pod] == nil {
			s.t.Fatalf("seed %d: %s is not in the model\n%s", s.seed, pod.name, s.text)
		}
	}
	if len(s.model.Workloads) != len(s.naive.pods) {
		s.t.Fatalf("seed %d: %d workloads, want %d\n%s", s.seed, len(s.model.Workloads), len(s.naive.pods), s.text)
	}
}

// choose picks the options of the engine.
func (s *subject) choose() {
	switch s.IntN(6) {
	case 0:
		s.options.PodsInBlocks, s.blocks.never = reach.PodsInBlocksNever, true
	case 1:
		s.blocks.cidrs = []string{"10.1.0.0/16"}
	case 2:
		s.blocks.cidrs = []string{"10.1.0.0/16", "fd00::/8"}
	}
	for _, cidr := range s.blocks.cidrs {
		s.options.PodCIDRs = append(s.options.PodCIDRs, netip.MustParsePrefix(cidr))
	}
}

func readMatrix(t *testing.T, m *reach.Matrix) answers {
	t.Helper()
	a := answers{map[[2]*cluster.Workload]reach.Connection{}, map[*cluster.Workload][]reach.Connection{}, map[*cluster.Workload][]reach.Connection{}}
	err := m.Each(context.Background(), reach.Query{}, func(c *reach.Connection) bool {
		from, to := c.From.Workload, c.To.Workload
		if c.Conns.Empty() && c.Maybe.Empty() || !c.Conns.Intersect(c.Maybe).Empty() {
			t.Errorf("a connection of %s, and maybe %s", c.Conns, c.Maybe)
		}
		switch {
		case from != nil && to != nil:
			if _, twice := a.pods[[2]*cluster.Workload{from, to}]; twice {
				t.Errorf("%s to %s is visited twice", from, to)
			}
			a.pods[[2]*cluster.Workload{from, to}] = *c
		case from != nil:
			a.out[from] = append(a.out[from], *c)
		default:
			a.in[to] = append(a.in[to], *c)
		}
		return true
	})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// pair tries some connections between two workloads.
func (s *subject) pair(from, to *naivePod) {
	answer := s.answers.pods[[2]*cluster.Workload{s.of[from], s.of[to]}]
	for range 6 {
		s.flow(naiveFlow{from: naiveEnd{pod: from}, to: naiveEnd{pod: to}}, answer)
	}
}

// outsider tries some connections between a workload and an address.
func (s *subject) outsider(pod *naivePod, ip net.IP) {
	s.flow(naiveFlow{from: naiveEnd{pod: pod}, to: naiveEnd{ip: ip}}, s.answers.at(s.t, s.answers.out[s.of[pod]], ip))
	s.flow(naiveFlow{from: naiveEnd{ip: ip}, to: naiveEnd{pod: pod}}, s.answers.at(s.t, s.answers.in[s.of[pod]], ip))
}

// at finds the answer for an address, of which there must be one at most.
func (a answers) at(t *testing.T, list []reach.Connection, ip net.IP) (found reach.Connection) {
	t.Helper()
	addr, _ := netip.AddrFromSlice(ip)
	some := false
	for _, c := range list {
		block := c.From.Block
		if c.From.Workload != nil {
			block = c.To.Block
		}
		if block.Contains(addr) {
			if some {
				t.Errorf("two answers for %s", addr)
			}
			found, some = c, true
		}
	}
	return found
}

// flow compares the answers for one connection on a random port.
func (s *subject) flow(f naiveFlow, answer reach.Connection) {
	f = s.withPort(f)
	sure, may := s.judge(f, false, s.blocks.holds), s.judge(f, true, s.blocks.holds)
	s.total.flows++
	if sure {
		s.total.yes++
	} else if may {
		s.total.maybe++
	}
	if got := [2]bool{has(answer.Conns, f), has(answer.Conns, f) || has(answer.Maybe, f)}; got != [2]bool{sure, may} {
		s.t.Fatalf("seed %d, options %+v: %s: the matrix says %v (surely, perhaps), want %v\n%s", s.seed, s.options, f, got, [2]bool{sure, may}, s.text)
	}
	s.explain(f)
	if real := s.inSomeWorld(f); sure && !real || real && !may {
		s.t.Fatalf("seed %d, options %+v: %s: surely %v, perhaps %v, but %v with labels %v\n%s", s.seed, s.options, f, sure, may, real, s.world, s.text)
	}
}

// explain compares the verdict on one flow. It knows that it depends on addresses
// what a block matches, where a matrix says no.
func (s *subject) explain(f naiveFlow) {
	s.t.Helper()
	flow := reach.Flow{From: s.end(f.from), To: s.end(f.to), Protocol: f.protocol, Port: f.port}
	if f.protocol == "" {
		flow.Protocol = "ICMP"
	}
	want := cluster.No
	switch {
	case s.judge(f, false, s.blocks.mayHold):
		want = cluster.Yes
	case s.judge(f, true, s.blocks.mayHold):
		want = cluster.Unknown
	}
	if got := s.engine.Explain(flow); got.Answer != want {
		s.t.Fatalf("seed %d, options %+v: %s: the verdict is %s, want %s\n%s", s.seed, s.options, f, got.Answer, want, s.text)
	}
}

func (s *subject) end(e naiveEnd) reach.Endpoint {
	if e.pod != nil && s.of[e.pod] == nil {
		return reach.Endpoint{Pod: s.pod(e.pod)}
	}
	if e.pod != nil {
		return reach.Endpoint{Workload: s.of[e.pod]}
	}
	addr, _ := netip.AddrFromSlice(e.ip)
	return reach.Endpoint{Addr: addr}
}

func (s *subject) pod(p *naivePod) *reach.Pod {
	out := &reach.Pod{Name: p.name, Namespace: p.namespace, Labels: p.labels}
	for _, port := range p.ports {
		out.Ports = append(out.Ports, manifest.ContainerPort{Name: port.Name, Protocol: string(port.Protocol), Port: port.ContainerPort})
	}
	return out
}

// inSomeWorld judges a flow where namespaces without a manifest have some labels.
// Whatever they are, what is sure must be allowed, and nothing beyond what may be.
func (s *subject) inSomeWorld(f naiveFlow) bool {
	known := s.naive.namespaces
	defer func() { s.naive.namespaces = known }()
	s.naive.namespaces = s.world
	return s.judge(f, false, s.blocks.holds)
}

// imagine gives labels to namespaces without a manifest.
func (s *subject) imagine() {
	s.world = map[string]*naiveNamespace{}
	for name, ns := range s.naive.namespaces {
		if !ns.declared {
			ns = &naiveNamespace{labels: s.labels("team", "env"), declared: true}
			ns.labels["kubernetes.io/metadata.name"] = name
		}
		s.world[name] = ns
	}
}

// judge asks the naive evaluator, which takes what nobody knows in favour of the flow
// or against it.
func (s *subject) judge(f naiveFlow, favour bool, holds func(*networkingv1.IPBlock, *naivePod, bool) bool) bool {
	s.naive.favour, s.naive.holds = favour, holds
	return s.naive.allowed(f)
}

func has(c reach.Conns, f naiveFlow) bool {
	if f.protocol == "" {
		return c.Other()
	}
	return c.Has(f.protocol, f.port)
}

// stranger is a pod that no manifest makes, in a namespace that may not be known.
func (s *subject) stranger() *naivePod {
	pod := &naivePod{kind: "Pod", name: "stranger", namespace: pick(s.randomCluster, append(s.names, "elsewhere")...), labels: s.labels("app", "tier", "role")}
	for range s.IntN(3) {
		pod.ports = append(pod.ports, corev1.ContainerPort{Name: pick(s.randomCluster, "http", "dns"), Protocol: pick(s.randomCluster, corev1.ProtocolTCP, corev1.ProtocolUDP), ContainerPort: pick[int32](s.randomCluster, 53, 80)})
	}
	if s.naive.namespaces[pod.namespace] == nil {
		s.naive.namespaces[pod.namespace] = &naiveNamespace{labels: map[string]string{"kubernetes.io/metadata.name": pod.namespace}}
	}
	return pod
}

// withPort gives a flow a port at an edge of what rules name, or a protocol that none
// can name.
func (s *subject) withPort(f naiveFlow) naiveFlow {
	f.protocol, f.port = "", 0
	if s.chance(94) {
		f.protocol, f.port = s.randomPort()
	}
	return f
}

func (s *subject) randomPort() (protocol string, port int32) {
	n := pick(s.randomCluster, portNumbers...) + pick(s.randomCluster, 0, 0, 0, 1, -1, 28, 29)
	return pick(s.randomCluster, "TCP", "TCP", "UDP", "SCTP"), int32(min(65535, max(1, n)))
}

// addresses are those at the edges of all blocks and their exceptions.
func (s *subject) addresses() []net.IP {
	out := []net.IP{shortIP(net.ParseIP("198.51.100.1")), net.ParseIP("2001:db8:1::1"), net.ParseIP("2a00::1")}
	edges := func(cidr string) {
		first, last := naiveEnds(cidr)
		for _, ip := range []net.IP{first, last, naiveStep(first, -1), naiveStep(first, 1), naiveStep(last, -1), naiveStep(last, 1)} {
			if ip != nil {
				out = append(out, ip)
			}
		}
	}
	visit := func(peers []networkingv1.NetworkPolicyPeer) {
		for _, p := range peers {
			if p.IPBlock != nil {
				edges(p.IPBlock.CIDR)
				for _, x := range p.IPBlock.Except {
					edges(x)
				}
			}
		}
	}
	for _, cidr := range s.networks {
		edges(cidr)
	}
	for _, p := range s.naive.policies {
		for _, r := range p.Spec.Ingress {
			visit(r.From)
		}
		for _, r := range p.Spec.Egress {
			visit(r.To)
		}
	}
	return out
}

// String names a flow in messages.
func (f naiveFlow) String() string {
	return fmt.Sprintf("%s -> %s, %s %d", f.from, f.to, f.protocol, f.port)
}

func (e naiveEnd) String() string {
	if e.pod == nil {
		return e.ip.String()
	}
	return e.pod.namespace + "/" + e.pod.name
}
