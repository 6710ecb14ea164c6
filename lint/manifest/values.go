package manifest

import (
	"net/netip"

	networkingv1 "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/util/intstr"

	"github.com/netpolint/netpolint/lint/source"
)

// NetworkPolicy is a networking.k8s.io/v1 NetworkPolicy as decoded by the API
// server's own JSON rules, before defaulting. Nulls are the paths below spec
// whose value is written as null (or left empty): a null list item decodes to
// an empty one, which often means the opposite of what its author meant.
type NetworkPolicy struct {
	networkingv1.NetworkPolicy
	Nulls []source.Path
	// NoSpec is set when the manifest has no spec.
	NoSpec bool
}

// Namespace is what the tool reads of a v1 Namespace.
type Namespace struct {
	Labels map[string]string
	// Isolation are the keys of the annotations that asked for isolation before
	// networking.k8s.io/v1, and that nothing reads any more.
	Isolation []string
}

// ContainerPort is one entry of a container's ports. Protocol is empty when
// omitted.
type ContainerPort struct {
	Name     string
	Protocol string
	Port     int32
}

// Workload is what the tool reads of a Pod or of an object that makes pods.
// PodLabels are the labels of the pods, which come from the pod template;
// OwnLabels are those of the object itself and select nothing. Template is the
// path of the pod template ("" for a Pod).
type Workload struct {
	OwnLabels map[string]string
	PodLabels map[string]string
	Template  source.Path
	Ports     []ContainerPort
	// PortsUnread is set where some port is none that can be read, as one that a
	// template engine would replace.
	PortsUnread bool
	HostNetwork bool
	// DNSPolicy is empty when omitted, which means ClusterFirst.
	DNSPolicy string
	// ServiceAccount is empty when omitted, which means default.
	ServiceAccount string
	// OwnerKind and OwnerName name the controller that made a Pod, as its
	// ownerReferences have it; "" for one that nobody made.
	OwnerKind, OwnerName string
	// Addrs are the addresses in the status of a Pod, without duplicates.
	Addrs []netip.Addr
	// Completed is set for a Pod in phase Succeeded or Failed, which is no
	// endpoint of any traffic.
	Completed bool
	// Replicas is how many pods a StatefulSet has, 0 where that cannot be read, and
	// ServiceName its governing Service.
	Replicas    int64
	ServiceName string
	// Selectors are the label selectors that the workload itself holds: its
	// spec.selector and its affinity and spreading terms.
	Selectors []LabelSelector
}

// ServicePort is one entry of a Service's ports; TargetPort is zero when
// omitted, and Protocol empty. Index is its place in the list as written.
type ServicePort struct {
	Name       string
	Protocol   string
	Port       int32
	TargetPort intstr.IntOrString
	Index      int
}

// Service is what the tool reads of a v1 Service.
type Service struct {
	Type        string
	Selector    map[string]string
	Ports       []ServicePort
	ExternalIPs []string
	// Headless is set for one without an address of its own (clusterIP: None): its
	// clients connect to the pods.
	Headless bool
	// NotReady is set for one that leads to pods before they are ready
	// (publishNotReadyAddresses), as those need that look for each other at the start.
	NotReady bool
	// ClusterIPs are the addresses that the manifest asks for.
	ClusterIPs []netip.Addr
	// IPFamilyPolicy is empty when omitted, which means SingleStack.
	IPFamilyPolicy string
	IPFamilies     []string
}

// Backend is a Service that an Ingress or a route sends traffic to. Namespace is
// "" for that of the route. Port or PortName is a port of the Service, where one is
// named; where OnPod is set, it is a port of the pods behind it. At is the place
// that names the Service.
type Backend struct {
	Namespace string
	Service   string
	Port      int32
	PortName  string
	OnPod     bool
	At        source.Path
}

// Ingress is what the tool reads of an Ingress, or of a route of Gateway API,
// OpenShift or Traefik: where traffic from outside may end.
type Ingress struct {
	Backends []Backend
	// Mesh is set for a route of Gateway API whose parents are all Services, so that
	// it is about traffic between pods and lets none in (GEP-1324).
	Mesh bool
	// Gateways are the namespaces of the Gateways that a route of Gateway API is for,
	// "" for its own; nil where they are not known.
	Gateways []string
}

// ServerCalls are the Services that the API server calls because an object says so: a
// webhook configuration, an APIService, a CustomResourceDefinition.
type ServerCalls struct {
	Calls []ServerCall
}

// ServerCall is one such Service, and the port of it. Must is set where requests fail
// if the call does; Resources are those that it is about. At is the place that names
// the Service.
type ServerCall struct {
	Namespace, Service string
	Port               int32
	Must               bool
	Resources          []string
	At                 source.Path
}

// LabelSelector is a selector that is read only to know which labels are used.
// Pairs are equality requirements; Keys are the keys of all other requirements.
type LabelSelector struct {
	Pairs map[string]string
	Keys  []string
}

// Selecting is an object that selects pods by label without being a policy: a
// PodDisruptionBudget, a PodMonitor.
type Selecting struct {
	Selectors []LabelSelector
}

// Role is what the tool reads of a Role or ClusterRole: whether it allows to
// create pods, or objects that make pods.
type Role struct {
	MakesPods bool
}

// Account is a service account; Namespace is empty when omitted.
type Account struct{ Namespace, Name string }

// RoleBinding is what the tool reads of a RoleBinding or ClusterRoleBinding.
type RoleBinding struct {
	RoleKind, Role string
	Accounts       []Account
}

// Custom is an object that the tool does not read further. Policy is set when it
// decides about network traffic, so that its effect is missing from every
// answer, and Broken when it is of a kind that would be read, but cannot be. MayMakePods is set when a controller may create pods for
// it, so that the input does not show all pods of Namespaces. ClusterWide is
// set for a policy kind that has no namespace.
type Custom struct {
	Policy      bool
	Broken      bool
	ClusterWide bool
	MayMakePods bool
	// Namespaces are the namespaces that the object names as its target, beside
	// its own.
	Namespaces []string
}
