package rules

import (
	"fmt"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
	"github.com/netpolint/netpolint/lint/manifest"
)

// obsoleteAnnotation reports annotations of a namespace that asked for isolation in
// the beta of network policies. Since networking.k8s.io/v1 only policies isolate
// pods, and the annotation is no longer read (changelog of Kubernetes 1.7, which says
// how to write it as a policy for all pods).
func obsoleteAnnotation() *lint.Rule {
	return &lint.Rule{
		Code: "NP616", Name: "obsolete-annotation", Category: lint.Traps, Severity: lint.Warning, Since: "0.1.0",
		Summary:  "a namespace asks for isolation by an annotation that nothing reads any more",
		Controls: []lint.Control{lint.NSADefaultDeny, lint.DenyByDefault},
		Check:    checkObsoleteAnnotation,
	}
}

func checkObsoleteAnnotation(pass *lint.Pass) {
	for _, ns := range pass.Model.Namespaces {
		for _, key := range isolationAnnotations(ns) {
			f := lint.Finding{
				At: ns.At.Object.Ref("/metadata/annotations").Child(key), OnKey: true, Key: key,
				Help: fmt.Sprintf("remove the annotation, and add a NetworkPolicy to namespace %s with podSelector: {} and policyTypes: [Ingress]", ns.Name),
			}
			switch deny := defaultDeny(ns, cluster.Ingress); {
			case deny != nil:
				f.Message = fmt.Sprintf("nothing reads this annotation since Kubernetes 1.7: what denies ingress to the pods of %s is the policy %s", ns.Name, deny.Name)
				f.Help = "remove the annotation"
				f.Related = []lint.Related{{At: nameOf(deny.At), Message: "this policy denies ingress by default"}}
				f.Fixes = []lint.Fix{{Title: "remove the annotation", Safety: lint.Safe, Edits: []lint.Edit{{At: f.At, Remove: true}}}}
				pass.ReportAs(lint.Info, f)
				continue
			case !pass.Model.CoverageKnown(ns):
				f.Message = fmt.Sprintf("nothing reads this annotation since Kubernetes 1.7, so it denies nothing: only network policies isolate the pods of %s", ns.Name)
			default:
				f.Message = fmt.Sprintf("nothing reads this annotation since Kubernetes 1.7, so the pods of %s that no policy selects accept connections from anywhere", ns.Name)
			}
			pass.Report(f)
		}
	}
}

// isolationAnnotations are the keys of the annotations of a namespace that asked for
// isolation once.
func isolationAnnotations(ns *cluster.Namespace) []string {
	if !ns.Declared || ns.At.Object == nil {
		return nil
	}
	if written, ok := ns.At.Object.Value.(*manifest.Namespace); ok {
		return written.Isolation
	}
	return nil
}
