package lint

// Control is one recommendation of a benchmark or a hardening guide that a rule
// helps to keep. Controls can be selected by the short name of their benchmark
// (cis), and by name and number (cis-5.3.2).
type Control struct {
	Benchmark Benchmark
	// ID is the number of the recommendation in the benchmark, or a word of ours for
	// one that has none.
	ID string
	// Title says in a few words, our own, what the recommendation asks for.
	Title string
}

// Benchmark is the short name of a document that auditors ask for.
type Benchmark string

const (
	// CIS is the CIS Kubernetes Benchmark, section 5.3 (network policies and CNI).
	CIS Benchmark = "cis"
	// NSA is the Kubernetes Hardening Guide of NSA and CISA, its chapter on network
	// separation.
	NSA Benchmark = "nsa"
	// PodToPod are the practices for traffic between pods that this tool exists
	// for: deny by default, allow what is needed, labels that select what they are
	// meant to, ingress and egress both, and a look at real traffic.
	PodToPod Benchmark = "pod-to-pod"
)

// Benchmarks lists them all, in the order in which they are shown.
func Benchmarks() []Benchmark { return []Benchmark{CIS, NSA, PodToPod} }

// Title is the name of the document for people.
func (b Benchmark) Title() string {
	switch b {
	case CIS:
		return "CIS Kubernetes Benchmark, 5.3 network policies and CNI"
	case NSA:
		return "NSA and CISA, Kubernetes Hardening Guide, network separation"
	case PodToPod:
		return "practices for traffic between pods"
	}
	return string(b)
}

// Name is the word by which the control is selected: cis-5.3.2.
func (c Control) Name() string { return string(c.Benchmark) + "-" + c.ID }

// The controls that rules refer to.
var (
	CISEveryNamespace = Control{CIS, "5.3.2", "every namespace has network policies"}

	NSADefaultDeny   = Control{NSA, "default-deny", "a default policy denies all ingress and egress"}
	NSALeastAccess   = Control{NSA, "least-access", "policies allow only the connections that are needed"}
	NSAControlPlane  = Control{NSA, "control-plane", "the control plane and its ports are kept apart"}
	NSAMetadata      = Control{NSA, "metadata", "pods cannot reach the metadata service of the cloud"}
	NSASensitiveData = Control{NSA, "sensitive-data", "data stores and admin interfaces are kept apart"}

	DenyByDefault   = Control{PodToPod, "deny-by-default", "deny by default"}
	LimitPodToPod   = Control{PodToPod, "limit", "limit communication between pods to what is needed"}
	LabelsThatMatch = Control{PodToPod, "labels", "use labels that select what they are meant to"}
	BothDirections  = Control{PodToPod, "both-directions", "control ingress and egress"}
	WatchTraffic    = Control{PodToPod, "watch", "know what the policies do to real traffic"}
)

// Controls lists them all, by benchmark.
func Controls() []Control {
	return []Control{
		CISEveryNamespace,
		NSADefaultDeny, NSALeastAccess, NSAControlPlane, NSAMetadata, NSASensitiveData,
		DenyByDefault, LimitPodToPod, LabelsThatMatch, BothDirections, WatchTraffic,
	}
}
