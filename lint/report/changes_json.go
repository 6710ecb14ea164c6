package report

import (
	"bufio"
	"encoding/json"
	"io"

	"github.com/netpolint/netpolint/lint/cluster"
	"github.com/netpolint/netpolint/lint/reach"
)

// changesJSON writes one object of the schema netpolint.diff/v1, a change a line.
type changesJSON struct {
	*Changes
	out   *bufio.Writer
	names *nodeNames
	whys  map[string]string
	begun bool
}

func newChangesJSON(c *Changes, w io.Writer) *changesJSON {
	return &changesJSON{Changes: c, out: bufio.NewWriterSize(w, 1<<16), names: newNodeNames(), whys: map[string]string{}}
}

func (j *changesJSON) Change(x *reach.Change) error {
	for _, p := range j.parts(x) {
		if j.begun {
			j.out.WriteString(",\n")
		} else {
			j.begin()
		}
		change := `  {"change": "removed", "source": `
		if p.opened {
			change = `  {"change": "added", "source": `
		}
		j.out.WriteString(change)
		j.out.WriteString(j.names.of(x.From, jsonNode))
		j.out.WriteString(`, "destination": `)
		j.out.WriteString(j.names.of(x.To, jsonNode))
		j.out.WriteString(`, `)
		j.out.WriteString(j.names.set(p.conns, jsonConns))
		if p.maybe {
			j.out.WriteString(`, "maybe": true`)
		}
		switch {
		case x.Added:
			j.out.WriteString(`, "workload": "added"`)
		case x.Removed:
			j.out.WriteString(`, "workload": "removed"`)
		}
		j.out.WriteString(`, "because": `)
		j.out.WriteString(j.why(p.reasons))
		if err := j.out.WriteByte('}'); err != nil {
			return err
		}
	}
	return nil
}

func (j *changesJSON) begin() {
	j.begun = true
	j.out.WriteString(`{"schema": "netpolint.diff/v1", "old": ` + jsonText(j.OldName) + `, "new": ` + jsonText(j.NewName) + ",\n \"changes\": [\n")
}

// why writes reasons, each distinct list made once.
func (j *changesJSON) why(reasons []reach.Reason) string {
	key := reasonKey(reasons)
	text, known := j.whys[key]
	if !known {
		text = jsonValue(reasonsOf(reasons))
		j.whys[key] = text
	}
	return text
}

func (j *changesJSON) Close() error {
	if !j.begun {
		j.begin()
	}
	rest := changesRest{Limits: limitItems(j.Limits), Workloads: changedWorkloads{workloadsOf(j.Added), workloadsOf(j.Removed)}, Summary: changeSummary(j.counts)}
	text := jsonValue(rest)
	j.out.WriteString("\n ],\n " + text[1:] + "\n") // one object with what stands before
	return j.out.Flush()
}

// changesRest is what follows the changes.
type changesRest struct {
	Limits    []limitItem      `json:"limits"`
	Workloads changedWorkloads `json:"workloads"`
	Summary   changeSummary    `json:"summary"`
}

type changedWorkloads struct {
	Added   []endpoint `json:"added,omitempty"`
	Removed []endpoint `json:"removed,omitempty"`
}

type changeSummary struct {
	Opened int `json:"opened"`
	Closed int `json:"closed"`
	Apart  int `json:"ofWorkloadsOnOneSide"`
}

type limitItem struct {
	Message string `json:"message"`
	At      string `json:"at"`
}

func limitItems(limits []Limit) []limitItem {
	out := make([]limitItem, len(limits))
	for i, l := range limits {
		out[i] = limitItem(l)
	}
	return out
}

// jsonValue writes a value in one line of printable characters.
func jsonValue(value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		return "null" // these types always have a JSON form
	}
	return string(escapeJSON(text))
}

type changeReason struct {
	Cause     string        `json:"cause"`
	Direction string        `json:"direction"`
	Side      string        `json:"side"`
	Policies  []policyPlace `json:"policies"`
	Rule      *location     `json:"rule,omitempty"`
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

func causeWord(c reach.Cause) string {
	return [...]string{"allowedBy", "noLongerIsolatedBy", "noLongerDeniedBy", "isolatedBy", "noLongerAllowedBy", "deniedBy", "noLongerSelectedBy", "selectedBy"}[c]
}

func workloadsOf(list []*cluster.Workload) []endpoint {
	var out []endpoint
	for _, w := range list {
		out = append(out, endpointOf(reach.Endpoint{Workload: w}))
	}
	return out
}
