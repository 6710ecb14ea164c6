package cluster

import (
	"cmp"
	"slices"

	"github.com/netpolint/netpolint/lint/manifest"
)

// Route is an Ingress, or a route of Gateway API, OpenShift or Traefik.
type Route struct {
	// At is the object; its Path is empty.
	At         manifest.Ref
	Kind, Name string
	// Namespace is nil where the input shows nothing else in it.
	Namespace *Namespace
	Backends  []RouteBackend
	// Mesh is set for a route between pods, which lets nothing in from outside.
	Mesh bool
	// Gateways are the namespaces of the Gateways that a route of Gateway API is for;
	// nil where they are not known.
	Gateways []string
}

// RouteBackend is a Service that a route leads to. At is the place of its name. Port
// or PortName is a port of the Service, or of its pods where OnPod is set; neither
// is set where the route names none.
type RouteBackend struct {
	At manifest.Ref
	// Service is nil where the input has none of that name.
	Service     *Service
	ServiceName string
	Port        int32
	PortName    string
	OnPod       bool
}

// routes compiles the routes, and marks the services that they expose.
func (b *builder) routes() {
	m := b.model
	for _, o := range b.ingresses {
		v := o.Value.(*manifest.Ingress)
		r := &Route{At: o.Ref(""), Kind: o.ID.Kind, Name: o.ID.Name, Namespace: m.byName[m.NamespaceOf(o)], Mesh: v.Mesh}
		for _, name := range v.Gateways {
			r.Gateways = append(r.Gateways, cmp.Or(name, m.NamespaceOf(o)))
		}
		for _, backend := range v.Backends {
			r.Backends = append(r.Backends, RouteBackend{
				At: o.Ref(backend.At), Service: b.expose(r, &backend), ServiceName: backend.Service,
				Port: backend.Port, PortName: backend.PortName, OnPod: backend.OnPod,
			})
		}
		m.Routes = append(m.Routes, r)
	}
}

// expose marks the services of a backend's name, of which there may be variants, and
// returns the first.
func (b *builder) expose(r *Route, backend *manifest.Backend) *Service {
	home := r.Namespace
	if backend.Namespace != "" {
		home = b.model.byName[backend.Namespace]
	}
	if home == nil {
		return nil
	}
	named := func(s *Service) bool { return s.Name == backend.Service }
	for _, s := range home.Services {
		s.Exposed = s.Exposed || named(s) && !r.Mesh
	}
	if i := slices.IndexFunc(home.Services, named); i >= 0 {
		return home.Services[i]
	}
	return nil
}
