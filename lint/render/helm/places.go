package helm

// place is where some output comes from: bytes of a template, of which the output
// is a copy if verbatim is set, and which is an action else.
type place struct {
	file       *file
	start, end int32
	verbatim   bool
}

// noPlace is the index of the place of output that comes from nowhere known.
const noPlace = 0

// places are all that output may come from. The writer knows them by the address of
// the first byte of a text of a tree: of the text itself, which is verbatim, or of
// a mark that stands before an action and is never written.
type places struct {
	list []place
	at   map[*byte]int32
	// marks are the bytes that marks point to. Their values do not matter.
	marks []byte
	// tick, enter and leave are marks that are no places: they count steps, and
	// levels of templates in templates.
	tick, enter, leave []byte
}

func newPlaces() *places {
	return &places{
		list: make([]place, 1),
		at:   map[*byte]int32{},
		tick: []byte{0}, enter: []byte{0}, leave: []byte{0},
	}
}

// mark returns a text that stands for a place.
func (p *places) mark(pl place) []byte {
	if len(p.marks) == cap(p.marks) {
		// A new block; the map holds on to the old ones.
		p.marks = make([]byte, 0, 1024)
	}
	p.marks = append(p.marks, 0)
	m := p.marks[len(p.marks)-1:]
	p.add(m, pl)
	return m
}

// add makes a text known.
func (p *places) add(text []byte, pl place) {
	p.at[&text[0]] = int32(len(p.list))
	p.list = append(p.list, pl)
}
