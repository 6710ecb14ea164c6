package cluster

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/netpolint/netpolint/lint/manifest"
)

// Options are the facts that the manifests leave open.
type Options struct {
	// Namespace is the one of objects whose manifest names none; "" means
	// default.
	Namespace string
	// Outside are the namespaces and workloads that live in the cluster and in no
	// manifest of the input (Object.Outside). Where the input has an object of the
	// same name, that one counts; labels of its namespace are added to it.
	Outside []*manifest.Object
}

// Build makes the model of what was read. The problems are about objects that
// contradict each other or that the API server would refuse.
func Build(set *manifest.Set, o Options) (*Model, []manifest.Problem) {
	b := &builder{
		model: &Model{byName: map[string]*Namespace{}, home: cmp.Or(o.Namespace, "default")},
		first: map[manifest.ID]*manifest.Object{}, matches: map[matchKey]*match{},
		tiered: map[*Policy]*manifest.ClusterPolicy{},
	}
	b.flux = slices.ContainsFunc(set.Objects, targetsNamespace)
	for _, object := range set.Objects {
		if len(object.Violations) > 0 {
			b.model.Flawed = append(b.model.Flawed, object)
		}
		if b.repeats(object) {
			if _, custom := object.Value.(*manifest.Custom); !custom {
				b.model.Copies++
			}
			continue
		}
		b.add(object)
	}
	b.outside(o.Outside)
	b.gaps(set.Gaps)
	b.reportTwins()
	b.sort()
	m := b.model
	m.index = newIndex(m.Namespaces)
	for i, p := range m.Policies {
		b.compile(p, b.policies[i])
	}
	for _, p := range m.Tiered {
		b.compileTiered(p, b.tiered[p])
	}
	b.order()
	for _, s := range m.Services {
		b.connect(s)
	}
	b.routes()
	b.serverCalls()
	b.operators()
	m.index.cache = nil
	return m, b.problems
}

// gaps marks the namespaces in which there may be more than the input shows.
func (b *builder) gaps(names []string) {
	if len(names) == 0 {
		return
	}
	unseen := &manifest.Object{Unrendered: true}
	for _, name := range names {
		if name == "" {
			b.model.Homeless = true
		}
		for _, ns := range b.model.Namespaces {
			if name == "" || ns.Name == name {
				ns.Unrendered = unseen
			}
		}
	}
}

type builder struct {
	model    *Model
	flux     bool
	first    map[manifest.ID]*manifest.Object
	twins    []twin
	nulls    map[manifest.Ref]bool // of the policy at work
	matches  map[matchKey]*match
	problems []manifest.Problem

	policies  []*manifest.NetworkPolicy
	tiered    map[*Policy]*manifest.ClusterPolicy
	ingresses []*manifest.Object
	callers   []*manifest.Object
	roles     []*manifest.Object
	bindings  []*manifest.Object
}

// clusterScoped reports whether an object has no namespace.
func clusterScoped(o *manifest.Object) bool {
	if c, ok := o.Value.(*manifest.Custom); ok {
		return c.ClusterWide
	}
	switch o.ID.Kind {
	case "Namespace", "ClusterRole", "ClusterRoleBinding":
		return true
	}
	switch o.Value.(type) {
	case *manifest.ClusterPolicy, *manifest.ServerCalls:
		return true
	}
	return false
}

// NamespaceOf returns the namespace that an object lives in when it is applied;
// "" for one of a kind that has none.
func (m *Model) NamespaceOf(o *manifest.Object) string {
	if clusterScoped(o) {
		return ""
	}
	return cmp.Or(o.PlacedIn, o.ID.Namespace, m.home)
}

func (b *builder) fullName(o *manifest.Object) string {
	if ns := b.model.NamespaceOf(o); ns != "" {
		return ns + "/" + o.ID.Name
	}
	return o.ID.Name
}

