package report

import "github.com/netpolint/netpolint/lint/cluster"

// workloadNames remembers what workloads are called for people: namespace/name, and the
// kind too where others of the namespace have the same name.
type workloadNames struct {
	names map[*cluster.Workload]string
	kinds map[*cluster.Namespace]map[string]string // by name; "" where there are several
}

func newWorkloadNames() *workloadNames {
	return &workloadNames{map[*cluster.Workload]string{}, map[*cluster.Namespace]map[string]string{}}
}

func (n *workloadNames) of(w *cluster.Workload) string {
	if text, ok := n.names[w]; ok {
		return text
	}
	kinds := n.kinds[w.Namespace]
	if kinds == nil {
		kinds = map[string]string{}
		for _, x := range w.Namespace.Workloads {
			kind, name := x.Identity()
			if known, ok := kinds[name]; ok && known != kind {
				kind = ""
			}
			kinds[name] = kind
		}
		n.kinds[w.Namespace] = kinds
	}
	kind, name := w.Identity()
	text := noCommand(Sanitize(w.Namespace.Name + "/" + name))
	if kinds[name] == "" {
		text += Sanitize(" (" + kind + ")")
	}
	n.names[w] = text
	return text
}

// kindOf is the kind that a workload is known by.
func kindOf(w *cluster.Workload) string {
	kind, _ := w.Identity()
	return kind
}

// shortName is namespace/name, fit to begin a line.
func shortName(w *cluster.Workload) string {
	_, name := w.Identity()
	return noCommand(Sanitize(w.Namespace.Name + "/" + name))
}
