package cluster

import (
	"net/netip"

	"github.com/netpolint/netpolint/lint/manifest"
	"github.com/netpolint/netpolint/lint/source"
)

// NameLabel is the label that the API server forces on every namespace, with
// the namespace's name as its value.
const NameLabel = "kubernetes.io/metadata.name"

// Model is the cluster that the input describes. Every slice is in a fixed
// order: namespaces by name, the rest as the input lists it.
type Model struct {
	Namespaces []*Namespace
	Workloads  []*Workload
	Policies   []*Policy
	Services   []*Service
	Routes     []*Route
	// ServerCalls are the calls of the API server to Services of the input.
	ServerCalls []*ServerCall
	// Tiered are the cluster-wide policies, in the order in which they decide: by
	// tier, priority and name.
	Tiered []*Policy
	// ClusterPolicies are the cluster-wide policies of kinds that are not read, those
	// that cannot be, and those of which it is not known what they select. They may
	// isolate or open any pod.
	ClusterPolicies []*manifest.Object
	// Homeless is set when some policy names no namespace and Kustomize may give
	// it any, so that a namespace without policies may have one all the same.
	Homeless bool
	// Clashes are pairs of Tiered of which it is undefined which decides first.
	Clashes []Clash
	// Redefined are the policies that another object of one directory defines again,
	// under the same name and with other content.
	Redefined []Redefined
	// Copies is how many objects of kinds that are read say the same as an earlier
	// one, and are left out.
	Copies int
	// Flawed are the objects that the API server refuses, or of which it drops or
	// changes something in silence.
	Flawed []*manifest.Object
	// LabelUses are the selectors of objects that are no policies.
	LabelUses []LabelUse

	home   string // the namespace of objects that name none
	byName map[string]*Namespace
	index  *index
}

// Namespace returns the namespace of that name, or nil.
func (m *Model) Namespace(name string) *Namespace { return m.byName[name] }

// Namespace is one namespace: declared by a manifest, or implied by what lives
// in it.
type Namespace struct {
	Name string
	// At is where findings about the namespace point: the name in its manifest,
	// or else in the first workload that lives in it, or the first other object.
	At manifest.Ref
	// Declared is set when the input has a manifest of the namespace, so that its
	// labels are all known. Of any other namespace only NameLabel is.
	Declared bool
	Labels   map[string]string
	// Outside is set when nothing of the input lives here: the configuration says
	// that there is such a namespace.
	Outside bool

	Workloads []*Workload
	Policies  []*Policy
	Services  []*Service
	// Unread are the policies of this namespace in dialects that are not read, and
	// those of which it is not known what they select.
	Unread []*manifest.Object
	// Hidden are objects for which a controller may create pods in this
	// namespace, so that the input does not show them all, and workloads whose labels
	// a template engine would replace.
	Hidden []*manifest.Object
	// Operators are the workloads of this namespace whose service account may
	// create pods, so that the input does not show all of its pods.
	Operators []*Workload
	// Unrendered is an object of this namespace that Kustomize would change
	// before it is applied, or join with others; nil where there is none.
	Unrendered *manifest.Object
	// Guessed is set when some object is here only for lack of a namespace in its
	// manifest, while Kustomize may give it another: who lives here is not known.
	Guessed bool
}

// Shown reports whether the input shows the pods of the namespace, as far as
// can be told: it has workloads, and nothing that may create others unseen. A
// claim that a selector matches no pod is made only then. What the configuration
// adds is there to be matched, and is no evidence that it adds all.
func (n *Namespace) Shown() bool {
	return len(n.Workloads) > 0 && !n.Workloads[0].Outside && len(n.Hidden) == 0 && len(n.Operators) == 0 && n.Unrendered == nil
}

// CoverageKnown reports whether the input shows which policies the namespace
// has, and none is cluster-wide. Claims that one is missing are made only then.
func (m *Model) CoverageKnown(n *Namespace) bool {
	return len(m.Tiered) == 0 && m.PoliciesKnown(n)
}