// homeless reports whether the namespace of an object is only a guess: Kustomize
// may put it anywhere, or Flux, whose Kustomizations name a namespace for what
// they apply.
func (b *builder) homeless(o *manifest.Object) bool {
	unnamed := o.ID.Namespace == "" && o.PlacedIn == "" && !clusterScoped(o)
	return o.Moved || unnamed && (o.Unrendered || b.flux)
}

// targetsNamespace reports whether an object makes Flux put others into a
// namespace that their manifests need not name.
func targetsNamespace(o *manifest.Object) bool {
	c, ok := o.Value.(*manifest.Custom)
	return ok && o.ID.Kind == "Kustomization" && len(c.Namespaces) > 0
}

// namespace returns the namespace of that name, implied by the object if it is
// not known yet.
func (b *builder) namespace(name string, by *manifest.Object) *Namespace {
	ns := b.model.byName[name]
	if ns == nil {
		// A name with a variable in it stands for another, so who else lives there
		// is not known.
		ns = &Namespace{Name: name, Labels: map[string]string{NameLabel: name}, Guessed: strings.ContainsAny(name, "${}<>")}
		b.model.byName[name] = ns
		b.model.Namespaces = append(b.model.Namespaces, ns)
	}
	if by != nil {
		ns.Guessed = ns.Guessed || b.homeless(by)
		if by.Unrendered {
			ns.Unrendered = by
		}
	}
	if ns.At.IsZero() && by != nil {
		ns.At = livesIn(by)
	}
	return ns
}

// livesIn is the place in an object that says where it lives.
func livesIn(o *manifest.Object) manifest.Ref {
	if o.ID.Namespace != "" {
		return o.Ref("/metadata/namespace")
	}
	return o.Ref("/metadata/name")
}

func (b *builder) add(o *manifest.Object) {
	m := b.model
	if o.ID.Name == "" && !judged(o) {
		b.refused(o.Ref("/metadata"), fmt.Sprintf("a %s without a name: write metadata.name", o.ID.Kind))
	}
	switch v := o.Value.(type) {
	case *manifest.Namespace:
		// Kustomize renames a Namespace too, when it sets the namespace.
		ns := b.namespace(cmp.Or(o.PlacedIn, o.ID.Name), nil)
		ns.Guessed = ns.Guessed || o.Moved
		ns.At, ns.Declared = o.Ref("/metadata/name"), true
		for k, value := range v.Labels {
			// The API server forces this one, whatever the manifest says.
			if k != NameLabel {
				ns.Labels[k] = value
			}
		}
	case *manifest.NetworkPolicy:
		ns := b.namespace(b.model.NamespaceOf(o), o)
		m.Homeless = m.Homeless || b.homeless(o)
		p := &Policy{At: o.Ref(""), Name: o.ID.Name, Namespace: ns, Tier: TierNetworkPolicy, Spec: &v.Spec, NoSpec: v.NoSpec}
		ns.Policies = append(ns.Policies, p)
		m.Policies = append(m.Policies, p)
		b.policies = append(b.policies, v)
	case *manifest.ClusterPolicy:
		m.Tiered = append(m.Tiered, &Policy{At: o.Ref(""), Name: o.ID.Name, Tier: tierOf(v), Priority: *v.Priority})
		b.tiered[m.Tiered[len(m.Tiered)-1]] = v
	case *manifest.Workload:
		if v.Completed {
			return
		}
		b.workload(o, v)
	case *manifest.Service:
		ns := b.namespace(b.model.NamespaceOf(o), o)
		s := &Service{At: o.Ref(""), Name: o.ID.Name, Namespace: ns, Selector: v.Selector, Value: v,
			Exposed: v.Type == "LoadBalancer" || v.Type == "NodePort" || len(v.ExternalIPs) > 0}
		ns.Services = append(ns.Services, s)
		m.Services = append(m.Services, s)
		if len(v.Selector) > 0 {
			m.LabelUses = append(m.LabelUses, LabelUse{ns, manifest.LabelSelector{Pairs: v.Selector}})
		}
	case *manifest.Ingress:
		b.ingresses = append(b.ingresses, o)
	case *manifest.ServerCalls:
		b.callers = append(b.callers, o)
	case *manifest.Role:
		b.roles = append(b.roles, o)
	case *manifest.RoleBinding:
		b.bindings = append(b.bindings, o)
	case *manifest.Selecting:
		ns := b.namespace(b.model.NamespaceOf(o), o)
		for _, s := range v.Selectors {
			m.LabelUses = append(m.LabelUses, LabelUse{ns, s})
		}
	case *manifest.Custom:
		b.custom(o, v)
	}
}

