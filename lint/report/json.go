package report

import (
	"io"
	"net/netip"
	"path/filepath"

	"github.com/netpolint/netpolint/lint"
	"github.com/netpolint/netpolint/lint/manifest"
	"github.com/netpolint/netpolint/lint/reach"
	"github.com/netpolint/netpolint/lint/source"
)

// JSON prints the report as one object of the schema netpolint.lint/v1.
func JSON(w io.Writer, r *lint.Report) error {
	d := document{
		Schema:     "netpolint.lint/v1",
		Findings:   make([]finding, 0, len(r.Findings)),
		Suppressed: make([]suppressed, 0, len(r.Suppressed)),
		Problems:   make([]problem, 0, len(r.Problems)),
		Summary:    summaryOf(r),
	}
	for i := range r.Findings {
		d.Findings = append(d.Findings, findingOf(&r.Findings[i]))
	}
	for i := range r.Suppressed {
		d.Suppressed = append(d.Suppressed, suppressedOf(&r.Suppressed[i]))
	}
	for _, p := range r.Problems {
		d.Problems = append(d.Problems, problemOf(p))
	}
	return WriteJSON(w, d)
}

func findingOf(f *lint.Finding) finding {
	out := finding{
		Code: f.Rule.Code, Rule: f.Rule.Name, SubID: f.SubID, Category: string(f.Rule.Category),
		Severity: f.Severity.String(), Message: f.Message, Help: f.Help,
		Location: locationOf(f.Location, f.At.Path), Object: objectOf(f),
		Related: make([]related, 0, len(f.Related)), SetBy: f.By, Fixes: make([]fix, 0, len(f.Fixes)), Fingerprint: f.Fingerprint,
	}
	for _, r := range f.Related {
		out.Related = append(out.Related, related{Message: r.Message, Location: locationOf(r.Location, r.At.Path)})
	}
	for _, x := range f.Fixes {
		out.Fixes = append(out.Fixes, fix{Title: x.Title, Safety: string(x.Safety)})
	}
	for _, r := range f.Rendered {
		out.Rendered = append(out.Rendered, rendering{Tool: r.Tool, Directory: r.Dir, Chart: r.Chart, Values: r.Values, Template: r.Template})
	}
	if f.Witness != nil {
		out.Witness = &witness{
			Source: endpointOf(f.Witness.From), Destination: endpointOf(f.Witness.To),
			Protocol: f.Witness.Protocol, Port: f.Witness.Port,
		}
	}
	return out
}

func suppressedOf(f *lint.Finding) suppressed {
	s := f.Suppressed
	out := suppressed{finding: findingOf(f), Suppression: why{Kind: string(s.Kind), Reason: s.Reason, Until: s.Until}}
	if s.At.Span.File != nil {
		at := locationOf(s.At, "")
		out.Suppression.Location = &at
	}
	return out
}

func locationOf(l lint.Location, path source.Path) location {
	return location{
		File: filepath.ToSlash(l.File()),
		Line: l.Start.Line, Column: l.Start.Column, EndLine: l.End.Line, EndColumn: l.End.Column,
		Path: string(path),
	}
}

func objectOf(f *lint.Finding) *object {
	o := f.At.Object
	if o == nil {
		return nil
	}
	return &object{APIVersion: o.ID.APIVersion, Kind: o.ID.Kind, Namespace: f.Namespace, Name: o.ID.Name}
}

func endpointOf(e reach.Endpoint) endpoint {
	switch {
	case e.Workload != nil:
		kind, name := e.Workload.Identity()
		if object := e.Workload.At.Object; object != nil && e.Workload.OwnerName == "" {
			kind = object.ID.Kind
		}
		return endpoint{Kind: kind, Namespace: e.Workload.Namespace.Name, Name: name, HostNetwork: e.Workload.HostNetwork}
	case e.Pod != nil:
		return endpoint{Namespace: e.Pod.Namespace, Name: e.Pod.Name, Labels: e.Pod.Labels}
	case e.Addr.IsValid():
		return endpoint{CIDR: netip.PrefixFrom(e.Addr, e.Addr.BitLen()).String()}
	default:
		return endpoint{}
	}
}

func problemOf(p manifest.Problem) problem {
	at := location{File: filepath.ToSlash(p.File), Path: string(p.Ref.Path)}
	if span := p.Locate(); span.File != nil {
		start, end := span.File.Position(span.Start), span.File.Position(span.End)
		at.Line, at.Column, at.EndLine, at.EndColumn = start.Line, start.Column, end.Line, end.Column
	}
	return problem{Severity: p.Severity.String(), Message: p.Message, Location: at}
}

func summaryOf(r *lint.Report) summary {
	s := r.Summary
	kinds := s.Other
	if kinds == nil {
		kinds = map[string]int{}
	}
	return summary{
		Files: s.Files, SkippedFiles: s.NotManifests, Documents: s.Documents, Objects: s.Objects,
		Policies: s.Policies, Workloads: s.Workloads, Namespaces: s.Namespaces, OtherKinds: kinds,
		Skipped: s.Skipped, Problems: len(r.Problems),
		Suppressed: len(r.Suppressed),
		Errors:     s.Errors, Warnings: s.Warnings, Infos: s.Infos,
	}
}
