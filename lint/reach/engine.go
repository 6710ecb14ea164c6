package reach

import "github.com/netpolint/netpolint/lint/cluster"

// Engine answers questions about one model.
type Engine struct {
	model   *cluster.Model
	options Options
}

// New returns an engine for the model.
func New(m *cluster.Model, o Options) *Engine { return &Engine{model: m, options: o} }
