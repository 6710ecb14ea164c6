{{ define "deep" }}{{ include "deeper" . }}{{ end }}
{{ define "deeper" }}
{{- if eq .Values.mode "deep" }}{{ fail "from the deep: no" }}{{ end }}
{{- if eq .Values.mode "nil" }}{{ .Values.x.y }}{{ end }}
{{- if eq .Values.mode "type" }}{{ trunc "x" 5 }}{{ end }}
{{- if eq .Values.mode "args" }}{{ trunc 5 }}{{ end }}
{{- if eq .Values.mode "template" }}{{ template "nowhere" . }}{{ end }}
{{- if eq .Values.mode "include" }}{{ include "nowhere" . }}{{ end }}
{{- if eq .Values.mode "panic" }}{{ repeat -1 "x" }}{{ end }}
{{- if eq .Values.mode "index" }}{{ index (list 1) 5 }}{{ end }}
{{- if eq .Values.mode "range" }}{{ range "abc" }}{{ end }}{{ end }}
{{- if eq .Values.mode "field" }}{{ .Chart.Nope }}{{ .Release.Name.Nope }}{{ end }}
{{- if eq .Values.mode "mustyaml" }}{{ mustToDuration "x" }}{{ end }}
{{- if eq .Values.mode "capabilities" }}{{ .Capabilities.Nope }}{{ end }}
{{- if eq .Values.mode "files" }}{{ .Files.Nope }}{{ end }}
{{- if eq .Values.mode "values" }}{{ .Values.Table "none" }}{{ end }}
{{- if eq .Values.mode "loop" }}{{ include "deeper" . }}{{ end }}
{{- if eq .Values.mode "cmp" }}{{ lt 1 "a" }}{{ end }}
{{- if eq .Values.mode "nonfunc" }}{{ (.Values.mode) 3 }}{{ end }}
{{ end }}
