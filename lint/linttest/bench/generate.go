//go:build unix

package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
)

// generate writes a tree of manifests, one object a file and one directory a
// namespace: of every five files two Deployments, a Service, a NetworkPolicy and
// a ConfigMap. The same number of files gives the same bytes.
func generate(dir string, files int) error {
	r := rand.New(rand.NewPCG(1, 2))
	for app := range files / 5 {
		ns := fmt.Sprintf("team-%03d", app/10)
		where := filepath.Join(dir, ns)
		if err := os.MkdirAll(where, 0o755); err != nil {
			return err
		}
		name := fmt.Sprintf("app-%05d", app)
		peer := fmt.Sprintf("app-%05d", app/10*10+r.IntN(10))
		for kind, text := range map[string]string{
			"web":           deployment(r, ns, name, "web"),
			"worker":        deployment(r, ns, name, "worker"),
			"service":       service(ns, name),
			"networkpolicy": policy(r, ns, name, peer, app%10 == 0),
			"configmap":     configMap(r, ns, name),
		} {
			if err := os.WriteFile(filepath.Join(where, name+"-"+kind+".yaml"), []byte(text), 0o644); err != nil {
				return err
			}
		}
	}
	return nil
}

func head(apiVersion, kind, ns, name string) string {
	return fmt.Sprintf(`apiVersion: %s
kind: %s
metadata:
  name: %s
  namespace: %s
  labels:
    app.kubernetes.io/name: %s
    app.kubernetes.io/part-of: suite
    app.kubernetes.io/managed-by: kustomize
`, apiVersion, kind, name, ns, name)
}

func deployment(r *rand.Rand, ns, app, component string) string {
	var env strings.Builder
	for i := range 3 + r.IntN(7) {
		fmt.Fprintf(&env, "        - name: SETTING_%d\n          value: \"%d\"\n", i, r.IntN(1000000))
	}
	return head("apps/v1", "Deployment", ns, app+"-"+component) + fmt.Sprintf(`  annotations:
    checksum/config: %032x
spec:
  replicas: %d
  strategy:
    type: RollingUpdate
    rollingUpdate: {maxSurge: 25%%, maxUnavailable: 0}
  selector:
    matchLabels:
      app.kubernetes.io/name: %[3]s
      app.kubernetes.io/component: %[4]s
  template:
    metadata:
      labels:
        app.kubernetes.io/name: %[3]s
        app.kubernetes.io/component: %[4]s
        app.kubernetes.io/part-of: suite
        team: %[5]s
    spec:
      serviceAccountName: %[3]s
      automountServiceAccountToken: false
      securityContext:
        runAsNonRoot: true
        runAsUser: 10001
        fsGroup: 20000
      containers:
      - name: %[4]s
        image: registry.example.com/suite/%[3]s:1.2.3
        imagePullPolicy: IfNotPresent
        ports:
        - name: http
          containerPort: 8080
          protocol: TCP
        env:
%[6]s        envFrom:
        - configMapRef:
            name: %[3]s-config
        resources:
          requests: {cpu: 100m, memory: 128Mi}
          limits:
            cpu: "1"
            memory: 1Gi
        securityContext:
          allowPrivilegeEscalation: false
          readOnlyRootFilesystem: true
          capabilities:
            drop:
            - ALL
        livenessProbe:
          httpGet:
            path: /healthz
            port: http
          initialDelaySeconds: 10
          periodSeconds: 10
        readinessProbe:
          httpGet:
            path: /readyz
            port: http
        volumeMounts:
        - name: tmp
          mountPath: /tmp
        - name: config
          mountPath: /etc/%[3]s
          readOnly: true
      volumes:
      - name: tmp
        emptyDir: {}
      - name: config
        configMap:
          name: %[3]s-config
`, r.Uint64(), 1+r.IntN(5), app, component, ns, env.String())
}

func service(ns, app string) string {
	return head("v1", "Service", ns, app) + fmt.Sprintf(`spec:
  type: ClusterIP
  selector:
    app.kubernetes.io/name: %s
    app.kubernetes.io/component: web
  ports:
  - name: http
    port: 80
    targetPort: http
    protocol: TCP
`, app)
}

func policy(r *rand.Rand, ns, app, peer string, deny bool) string {
	if deny {
		return head("networking.k8s.io/v1", "NetworkPolicy", ns, "default-deny") + `spec:
  podSelector: {}
  policyTypes:
  - Ingress
  - Egress
`
	}
	text := head("networking.k8s.io/v1", "NetworkPolicy", ns, app) + fmt.Sprintf(`spec:
  podSelector:
    matchLabels:
      app.kubernetes.io/name: %s
  policyTypes:
  - Ingress
  - Egress
  ingress:
  - from:
    - podSelector:
        matchLabels:
          app.kubernetes.io/name: %s
    - namespaceSelector:
        matchLabels:
          kubernetes.io/metadata.name: ingress-nginx
      podSelector:
        matchLabels:
          app.kubernetes.io/name: ingress-nginx
    ports:
    - protocol: TCP
      port: 8080
  egress:
  - to:
    - namespaceSelector:
        matchLabels:
          kubernetes.io/metadata.name: kube-system
      podSelector:
        matchLabels:
          k8s-app: kube-dns
    ports:
    - protocol: UDP
      port: 53
    - protocol: TCP
      port: 53
  - to:
    - podSelector:
        matchLabels:
          app.kubernetes.io/name: %s
    ports:
    - protocol: TCP
      port: 8080
`, app, peer, peer)
	if r.IntN(10) == 0 {
		text += `  - to:
    - ipBlock:
        cidr: 0.0.0.0/0
        except:
        - 10.0.0.0/8
        - 169.254.169.254/32
    ports:
    - protocol: TCP
      port: 443
`
	}
	return text
}

func configMap(r *rand.Rand, ns, app string) string {
	var properties strings.Builder
	for i := range 8 + r.IntN(22) {
		fmt.Fprintf(&properties, "    setting.number.%d=%016x\n", i, r.Uint64())
	}
	return head("v1", "ConfigMap", ns, app+"-config") + "data:\n  LOG_LEVEL: info\n  application.properties: |\n" + properties.String()
}
