package reach_test

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"net/netip"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/netpolint/netpolint/lint/cluster"
	"github.com/netpolint/netpolint/lint/manifest"
	"github.com/netpolint/netpolint/lint/reach"
)

// guardEnd is an end of a connection as np-guard's answers write it.
type guardEnd struct {
	Kind, Namespace, Name string
	Addresses             string // first-last
	IngressController     bool
}

// guardConn is a connection in np-guard's answers.
type guardConn struct {
	Source, Destination guardEnd
	Ports               map[string][][2]int32
}

type guardCase struct {
	Case, Class, Input string
	Connections        []guardConn
}

// TestNPGuard compares the matrix with the answers of np-guard's netpol-analyzer
// for its own test data. Where the two differ, testdata/npguard/differences.txt
// says why and lists every difference.
func TestNPGuard(t *testing.T) {
	var cases []guardCase
	readGzip(t, "testdata/npguard/list.json.gz", &cases)
	if len(cases) != 90 {
		t.Fatalf("%d cases, want 90", len(cases))
	}
	differ := readDifferences(t)
	for _, c := range cases {
		want := differ[c.Case]
		delete(differ, c.Case)
		t.Run(c.Case, func(t *testing.T) {
			m := loadGuard(t, os.DirFS("testdata/npguard"), c.Input)
			if c.Class == "admin" && len(m.Tiered) == 0 {
				t.Fatal("no policy of a tier is in the model")
			}
			ours := ourReach(t, m)
			theirs := guardReach(t, c.Connections)
			got := differences(ours, theirs)
			if !slices.Equal(got, want) {
				t.Errorf("differs from np-guard (ours | theirs) by\n\t%s\nwant\n\t%s", strings.Join(got, "\n\t"), strings.Join(want, "\n\t"))
			}
		})
	}
	for name := range differ {
		t.Errorf("the table of differences holds %s, which is no case", name)
	}
}

// readDifferences reads the table of differences, by case.
func readDifferences(t *testing.T) map[string][]string {
	t.Helper()
	text, err := os.ReadFile("testdata/npguard/differences.txt")
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]string{}
	name := ""
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		if next, ok := strings.CutPrefix(line, "== "); ok {
			name = next
		} else if line != "" && !strings.HasPrefix(line, "#") {
			out[name] = append(out[name], line)
		}
	}
	return out
}

// TestNPGuardHostNetwork: where the difference is about pods on the host network,
// there is none once they are taken off it.
func TestNPGuardHostNetwork(t *testing.T) {
	var cases []guardCase
	readGzip(t, "testdata/npguard/list.json.gz", &cases)
	differ := readDifferences(t)
	for _, c := range cases {
		if c.Class != "networkpolicy" || len(differ[c.Case]) == 0 {
			continue
		}
		m := loadGuard(t, withoutHostNetwork(t, c.Input), ".")
		for _, d := range differences(ourReach(t, m), guardReach(t, c.Connections)) {
			t.Errorf("%s: %s", c.Case, d)
		}
	}
}

