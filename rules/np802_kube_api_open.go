package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
)

// kubeAPIOpen reports egress rules for the port of the Kubernetes API server, on
// pods of which neither a role nor a name says that they work with it. The NSA/CISA Kubernetes
// hardening guide asks to keep the control plane apart; few applications call it.
func kubeAPIOpen() *lint.Rule {
	return &lint.Rule{
		Code: "NP802", Name: "kube-api-open", Category: lint.Sensitive, Severity: lint.Info, Optional: true, Since: "0.1.0",
		Summary:  "an egress rule opens the Kubernetes API server to pods that do not look like they need it",
		Controls: []lint.Control{lint.NSAControlPlane, lint.NSALeastAccess},
		Options: []lint.Option{
			{Name: "users", Kind: lint.StringsOption, Doc: "words in the names of pods and policies that need the API server", Strings: apiServerUsers()},
		},
		Check: checkKubeAPIOpen,
	}
}

// apiServerUsers are words in the names of programs that work with the API server.
func apiServerUsers() []string {
	return []string{
		"operator", "controller", "controllers", "manager", "webhook", "admission", "injector", "apiserver", "kube-state-metrics", "metrics-server", "autoscaler",
		"prometheus", "grafana", "argocd", "argo", "flux", "rancher", "fleet", "cert-manager", "cainjector", "external-dns", "external-secrets", "vault", "keda", "velero",
		"dashboard", "headlamp", "kyverno", "gatekeeper", "trivy", "falco", "istiod", "linkerd", "cilium", "calico", "traefik", "ingress", "gateway",
		"runner", "tekton", "jenkins", "gitlab", "csi", "provisioner", "scheduler", "reloader", "reflector", "descheduler", "kured", "longhorn", "kubernetes", "kube", "k8s",
	}
}

func checkKubeAPIOpen(pass *lint.Pass) {
	users := pass.Strings("users")
	is := func(name string) bool {
		name = strings.ToLower(name)
		return slices.ContainsFunc(users, func(user string) bool { return nameHolds(name, user) })
	}
	for _, p := range everyPolicy(pass.Model) {
		if p.Namespace != nil && p.Namespace.System() {
			continue
		}
		for i := range p.Rules[cluster.Egress] {
			r := &p.Rules[cluster.Egress][i]
			port := apiServerPort(p, r)
			if port == nil || !permits(p, cluster.Egress, r) || !reachesNodes(r) {
				continue
			}
			pods := slices.DeleteFunc(slices.Clone(p.Selected), func(w *cluster.Workload) bool {
				return w.HasRole || is(w.Name) || is(w.Labels["app"]) || is(w.Labels["app.kubernetes.io/name"]) || is(w.Labels["app.kubernetes.io/component"])
			})
			if len(p.Selected) == 0 && (calledForAPIServer(p.Name) && !p.SelectsAll() || is(p.Name) && !calledForAPIServer(p.Name) || namesPods(p.Subject, is)) || len(p.Selected) > 0 && len(pods) == 0 {
				continue
			}
			pass.Report(lint.Finding{
				At: port.At, Key: fmt.Sprint("egress ", port.From),
				Message: fmt.Sprintf("%s may connect to the Kubernetes API server (%d/TCP)%s: with a service account that may do much, whoever controls a pod may too", affected(p, pods), port.From, beyond(p)),
				Help:    "leave the rule to the pods that call the API server, and set automountServiceAccountToken: false on the others",
				Witness: witnessTo(pass, pods, port.Protocol, port.From, exampleOf(r)),
			})
		}
	}
}

// apiServerPort returns the entry of a rule that is there for the API server: 6443,
// or 443 in a policy that is named for it.
func apiServerPort(p *cluster.Policy, r *cluster.Rule) *cluster.Port {
	for i := range r.Ports {
		port := &r.Ports[i]
		if port.Name != "" || port.Protocol != "TCP" || port.From != port.To {
			continue
		}
		if port.From == 6443 || port.From == 443 && calledForAPIServer(p.Name) {
			return port
		}
	}
	return nil
}

// calledForAPIServer reports whether a policy is named for what its pods call, and not
// for them.
func calledForAPIServer(name string) bool {
	bare := strings.ReplaceAll(strings.ToLower(name), "-", "")
	return servesAPIServer(bare) || strings.Contains(bare, "kubeapi") || strings.Contains(bare, "k8sapi")
}
