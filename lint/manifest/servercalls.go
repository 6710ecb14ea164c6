package manifest

import (
	"bytes"
	"slices"

	"github.com/netpolint/netpolint/lint/source"
)

// readWebhooks reads a ValidatingWebhookConfiguration or a
// MutatingWebhookConfiguration. Of v1beta1 the default is to go on without a webhook
// that fails.
func readWebhooks(d *decoder) any {
	c := &ServerCalls{}
	for i, hook := range d.root.Get("webhooks").Items() {
		policy := text(hook.Get("failurePolicy"))
		call := ServerCall{Must: policy == "Fail" || policy == "" && d.object.ID.APIVersion != "admissionregistration.k8s.io/v1beta1"}
		for _, rule := range hook.Get("rules").Items() {
			for _, resource := range rule.Get("resources").Items() {
				if name := text(resource); name != "" && !slices.Contains(call.Resources, name) {
					call.Resources = append(call.Resources, name)
				}
			}
		}
		c.add(call, at(hook, "clientConfig", "service"), source.Path("/webhooks").Index(i)+"/clientConfig/service")
	}
	return d.calls(c)
}

// readAPIService reads an APIService, whose API is served by a Service; one of the
// API server itself names none.
func readAPIService(d *decoder) any {
	c := &ServerCalls{}
	c.add(ServerCall{Must: true}, at(d.root, "spec", "service"), "/spec/service")
	return d.calls(c)
}

// readConversion reads which Service converts the objects of a
// CustomResourceDefinition from one version to another.
func readConversion(d *decoder) any {
	c := &ServerCalls{}
	if at(d.root, "spec", "conversion", "strategy").Text() == "Webhook" {
		call := ServerCall{Must: true, Resources: []string{text(at(d.root, "spec", "names", "plural"))}}
		c.add(call, at(d.root, "spec", "conversion", "webhook", "clientConfig", "service"), "/spec/conversion/webhook/clientConfig/service")
	}
	return d.calls(c)
}

func (c *ServerCalls) add(call ServerCall, service source.Node, path source.Path) {
	const https = 443
	call.Namespace, call.Service, call.At = text(service.Get("namespace")), text(service.Get("name")), path.Child("name")
	if call.Namespace == "" || call.Service == "" {
		return
	}
	call.Port = https
	if port, ok := portNumber(service.Get("port")); ok {
		call.Port = port
	}
	c.Calls = append(c.Calls, call)
}

// calls is what is known of an object, or nothing where it names no Service.
func (d *decoder) calls(c *ServerCalls) any {
	if len(c.Calls) == 0 {
		d.other = append(d.other, d.object.ID.APIVersion+" "+d.object.ID.Kind)
		return nil
	}
	return c
}

// mayConvert tells by its text whether a document may be one of a
// CustomResourceDefinition with a webhook: these documents are long, and most have
// none.
func mayConvert(doc *source.Document) bool {
	return bytes.Contains(doc.Bytes(), []byte("conversionReviewVersions"))
}
