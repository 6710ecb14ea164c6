package report_test

import (
	"encoding/json"
	"net/netip"
	"strings"
	"testing"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/manifest"
	"github.com/netpolint/netpolint/lint/reach"
	"github.com/netpolint/netpolint/lint/report"
)

// The types below are the contract as a consumer reads it, written out again so
// that a renamed field fails the test.
type (
	wantLocation struct {
		File               string
		Line, Column       int
		EndLine, EndColumn int
		Path               string
	}
	wantEndpoint struct {
		Kind, Namespace, Name string
		Labels                map[string]string
		CIDR                  string
	}
	wantReport struct {
		Schema   string
		Findings []struct {
			Code, Rule, Category, Severity, Message, Help string
			Location                                      wantLocation
			Object                                        *struct{ APIVersion, Kind, Namespace, Name string }
			Related                                       []struct {
				Message  string
				Location wantLocation
			}
			Witness *struct {
				Source, Destination wantEndpoint
				Protocol            string
				Port                int
			}
			Fixes       []struct{ Title, Safety string }
			Fingerprint string
		}
		Suppressed []struct {
			Code        string
			Suppression struct {
				Kind, Reason, Until string
				Location            *wantLocation
			}
		}
		Problems []struct {
			Severity, Message string
			Location          wantLocation
		}
		Summary struct {
			Files, SkippedFiles, Skipped, Documents, Objects, Policies, Workloads, Namespaces int

			OtherKinds                                    map[string]int
			Problems, Suppressed, Errors, Warnings, Infos int
		}
	}
)

func asJSON(t *testing.T, r *lint.Report) (string, wantReport) {
	t.Helper()
	var b strings.Builder
	if err := report.JSON(&b, r); err != nil {
		t.Fatal(err)
	}
	decoder := json.NewDecoder(strings.NewReader(b.String()))
	decoder.DisallowUnknownFields()
	var out wantReport
	if err := decoder.Decode(&out); err != nil {
		t.Fatalf("%v in:\n%s", err, b.String())
	}
	return b.String(), out
}

func TestJSON(t *testing.T) {
	r := oneFinding()
	file := policyFile()
	r.Summary.Skipped = 2
	r.Problems = []manifest.Problem{
		{Severity: manifest.Warning, Message: "doubtful", File: file.Name, At: at(file, "Egress").Span},
		{Severity: manifest.Error, Message: "unreadable", File: "b.yaml"},
	}
	raw, got := asJSON(t, r)
	f := got.Findings[0]
	for _, c := range []struct{ got, want any }{
		{got.Schema, "netpolint.lint/v1"},
		{f.Code, "NP301"}, {f.Rule, "overbroad-ipblock"}, {f.Category, "breadth"}, {f.Severity, "warning"},
		{f.Location, wantLocation{"shop/netpol.yaml", 12, 15, 12, 25, "/spec/egress/0/to/0/ipBlock/cidr"}},
		{f.Object.Kind, "NetworkPolicy"}, {f.Object.Namespace, "shop"}, {f.Object.Name, "allow-out"},
		{f.Related[0].Location, wantLocation{"shop/web.yaml", 3, 9, 3, 12, "/metadata/name"}},
		{f.Witness.Source.Kind, "Pod"}, {f.Witness.Source.Name, "web"}, {f.Witness.Source.Namespace, "shop"},
		{f.Witness.Destination.CIDR, "10.0.0.1/32"}, {f.Witness.Port, 443}, {f.Witness.Protocol, "TCP"},
		{f.Fingerprint, "f00d"},
		{got.Problems[0].Location, wantLocation{"shop/netpol.yaml", 8, 17, 8, 23, ""}},
		{got.Problems[1].Location, wantLocation{File: "b.yaml"}},
		{got.Problems[1].Severity, "error"},
		{got.Summary.Files, 14}, {got.Summary.SkippedFiles, 1}, {got.Summary.OtherKinds["v1 ConfigMap"], 3},
		{got.Summary.Warnings, 1}, {got.Summary.Skipped, 2}, {got.Summary.Problems, 2},
	} {
		if c.got != c.want {
			t.Errorf("got %v, want %v in:\n%s", c.got, c.want, raw)
		}
	}
}

// TestJSONSuppressed shows that a finding that is suppressed is in the report, and what
// suppresses it.
func TestJSONSuppressed(t *testing.T) {
	r := oneFinding()
	file := policyFile()
	f := r.Findings[0]
	f.Suppressed = &lint.Suppression{Kind: lint.ByComment, Reason: "a\nb", Until: "2999-12-31", At: at(file, "Egress")}
	known := f
	known.Suppressed = &lint.Suppression{Kind: lint.ByBaseline}
	r.Suppressed = []lint.Finding{f, known}
	var b strings.Builder
	if err := report.JSON(&b, r); err != nil {
		t.Fatal(err)
	}
	var got struct {
		Suppressed []struct {
			Code, Fingerprint string
			Suppression       struct {
				Kind, Reason, Until string
				Location            *wantLocation
			}
		}
		Summary struct{ Suppressed int }
	}
	if err := json.Unmarshal([]byte(b.String()), &got); err != nil {
		t.Fatal(err)
	}
	s := got.Suppressed[0]
	if s.Code != "NP301" || s.Fingerprint != "f00d" || s.Suppression.Kind != "comment" || s.Suppression.Reason != "a\nb" || s.Suppression.Until != "2999-12-31" || s.Suppression.Location.Line != 8 {
		t.Errorf("%+v", s)
	}
	if s := got.Suppressed[1].Suppression; s.Kind != "baseline" || s.Location != nil {
		t.Errorf("%+v", s)
	}
	if got.Summary.Suppressed != 2 {
		t.Error(got.Summary)
	}
}

// TestJSONEmpty shows that lists are empty, and never null.
func TestJSONEmpty(t *testing.T) {
	r := oneFinding()
	r.Findings[0].Related = nil
	for _, r := range []*lint.Report{{}, r} {
		if raw, _ := asJSON(t, r); strings.Contains(raw, "null") {
			t.Errorf("null in:\n%s", raw)
		}
	}
}

func TestJSONEndpoints(t *testing.T) {
	r := oneFinding()
	r.Findings[0].Witness = &reach.Flow{
		From: reach.Endpoint{Addr: netip.MustParseAddr("2001:db8::1")},
		To:   reach.Endpoint{Pod: &reach.Pod{Name: "kube-dns", Namespace: "kube-system", Labels: map[string]string{"k8s-app": "kube-dns"}}},
	}
	_, got := asJSON(t, r)
	w := got.Findings[0].Witness
	if w.Source.CIDR != "2001:db8::1/128" {
		t.Errorf("source %+v", w.Source)
	}
	if d := w.Destination; d.Kind != "" || d.Name != "kube-dns" || d.Namespace != "kube-system" || d.Labels["k8s-app"] != "kube-dns" {
		t.Errorf("destination %+v", d)
	}
}
