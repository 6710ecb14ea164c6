package kustomize

import (
	"errors"
	"fmt"
	"time"
)

// ErrLimit is wrapped by the error of a rendering that asks for too much, as what it
// uses does most likely, too.
var ErrLimit = errors.New("rendering stopped")

// maxTime is how long all renderings of one [Renderer] may take together.
const maxTime = 2 * time.Minute

// Limits of one rendering. Real trees stay far below them. The first three bound the
// memory: kustomize takes some eighty times the size of the YAML that it reads. The
// last two bound the time: it compares each object with all others, which takes it
// about a microsecond a pair, once or twice for each kustomization on the way.
const (
	maxText    = 32 << 20   // bytes of YAML, as often as it is used
	maxData    = 64 << 20   // bytes that only go into ConfigMaps and Secrets
	maxPrinted = 128 << 20  // bytes that come out
	maxVisits  = 4_000      // kustomizations, as often as they are used
	maxPairs   = 25_000_000 // pairs of objects that are compared
	maxDepth   = 64         // kustomizations that use each other
)

// budget counts what a rendering takes.
type budget struct {
	text, data, visits, pairs int
	printed                   int // bytes of what came out
	growth                    growth
}

// check says which limit is passed.
func (b *budget) check() error {
	switch {
	case b.text > maxText:
		return fmt.Errorf("%w: more than %d MiB of YAML go into it: build its parts one by one", ErrLimit, maxText>>20)
	case b.data > maxData:
		return fmt.Errorf("%w: more than %d MiB of data go into it: build its parts one by one", ErrLimit, maxData>>20)
	case b.printed > maxPrinted:
		return fmt.Errorf("%w: more than %d MiB come out of it: build its parts one by one", ErrLimit, maxPrinted>>20)
	case b.visits > maxVisits:
		return fmt.Errorf("%w: kustomizations are used more than %d times: build its parts one by one", ErrLimit, maxVisits)
	case b.pairs > maxPairs:
		return fmt.Errorf("%w: too many objects go into it for kustomize, whose work grows with their square: build its parts one by one", ErrLimit)
	}
	return nil
}
