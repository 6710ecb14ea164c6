package kustomize

import (
	"errors"
	"fmt"

	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/api/resmap"
	"sigs.k8s.io/kustomize/api/types"
	"sigs.k8s.io/kustomize/kyaml/openapi"

	"github.com/netpolint/netpolint/lint/source"
)

// maxRuns is how often kustomize is run over a plan. Each time but the first, what
// made it fail is left out, if that can be.
const maxRuns = 10

// run lets kustomize make what is planned.
func (p *plan) run() (resources resmap.ResMap, err error) {
	if err := p.mayGrow(); err != nil {
		return nil, err
	}
	for range maxRuns {
		resources, err = p.once()
		if err == nil || p.ctx.Err() != nil {
			break
		}
		again, problem := p.relax(err)
		if problem != nil {
			return nil, problem
		}
		if !again {
			break
		}
	}
	switch {
	case p.ctx.Err() != nil:
		return nil, p.ctx.Err()
	case err != nil:
		return nil, errors.New(p.explain(err))
	}
	return resources, nil
}

// once runs kustomize.
func (p *plan) once() (resources resmap.ResMap, err error) {
	if p.schema {
		// The schema is a global of the library, which forgets it no other way.
		defer openapi.ResetOpenAPI()
	}
	options := krusty.MakeDefaultOptions()
	options.LoadRestrictions = types.LoadRestrictionsNone // closed has nothing to restrict
	options.PluginConfig = types.DisabledPluginConfig()
	files := newClosed(p.ctx, p.files)
	quietly(func() {
		resources, err = protected(func() (resmap.ResMap, error) {
			return krusty.MakeKustomizer(options).Run(files, p.visits[0].virtual)
		})
	})
	return resources, err
}

// protected runs f and turns a panic into an error. Kustomize panics on some
// schemas and on objects of unforeseen shape.
func protected[T any](f func() (T, error)) (result T, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("kustomize panics, which is a defect of its own: %v", cause)
		}
	}()
	return f()
}

// nested makes the kustomization of a directory that holds configurations of
// plugins, and returns its objects as YAML.
func (p *plan) nested(parent *visit, dir string) ([]byte, error) {
	inner := newPlan(p.ctx, &Renderer{fsys: p.fsys}, p.budget)
	inner.contents, inner.reported = p.contents, p.reported
	if _, err := inner.visit(dir, parent, false); err != nil {
		return nil, err
	}
	p.left = append(p.left, inner.left...)
	p.also = append(p.also, inner.dirs()...)
	resources, err := inner.run()
	if err != nil {
		return nil, err
	}
	for _, r := range resources.Resources() {
		inner.unmark(r)
	}
	return resources.AsYaml()
}

// documentOf returns the document that kustomize prints for an object.
func documentOf(name string, text []byte) (*source.Document, error) {
	documents := source.Split(source.NewFile(name, text))
	if len(documents) != 1 {
		return nil, fmt.Errorf("%s: kustomize makes an object that is not one document", name)
	}
	return documents[0], nil
}
