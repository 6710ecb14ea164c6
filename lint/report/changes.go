package report

import (
	"bufio"
	"fmt"
	"io"
	"net/netip"
	"slices"
	"strings"

	"github.com/netpolint/netpolint/lint/cluster"
	"github.com/netpolint/netpolint/lint/reach"
)

// Changes collects what differs between two clusters, and prints it.
type Changes struct {
	// Old and New are the engines that explain, and OldName and NewName what people
	// call the two.
	Old, New         *reach.Engine
	OldName, NewName string
	// OldTree and NewTree are set for sides that are revisions: their files are not where
	// their names say.
	OldTree, NewTree bool
	// Limits are what neither side knows.
	Limits []Limit
	// Added and Removed are the workloads that only one side has.
	Added, Removed []*cluster.Workload

	flows  []flowChange
	names  *workloadNames
	whys   map[string]string // reasons in words, by what they are about
	index  map[pairOf]int    // of lines with addresses
	counts Counts
}

// WorkTree is the name of a side that is on disk.
const WorkTree = "the work tree"

// Counts is how many connections opened and closed between ends that exist on both
// sides, and how many have an end that does not.
type Counts struct{ Opened, Closed, Apart int }

// ChangeFormats are the formats of Changes, the default first.
func ChangeFormats() []string { return []string{"text", "json", "md"} }

// flowChange is one line of the answer: connections of two ends that opened, or
// closed. One end may be a set of addresses: blocks.
type flowChange struct {
	pairOf
	conns   reach.Conns
	blocks  []netip.Prefix
	reasons []reach.Reason
}

// pairOf is what changes have in common that differ in addresses only.
type pairOf struct {
	from, to    *cluster.Workload // nil for addresses, and for controllers of routes
	controller  bool
	opened      bool
	maybe       bool
	added, gone bool
	what        string // connections and reasons, in words
}

// Add takes in a change.
func (c *Changes) Add(x *reach.Change) {
	for _, part := range [...]struct {
		conns         reach.Conns
		opened, maybe bool
	}{{x.Opened, true, false}, {x.Closed, false, false}, {x.MaybeOpened, true, true}, {x.MaybeClosed, false, true}} {
		if part.conns.Empty() {
			continue
		}
		f := flowChange{pairOf: pairOf{from: x.From.Workload, to: x.To.Workload, controller: x.From.Controller, opened: part.opened, maybe: part.maybe, added: x.Added, gone: x.Removed}, conns: part.conns}
		if !part.maybe {
			f.reasons = reach.Why(c.Old, c.New, x, part.opened)
		}
		f.what = f.conns.String() + " " + c.because(&f)
		c.add(f, x)
	}
}

// add puts in a line, or an address into the line that says the same of others.
func (c *Changes) add(f flowChange, x *reach.Change) {
	if (f.from == nil || f.to == nil) && !f.controller {
		block := x.From.Block
		if f.from != nil {
			block = x.To.Block
		}
		if at, known := c.index[f.pairOf]; known {
			c.flows[at].blocks = append(c.flows[at].blocks, block)
			return
		}
		f.blocks = []netip.Prefix{block}
		if c.index == nil {
			c.index = map[pairOf]int{}
		}
		c.index[f.pairOf] = len(c.flows)
	}
	c.flows = append(c.flows, f)
	switch {
	case f.added || f.gone:
		c.counts.Apart++
	case f.opened:
		c.counts.Opened++
	default:
		c.counts.Closed++
	}
}

// Counts returns how much changed.
func (c *Changes) Counts() Counts { return c.counts }

// group is lines with the same reason.
type group struct {
	reason string
	lines  []string
}

// grouped collects the changes of one kind by reason, in order of appearance.
func (c *Changes) grouped(keep func(*flowChange) bool, line func(from, to, conns string) string) []group {
	var out []group
	index := map[string]int{}
	for i := range c.flows {
		f := &c.flows[i]
		if !keep(f) {
			continue
		}
		why := c.because(f)
		at, known := index[why]
		if !known {
			at = len(out)
			index[why] = at
			out = append(out, group{reason: why})
		}
		conns := f.conns.String()
		if f.maybe {
			conns = "maybe " + conns
		}
		out[at].lines = append(out[at].lines, line(c.end(f, f.from), c.end(f, f.to), conns))
	}
	return out
}

// end writes one end of a change.
func (c *Changes) end(f *flowChange, w *cluster.Workload) string {
	switch {
	case w != nil:
		if c.names == nil {
			c.names = newWorkloadNames()
		}
		return c.names.of(w)
	case f.controller:
		return "the outside through an Ingress or a route"
	}
	return reach.Blocks(f.blocks)
}

// because says in one line what opened or closed a connection. Few reasons explain
// many changes, and each is put into words once.
func (c *Changes) because(f *flowChange) string {
	if len(f.reasons) == 0 {
		return ""
	}
	var key strings.Builder
	for _, r := range f.reasons {
		fmt.Fprintf(&key, "%d %d %p", r.Cause, r.Direction, r.Rule)
		for _, p := range r.Policies {
			fmt.Fprintf(&key, " %p", p)
		}
		key.WriteByte(';')
	}
	text, known := c.whys[key.String()]
	if !known {
		text = c.inWords(f)
		if c.whys == nil {
			c.whys = map[string]string{}
		}
		c.whys[key.String()] = text
	}
	return text
}

