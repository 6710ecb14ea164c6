package cluster

import (
	"bytes"
	"fmt"
	"path"
	"reflect"
	"slices"
	"strings"

	"github.com/netpolint/netpolint/lint/manifest"
)

// twin is an object that has the name of an earlier one.
type twin struct {
	first, again *manifest.Object
	same         bool
}

// Redefined is a policy that is defined twice, in different words, by files that are
// applied together: only the last one counts.
type Redefined struct{ First, Again *manifest.Object }

// repeats reports whether the object says the same as an earlier one of its
// name, and so adds nothing. One that says something else is kept beside it: a
// tree often holds variants of which only one is applied at a time.
func (b *builder) repeats(o *manifest.Object) bool {
	id := o.ID
	id.APIVersion = id.Group()
	id.Namespace = b.model.NamespaceOf(o)
	// Of objects whose name or namespace is a guess, none is known to be another's copy.
	if id.Name == "" || o.Generated || b.homeless(o) {
		return false
	}
	first := b.first[id]
	if first == nil {
		b.first[id] = o
		return false
	}
	custom, ok := o.Value.(*manifest.Custom)
	same := ok && !custom.Policy || equal(first, o)
	if counts(o) && !o.Unrendered {
		b.twins = append(b.twins, twin{first, o, same})
	}
	return same
}

// counts reports whether it matters to anyone that an object is defined twice:
// for policies, and for what they select and refer to.
func counts(o *manifest.Object) bool {
	switch v := o.Value.(type) {
	case *manifest.Role, *manifest.RoleBinding, *manifest.ServerCalls:
		return false
	case *manifest.Custom:
		return v.Policy
	}
	return true
}

// equal compares what is read of two objects of one name. That one leaves the
// namespace out and the other writes it is no difference.
func equal(a, b *manifest.Object) bool {
	switch x := a.Value.(type) {
	case *manifest.NetworkPolicy:
		y, ok := b.Value.(*manifest.NetworkPolicy)
		return ok && reflect.DeepEqual(x.Spec, y.Spec) && slices.Equal(x.Nulls, y.Nulls)
	case *manifest.Workload:
		y, ok := b.Value.(*manifest.Workload)
		if !ok {
			return false
		}
		// How many pods there are is of no interest to policies.
		one, other := *x, *y
		one.Replicas, other.Replicas = 0, 0
		return reflect.DeepEqual(one, other)
	case *manifest.Custom:
		return a.Root == b.Root && bytes.Equal(a.Doc.Bytes(), b.Doc.Bytes())
	}
	return reflect.DeepEqual(a.Value, b.Value)
}

// reportTwins says which objects are defined twice. Different ones in one
// directory would be applied together, so one of them is lost; in different
// directories they are most likely variants. Either way one word for a directory
// will do. Equal ones get one for the whole run.
func (b *builder) reportTwins() {
	type group struct {
		dir    string
		kind   int // lost, variants or copies
		policy bool
	}
	const lost, variants, copies = 0, 1, 2
	var order []group
	twins := map[group][]twin{}
	mixed := b.variantDirs()
	for _, t := range b.twins {
		g := group{dir: path.Dir(t.again.File()), kind: variants}
		switch {
		case t.same:
			g = group{kind: copies}
		case g.dir == path.Dir(t.first.File()):
			g.kind = lost
			if g.policy = isPolicy(t.again) && (t.first.File() == t.again.File() || !mixed[g.dir]); g.policy {
				b.model.Redefined = append(b.model.Redefined, Redefined{t.first, t.again})
			}
		}
		if twins[g] == nil {
			order = append(order, g)
		}
		twins[g] = append(twins[g], t)
	}
	for _, g := range order {
		severity, consequence := manifest.Info, ""
		switch g.kind {
		case lost:
			severity = manifest.Warning
			consequence = "applied together the last one wins, so rename or remove one; if they are variants, check their files one at a time (here they are checked as if both applied)"
		case variants:
			consequence = "if the directories are variants of which only one is applied, check them one at a time (here they are checked as if all applied)"
		case copies:
			consequence = "they say the same to policies and are checked once"
		}
		if more := len(twins[g]) - 1; more > 0 {
			where := "in this directory"
			if g.kind == copies {
				where = "elsewhere"
			}
			consequence += fmt.Sprintf("; the same goes for %d more %s", more, where)
		}
		problem := b.twinProblem(severity, twins[g][0], consequence)
		if g.policy {
			problem.Rule = "NP706"
		}
		b.problems = append(b.problems, problem)
	}
}