func withoutHostNetwork(t *testing.T, input string) fs.FS {
	t.Helper()
	out := fstest.MapFS{}
	dir := os.DirFS("testdata/npguard/" + input)
	err := fs.WalkDir(dir, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := fs.ReadFile(dir, name)
		text = bytes.ReplaceAll(text, []byte("hostNetwork: true"), []byte("hostNetwork: false"))
		text = bytes.ReplaceAll(text, []byte(`"hostNetwork": true`), []byte(`"hostNetwork": false`))
		out[name] = &fstest.MapFile{Data: text}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func readGzip(t *testing.T, name string, into any) {
	t.Helper()
	file, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	text, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.NewDecoder(text).Decode(into); err != nil {
		t.Fatal(err)
	}
}

func loadGuard(t *testing.T, fsys fs.FS, input string) *cluster.Model {
	t.Helper()
	set, err := manifest.Load(context.Background(), fsys, manifest.Options{Paths: []string{input}, NoGitignore: true})
	if err != nil {
		t.Fatal(err)
	}
	m, _ := cluster.Build(set, cluster.Options{})
	return m
}

// guardMap is who reaches whom: the ports by pair of workloads, and the addresses
// with their ports by workload and direction.
type guardMap struct {
	pairs map[[2]string]map[string]bool
	addrs map[string][]portsOf // by "-> w" or "w ->"
}

// portsOf is what may be exchanged with a range of addresses.
type portsOf struct {
	from, to netip.Addr
	ports    string
}

func newGuardMap() guardMap {
	return guardMap{map[[2]string]map[string]bool{}, map[string][]portsOf{}}
}

func (g guardMap) pair(from, to, ports string) {
	if from == to {
		return // np-guard leaves out what a workload may open to itself
	}
	key := [2]string{from, to}
	if g.pairs[key] == nil {
		g.pairs[key] = map[string]bool{}
	}
	g.pairs[key][ports] = true
}

func guardReach(t *testing.T, conns []guardConn) guardMap {
	t.Helper()
	out := newGuardMap()
	for _, c := range conns {
		text := portText(guardPorts(c.Ports))
		switch {
		case c.Source.Addresses != "":
			out.address(t, "-> "+c.Destination.String(), c.Source.Addresses, text)
		case c.Destination.Addresses != "":
			out.address(t, c.Source.String()+" ->", c.Destination.Addresses, text)
		default:
			out.pair(c.Source.String(), c.Destination.String(), text)
		}
	}
	return out
}

// controllerName stands for the controller of Ingresses and routes.
const controllerName = "{ingress-controller}"

func (e guardEnd) String() string {
	if e.IngressController {
		return controllerName
	}
	return e.Namespace + "/" + e.Name + "[" + e.Kind + "]"
}

func (g guardMap) address(t *testing.T, key, addresses, ports string) {
	t.Helper()
	first, last, _ := strings.Cut(addresses, "-")
	from, err1 := netip.ParseAddr(first)
	to, err2 := netip.ParseAddr(last)
	if err := cmp.Or(err1, err2); err != nil {
		t.Fatal(err)
	}
	g.addrs[key] = append(g.addrs[key], portsOf{from, to, ports})
}

// portText writes ports as np-guard knows them: protocols other than TCP, UDP and
// SCTP are none of its concern.
func portText(c reach.Conns) string {
	var parts []string
	for _, protocol := range reach.Protocols() {
		for _, r := range c.Ports(protocol) {
			parts = append(parts, fmt.Sprintf("%s %d-%d", protocol, r.From, r.To))
		}
	}
	if len(parts) == 0 {
		return "none"
	}
	return strings.ReplaceAll(strings.Join(parts, ","), "TCP 1-65535,UDP 1-65535,SCTP 1-65535", "all")
}

// guardName is what np-guard calls a workload: pods of one controller by its name.
func guardName(w *cluster.Workload) string {
	kind, name := w.Identity()
	return w.Namespace.Name + "/" + name + "[" + kind + "]"
}

// ourReach is the matrix in np-guard's terms: IPv4 only, and the pods that one
// controller made as one workload. Where these differ among each other, a pair has
// several answers.
func ourReach(t *testing.T, m *cluster.Model) guardMap {
	t.Helper()
	name := guardName
	out := newGuardMap()
	pods := map[[2]*cluster.Workload]bool{}
	seen := map[*cluster.Workload]bool{} // of equal pods of one controller only one is
	err := reach.New(m, reach.Options{}).Matrix().Each(context.Background(), reach.Query{}, func(c *reach.Connection) bool {
		text := portText(c.Conns)
		if !c.Maybe.Empty() {
			text += " maybe " + portText(c.Maybe)
		}
		switch {
		case c.From.Controller:
			out.pair(controllerName, name(c.To.Workload), text)
		case c.From.Workload != nil && c.To.Workload != nil:
			pods[[2]*cluster.Workload{c.From.Workload, c.To.Workload}] = true
			seen[c.From.Workload], seen[c.To.Workload] = true, true
			out.pair(name(c.From.Workload), name(c.To.Workload), text)
		case c.From.Workload != nil && c.To.Block.Addr().Is4():
			key := name(c.From.Workload) + " ->"
			out.addrs[key] = append(out.addrs[key], blockPorts(c.To.Block, text))
		case c.To.Workload != nil && c.From.Block.Addr().Is4():
			key := "-> " + name(c.To.Workload)
			out.addrs[key] = append(out.addrs[key], blockPorts(c.From.Block, text))
		}
		return true
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, from := range m.Workloads {
		for _, to := range m.Workloads {
			key := [2]string{name(from), name(to)}
			if out.pairs[key] != nil && seen[from] && seen[to] && !pods[[2]*cluster.Workload{from, to}] {
				out.pair(key[0], key[1], "none")
			}
		}
	}
	return out
}

func blockPorts(block netip.Prefix, ports string) portsOf {
	last := block.Addr().As4()
	for i := range 32 - block.Bits() {
		last[3-i/8] |= 1 << (i % 8)
	}
	return portsOf{block.Addr(), netip.AddrFrom4(last), ports}
}

// differences lists what differs between two maps, one line each, in order.
func differences(ours, theirs guardMap) []string {
	var out []string
	pairs := map[[2]string]bool{}
	for key := range ours.pairs {
		pairs[key] = true
	}
	for key := range theirs.pairs {
		pairs[key] = true
	}
	for key := range pairs {
		if a, b := setText(ours.pairs[key]), setText(theirs.pairs[key]); a != b {
			out = append(out, key[0]+" -> "+key[1]+": "+a+" | "+b)
		}
	}
	ends := map[string]bool{}
	for key := range ours.addrs {
		ends[key] = true
	}
	for key := range theirs.addrs {
		ends[key] = true
	}
	for key := range ends {
		for _, d := range addressDifferences(ours.addrs[key], theirs.addrs[key]) {
			if name, ok := strings.CutPrefix(key, "-> "); ok {
				out = append(out, d[0]+" -> "+name+": "+d[1])
			} else {
				out = append(out, key+" "+d[0]+": "+d[1])
			}
		}
	}
	slices.Sort(out)
	return out
}

func setText(set map[string]bool) string {
	if len(set) == 0 {
		return "none"
	}
	var parts []string
	for text := range set {
		parts = append(parts, text)
	}
	slices.Sort(parts)
	return strings.Join(parts, " or ")
}

// addressDifferences compares two answers for all addresses: pairs of a range and
// what differs there. Ranges that differ in the same way are joined.
func addressDifferences(ours, theirs []portsOf) [][2]string {
	starts := []netip.Addr{netip.MustParseAddr("0.0.0.0")}
	for _, p := range slices.Concat(ours, theirs) {
		starts = append(starts, p.from)
		if next := p.to.Next(); next.IsValid() {
			starts = append(starts, next)
		}
	}
	slices.SortFunc(starts, netip.Addr.Compare)
	starts = slices.Compact(starts)
	var out [][2]string
	var last netip.Addr
	for i, from := range starts {
		to := netip.MustParseAddr("255.255.255.255")
		if i+1 < len(starts) {
			to = starts[i+1].Prev()
		}
		a, b := portsAt(ours, from), portsAt(theirs, from)
		if a == b {
			continue
		}
		text := a + " | " + b
		if n := len(out); n > 0 && last.Next() == from && out[n-1][1] == text {
			first, _, _ := strings.Cut(out[n-1][0], "-")
			out[n-1][0] = first + "-" + to.String()
		} else {
			out = append(out, [2]string{from.String() + "-" + to.String(), text})
		}
		last = to
	}
	return out
}

func portsAt(list []portsOf, a netip.Addr) string {
	set := map[string]bool{}
	for _, p := range list {
		if !a.Less(p.from) && !p.to.Less(a) {
			set[p.ports] = true
		}
	}
	return setText(set)
}
