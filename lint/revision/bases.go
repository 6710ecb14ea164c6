package revision

import "sync"

// bases keeps the objects of packs that others build on, as files of one directory
// often stand in one chain.
type bases struct {
	sync.Mutex
	kept map[place]object
	size int
}

type place struct {
	pack *pack
	at   int64
}

type object struct {
	kind    string
	content []byte
}

func (b *bases) get(p place) (object, bool) {
	b.Lock()
	defer b.Unlock()
	o, ok := b.kept[p]
	return o, ok
}

func (b *bases) put(p place, o object) {
	b.Lock()
	defer b.Unlock()
	if len(o.content) > maxCache/4 {
		return
	}
	if b.kept == nil || b.size+len(o.content) > maxCache {
		b.kept, b.size = map[place]object{}, 0
	}
	if _, ok := b.kept[p]; !ok {
		b.kept[p] = o
		b.size += len(o.content)
	}
}
