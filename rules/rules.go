// Package rules is the catalogue: one file a rule, and this list. Each rule has
// its page in docs/rules and its fixtures in testdata/rules, found by its name.
package rules

import "github.com/netpolint/netpolint/lint"

// All lists every rule, by code.
func All() []*lint.Rule {
	return []*lint.Rule{
		apiInvalid(),
		unknownField(),
		duplicateYAMLKey(),
		yamlBoolLabel(),
		deprecatedAPI(),
		nonCanonicalIPv6(),
		missingDefaultDenyIngress(),
		missingDefaultDenyEgress(),
		namespaceWithoutPolicy(),
		defaultDenyDefeated(),
		partialNamespaceCoverage(),
		missingEgressPolicy(),
		egressWithoutDNS(),
		dnsUDPOnly(),
		egressAllowAll(),
		egressToWholeInternet(),
		egressOnlyPolicyIsolatesIngress(),
		emptyEgressNoEffect(),
		overbroadIPBlock(),
		ingressFromAny(),
		ingressIPBlockAny(),
		exceptTooSmall(),
		splitAnyCIDR(),
		anyNamespacePeer(),
		unusedPolicyLabel(),
		policySelectsNoPods(),
		peerSelectsNoPods(),
		peerSelectsNoNamespace(),
		unusedWorkloadLabel(),
		selectorTypo(),
		workloadLabelUsedAsPodLabel(),
		namespaceLabelMissing(),
		rulesIgnoredByPolicyTypes(),
		policyTypesOmitted(),
		nullListItem(),
		emptyRuleAllowsAll(),
	}
}
