package kustomize

import (
	"slices"
	"strconv"
	"strings"

	"sigs.k8s.io/kustomize/api/types"
)

// relax takes out of the kustomizations what made kustomize fail, if no policy
// depends on it or it may be due to resources that are missing. It reports whether
// there was anything.
//
//   - images: v0.21 cannot handle them beside a PodSecurityPolicy, which older
//     kustomizes can.
//   - generators that merge into a ConfigMap that is not there.
//   - replicas, variables and replacements of objects that are not there.
func (p *plan) relax(failure error) (bool, error) {
	text, changed := failure.Error(), false
	for _, v := range p.visits {
		k := &v.kustomization.fields
		switch {
		case strings.Contains(text, "image"):
			changed = changed || len(k.Images) > 0
			k.Images = nil
		case !v.partial:
			continue
		case strings.Contains(text, "cannot merge or replace"):
			changed = create(k, text) || changed
		case strings.Contains(text, "can not use behavior"):
			changed = mergeAgain(k, text) || changed
		default:
			changed = changed || len(k.Replicas)+len(k.Replacements)+len(*vars(k)) > 0
			k.Replicas, k.Replacements, *vars(k) = nil, nil, nil
		}
		keepsSomething(k)
		if err := p.serveKustomization(v); err != nil {
			return false, err
		}
	}
	return changed, nil
}

// create lets generators make objects of their own: if a failure names one of those
// of a kustomization, all of them, as what they would merge into is missing, too.
func create(k *types.Kustomization, failure string) bool {
	if !slices.ContainsFunc(generators(k), func(args *types.GeneratorArgs) bool { return !creates(args) && names(failure, args) }) {
		return false
	}
	for _, args := range generators(k) {
		if !creates(args) {
			args.Behavior = ""
		}
	}
	return true
}

// mergeAgain takes that back for a generator that a failure names: what it merges
// into is there.
func mergeAgain(k *types.Kustomization, failure string) bool {
	changed := false
	for _, args := range generators(k) {
		if args.Behavior == "" && names(failure, args) {
			args.Behavior, changed = types.BehaviorMerge.String(), true
		}
	}
	return changed
}

// names reports whether a failure names a generator.
func names(failure string, args *types.GeneratorArgs) bool {
	return strings.Contains(failure, strconv.Quote(args.Name))
}
