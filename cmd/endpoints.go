package cmd

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/labels"

	"github.com/netpolint/netpolint/lint/cluster"
	"github.com/netpolint/netpolint/lint/reach"
)

// ends are what a word of --from or --to means: workloads, or one address, or all
// addresses outside of the cluster.
type ends struct {
	word      string
	workloads map[identity]bool
	first     *cluster.Workload
	addr      netip.Addr
	outside   bool
}

// identity is what makes workloads the same in a question.
type identity struct{ namespace, kind, name string }

func identityOf(w *cluster.Workload) identity {
	kind, name := w.Identity()
	return identity{w.Namespace.Name, kind, name}
}

// single is the one endpoint that is meant, if it is one.
func (e *ends) single() (reach.Endpoint, bool) {
	switch {
	case e == nil || e.outside:
		return reach.Endpoint{}, false
	case e.addr.IsValid():
		return reach.Endpoint{Addr: e.addr}, true
	}
	return reach.Endpoint{Workload: e.first}, len(e.workloads) == 1
}

// several names the workloads that a word means, if they are more than one.
func (e *ends) several() string {
	switch {
	case e == nil:
		return ""
	case e.outside:
		return "outside is many addresses: name one of them"
	case len(e.workloads) < 2:
		return ""
	}
	var names []string
	for id := range e.workloads {
		names = append(names, id.namespace+"/"+strings.ToLower(id.kind)+"/"+id.name)
	}
	slices.Sort(names)
	if more := len(names) - 5; more > 1 {
		names = append(names[:5], fmt.Sprintf("and %d more", more))
	}
	return fmt.Sprintf("%s means %s: name one of them", e.word, strings.Join(names, ", "))
}

// has reports whether a workload is meant.
func (e *ends) has(w *cluster.Workload) bool { return e.workloads[identityOf(w)] }

// findEnds reads what people write for workloads: web, shop/web, deployment/web,
// shop/deployment/web, a label selector, shop/*, an address, or "outside".
func findEnds(m *cluster.Model, namespaces []string, word string) (*ends, error) {
	if word == "outside" {
		return &ends{word: word, outside: true}, nil
	}
	if addr, err := netip.ParseAddr(word); err == nil {
		addr = addr.Unmap()
		for _, w := range m.Workloads {
			if slices.Contains(w.Addrs, addr) && !w.HostNetwork {
				return &ends{word: word, workloads: map[identity]bool{identityOf(w): true}, first: w}, nil
			}
		}
		return &ends{word: word, addr: addr}, nil
	}
	if prefix, err := netip.ParsePrefix(word); err == nil {
		return nil, fmt.Errorf("%s is a block: ask about one address, such as %s, or about outside", word, prefix.Addr())
	}
	matches, err := matcher(word)
	if err != nil {
		return nil, err
	}
	out := &ends{word: word, workloads: map[identity]bool{}}
	for _, w := range m.Workloads {
		if (len(namespaces) == 0 || slices.Contains(namespaces, w.Namespace.Name)) && matches(w) {
			out.workloads[identityOf(w)] = true
			if out.first == nil {
				out.first = w
			}
		}
	}
	if len(out.workloads) == 0 {
		if strings.ContainsAny(word, "=!(") {
			return nil, fmt.Errorf("no workload has the labels %s: 'netpolint reach --exposure' shows what is open to pods that nobody has yet", word)
		}
		return nil, notFound(m, word)
	}
	return out, nil
}

// matcher understands a word that names workloads.
func matcher(word string) (func(*cluster.Workload) bool, error) {
	if strings.ContainsAny(word, "=!(") {
		selector, err := labels.Parse(word)
		if err != nil {
			return nil, fmt.Errorf("%q is no label selector: %w", word, err)
		}
		return func(w *cluster.Workload) bool { return selector.Matches(labels.Set(w.Labels)) }, nil
	}
	parts := strings.Split(word, "/")
	name := parts[len(parts)-1]
	named := func(w *cluster.Workload) bool { return name == "*" || w.Name == name || w.OwnerName == name }
	switch len(parts) {
	case 1:
		return named, nil
	case 2:
		return func(w *cluster.Workload) bool {
			return named(w) && (w.Namespace.Name == parts[0] || isKind(w, parts[0]))
		}, nil
	case 3:
		return func(w *cluster.Workload) bool {
			return named(w) && w.Namespace.Name == parts[0] && isKind(w, parts[1])
		}, nil
	}
	return nil, fmt.Errorf("%q names no workload: write NAMESPACE/NAME, KIND/NAME, NAMESPACE/KIND/NAME, a label selector, an address, or outside", word)
}

// isKind reports whether a workload is of a kind, in any of the ways in which
// kubectl takes it.
func isKind(w *cluster.Workload, word string) bool {
	kind, word := strings.ToLower(w.Kind), strings.ToLower(word)
	short := map[string]string{"po": "pod", "deploy": "deployment", "sts": "statefulset", "ds": "daemonset", "rs": "replicaset", "rc": "replicationcontroller", "cj": "cronjob"}
	owner := strings.ToLower(w.OwnerKind)
	return word == kind || word == kind+"s" || short[word] == kind || owner != "" && (word == owner || word == owner+"s" || short[word] == owner)
}

// notFound suggests the workload that was meant.
func notFound(m *cluster.Model, word string) error {
	var names []string
	for _, w := range m.Workloads {
		if name := w.Namespace.Name + "/" + identityOf(w).name; !slices.Contains(names, name) {
			names = append(names, name)
		}
		if len(names) > 5000 {
			break
		}
	}
	if len(names) == 0 {
		return fmt.Errorf("no workload is called %s: the input holds no workloads; name the directory of their manifests too", word)
	}
	if near := nearest(word, names); near != "" {
		return fmt.Errorf("no workload is called %s: did you mean %s?", word, near)
	}
	for _, name := range names {
		if _, short, _ := strings.Cut(name, "/"); strings.HasSuffix(word, "/"+short) || nearest(word, []string{short}) != "" {
			return fmt.Errorf("no workload is called %s: did you mean %s?", word, name)
		}
	}
	return fmt.Errorf("no workload is called %s: run 'netpolint reach' without --from and --to to see all", word)
}
