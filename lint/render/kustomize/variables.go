package kustomize

import (
	"bytes"
	"fmt"

	"sigs.k8s.io/kustomize/api/types"
)

// mayGrow returns an error if kustomize might make objects that are too large.
func (p *plan) mayGrow() error {
	err := p.budget.growth.check()
	if err == nil {
		err = p.variables()
	}
	if err != nil {
		return fmt.Errorf("%s: %w: %w", p.visits[0].name, ErrLimit, err)
	}
	return nil
}

// variables returns an error if values of objects stand for too many variables.
// Kustomize replaces them once, at the end.
func (p *plan) variables() error {
	var all []types.Var
	for _, v := range p.visits {
		all = append(all, *vars(&v.kustomization.fields)...)
	}
	if len(all) == 0 {
		return nil
	}
	uses, sum := p.uses(), 0
	for _, v := range all {
		if sum += uses[v.Name] * p.budget.growth.size(&copying{kind: v.ObjRef.Kind}); sum > maxGrowth {
			return errGrowth
		}
	}
	return nil
}

// uses counts by name how often variables are used in the files of the plan.
func (p *plan) uses() map[string]int {
	out := map[string]int{}
	for _, content := range p.files {
		for {
			_, rest, found := bytes.Cut(content, []byte("$("))
			if !found {
				break
			}
			if end := bytes.IndexByte(rest[:min(len(rest), maxName)], ')'); end >= 0 {
				out[string(rest[:end])]++
			}
			content = rest
		}
	}
	return out
}
