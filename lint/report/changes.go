package report

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/netpolint/netpolint/lint/cluster"
	"github.com/netpolint/netpolint/lint/reach"
)

// WorkTree is the name of a side that is on disk.
const WorkTree = "the work tree"

// Changes is what a report of differences between two clusters needs to know beside
// the differences.
type Changes struct {
	// Old and New are the engines that explain, and OldName and NewName what people
	// call the two.
	Old, New         *reach.Engine
	OldName, NewName string
	// OldTree and NewTree are set for sides that are revisions: their files are not where
	// their names say.
	OldTree, NewTree bool
	// Model is that of the new side.
	Model *cluster.Model
	// Limits are what neither side knows.
	Limits []Limit
	// Added and Removed are the workloads that only one side has.
	Added, Removed []*cluster.Workload

	counts Counts
	whys   map[string]string // reasons in words, by what they are about
}

// Counts is how many connections opened and closed between ends that exist on both
// sides, and how many have an end that does not. A block of addresses counts as one end.
type Counts struct{ Opened, Closed, Apart int }

// ChangeFormats are the formats of Changes, the default first.
func ChangeFormats() []string { return []string{"text", "json", "md"} }

// ChangeWriter writes changes as they come, ordered by source.
type ChangeWriter interface {
	// Change writes one. It is not kept.
	Change(x *reach.Change) error
	// Close writes what is still due.
	Close() error
}

// Writer returns a writer in one of ChangeFormats.
func (c *Changes) Writer(w io.Writer, format string, o TextOptions) ChangeWriter {
	switch format {
	case "json":
		return newChangesJSON(c, w)
	case "md":
		return newChangesText(c, w, o, markdownChanges{})
	}
	return newChangesText(c, w, o, textChanges{palette{on: o.Color}, o.Width})
}

// Counts returns how much has changed, of what was written so far.
func (c *Changes) Counts() Counts { return c.counts }

// part is connections of a change that opened, or closed.
type part struct {
	conns         reach.Conns
	opened, maybe bool
	reasons       []reach.Reason
}

// parts divides a change, and counts.
func (c *Changes) parts(x *reach.Change) []part {
	var out []part
	for _, p := range [...]part{{conns: x.Opened, opened: true}, {conns: x.Closed}, {conns: x.MaybeOpened, opened: true, maybe: true}, {conns: x.MaybeClosed, maybe: true}} {
		if p.conns.Empty() {
			continue
		}
		if !p.maybe {
			p.reasons = reach.Why(c.Old, c.New, x, p.opened)
		}
		out = append(out, p)
		switch {
		case x.Added || x.Removed:
			c.counts.Apart++
		case p.opened:
			c.counts.Opened++
		default:
			c.counts.Closed++
		}
	}
	return out
}

// because says in one line what opened or closed connections. Few reasons explain many
// changes, and each is put into words once.
func (c *Changes) because(reasons []reach.Reason) string {
	if len(reasons) == 0 {
		return ""
	}
	key := reasonKey(reasons)
	text, known := c.whys[key]
	if !known {
		var parts []string
		for _, r := range reasons {
			parts = append(parts, c.reasonText(r))
		}
		text = strings.Join(parts, "; ")
		if c.whys == nil {
			c.whys = map[string]string{}
		}
		c.whys[key] = text
	}
	return text
}

// reasonKey tells reasons apart.
func reasonKey(reasons []reach.Reason) string {
	var key []byte
	for _, r := range reasons {
		key = fmt.Appendf(key, "%d %d %p", r.Cause, r.Direction, r.Rule)
		for _, p := range r.Policies {
			key = fmt.Appendf(key, " %p", p)
		}
		key = append(key, ';')
	}
	return string(key)
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

// maxLines is how many lines of one reason are shown to people.
const maxLines = 20

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
