package rules

import (
	"fmt"
	"strings"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
)

// exceptReallowed reports exceptions of ipBlocks that other blocks allow again. An
// exception takes addresses out of its own block and denies nothing: what the rules
// of a pod allow is their union (the NetworkPolicy documentation, and the upstream
// test "IP overlapping both CIDR and Except is allowed").
func exceptReallowed() *lint.Rule {
	return &lint.Rule{
		Code: "NP607", Name: "except-reallowed", Category: lint.Traps, Severity: lint.Warning, Need: lint.NeedsReach, Since: "0.1.0",
		Summary:  "an exception of an ipBlock is allowed again by another block for the same pods",
		Controls: []lint.Control{lint.NSALeastAccess},
		Check:    checkExceptReallowed,
	}
}

func checkExceptReallowed(pass *lint.Pass) {
	all := reopened(pass)
	for _, p := range pass.Model.Policies {
		for _, d := range cluster.Directions {
			for i := range p.Rules[d] {
				for _, found := range all[&p.Rules[d][i]] {
					reportReopened(pass, &found)
				}
			}
		}
	}
}

func reportReopened(pass *lint.Pass, found *reopenedBlock) {
	var excepts []string
	for _, e := range found.excepts {
		excepts = append(excepts, e.Text)
	}
	by := found.by[0]
	f := lint.Finding{
		At: found.excepts[0].At, Key: found.direction.String() + " " + found.block.Text + " except " + excepts[0],
		Help: fmt.Sprintf("write the exception into %s too, or remove it here if the addresses may be allowed", by.block.Text),
	}
	what, allow := "the exception "+excepts[0]+" has no effect", "allows"
	if len(excepts) > 1 {
		what = fmt.Sprintf("the exceptions %s have no effect", listWords(excepts))
	}
	if found.partly {
		what = strings.Replace(what, "no effect", "next to no effect", 1)
	}
	var blocks []string
	for _, o := range found.by {
		blocks = append(blocks, o.block.Text)
	}
	if len(blocks) > 1 {
		allow = "allow"
	}
	f.Message = fmt.Sprintf("%s: %s %s %s the same addresses to the same pods, and an exception only limits its own block", what, listWords(blocks), found.where(), allow)
	if found.direction == cluster.Ingress {
		f.Message = strings.Replace(f.Message, "to the same pods", "in to the same pods", 1)
	}
	for _, o := range found.by[:min(len(found.by), 4)] {
		f.Related = append(f.Related, lint.Related{At: o.block.At, Message: "this block allows them"})
	}
	f.Witness = witness(pass, found.policy, found.rule, found.direction, addressesOf(found.excepts[0].Prefix).example())
	pass.Report(f)
}

// where says where the first of the blocks stands that allow an exception.
func (found *reopenedBlock) where() string {
	by := found.by[0]
	switch {
	case by.rule == found.rule:
		return "in this rule"
	case by.policy == found.policy:
		return "in another rule of this policy"
	}
	return "in policy " + by.policy.Name
}

// listWords lists some texts, the first few of them: a, b and c.
func listWords(list []string) string {
	const shown = 3
	if len(list) > shown+1 {
		list = append(list[:shown:shown], fmt.Sprintf("%d more", len(list)-shown))
	}
	if len(list) == 1 {
		return list[0]
	}
	return strings.Join(list[:len(list)-1], ", ") + " and " + list[len(list)-1]
}