// variantDirs are the directories whose files are most likely variants of each other,
// of which one is applied at a time: they define some object more than twice, or an
// object that is no policy again, or have the names of variants.
func (b *builder) variantDirs() map[string]bool {
	out := map[string]bool{}
	count := map[*manifest.Object]int{}
	for _, t := range b.twins {
		dir := path.Dir(t.again.File())
		if t.same || t.first.File() == t.again.File() || dir != path.Dir(t.first.File()) {
			continue
		}
		count[t.first]++
		if count[t.first] > 1 || !isPolicy(t.again) || variantNames(path.Base(t.first.File()), path.Base(t.again.File())) {
			out[dir] = true
		}
	}
	return out
}

// variantNames reports whether the names of two files are those of two variants of
// one thing: netpol-dev.yaml and netpol-prod.yaml, policy.yaml and policy-v2.yaml,
// before.yaml and after.yaml.
func variantNames(a, b string) bool {
	x, y := nameParts(a), nameParts(b)
	onlyX := slices.DeleteFunc(slices.Clone(x), func(s string) bool { return slices.Contains(y, s) })
	onlyY := slices.DeleteFunc(slices.Clone(y), func(s string) bool { return slices.Contains(x, s) })
	return len(onlyX) == 0 || len(onlyY) == 0 || slices.ContainsFunc(slices.Concat(onlyX, onlyY), variantWord)
}

func nameParts(file string) []string {
	return strings.FieldsFunc(strings.ToLower(file), func(r rune) bool { return strings.ContainsRune("-_. 0123456789", r) })
}

func variantWord(s string) bool {
	switch s {
	case "dev", "development", "test", "testing", "qa", "uat", "int", "integration", "stage", "staging", "stg", "pre", "preprod", "prod", "prd", "production", "live",
		"local", "minikube", "kind", "aws", "eks", "gcp", "gke", "azure", "aks", "openshift", "okd", "sandbox", "demo",
		"v", "old", "new", "orig", "original", "backup", "bak", "copy", "draft", "alt", "alternative", "variant", "option",
		"before", "after", "good", "bad", "pass", "fail", "valid", "invalid", "solution", "solved", "fixed", "vulnerable", "secure", "insecure", "example", "sample", "template", "step", "lab", "exercise":
		return true
	}
	return false
}

func isPolicy(o *manifest.Object) bool {
	switch v := o.Value.(type) {
	case *manifest.NetworkPolicy, *manifest.ClusterPolicy:
		return true
	case *manifest.Custom:
		return v.Policy
	}
	return false
}

// twinProblem points at the second of two objects of one name.
func (b *builder) twinProblem(s manifest.Severity, t twin, consequence string) manifest.Problem {
	place := t.first.File()
	if value := t.first.Locate("/metadata/name").Value; value.File != nil {
		place = fmt.Sprintf("%s:%d", value.File.Name, value.File.Position(value.Start).Line)
	}
	t.first.Doc.Forget()
	return manifest.Problem{
		Severity: s,
		File:     t.again.File(),
		Ref:      t.again.Ref("/metadata/name"),
		Message:  fmt.Sprintf("%s %s is defined in %s too: %s", t.again.ID.Kind, b.fullName(t.again), place, consequence),
	}
}
