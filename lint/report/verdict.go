package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
	"github.com/netpolint/netpolint/lint/manifest"
	"github.com/netpolint/netpolint/lint/reach"
)

// maxNearest is how many rules that almost allow a flow are shown.
const maxNearest = 3

// Verdict prints whether a flow is allowed, and the policies, rules and lines that
// make it so.
func Verdict(w io.Writer, e *reach.Engine, f reach.Flow, o TextOptions) error {
	t := &verdictText{out: bufio.NewWriter(w), p: palette{on: o.Color}, engine: e, flow: f}
	v := e.Explain(f)
	title := Sanitize(f.String())
	if !f.From.Addr.IsValid() {
		title = noCommand(title)
	}
	fmt.Fprintf(t.out, "%s: %s\n", t.p.bold(title), t.answer(v.Answer))
	if v.Self {
		t.line(1, "a pod always reaches itself, whatever policies say")
		return t.out.Flush()
	}
	t.side(&v.Sides[cluster.Egress], cluster.Egress, f.From)
	t.side(&v.Sides[cluster.Ingress], cluster.Ingress, f.To)
	if w := f.From.Workload; w != nil && w.HostNetwork && v.Sides[cluster.Ingress].Answer != cluster.Yes {
		t.line(2, "but a pod lets in all that comes from its own node, whatever policies say")
	}
	return t.out.Flush()
}

type verdictText struct {
	out    *bufio.Writer
	p      palette
	engine *reach.Engine
	flow   reach.Flow
}

func (t *verdictText) answer(a cluster.Truth) string {
	switch a {
	case cluster.Yes:
		return t.p.good("allowed")
	case cluster.No:
		return t.p.severity("denied", lint.Error)
	}
	return t.p.severity("not known", lint.Warning)
}

func (t *verdictText) line(depth int, text string) {
	t.out.WriteString(strings.Repeat("  ", depth) + text + "\n")
}

// at is where something stands, as findings show it.
func (t *verdictText) at(ref manifest.Ref) string { return t.p.dim(LocationText(ref)) }

// LocationText is the place of a ref as FILE:LINE:COLUMN; "" if it has none.
func LocationText(ref manifest.Ref) string {
	if ref.IsZero() {
		return ""
	}
	l := lint.Locate(ref)
	if l.File() == "" {
		return ""
	}
	return fmt.Sprintf("%s:%d:%d", Sanitize(l.File()), l.Start.Line, l.Start.Column)
}

func (t *verdictText) side(s *reach.Side, d cluster.Direction, own reach.Endpoint) {
	t.line(1, fmt.Sprintf("%s of %s: %s", d, Sanitize(own.String()), t.answer(s.Answer)))
	switch {
	case own.Workload == nil && own.Pod == nil:
		t.line(2, "an address outside of the cluster has no policies")
		return
	case own.Workload != nil && own.Workload.HostNetwork:
		t.line(2, "it is on the host network, which policies do not control")
		return
	}
	for _, passed := range s.Passed {
		t.line(2, "passed on by "+t.rule(passed.Policy, passed.Rule, d))
	}
	if s.By != nil && s.By.Tier != cluster.TierNetworkPolicy {
		t.line(2, tierVerb(s)+" by "+t.rule(s.By, s.Rule, d))
		return
	}
	if len(s.Isolating) == 0 {
		t.line(2, "no policy isolates it in this direction")
		return
	}
	for _, p := range s.Isolating {
		t.line(2, "isolated by "+Sanitize(policyName(p))+"  "+t.at(p.At.Child("metadata").Child("name")))
	}
	switch {
	case s.By == nil:
		t.nearest(d)
	case s.Answer == cluster.Yes:
		t.line(2, verb(s.Rule.Action)+" by "+t.rule(s.By, s.Rule, d))
	default:
		t.perhaps(s, d)
	}
}

// perhaps shows the rule that may allow the flow, and what that depends on.
func (t *verdictText) perhaps(s *reach.Side, d cluster.Direction) {
	t.line(2, "perhaps allowed by "+t.rule(s.By, s.Rule, d))
	for _, m := range t.engine.Nearest(t.flow, d) {
		if m.Rule == s.Rule {
			t.line(3, Sanitize(m.Lacks)+"  "+t.at(m.At))
		}
	}
}

// tierVerb says what a rule of a tier does. One of an unknown peer denies, and so may
// one that would pass on.
func tierVerb(s *reach.Side) string {
	switch s.Answer {
	case cluster.No:
		return verb(cluster.Deny)
	case cluster.Unknown:
		return "perhaps " + verb(s.Rule.Action)
	}
	return verb(s.Rule.Action)
}

func verb(a cluster.Action) string {
	switch a {
	case cluster.Deny:
		return "denied"
	case cluster.Pass:
		return "passed on"
	}
	return "allowed"
}

// rule names a rule: its field, the policy, and the place.
func (t *verdictText) rule(p *cluster.Policy, r *cluster.Rule, d cluster.Direction) string {
	name := ruleField(r, d)
	if r.Name != "" {
		name += " (" + Sanitize(r.Name) + ")"
	}
	return name + " of " + Sanitize(policyName(p)) + "  " + t.at(r.At)
}

// ruleField is a rule's place in its policy as people write it: ingress[0].
func ruleField(r *cluster.Rule, d cluster.Direction) string {
	path := string(r.At.Path)
	return fmt.Sprintf("%s[%s]", d, path[strings.LastIndexByte(path, '/')+1:])
}

func policyName(p *cluster.Policy) string {
	if p.Namespace != nil {
		return p.Namespace.Name + "/" + p.Name
	}
	return p.At.Object.ID.Kind + " " + p.Name
}

// nearest shows the rules that come closest to allowing the flow.
func (t *verdictText) nearest(d cluster.Direction) {
	misses := t.engine.Nearest(t.flow, d)
	if len(misses) == 0 {
		t.line(2, "and no rule of theirs allows anything in this direction")
		return
	}
	for i, m := range misses {
		if i == maxNearest {
			t.line(2, fmt.Sprintf("and further from it: %s", count(len(misses)-maxNearest, "rule")))
			break
		}
		t.line(2, "not allowed by "+t.rule(m.Policy, m.Rule, d))
		t.line(3, Sanitize(m.Lacks)+"  "+t.at(m.At))
	}
}
