package report

import (
	"io"

	"github.com/netpolint/netpolint/lint/cluster"
	"github.com/netpolint/netpolint/lint/reach"
)

// JSON prints the changes as one object of the schema netpolint.diff/v1.
func (c *Changes) JSON(w io.Writer) error {
	out := changesDocument{Schema: "netpolint.diff/v1", Old: c.OldName, New: c.NewName, Changes: make([]changeItem, 0, len(c.flows))}
	out.Limits = limitItems(c.Limits)
	for _, w := range c.Added {
		out.Workloads.Added = append(out.Workloads.Added, workloadOf(w))
	}
	for _, w := range c.Removed {
		out.Workloads.Removed = append(out.Workloads.Removed, workloadOf(w))
	}
	out.Summary.Opened, out.Summary.Closed, out.Summary.Apart = c.counts.Opened, c.counts.Closed, c.counts.Apart
	for i := range c.flows {
		f := &c.flows[i]
		item := changeItem{Change: "removed", All: f.conns.All(), Ports: portsOf(f.conns),
			Other: f.conns.Other() && !f.conns.All(), Maybe: f.maybe, Because: reasonsOf(f.reasons)}
		if f.opened {
			item.Change = "added"
		}
		switch {
		case f.added:
			item.Workload = "added"
		case f.gone:
			item.Workload = "removed"
		}
		if len(f.blocks) == 0 {
			item.Source, item.Destination = workloadOf(f.from), workloadOf(f.to)
			item.Source.Controller = f.controller
			out.Changes = append(out.Changes, item)
		}
		for _, block := range f.blocks {
			item.Source, item.Destination = workloadOf(f.from), workloadOf(f.to)
			if f.from == nil {
				item.Source = endpoint{CIDR: block.String()}
			} else {
				item.Destination = endpoint{CIDR: block.String()}
			}
			out.Changes = append(out.Changes, item)
		}
	}
	return WriteJSON(w, out)
}

func reasonsOf(reasons []reach.Reason) []changeReason {
	out := []changeReason{}
	for _, r := range reasons {
		reason := changeReason{Cause: causeWord(r.Cause), Direction: r.Direction.String(), Side: "new", Policies: []policyPlace{}}
		if r.Cause.Old() {
			reason.Side = "old"
		}
		for _, p := range r.Policies {
			reason.Policies = append(reason.Policies, policyPlaceOf(p))
		}
		if r.Rule != nil {
			at := refLocation(r.Rule.At)
			reason.Rule = &at
		}
		out = append(out, reason)
	}
	return out
}

func workloadOf(w *cluster.Workload) endpoint {
	if w == nil {
		return endpoint{}
	}
	return endpointOf(reach.Endpoint{Workload: w})
}

type changesDocument struct {
	Schema  string       `json:"schema"`
	Old     string       `json:"old"`
	New     string       `json:"new"`
	Changes []changeItem `json:"changes"`

	Limits []limitItem `json:"limits"`

	Workloads struct {
		Added   []endpoint `json:"added,omitempty"`
		Removed []endpoint `json:"removed,omitempty"`
	} `json:"workloads"`
	Summary struct {
		Opened int `json:"opened"`
		Closed int `json:"closed"`
		Apart  int `json:"ofWorkloadsOnOneSide"`
	} `json:"summary"`
}

type changeItem struct {
	Change      string         `json:"change"`
	Source      endpoint       `json:"source"`
	Destination endpoint       `json:"destination"`
	All         bool           `json:"all"`
	Ports       []portItem     `json:"ports"`
	Other       bool           `json:"otherProtocols,omitempty"`
	Maybe       bool           `json:"maybe,omitempty"`
	Workload    string         `json:"workload,omitempty"`
	Because     []changeReason `json:"because"`
}

type portItem struct {
	Protocol string `json:"protocol"`
	Port     int32  `json:"port"`
	EndPort  int32  `json:"endPort,omitempty"`
}

type changeReason struct {
	Cause     string        `json:"cause"`
	Direction string        `json:"direction"`
	Side      string        `json:"side"`
	Policies  []policyPlace `json:"policies"`
	Rule      *location     `json:"rule,omitempty"`
}

type limitItem struct {
	Message string `json:"message"`
	At      string `json:"at"`
}

func limitItems(limits []Limit) []limitItem {
	out := make([]limitItem, len(limits))
	for i, l := range limits {
		out[i] = limitItem{l.Message, l.At}
	}
	return out
}

func causeWord(c reach.Cause) string {
	return [...]string{"allowedBy", "noLongerIsolatedBy", "noLongerDeniedBy", "isolatedBy", "noLongerAllowedBy", "deniedBy", "noLongerSelectedBy", "selectedBy"}[c]
}

func portsOf(c reach.Conns) []portItem {
	out := []portItem{}
	if c.All() {
		return out
	}
	for _, protocol := range reach.Protocols() {
		for _, r := range c.Ports(protocol) {
			item := portItem{Protocol: protocol, Port: r.From}
			if r.To != r.From {
				item.EndPort = r.To
			}
			out = append(out, item)
		}
	}
	return out
}
