package report

import (
	"bufio"
	"encoding/json"
	"strconv"
	"strings"

	"github.com/netpolint/netpolint/lint/reach"
)

// connectionJSON writes one object of the schema netpolint.reach/v1, a connection a
// line.
type connectionJSON struct {
	out    *bufio.Writer
	names  *nodeNames
	limits []Limit
	count  int
}

func (j *connectionJSON) Connection(x *reach.Connection) error {
	if j.count++; j.count == 1 {
		j.out.WriteString("{\"schema\": \"netpolint.reach/v1\",\n \"connections\": [\n")
	} else {
		j.out.WriteString(",\n")
	}
	j.out.WriteString(`  {"source": `)
	j.out.WriteString(j.names.of(x.From, jsonNode))
	j.out.WriteString(`, "destination": `)
	j.out.WriteString(j.names.of(x.To, jsonNode))
	j.out.WriteString(`, `)
	j.out.WriteString(j.names.set(x.Conns, jsonConns))
	if !x.Maybe.Empty() {
		j.out.WriteString(`, "maybe": {`)
		j.out.WriteString(j.names.set(x.Maybe, jsonConns))
		j.out.WriteByte('}')
	}
	return j.out.WriteByte('}')
}

func (j *connectionJSON) Close() error {
	if j.count == 0 {
		j.out.WriteString("{\"schema\": \"netpolint.reach/v1\",\n \"connections\": [")
	}
	j.out.WriteString("\n ],\n \"limits\": [")
	for i, l := range j.limits {
		if i > 0 {
			j.out.WriteString(",")
		}
		j.out.WriteString("\n  {\"message\": " + jsonText(l.Message) + ", \"at\": " + jsonText(l.At) + "}")
	}
	if len(j.limits) > 0 {
		j.out.WriteString("\n ")
	}
	j.out.WriteString("]}\n")
	return j.out.Flush()
}

func jsonNode(n reach.Node) string {
	w := n.Workload
	switch {
	case n.Controller:
		return `{"ingressController": true}`
	case !n.Pods.IsZero():
		return `{"pods": {"namespaceSelector": ` + jsonText(n.Pods.Namespaces) + `, "podSelector": ` + jsonText(n.Pods.Pods) + `}}`
	}
	if w == nil {
		return `{"cidr": ` + jsonText(n.Block.String()) + `}`
	}
	kind, name := w.Identity()
	out := `{"kind": ` + jsonText(kind) + `, "namespace": ` + jsonText(w.Namespace.Name) + `, "name": ` + jsonText(name)
	if w.HostNetwork {
		out += `, "hostNetwork": true`
	}
	return out + `}`
}

// jsonConns writes the fields of a set of connections.
func jsonConns(c reach.Conns) string {
	if c.All() {
		return `"all": true, "ports": []`
	}
	var list []string
	for _, protocol := range reach.Protocols() {
		for _, r := range c.Ports(protocol) {
			item := `{"protocol": "` + protocol + `", "port": ` + strconv.Itoa(int(r.From))
			if r.To != r.From {
				item += `, "endPort": ` + strconv.Itoa(int(r.To))
			}
			list = append(list, item+"}")
		}
	}
	out := `"all": false, "ports": [` + strings.Join(list, ", ") + `]`
	if c.Other() {
		out += `, "otherProtocols": true`
	}
	return out
}

// jsonText is a string of printable characters only.
func jsonText(s string) string {
	text, err := json.Marshal(s)
	if err != nil {
		return `""` // a string always has a JSON form
	}
	return string(escapeJSON(text))
}
