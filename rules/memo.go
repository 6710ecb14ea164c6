package rules

import (
	"runtime"
	"sync"
	"weak"

	"github.com/netpolint/netpolint/lint/cluster"
)

// memo keeps what was worked out of a model for the rules that ask the same of
// it: the first one works, and the others, which run at the same time, wait. A
// model never changes, so the answer holds; it goes with the model, and so must
// not hold on to it.
type memo[T any] struct {
	answers sync.Map // of func() T, by weak.Pointer[cluster.Model]
}

func (c *memo[T]) of(m *cluster.Model, work func(*cluster.Model) T) T {
	key := weak.Make(m)
	answer, known := c.answers.Load(key)
	if !known {
		answer, known = c.answers.LoadOrStore(key, sync.OnceValue(func() T { return work(m) }))
		if !known {
			runtime.AddCleanup(m, func(key weak.Pointer[cluster.Model]) { c.answers.Delete(key) }, key)
		}
	}
	return answer.(func() T)()
}