// judged reports whether what is wrong with the metadata of an object is among its
// violations already, or is of no interest.
func judged(o *manifest.Object) bool {
	switch o.Value.(type) {
	case *manifest.Custom, *manifest.NetworkPolicy, *manifest.ClusterPolicy:
		return true
	}
	return false
}

func (b *builder) workload(o *manifest.Object, v *manifest.Workload) {
	ns := b.namespace(b.model.NamespaceOf(o), o)
	w := &Workload{
		At: o.Ref(""), Kind: o.ID.Kind, Name: cmp.Or(o.ID.Name, "(without a name)"), Namespace: ns,
		Addrs: v.Addrs, Labels: v.PodLabels, OwnLabels: v.OwnLabels, LabelsAt: o.Ref(labelsPath(v.Template)),
		Ports: slices.Clone(v.Ports), PortsUnread: v.PortsUnread, HostNetwork: v.HostNetwork, account: v.ServiceAccount,
		OwnerKind: v.OwnerKind, OwnerName: v.OwnerName,
		Replicas: v.Replicas, ServiceName: v.ServiceName,
		OwnDNS: v.DNSPolicy == "None" || v.DNSPolicy == "Default",
	}
	for i := range w.Ports {
		w.Ports[i].Protocol = cmp.Or(w.Ports[i].Protocol, "TCP")
	}
	if len(ns.Workloads) == 0 && !ns.Declared {
		ns.At = livesIn(o) // what is said of a namespace is mostly about its pods
	}
	ns.Workloads = append(ns.Workloads, w)
	if !v.LabelsKnown() {
		ns.Hidden = append(ns.Hidden, o)
	}
	b.model.Workloads = append(b.model.Workloads, w)
	for _, s := range v.Selectors {
		b.model.LabelUses = append(b.model.LabelUses, LabelUse{ns, s})
	}
}

// custom takes note of an object whose effect the model cannot show.
func (b *builder) custom(o *manifest.Object, v *manifest.Custom) {
	switch {
	case v.ClusterWide:
		b.model.ClusterPolicies = append(b.model.ClusterPolicies, o)
	case v.Policy:
		ns := b.namespace(b.model.NamespaceOf(o), o)
		ns.Unread = append(ns.Unread, o)
	case v.MayMakePods:
		ns := b.namespace(b.model.NamespaceOf(o), nil)
		ns.Hidden = append(ns.Hidden, o)
		for _, name := range v.Namespaces {
			ns := b.namespace(name, nil)
			ns.Hidden = append(ns.Hidden, o)
		}
	}
	if v.Policy && !v.Broken {
		b.problems = append(b.problems, manifest.Problem{
			Severity: manifest.Info, File: o.File(), Ref: o.Ref("/kind"),
			Message: fmt.Sprintf("%s (%s) is not read yet: what it allows or denies is missing from the answer, and coverage rules are silent where it may apply", o.ID.Kind, o.ID.Group()),
		})
	}
}

// sort puts namespaces in order of name.
func (b *builder) sort() {
	slices.SortFunc(b.model.Namespaces, func(x, y *Namespace) int { return cmp.Compare(x.Name, y.Name) })
}

// connect finds the pods behind a service.
func (b *builder) connect(s *Service) {
	if len(s.Selector) == 0 {
		return
	}
	s.Backends = b.model.index.find(s.Namespace, selectorOf(s.Selector))
	for _, w := range s.Backends {
		w.Services = append(w.Services, s)
	}
}
