{{- define "tickets.selectorLabels" -}}
app.kubernetes.io/name: tickets
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}
