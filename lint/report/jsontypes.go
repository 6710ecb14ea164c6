package report

// The types below are the schema netpolint.lint/v1. Fields may be added; none is
// ever renamed or removed. Lists are never null.

type document struct {
	Schema     string       `json:"schema"`
	Findings   []finding    `json:"findings"`
	Suppressed []suppressed `json:"suppressed"`
	Problems   []problem    `json:"problems"`
	Summary    summary      `json:"summary"`
}

type finding struct {
	Code     string   `json:"code"`
	Rule     string   `json:"rule"`
	SubID    string   `json:"subId,omitempty"`
	Category string   `json:"category"`
	Severity string   `json:"severity"`
	Message  string   `json:"message"`
	Help     string   `json:"help,omitempty"`
	Location location `json:"location"`
	Object   *object  `json:"object,omitempty"`
	// Rendered are the renderings that the finding was made in, and SetBy is what
	// made the value where the text at Location is not the value itself.
	Rendered    []rendering `json:"rendered,omitempty"`
	SetBy       string      `json:"setBy,omitempty"`
	Related     []related   `json:"related"`
	Witness     *witness    `json:"witness,omitempty"`
	Fixes       []fix       `json:"fixes"`
	Fingerprint string      `json:"fingerprint"`
}

// location is a part of a file. Lines and columns count from 1, columns in code
// points; the end is the first position after the part. Path is the place inside
// the object, as a JSON pointer.
type location struct {
	File      string `json:"file"`
	Line      int    `json:"line,omitempty"`
	Column    int    `json:"column,omitempty"`
	EndLine   int    `json:"endLine,omitempty"`
	EndColumn int    `json:"endColumn,omitempty"`
	Path      string `json:"path,omitempty"`
}

// object is the object of a finding. Namespace is where it lives when it is
// applied, also where its manifest leaves that out.
type object struct {
	APIVersion string `json:"apiVersion"`
	Kind       string `json:"kind"`
	Namespace  string `json:"namespace"`
	Name       string `json:"name"`
}

// rendering is one run of a renderer: of Kustomize over a directory, or of Helm
// over a chart with one choice of values. Template is set instead of Directory
// for piped output of helm template.
type rendering struct {
	Tool      string `json:"tool"`
	Directory string `json:"directory,omitempty"`
	Chart     string `json:"chart,omitempty"`
	Values    string `json:"values,omitempty"`
	Template  string `json:"template,omitempty"`
}

type related struct {
	Message  string   `json:"message"`
	Location location `json:"location"`
}

type witness struct {
	Source      endpoint `json:"source"`
	Destination endpoint `json:"destination"`
	Protocol    string   `json:"protocol"`
	Port        int32    `json:"port"`
}

// endpoint is a workload (kind, namespace, name), a pod that no manifest of the
// input makes (namespace, name, labels), or a block of addresses (cidr).
type endpoint struct {
	Kind        string            `json:"kind,omitempty"`
	Namespace   string            `json:"namespace,omitempty"`
	Name        string            `json:"name,omitempty"`
	Labels      map[string]string `json:"labels,omitempty"`
	CIDR        string            `json:"cidr,omitempty"`
	HostNetwork bool              `json:"hostNetwork,omitempty"`
	Controller  bool              `json:"ingressController,omitempty"`
}

type fix struct {
	Title  string `json:"title"`
	Safety string `json:"safety"`
}

// suppressed is a finding that the user chose to ignore, or knows already.
type suppressed struct {
	finding
	Suppression why `json:"suppression"`
}

// why says by what a finding is suppressed: a comment, a comment for a file, an
// annotation, or a baseline, which has no location.
type why struct {
	Kind     string    `json:"kind"`
	Reason   string    `json:"reason"`
	Until    string    `json:"until,omitempty"`
	Location *location `json:"location,omitempty"`
}

type problem struct {
	Severity string   `json:"severity"`
	Message  string   `json:"message"`
	Location location `json:"location"`
}

// summary counts what was read and found. SkippedFiles are the files that were read
// and hold no Kubernetes objects; Skipped is how many files and directories were
// found and not read, for their name, for .gitignore or for --exclude; OtherKinds
// counts the objects whose kind is not read, by "apiVersion kind".
type summary struct {
	Files        int            `json:"files"`
	SkippedFiles int            `json:"skippedFiles"`
	Skipped      int            `json:"skipped"`
	Documents    int            `json:"documents"`
	Objects      int            `json:"objects"`
	Policies     int            `json:"policies"`
	Workloads    int            `json:"workloads"`
	Namespaces   int            `json:"namespaces"`
	OtherKinds   map[string]int `json:"otherKinds"`
	Problems     int            `json:"problems"`
	Suppressed   int            `json:"suppressed"`
	Errors       int            `json:"errors"`
	Warnings     int            `json:"warnings"`
	Infos        int            `json:"infos"`
}
