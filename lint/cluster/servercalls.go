package cluster

import (
	"slices"

	"github.com/netpolint/netpolint/lint/manifest"
)

// ServerCall is a Service that the API server calls: an admission or conversion
// webhook, or an API that is served by pods. The API server is no pod.
type ServerCall struct {
	// At is the place that names the Service.
	At manifest.Ref
	// Kind and Name are those of the object that makes the API server call.
	Kind, Name string
	Service    *Service
	// Port is that of the Service.
	Port int32
	// Must is set where requests fail if the call does.
	Must bool
	// Resources are those that a webhook is about.
	Resources []string
}

// serverCalls finds the Services that the API server calls. Those that the input does
// not have are left out.
func (b *builder) serverCalls() {
	for _, o := range b.callers {
		for _, c := range o.Value.(*manifest.ServerCalls).Calls {
			ns := b.model.byName[c.Namespace]
			if ns == nil {
				continue
			}
			i := slices.IndexFunc(ns.Services, func(s *Service) bool { return s.Name == c.Service })
			if i < 0 {
				continue
			}
			b.model.ServerCalls = append(b.model.ServerCalls, &ServerCall{
				At: o.Ref(c.At), Kind: o.ID.Kind, Name: o.ID.Name, Service: ns.Services[i], Port: c.Port, Must: c.Must, Resources: c.Resources,
			})
		}
	}
}
