package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"

	networkingv1 "k8s.io/api/networking/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	"k8s.io/apiserver/pkg/endpoints/request"
	"k8s.io/apiserver/pkg/registry/rest"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
	"k8s.io/kubernetes/pkg/apis/networking"
	_ "k8s.io/kubernetes/pkg/apis/networking/install"
	"k8s.io/kubernetes/pkg/registry/networking/networkpolicy"
)

// answer is what an API server says of one document.
type answer struct {
	YAML      string          `json:"yaml"`
	Code      int             `json:"code"`
	Message   string          `json:"message"`
	Causes    []cause         `json:"causes"`
	Strict    []string        `json:"strict"`
	Warnings  []string        `json:"warnings"`
	Defaulted json.RawMessage `json:"defaulted,omitempty"`
}

type cause struct {
	Reason  string `json:"reason"`
	Message string `json:"message"`
	Field   string `json:"field"`
}

// server decodes and validates as a kube-apiserver does for a create with
// fieldValidation=Strict.
type server struct {
	decoder runtime.Decoder
}

func newServer() (*server, error) {
	codecs := serializer.NewCodecFactory(legacyscheme.Scheme, serializer.EnableStrict)
	for _, info := range codecs.SupportedMediaTypes() {
		if info.MediaType == runtime.ContentTypeYAML {
			serializer := info.StrictSerializer
			return &server{decoder: codecs.DecoderToVersion(serializer, networking.SchemeGroupVersion)}, nil
		}
	}
	return nil, errors.New("no serializer for YAML")
}

// ask creates the document in namespace default.
func (s *server) ask(yaml string) (answer, error) {
	a := answer{YAML: yaml, Causes: []cause{}, Strict: []string{}, Warnings: []string{}}
	want := schema.GroupVersionKind{Group: "networking.k8s.io", Version: "v1", Kind: "NetworkPolicy"}
	object, got, err := s.decoder.Decode([]byte(yaml), &want, &networking.NetworkPolicy{})
	if strict, ok := runtime.AsStrictDecodingError(err); ok {
		for _, e := range strict.Errors() {
			a.Strict = append(a.Strict, e.Error())
		}
	}
	switch {
	case got != nil && got.Kind == want.Kind && got.GroupVersion() != want.GroupVersion():
		a.Code, a.Message = 400, fmt.Sprintf("the API version in the data (%s) does not match the expected API version (%s)", got.GroupVersion(), want.GroupVersion())
		return a, nil
	case err != nil && got != nil && got.Kind != "": // as the handler of a create words it
		a.Code, a.Message = 400, fmt.Sprintf("%s in version %q cannot be handled as a %s: %v", got.Kind, got.Version, want.Kind, err)
		return a, nil
	case err != nil:
		a.Code, a.Message = 400, err.Error()
		return a, nil
	}
	policy, ok := object.(*networking.NetworkPolicy)
	if !ok {
		a.Code, a.Message = 400, fmt.Sprintf("unexpected object %T", object)
		return a, nil
	}
	ctx := request.WithNamespace(context.Background(), "default")
	ctx = request.WithRequestInfo(ctx, &request.RequestInfo{APIGroup: "networking.k8s.io", APIVersion: "v1", Resource: "networkpolicies"})
	if err := rest.EnsureObjectNamespaceMatchesRequestNamespace("default", policy); err != nil {
		a.Code, a.Message = 400, err.Error()
		return a, nil
	}
	// As the handler of a create and the registry behind it do.
	rest.WipeObjectMetaSystemFields(policy)
	rest.FillObjectMetaSystemFields(policy)
	if policy.GenerateName != "" && policy.Name == "" {
		policy.Name = networkpolicy.Strategy.GenerateName(policy.GenerateName)
	}
	if err := rest.BeforeCreate(networkpolicy.Strategy, ctx, policy); err != nil {
		a.refused(err)
		return a, nil
	}
	a.Code = 201
	a.Warnings = append(a.Warnings, networkpolicy.Strategy.WarningsOnCreate(ctx, policy)...)
	a.Defaulted, err = stored(policy)
	return a, err
}

// stored is the object as the server keeps it, but for what differs each time.
func stored(policy *networking.NetworkPolicy) (json.RawMessage, error) {
	policy = policy.DeepCopy()
	policy.UID, policy.CreationTimestamp, policy.Generation = "", metav1.Time{}, 0
	out, err := runtime.Encode(legacyscheme.Codecs.LegacyCodec(networkingv1.SchemeGroupVersion), policy)
	return bytes.TrimSpace(out), err
}

// refused takes the causes of an error of validation.
func (a *answer) refused(err error) {
	a.Code, a.Message = 500, err.Error()
	status, ok := err.(apierrors.APIStatus)
	if !ok {
		return
	}
	a.Code = int(status.Status().Code)
	if details := status.Status().Details; details != nil {
		for _, c := range details.Causes {
			a.Causes = append(a.Causes, cause{string(c.Type), c.Message, c.Field})
		}
	}
}
