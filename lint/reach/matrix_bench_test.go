package reach

import "context"

// Rows computes every row of the compressed answer and counts its cells: what
// benchmarks measure, without the output.
func (m *Matrix) Rows(ctx context.Context) (cells int) {
	c := m.table.classes
	for n := range c.list {
		if n == 0 || c.list[n].sample.Namespace != c.list[n-1].sample.Namespace {
			m.certain.forget()
		}
		row := m.certain.compute(int32(n))
		cells += len(row.groups) + len(row.classes)
	}
	return cells
}

// Classes is how many classes the workloads fall into.
func (m *Matrix) Classes() int { return len(m.table.classes.list) }
