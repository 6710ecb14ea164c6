package rules

import (
	"fmt"
	"strconv"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/cluster"
	"github.com/netpolint/netpolint/lint/manifest"
	"github.com/netpolint/netpolint/lint/source"
)

// nullListItem reports list items that are null, or a dash with nothing behind
// it. The API server decodes them to empty items, and an empty rule allows
// everything (JSON decoding of Kubernetes' types).
func nullListItem() *lint.Rule {
	return &lint.Rule{
		Code: "NP604", Name: "null-list-item", Category: lint.Traps, Severity: lint.Warning, Since: "0.1.0",
		Summary:  "a list item is null, which the API server reads as an empty item: an empty rule allows everything",
		Controls: []lint.Control{lint.NSALeastAccess, lint.LimitPodToPod},
		Check:    checkNullListItem,
	}
}

func checkNullListItem(pass *lint.Pass) {
	for _, p := range pass.Model.Policies {
		for _, at := range p.Nulls {
			if f, ok := nullItem(pass, p, at); ok {
				f.At = at
				pass.Report(f)
			}
		}
	}
}

// nullItem says what a null at some place decodes to; ok is false where it is no
// list item, or where its direction has no effect at all.
func nullItem(pass *lint.Pass, p *cluster.Policy, at manifest.Ref) (f lint.Finding, ok bool) {
	item := listItem(at.Path)
	if item.list == "" {
		return f, false
	}
	d, field := cluster.Ingress, "ingress"
	if item.section == "egress" {
		d, field = cluster.Egress, "egress"
	}
	f.Key = item.list + " item"
	if item.section != "" {
		f.Key = item.section + " " + f.Key
	}
	switch item.list {
	case "rule":
		if !p.Isolates[d] || item.rule >= len(p.Rules[d]) {
			return f, false
		}
		r := &p.Rules[d][item.rule]
		if d == cluster.Egress {
			f.Message = fmt.Sprintf("null in egress is read as an empty rule, which lets %s connect to any address on any port", subject(p))
			f.Witness = outbound(pass, p, r)
		} else {
			f.Message = fmt.Sprintf("null in ingress is read as an empty rule, which lets anyone, outside the cluster too, connect to %s on any port", subject(p))
			f.Witness = inbound(pass, p, r)
		}
		f.Help = fmt.Sprintf("write the rule, or %s: [] to allow nothing", field)
		f.Covers = []lint.Cover{{Code: "NP801", At: at}, {Code: "NP804", At: at}, {Code: "NP954", At: nameOf(p.At)}}
	case "port":
		f.Message = "null in ports is read as an empty item, which stands for every TCP port"
		f.Help = "write the port, such as - {protocol: TCP, port: 443}, or remove the item; removing the last one allows every port of every protocol"
	case "values":
		f.Message = "null in values is read as an empty string, which only a label with an empty value equals"
		f.Help = "write the value of the label, or remove the item"
	default:
		return f, false // refused: api-invalid says so
	}
	return f, true
}

// nullPlace is what a path says of a list item: which list it stands in, and of
// which section and rule. List is "" for what is no item of a list that the API
// knows.
type nullPlace struct {
	list, section string
	rule          int
}

func listItem(path source.Path) nullPlace {
	tokens := path.Tokens()
	n := len(tokens)
	if n < 3 || tokens[0] != "spec" {
		return nullPlace{}
	}
	if _, err := strconv.ParseUint(tokens[n-1], 10, 31); err != nil {
		return nullPlace{}
	}
	var place nullPlace
	if tokens[1] == "ingress" || tokens[1] == "egress" {
		place.section = tokens[1]
		place.rule, _ = strconv.Atoi(tokens[2])
	}
	list := tokens[n-2]
	switch {
	case n == 3 && place.section != "":
		place.list = "rule"
	case n == 3 && list == "policyTypes":
		place.list = list
	case n == 5 && (list == "from" && place.section == "ingress" || list == "to" && place.section == "egress"):
		place.list = "peer"
	case n == 5 && place.section != "" && list == "ports":
		place.list = "port"
	case n >= 4 && tokens[n-3] != "matchLabels" && (list == "except" || list == "values" || list == "matchExpressions"):
		place.list = list
	}
	return place
}
