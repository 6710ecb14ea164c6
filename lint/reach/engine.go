package reach

import (
	"sync"

	"github.com/netpolint/netpolint/lint/cluster"
)

// Engine answers questions about one model.
type Engine struct {
	model   *cluster.Model
	options Options
	same    func() map[identity]*cluster.Workload
}

// New returns an engine for the model.
func New(m *cluster.Model, o Options) *Engine {
	return &Engine{model: m, options: o, same: sync.OnceValue(func() map[identity]*cluster.Workload {
		out := make(map[identity]*cluster.Workload, len(m.Workloads))
		for _, w := range m.Workloads {
			if id := identityOf(w); out[id] == nil {
				out[id] = w
			}
		}
		return out
	})}
}

// identity is what makes workloads of two models the same.
type identity struct{ namespace, kind, name string }

func identityOf(w *cluster.Workload) identity {
	kind, name := w.Identity()
	return identity{w.Namespace.Name, kind, name}
}

// Same returns the workload of the engine's model that has the namespace, kind and name
// of one of another model; nil if there is none.
func (e *Engine) Same(w *cluster.Workload) *cluster.Workload { return e.same()[identityOf(w)] }
