package helm

// writer takes what a template prints, and drops the marks among it.
type writer struct {
	limits *limits
	places *places
	out    []byte

	// record is set for the templates whose output is led back; for those that are
	// included, it is part of an action.
	record   bool
	segments []segment
	current  int32
	// above are the places that go on once a template that another calls has ended.
	above []int32
}

// segment says that the output from an offset on comes from a place; from skip
// bytes after its start on, if it is verbatim.
type segment struct {
	at    uint32
	place int32
	skip  uint32
}

// newWriter returns a writer whose output is led back.
func newWriter(l *limits, p *places) *writer {
	return &writer{limits: l, places: p, record: true, segments: []segment{{}}}
}

// Write is called by text/template with the text of its trees as it is, which is
// how marks are known, and by fmt with values.
func (w *writer) Write(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, w.limits.step(1)
	}
	first := &p[0]
	if len(p) == 1 {
		switch first {
		case &w.places.tick[0]:
			return 1, w.limits.step(1)
		case &w.places.enter[0]:
			w.above = append(w.above, w.current)
			return 1, w.limits.enter()
		case &w.places.leave[0]:
			w.begin(w.above[len(w.above)-1])
			w.above = w.above[:len(w.above)-1]
			return 1, w.limits.leave()
		}
	}
	index, known := w.places.at[first]
	if known && !w.places.list[index].verbatim {
		w.begin(index)
		return 1, w.limits.step(1)
	}
	switch {
	case known:
		w.begin(index)
	case w.places.list[w.current].verbatim:
		w.begin(noPlace)
	}
	return len(p), w.append(p)
}

func (w *writer) append(p []byte) error {
	n := int64(len(p))
	if err := w.limits.step(1 + n/1024); err != nil {
		return err
	}
	count := w.limits.make
	if w.record {
		count = w.limits.print
	}
	if err := count(n); err != nil {
		return err
	}
	w.out = append(w.out, p...)
	return nil
}

// begin starts a segment. Those of actions that print nothing stay in the table.
func (w *writer) begin(index int32) {
	if !w.record {
		return
	}
	if index == w.current && !w.places.list[index].verbatim {
		return
	}
	w.current = index
	// The memory of the table is counted, too; an error comes with the next step.
	_ = w.limits.make(16)
	w.segments = append(w.segments, segment{at: uint32(len(w.out)), place: index})
}
