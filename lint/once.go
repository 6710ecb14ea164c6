package lint

import "sync"

// Once returns what several rules of a run have to work out alike. The first
// that asks for a key does the work, and the others, which run at the same time,
// wait for it. A key is a value of a type that belongs to the question, so that
// two questions never meet; the answer is shared and must not be changed.
func Once[T any](p *Pass, key any, work func(*Pass) T) T {
	if p.shared == nil {
		return work(p)
	}
	answer, _ := p.shared.LoadOrStore(key, sync.OnceValue(func() T { return work(p) }))
	return answer.(func() T)()
}
