package manifest

import (
	"strings"

	"github.com/netpolint/netpolint/lint/source"
)

// reader decodes one kind from its document; it returns nil where there is
// nothing to say of the object.
type reader func(*decoder) any

// readerOf returns the reader of a kind, or nil for one that is not needed. Old groups are
// read too: a workload must not vanish from the model because its manifest is
// of an old API version.
func readerOf(group, kind string) reader {
	if misnamed(group, kind) {
		return readMisnamed
	}
	switch group {
	case "":
		switch kind {
		case "Namespace":
			return readNamespace
		case "Service":
			return readService
		case "Pod":
			return readPod
		case "ReplicationController":
			return readTemplate
		case "Route": // OpenShift's, from before it had a group
			return readOpenShiftRoute
		}
	case "apps", "extensions":
		switch kind {
		case "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet":
			return readTemplate
		case "Ingress":
			return readIngress
		case "NetworkPolicy":
			return readPolicy
		}
	case "batch":
		switch kind {
		case "Job":
			return readTemplate
		case "CronJob":
			return readCronJob
		}
	case "networking.k8s.io":
		switch kind {
		case "NetworkPolicy":
			return readPolicy
		case "Ingress":
			return readIngress
		}
	case "gateway.networking.k8s.io":
		if strings.HasSuffix(kind, "Route") {
			return readGatewayRoute
		}
	case "apps.openshift.io":
		if kind == "DeploymentConfig" {
			return readTemplate
		}
	case "kyverno.io", "policies.kyverno.io":
		return readGenerator
	case "route.openshift.io":
		if kind == "Route" {
			return readOpenShiftRoute
		}
	case "traefik.io", "traefik.containo.us":
		if strings.HasPrefix(kind, "IngressRoute") {
			return readTraefikRoute
		}
	case "rbac.authorization.k8s.io":
		switch kind {
		case "Role", "ClusterRole":
			return readRole
		case "RoleBinding", "ClusterRoleBinding":
			return readRoleBinding
		}
	case policyAPI:
		if unread(group, kind) {
			return readClusterPolicy
		}
	case "policy":
		if kind == "PodDisruptionBudget" {
			return readSelecting
		}
	case "admissionregistration.k8s.io":
		switch kind {
		case "ValidatingWebhookConfiguration", "MutatingWebhookConfiguration":
			return readWebhooks
		}
	case "apiregistration.k8s.io":
		if kind == "APIService" {
			return readAPIService
		}
	case "apiextensions.k8s.io":
		if kind == "CustomResourceDefinition" {
			return readConversion
		}
	case "monitoring.coreos.com":
		if kind == "PodMonitor" {
			return readSelecting
		}
	}
	if unread(group, kind) || mayMakePods(group, kind) {
		return readCustom
	}
	return nil
}

// misnamed reports whether a kind is NetworkPolicy misspelt, or in a group that
// has none. Other projects have a NetworkPolicy of their own; the groups below
// k8s.io are those of Kubernetes.
func misnamed(group, kind string) bool {
	const net = "net"
	if len(kind) < len(net) || !strings.EqualFold(kind[:len(net)], net) {
		return false
	}
	proper := kind == "NetworkPolicy"
	switch group {
	case "networking.k8s.io":
		return !proper && kind != "NetworkPolicyList"
	case "extensions":
		return !proper && similar(kind)
	}
	if !similar(kind) {
		return false
	}
	switch group {
	case "", "apps", "policy", "networking":
		return true
	}
	return strings.HasPrefix(group, "networking.") || strings.HasPrefix(group, "network.") || strings.HasSuffix(group, "k8s.io")
}

// similar reports whether a kind is NetworkPolicy but for the case of its letters or
// its number.
func similar(kind string) bool {
	return strings.EqualFold(kind, "NetworkPolicy") || strings.EqualFold(kind, "NetworkPolicies")
}

// relevant reports whether a document of this kind must be parsed.
func relevant(doc *source.Document, apiVersion, kind string) bool {
	group := ID{APIVersion: apiVersion}.Group()
	if group == "apiextensions.k8s.io" && kind == "CustomResourceDefinition" {
		return mayConvert(doc)
	}
	return strings.HasSuffix(kind, "List") || openShiftTemplate(apiVersion, kind) || readerOf(group, kind) != nil
}

// unread reports whether a kind decides about pod traffic in a dialect that the
// tool does not read, or not in all of its versions.
func unread(group, kind string) bool {
	switch group {
	case policyAPI:
		return kind == "AdminNetworkPolicy" || kind == "BaselineAdminNetworkPolicy" || kind == "ClusterNetworkPolicy"
	case "projectcalico.org", "crd.projectcalico.org":
		return kind == "NetworkPolicy" || kind == "GlobalNetworkPolicy"
	case "cilium.io":
		return kind == "CiliumNetworkPolicy" || kind == "CiliumClusterwideNetworkPolicy"
	case "crd.antrea.io":
		return kind == "NetworkPolicy" || kind == "ClusterNetworkPolicy"
	}
	return false
}

// clusterWidePolicy reports whether a policy kind has no namespace.
func clusterWidePolicy(kind string) bool {
	switch kind {
	case "AdminNetworkPolicy", "BaselineAdminNetworkPolicy", "ClusterNetworkPolicy",
		"GlobalNetworkPolicy", "CiliumClusterwideNetworkPolicy":
		return true
	}
	return false
}

// mayMakePods reports whether a controller may create pods for an object of
// this kind. Kinds of Kubernetes itself that do are read; any other custom
// resource may, unless it is of a group that is known for making none.
func mayMakePods(group, kind string) bool {
	switch group {
	case "", "apps", "batch", "extensions", "autoscaling", "policy", "kustomize.config.k8s.io", "config.k8s.io":
		return false
	}
	if !strings.Contains(group, ".") {
		return false
	}
	for _, suffix := range [...]string{
		// Kubernetes' own groups, Gateway API and metrics.
		"k8s.io",
		// Certificates, secrets, configuration, policy engines.
		"cert-manager.io", "external-secrets.io", "bitnami.com", "secrets.hashicorp.com", "kyverno.io", "kyverno.sh", "wgpolicyk8s.io", "openreports.io", "gatekeeper.sh",
		// Traffic and network configuration.
		"projectcalico.org", "cilium.io", "antrea.io", "istio.io", "traefik.io", "traefik.containo.us", "linkerd.io",
		"metallb.io", "metallb.universe.tf", "k8s.cni.cncf.io", "k8s.ovn.org",
		"route.openshift.io", "config.openshift.io", "security.openshift.io", "console.openshift.io",
		"image.openshift.io", "project.openshift.io", "oauth.openshift.io", "user.openshift.io",
		"authorization.openshift.io", "network.openshift.io", "operator.openshift.io", "projectcontour.io",
		// Storage, backups, dashboards.
		"volsync.backube", "keda.sh", "grafana.integreatly.org",
	} {
		if group == suffix || strings.HasSuffix(group, "."+suffix) {
			return false
		}
	}
	if group == "monitoring.coreos.com" {
		switch kind {
		case "ServiceMonitor", "PodMonitor", "PrometheusRule", "Probe", "ScrapeConfig", "AlertmanagerConfig":
			return false
		}
	}
	if strings.HasSuffix(group, "toolkit.fluxcd.io") {
		return kind == "HelmRelease" || kind == "Kustomization"
	}
	if group == "argoproj.io" {
		return kind != "AppProject"
	}
	return true
}