func (c *Changes) inWords(f *flowChange) string {
	var parts []string
	for _, r := range f.reasons {
		parts = append(parts, c.reasonText(r))
	}
	return strings.Join(parts, "; ")
}

func (c *Changes) reasonText(r reach.Reason) string {
	side := ""
	switch {
	case r.Cause.Old() && c.OldTree:
		side = c.OldName
	case !r.Cause.Old() && c.NewTree:
		side = c.NewName
	}
	var policies []string
	for _, p := range r.Policies {
		policies = append(policies, c.place(policyName(p), LocationText(p.At.Child("metadata").Child("name")), side))
	}
	rule := ""
	if r.Rule != nil && len(r.Policies) > 0 {
		rule = c.place(ruleField(r.Rule, r.Direction)+" of "+policyName(r.Policies[0]), LocationText(r.Rule.At), side)
	}
	list := strings.Join(policies, ", ")
	switch r.Cause {
	case reach.AllowedBy:
		return "allowed by " + rule
	case reach.NotDenied:
		return "no longer denied by " + rule
	case reach.DeniedBy:
		return "denied by " + rule
	case reach.NotAllowed:
		return "no longer allowed by " + rule
	case reach.NotSelected:
		return "its pods are no longer selected by " + list
	case reach.SelectedBy:
		return "its pods are selected by " + list + " now"
	case reach.NotIsolated:
		return "no policy isolates " + r.Direction.String() + " any more, as did " + list
	}
	return r.Direction.String() + " isolated by " + list
}

// place writes where something stands, and on which side.
func (c *Changes) place(what, at, side string) string {
	what = Sanitize(what)
	switch {
	case at == "":
		return what
	case side == "":
		return what + " (" + at + ")"
	}
	return what + " (" + at + " in " + Sanitize(side) + ")"
}

// maxLines is how many changes of one reason are shown to people.
const maxLines = 20

// sections are the parts of the answer for people.
func (c *Changes) sections() []struct {
	title string
	keep  func(*flowChange) bool
} {
	return []struct {
		title string
		keep  func(*flowChange) bool
	}{
		{"opened", func(f *flowChange) bool { return f.opened && !f.added && !f.gone }},
		{"closed", func(f *flowChange) bool { return !f.opened && !f.added && !f.gone }},
		{"of new workloads", func(f *flowChange) bool { return f.added }},
		{"of removed workloads", func(f *flowChange) bool { return f.gone && !f.added }},
	}
}

// Text prints the changes for people.
func (c *Changes) Text(w io.Writer, o TextOptions) error {
	out, p := bufio.NewWriter(w), palette{on: o.Color}
	for _, section := range c.sections() {
		groups := c.grouped(section.keep, func(from, to, conns string) string { return from + " -> " + to + ": " + p.code(conns) })
		if len(groups) == 0 {
			continue
		}
		fmt.Fprintln(out, p.bold(section.title))
		for _, g := range groups {
			if g.reason != "" {
				fmt.Fprintln(out, "  "+wrapped(g.reason, o.Width, 2, 4))
			}
			for i, line := range g.lines {
				if i == maxLines && len(g.lines) > maxLines+1 {
					fmt.Fprintf(out, "    and %d more: -o json lists all\n", len(g.lines)-maxLines)
					break
				}
				fmt.Fprintln(out, "    "+line)
			}
		}
		fmt.Fprintln(out)
	}
	for _, list := range c.workloadLists() {
		fmt.Fprintln(out, wrapped(list, o.Width, 0, 2))
	}
	if !o.Quiet {
		fmt.Fprintln(out, c.summary())
	}
	return out.Flush()
}

// workloadLists names the workloads that only one side has.
func (c *Changes) workloadLists() []string {
	var out []string
	for title, list := range map[string][]*cluster.Workload{"new workloads: ": c.Added, "removed workloads: ": c.Removed} {
		var names []string
		for _, w := range list {
			names = append(names, Sanitize(shortName(w)+" ("+kindOf(w)+")"))
		}
		if len(names) > maxLines {
			names = append(names[:maxLines], fmt.Sprintf("and %d more", len(names)-maxLines))
		}
		if len(names) > 0 {
			out = append(out, title+strings.Join(names, ", "))
		}
	}
	slices.Sort(out)
	return out
}

func (c *Changes) summary() string {
	n := c.counts
	if n == (Counts{}) {
		return "no connection opens or closes between " + Sanitize(c.OldName) + " and " + Sanitize(c.NewName)
	}
	out := fmt.Sprintf("%s opened, %d closed", count(n.Opened, "connection"), n.Closed)
	if n.Apart > 0 {
		out += fmt.Sprintf("; %d of workloads that only one side has", n.Apart)
	}
	return out
}