// PoliciesKnown is CoverageKnown for claims that count the cluster-wide policies of
// Tiered too.
func (m *Model) PoliciesKnown(n *Namespace) bool {
	return len(m.ClusterPolicies) == 0 && len(n.Unread) == 0 && !n.Guessed && (n.Unrendered == nil || !m.Homeless)
}

// System reports whether the namespace belongs to Kubernetes itself.
func (n *Namespace) System() bool {
	switch n.Name {
	case "kube-system", "kube-public", "kube-node-lease":
		return true
	}
	return false
}

// Matches applies a selector to the namespace's labels.
func (n *Namespace) Matches(s *Selector) Truth {
	if n.Declared {
		if s.Matches(n.Labels) {
			return Yes
		}
		return No
	}
	return s.MatchesPartly(n.Labels)
}

// Workload is a Pod, or an object that makes pods from a template.
type Workload struct {
	// At is the object; its Path is empty.
	At        manifest.Ref
	Kind      string
	Name      string
	Namespace *Namespace
	// OwnerKind and OwnerName name the controller of a Pod; "" where it has none.
	OwnerKind, OwnerName string
	// Labels are those of the pods; OwnLabels are those of the object, which
	// select nothing.
	Labels, OwnLabels map[string]string
	// LabelsAt is the place of the pods' labels.
	LabelsAt manifest.Ref
	// Addrs are the addresses of the pod, where its manifest has a status.
	Addrs []netip.Addr
	// Ports are the declared container ports, protocol defaulted.
	Ports []manifest.ContainerPort
	// Outside is set for a workload that no manifest of the input makes: the
	// configuration says that it is in the cluster, and nothing is reported about it.
	// Those of a namespace stand after the others.
	Outside bool
	// PortsUnread is set where the manifest declares ports that cannot be read, as
	// those that a template engine would replace.
	PortsUnread bool
	// HostNetwork pods are on the node's network, out of reach of policies.
	HostNetwork bool
	// OwnDNS is set when the pods do not ask the cluster's DNS: their dnsPolicy is
	// None or Default.
	OwnDNS bool
	// HasRole is set when the input gives the pods' service account a role, so that
	// they have something to ask the API server for.
	HasRole bool
	// Replicas is how many pods a StatefulSet has, 0 where that is not known.
	// ServiceName is its governing Service.
	Replicas    int64
	ServiceName string
	// Policies are those that isolate the pods, by direction.
	Policies [2][]*Policy
	// Services are those whose selector matches the pods.
	Services []*Service

	account string
	id      int32
}

// Isolated reports whether some policy isolates the pods in the direction.
func (w *Workload) Isolated(d Direction) bool { return len(w.Policies[d]) > 0 }

// Identity is what makes workloads the same in questions about connections: pods of
// one controller are one workload, under the controller's name.
func (w *Workload) Identity() (kind, name string) {
	if w.OwnerName != "" {
		return w.OwnerKind, w.OwnerName
	}
	return w.Kind, w.Name
}

// Alone reports whether the workload is one pod and never more: a Pod that no
// controller made.
func (w *Workload) Alone() bool { return w.Kind == "Pod" && w.OwnerName == "" }

// String names a workload: Deployment/web.
func (w *Workload) String() string { return w.Kind + "/" + w.Name }

// Service is a Service of the input.
type Service struct {
	At        manifest.Ref
	Name      string
	Namespace *Namespace
	Selector  map[string]string
	// Exposed is set for a Service that outsiders can reach: type LoadBalancer or
	// NodePort, with external addresses, or named by an Ingress or a route.
	Exposed bool
	// Backends are the workloads that the selector matches.
	Backends []*Workload
	Value    *manifest.Service
}

// LabelUse is a selector of an object that is no policy, and the namespace whose
// pods it selects.
type LabelUse struct {
	Namespace *Namespace
	manifest.LabelSelector
}

// labelsPath is the place of a workload's pod labels.
func labelsPath(template source.Path) source.Path {
	return template.Child("metadata").Child("labels")
}
