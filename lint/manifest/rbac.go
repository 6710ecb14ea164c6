package manifest

import "github.com/netpolint/netpolint/lint/source"

// readRole reads whether a Role or ClusterRole allows to create pods or the
// objects that make them.
func readRole(d *decoder) any {
	role := &Role{}
	for _, rule := range d.root.Get("rules").Items() {
		role.MakesPods = role.MakesPods || holds(rule.Get("verbs"), "create", "*") &&
			holds(rule.Get("resources"), "pods", "deployments", "daemonsets", "statefulsets", "replicasets", "jobs", "cronjobs", "*")
	}
	if !role.MakesPods {
		d.other = append(d.other, d.object.ID.APIVersion+" "+d.object.ID.Kind)
		return nil
	}
	return role
}

// readRoleBinding reads which service accounts a binding gives a role to.
func readRoleBinding(d *decoder) any {
	ref := d.root.Get("roleRef")
	b := &RoleBinding{RoleKind: text(ref.Get("kind")), Role: text(ref.Get("name"))}
	for _, s := range d.root.Get("subjects").Items() {
		if text(s.Get("kind")) == "ServiceAccount" {
			b.Accounts = append(b.Accounts, Account{Namespace: text(s.Get("namespace")), Name: text(s.Get("name"))})
		}
	}
	return b
}

// holds reports whether a sequence has one of the given strings.
func holds(n source.Node, any ...string) bool {
	for _, item := range n.Items() {
		for _, s := range any {
			if item.Text() == s {
				return true
			}
		}
	}
	return false
}
