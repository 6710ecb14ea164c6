package revision

import (
	"container/heap"
	"fmt"
)

// MergeBase returns the full hash of the best common ancestor of two revisions in
// the repository that holds dir, the newest if there are several, as git diff
// OLD...NEW does. An empty revision is HEAD, which the work tree builds on.
func MergeBase(dir, old, new string) (string, error) {
	repo, _, err := find(dir)
	if err != nil {
		return "", err
	}
	defer repo.objects.close()
	var sides [2]id
	for i, revision := range []string{old, new} {
		if revision == "" {
			revision = "HEAD"
		}
		if sides[i], err = repo.resolve(revision); err != nil {
			return "", err
		}
	}
	common, err := repo.ancestors(sides[0], sides[1])
	if err != nil {
		return "", err
	}
	best := -1
	for i, one := range common {
		redundant := false
		for _, other := range common {
			// Clocks that go wrong let the ancestor of another through.
			if len(common) > 1 && one.id != other.id {
				below, err := repo.ancestors(one.id, other.id)
				if err != nil {
					return "", err
				}
				redundant = redundant || len(below) == 1 && below[0].id == one.id
			}
		}
		if !redundant && (best < 0 || one.date > common[best].date) {
			best = i
		}
	}
	switch {
	case best >= 0:
		return common[best].id.String(), nil
	case len(repo.shallow) > 0:
		return "", fmt.Errorf("where `%s` and `%s` part is not in this shallow clone: %s", old, new, deepen)
	}
	return "", fmt.Errorf("`%s` and `%s` have no history in common: compare them with two dots", old, new)
}

// What is known of a commit during the search.
const (
	ofLeft  = 1 << iota // an ancestor of the left one
	ofRight             // of the right one
	below               // of a common ancestor
	listed              // among the results
)

// ancestor is a commit during the search.
type ancestor struct {
	id    id
	order int // in which it was met
	marks int
	commit
}

// ancestors returns the common ancestors that are not ancestors of others. It walks
// from the newest commit to older ones, and ends when all that are left are below a
// common ancestor: most histories are never read to their start.
func (r *repository) ancestors(left, right id) ([]*ancestor, error) {
	known := map[id]*ancestor{}
	queue := &newest{}
	mark := func(at id, marks int) error {
		a := known[at]
		if a == nil {
			c, err := r.commit(at)
			if err != nil {
				return err
			}
			a = &ancestor{id: at, order: len(known), commit: c}
			known[at] = a
		}
		if a.marks&marks == marks {
			return nil
		}
		a.marks |= marks
		heap.Push(queue, a)
		return nil
	}
	if err := mark(left, ofLeft); err != nil {
		return nil, err
	}
	if err := mark(right, ofRight); err != nil {
		return nil, err
	}
	var found []*ancestor
	for queue.open() {
		a := heap.Pop(queue).(*ancestor)
		pass := a.marks & (ofLeft | ofRight | below)
		if pass == ofLeft|ofRight {
			if a.marks&listed == 0 {
				a.marks |= listed
				found = append(found, a)
			}
			pass |= below
		}
		for _, parent := range a.parents {
			if err := mark(parent, pass); err != nil {
				return nil, err
			}
		}
	}
	out := found[:0]
	for _, a := range found {
		if a.marks&below == 0 {
			out = append(out, a)
		}
	}
	return out, nil
}

// newest is a queue with the newest commit first.
type newest []*ancestor

func (q newest) Len() int      { return len(q) }
func (q newest) Swap(i, j int) { q[i], q[j] = q[j], q[i] }
func (q newest) Less(i, j int) bool {
	if q[i].date != q[j].date {
		return q[i].date > q[j].date
	}
	return q[i].order < q[j].order
}
func (q *newest) Push(x any) { *q = append(*q, x.(*ancestor)) }
func (q *newest) Pop() any {
	last := (*q)[len(*q)-1]
	*q = (*q)[:len(*q)-1]
	return last
}

// open reports whether any commit of the queue may still lead to a result.
func (q newest) open() bool {
	for _, a := range q {
		if a.marks&below == 0 {
			return true
		}
	}
	return false
}
