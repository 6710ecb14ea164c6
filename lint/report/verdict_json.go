package report

import (
	"io"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
	"github.com/netpolint/netpolint/lint/manifest"
	"github.com/netpolint/netpolint/lint/reach"
)

// VerdictJSON prints what [Verdict] does, as one object of the schema
// netpolint.reach/v1 whose connections are empty or the flow itself.
func VerdictJSON(w io.Writer, e *reach.Engine, f reach.Flow) error {
	v := e.Explain(f)
	out := verdictDocument{
		Schema: "netpolint.reach/v1",
		Flow:   witness{Source: endpointOf(f.From), Destination: endpointOf(f.To), Protocol: f.Protocol, Port: f.Port},
		Answer: answerWord(v.Answer), Self: v.Self, Connections: []flowConnection{}, Directions: []verdictSide{},
	}
	if v.Answer == cluster.Yes {
		out.Connections = append(out.Connections, flowConnection{endpointOf(f.From), endpointOf(f.To), false, []flowPort{{f.Protocol, f.Port}}})
	}
	for _, d := range [...]cluster.Direction{cluster.Egress, cluster.Ingress} {
		if v.Self {
			break
		}
		out.Directions = append(out.Directions, sideOf(e, f, d, &v.Sides[d]))
	}
	return WriteJSON(w, out)
}

type verdictDocument struct {
	Schema      string           `json:"schema"`
	Flow        witness          `json:"flow"`
	Answer      string           `json:"answer"`
	Self        bool             `json:"self,omitempty"`
	Directions  []verdictSide    `json:"directions"`
	Connections []flowConnection `json:"connections"`
}

type flowConnection struct {
	Source      endpoint   `json:"source"`
	Destination endpoint   `json:"destination"`
	All         bool       `json:"all"`
	Ports       []flowPort `json:"ports"`
}

type flowPort struct {
	Protocol string `json:"protocol"`
	Port     int32  `json:"port"`
}

type verdictSide struct {
	Direction string        `json:"direction"`
	Answer    string        `json:"answer"`
	Isolating []policyPlace `json:"isolatedBy"`
	Decided   *rulePlace    `json:"decidedBy,omitempty"`
	Passed    []rulePlace   `json:"passedBy,omitempty"`
	Nearest   []rulePlace   `json:"nearest,omitempty"`
}

type policyPlace struct {
	Kind      string   `json:"kind"`
	Namespace string   `json:"namespace,omitempty"`
	Name      string   `json:"name"`
	Location  location `json:"location"`
}

type rulePlace struct {
	Policy   policyPlace `json:"policy"`
	Rule     string      `json:"rule"`
	Action   string      `json:"action"`
	Location location    `json:"location"`
	Lacks    string      `json:"lacks,omitempty"`
}

func answerWord(a cluster.Truth) string {
	switch a {
	case cluster.Yes:
		return "allowed"
	case cluster.No:
		return "denied"
	}
	return "unknown"
}

func sideOf(e *reach.Engine, f reach.Flow, d cluster.Direction, s *reach.Side) verdictSide {
	out := verdictSide{Direction: d.String(), Answer: answerWord(s.Answer), Isolating: []policyPlace{}}
	for _, p := range s.Isolating {
		out.Isolating = append(out.Isolating, policyPlaceOf(p))
	}
	if s.By != nil {
		decided := rulePlaceOf(s.By, s.Rule, d, s.Rule.At)
		out.Decided = &decided
	}
	for _, p := range s.Passed {
		out.Passed = append(out.Passed, rulePlaceOf(p.Policy, p.Rule, d, p.Rule.At))
	}
	if s.Answer == cluster.Unknown && s.Rule != nil {
		for _, m := range e.Nearest(f, d) {
			if m.Rule == s.Rule {
				out.Decided.Lacks = m.Lacks
			}
		}
	}
	if s.Answer == cluster.No && s.By == nil {
		for i, m := range e.Nearest(f, d) {
			if i == maxNearest {
				break
			}
			near := rulePlaceOf(m.Policy, m.Rule, d, m.At)
			near.Lacks = m.Lacks
			out.Nearest = append(out.Nearest, near)
		}
	}
	return out
}

func policyPlaceOf(p *cluster.Policy) policyPlace {
	out := policyPlace{Kind: p.At.Object.ID.Kind, Name: p.Name, Location: refLocation(p.At.Child("metadata").Child("name"))}
	if p.Namespace != nil {
		out.Namespace = p.Namespace.Name
	}
	return out
}

func rulePlaceOf(p *cluster.Policy, r *cluster.Rule, d cluster.Direction, at manifest.Ref) rulePlace {
	return rulePlace{Policy: policyPlaceOf(p), Rule: ruleField(r, d), Action: r.Action.String(), Location: refLocation(at)}
}

// refLocation is the place of a ref.
func refLocation(ref manifest.Ref) location { return locationOf(lint.Locate(ref), ref.Path) }
