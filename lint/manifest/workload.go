package manifest

import (
	"cmp"
	"math"
	"net/netip"
	"slices"
	"strings"

	"github.com/netpolint/netpolint/lint/source"
)

// readPod reads a bare Pod.
func readPod(d *decoder) any {
	w := readPodTemplate(d, d.root, "")
	phase := text(at(d.root, "status", "phase"))
	w.Addrs = readAddrs(d.root.Get("status"))
	for _, owner := range at(d.root, "metadata", "ownerReferences").Items() {
		if controller, _ := owner.Get("controller").Bool(); controller {
			w.OwnerKind, w.OwnerName = cmp.Or(text(owner.Get("kind")), "Pod"), text(owner.Get("name"))
		}
	}
	w.Completed = phase == "Succeeded" || phase == "Failed"
	return w
}

// readAddrs reads the addresses of a pod, as 'kubectl get' prints them.
func readAddrs(status source.Node) []netip.Addr {
	texts := []string{text(status.Get("podIP"))}
	for _, ip := range status.Get("podIPs").Items() {
		texts = append(texts, text(ip.Get("ip")))
	}
	var out []netip.Addr
	for _, t := range texts {
		if a, err := netip.ParseAddr(t); err == nil && a.Zone() == "" && !slices.Contains(out, a.Unmap()) {
			out = append(out, a.Unmap())
		}
	}
	return out
}

// readTemplate reads a workload whose pod template is spec.template.
func readTemplate(d *decoder) any {
	w := readPodTemplate(d, at(d.root, "spec", "template"), "/spec/template")
	selector := at(d.root, "spec", "selector")
	if d.patch(w, selector) {
		return nil
	}
	if kind := d.object.ID.Kind; kind == "ReplicationController" || kind == "DeploymentConfig" {
		// The kinds whose selector is a plain map.
		w.Selectors = append(w.Selectors, LabelSelector{Pairs: labels(selector)})
	} else if selector.Exists() {
		w.Selectors = append(w.Selectors, readSelector(selector))
	}
	if d.object.ID.Kind == "StatefulSet" {
		replicas := at(d.root, "spec", "replicas")
		w.ServiceName = text(at(d.root, "spec", "serviceName"))
		if w.Replicas, _ = replicas.Int(); !replicas.Exists() {
			w.Replicas = 1
		}
	}
	return w
}

// readCronJob reads a CronJob, whose pods come from the template of its job
// template.
func readCronJob(d *decoder) any {
	w := readPodTemplate(d, at(d.root, "spec", "jobTemplate", "spec", "template"), "/spec/jobTemplate/spec/template")
	if d.patch(w, source.Node{}) {
		return nil
	}
	return w
}

// patch reports whether a workload is only a patch for Kustomize, which makes no
// pods of its own: the API server would refuse it, as any without a pod template,
// a Deployment without selector and pod labels, or a Job without containers.
func (d *decoder) patch(w *Workload, selector source.Node) bool {
	template := at(d.root, strings.Split(strings.TrimPrefix(string(w.Template), "/"), "/")...)
	switch {
	case !template.Exists():
	case len(w.PodLabels) > 0 || selector.Exists():
		return false
	case d.object.ID.Group() != "apps" && at(template, "spec", "containers").Len() > 0:
		return false
	}
	d.other = append(d.other, d.object.ID.APIVersion+" "+d.object.ID.Kind+" (patch)")
	return true
}

// readPodTemplate reads what policies need of a pod: labels, ports, and whether
// it is on the host network. Everything else may be wrong without hiding it.
func readPodTemplate(d *decoder, template source.Node, path source.Path) *Workload {
	w := &Workload{
		OwnLabels: labels(at(d.root, "metadata", "labels")),
		PodLabels: labels(at(template, "metadata", "labels")),
		Template:  path,
	}
	spec := template.Get("spec")
	w.HostNetwork, _ = spec.Get("hostNetwork").Bool()
	w.DNSPolicy = text(spec.Get("dnsPolicy"))
	w.ServiceAccount = text(spec.Get("serviceAccountName"))
	if w.ServiceAccount == "" {
		w.ServiceAccount = text(spec.Get("serviceAccount"))
	}
	for _, c := range spec.Get("containers").Items() {
		w.readPorts(c)
	}
	for _, c := range spec.Get("initContainers").Items() {
		// A sidecar runs as long as the pod; other init containers end before it
		// serves anything.
		if text(c.Get("restartPolicy")) == "Always" {
			w.readPorts(c)
		}
	}
	w.Selectors = readAffinity(w.Selectors, spec)
	return w
}

// readPorts reads the ports that a container declares.
func (w *Workload) readPorts(container source.Node) {
	for _, p := range container.Get("ports").Items() {
		name := text(p.Get("name"))
		port, ok := portNumber(p.Get("containerPort"))
		if ok {
			w.Ports = append(w.Ports, ContainerPort{Name: name, Protocol: text(p.Get("protocol")), Port: port})
		}
		w.PortsUnread = w.PortsUnread || !ok || Unresolved(name)
	}
}

// portNumber reads a port that the API server would accept.
func portNumber(n source.Node) (int32, bool) {
	v, ok := n.Int()
	if !ok || v < 1 || v > math.MaxUint16 {
		return 0, false
	}
	return int32(v), true
}

// readAffinity collects the label selectors of a pod's scheduling rules.
func readAffinity(out []LabelSelector, spec source.Node) []LabelSelector {
	for _, c := range spec.Get("topologySpreadConstraints").Items() {
		out = append(out, readSelector(c.Get("labelSelector")))
	}
	affinity := spec.Get("affinity")
	if !affinity.Exists() {
		return out
	}
	for _, kind := range [...]string{"podAffinity", "podAntiAffinity"} {
		terms := affinity.Get(kind)
		for _, t := range terms.Get("requiredDuringSchedulingIgnoredDuringExecution").Items() {
			out = append(out, readSelector(t.Get("labelSelector")))
		}
		for _, t := range terms.Get("preferredDuringSchedulingIgnoredDuringExecution").Items() {
			out = append(out, readSelector(at(t, "podAffinityTerm", "labelSelector")))
		}
	}
	return out
}

// readSelector reads which labels a selector uses.
func readSelector(n source.Node) LabelSelector {
	s := LabelSelector{Pairs: labels(n.Get("matchLabels"))}
	for _, e := range n.Get("matchExpressions").Items() {
		s.Keys = append(s.Keys, e.Get("key").Text())
	}
	return s
}
