package rules

import (
	"slices"
	"strings"
)

// setByController reports whether pods get a label from a controller, an
// operator or an admission webhook, so that no manifest needs to show it and a
// selector on it is never dangling.
func setByController(key string) bool {
	switch key {
	case
		// Kubernetes' own controllers, by the reference "Well-Known Labels,
		// Annotations and Taints".
		"pod-template-hash", "controller-revision-hash", "pod-template-generation", "statefulset.kubernetes.io/pod-name",
		"apps.kubernetes.io/pod-index", "job-name", "controller-uid",
		// OpenShift's DeploymentConfig and build controllers.
		"deployment", "deploymentconfig", "openshift.io/build.name", "openshift.io/deployer-pod-for.name",
		// Says who made the object, which for a pod is an operator.
		"app.kubernetes.io/managed-by",
		// The Prometheus operator.
		"prometheus", "alertmanager", "thanos-ruler",
		// PostgreSQL operators of CloudNativePG and Zalando.
		"postgresql", "cluster-name", "spilo-role",
		// Spark, Airflow's executor, JupyterHub's spawner, Jenkins' agents.
		"spark-role", "spark-app-selector", "dag_id", "task_id", "kubernetes_executor", "airflow-worker", "airflow_version",
		"jenkins", "jenkins/label", "runner-deployment-name", "runner-template-hash":
		return true
	}
	return underDomain(key,
		// Kubernetes: jobs, the node's topology, sets of workloads.
		"batch.kubernetes.io", "topology.kubernetes.io", "sigs.k8s.io", "x-k8s.io", "gateway.networking.k8s.io",
		// Service meshes and gateways, which label what they inject or start.
		"istio.io", "linkerd.io", "consul.hashicorp.com", "gateway.envoyproxy.io",
		// cert-manager's solver pods.
		"acme.cert-manager.io",
		// Operators of databases, brokers, search and storage.
		"prometheus.io", "monitoring.coreos.com", "cnpg.io", "strimzi.io", "k8s.elastic.co", "crunchydata.com", "zalando.org",
		"rabbitmq.com", "mongodb.com", "percona.com", "planetscale.com", "rook.io", "longhorn.io", "minio.min.io",
		"clickhouse.altinity.com", "cassandra.datastax.com", "scylla-operator.scylladb.com", "spotahome.com",
		// Operators of jobs, functions, machine learning, virtual machines, runners.
		"tekton.dev", "argoproj.io", "knative.dev", "kubeflow.org", "ray.io", "dask.org", "jupyter.org", "sparkoperator.k8s.io",
		"kubevirt.io", "actions.github.com", "coder.com", "flink.apache.org", "airflow.apache.org",
	) || strings.HasPrefix(key, "operator.")
}

// setOnNamespace reports whether namespaces get a label from a controller or
// from those who run the cluster, so that their manifests need not show it.
func setOnNamespace(key string) bool {
	return underDomain(key,
		"openshift.io", "cattle.io", "istio.io", "linkerd.io", "toolkit.fluxcd.io", "argoproj.io", "capsule.clastix.io", "x-k8s.io",
		"pod-security.kubernetes.io", "projectcapsule.dev", "loft.sh", "vcluster.loft.sh", "kubesphere.io", "gke.io", "azure.com", "amazonaws.com",
	) || key == "istio-injection" || key == "olm.operatorgroup.uid" || strings.HasPrefix(key, "olm.") || key == "control-plane" || key == "app.kubernetes.io/managed-by"
}

// underDomain reports whether the prefix of a label key is one of the domains or
// lies below one.
func underDomain(key string, domains ...string) bool {
	prefix, _, found := strings.Cut(key, "/")
	if !found {
		return false
	}
	return slices.ContainsFunc(domains, func(d string) bool { return prefix == d || strings.HasSuffix(prefix, "."+d) })
}

// infrastructure reports whether a name or a label's value is of the kind that
// namespaces and pods of the cluster's own services have: those are seldom part
// of an application's manifests, so that nothing follows from their absence.
func infrastructure(value string) bool {
	for word := range strings.FieldsFuncSeq(strings.ToLower(value), separator) {
		switch word {
		case "kube", "kubernetes", "k8s", "openshift", "default", "system", "dns", "coredns", "kubedns", "network", "networking",
			"ingress", "egress", "nginx", "traefik", "haproxy", "contour", "projectcontour", "kong", "ambassador", "emissary", "gateway", "gateways", "envoy", "router", "loadbalancer", "lb", "metallb",
			"istio", "linkerd", "consul", "mesh", "cilium", "calico", "tigera", "weave", "antrea",
			"monitoring", "monitor", "observability", "metrics", "prometheus", "prom", "alertmanager", "grafana", "loki", "promtail", "tempo", "mimir", "thanos", "datadog", "newrelic", "dynatrace", "splunk", "elastic", "elk", "jaeger", "otel", "opentelemetry", "telemetry", "tracing", "zipkin",
			"logging", "logs", "fluentd", "fluentbit", "fluent", "vector",
			"cert", "certmanager", "vault", "secrets", "security", "gatekeeper", "kyverno", "falco", "auth", "sso", "keycloak", "oauth", "dex",
			"argo", "argocd", "flux", "gitops", "ci", "cicd", "jenkins", "gitlab", "github", "runners", "tekton", "spinnaker",
			"velero", "backup", "keda", "knative", "autoscaler", "operators", "operator", "operations", "ops", "devops", "infra", "infrastructure", "platform", "shared", "common", "global", "cluster", "management", "mgmt", "admin", "tools", "tooling", "bastion", "vpn", "registry", "harbor":
			return true
		}
	}
	return false
}
