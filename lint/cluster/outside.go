package cluster

import "github.com/netpolint/netpolint/lint/manifest"

// outside adds what the configuration says of the cluster. It comes after the
// input, so that the workloads of the input stand first in every list.
func (b *builder) outside(objects []*manifest.Object) {
	for _, o := range objects {
		switch v := o.Value.(type) {
		case *manifest.Namespace:
			b.outsideNamespace(o, v)
		case *manifest.Workload:
			id := o.ID
			id.APIVersion = id.Group()
			if b.first[id] == nil {
				b.outsideWorkload(o, v)
			}
		}
	}
}

// outsideNamespace makes a namespace known, or adds labels to one of the input.
// All labels of a namespace are known only where some are given: one that is only
// named may have any.
func (b *builder) outsideNamespace(o *manifest.Object, v *manifest.Namespace) {
	ns := b.model.byName[o.ID.Name]
	if ns == nil {
		ns = b.namespace(o.ID.Name, nil)
		ns.At, ns.Outside = o.Ref("/metadata/name"), true
		ns.Declared = len(v.Labels) > 0
	}
	for key, value := range v.Labels {
		if _, known := ns.Labels[key]; !known {
			ns.Labels[key] = value
		}
	}
}

func (b *builder) outsideWorkload(o *manifest.Object, v *manifest.Workload) {
	ns := b.model.byName[o.ID.Namespace]
	if ns == nil {
		ns = b.namespace(o.ID.Namespace, nil)
		ns.At, ns.Outside = o.Ref("/metadata/namespace"), true
	}
	w := &Workload{
		At: o.Ref(""), Kind: o.ID.Kind, Name: o.ID.Name, Namespace: ns, Outside: true,
		Labels: v.PodLabels, OwnLabels: v.OwnLabels, LabelsAt: o.Ref(labelsPath(v.Template)),
		Ports: v.Ports, HostNetwork: v.HostNetwork, Addrs: v.Addrs,
	}
	ns.Workloads = append(ns.Workloads, w)
	b.model.Workloads = append(b.model.Workloads, w)
}
