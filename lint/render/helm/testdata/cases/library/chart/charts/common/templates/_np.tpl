{{- define "common.np" -}}
{{- $top := first . -}}
{{- $over := fromYaml (include (index . 1) $top) | default (dict) -}}
{{- $base := fromYaml (include "common.np.base" $top) -}}
{{- toYaml (merge $over $base) -}}
{{- end -}}
{{- define "common.np.base" -}}
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: {{ .Release.Name | quote }}}
spec: {policyTypes: [Ingress]}
{{- end -}}
