package deployment

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
	policyv1 "k8s.io/api/policy/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	servingv1 "knative.dev/serving/pkg/apis/serving/v1"

	"github.com/moneyprinter/moneyprinter/cmd/moneyprinter/internal/document"
	"github.com/moneyprinter/moneyprinter/cmd/moneyprinter/internal/manifest"
)

// index finds the objects of a set.
type index struct {
	set   *set
	byKey map[string]*object
	// namespaces are those that the set makes: what is in others is not known.
	namespaces map[string]*corev1.Namespace
	// functions are the names of the Knative Services.
	functions []string
}

func newIndex(s *set) *index {
	x := &index{set: s, byKey: map[string]*object{}, namespaces: map[string]*corev1.Namespace{}}
	for _, o := range s.objects {
		x.byKey[o.key()] = o
		switch v := o.value.(type) {
		case *corev1.Namespace:
			x.namespaces[v.Name] = v
		case *servingv1.Service:
			x.functions = append(x.functions, v.Name)
		}
	}
	slices.Sort(x.functions)
	return x
}

// problems are what is wrong between the objects.
func (x *index) problems() (problems []document.Problem) {
	for _, o := range x.set.objects {
		if v, ok := o.value.(manifest.Object); ok {
			for _, r := range manifest.References(v) {
				if r.Err != nil {
					problems = append(problems, o.doc.Problem(r.Field, r.Err.Error()))
				}
			}
		}
		for _, r := range references(o) {
			if message := x.missing(r); message != "" {
				problems = append(problems, o.doc.Problem(r.field, message))
			}
		}
		if t, ok := templateOf(o.value); ok {
			problems = append(problems, x.security(o, t)...)
		}
		if x.set.complete {
			problems = append(problems, x.place(o)...)
			problems = append(problems, x.selected(o)...)
			problems = append(problems, x.hosts(o)...)
		}
	}
	return problems
}

// missing says what a reference does not find; empty where it does or where it cannot be told.
func (x *index) missing(r reference) string {
	function := r.group == servingv1.SchemeGroupVersion.Group
	switch {
	case function && len(x.functions) == 0:
		return "" // eventing alone: functions are deployed beside it
	case function && !slices.Contains(x.functions, r.name):
		return fmt.Sprintf("there is no function %q; there are: %s", r.name, strings.Join(x.functions, ", "))
	case strings.HasSuffix(r.group, ".knative.dev"):
		// Eventing's objects come together, whatever else does.
	case !x.set.complete || x.namespaces[r.namespace] == nil:
		return ""
	}
	o := x.byKey[key(r.group, r.kind, r.namespace, r.name)]
	keys, supplied := supplied(r.kind, r.namespace, r.name)
	switch {
	case o == nil && !supplied && !x.operated(r):
		return fmt.Sprintf("there is no %s %s/%s", r.kind, r.namespace, r.name)
	case o != nil:
		keys = dataOf(o.value)
	}
	if r.data != "" && (o != nil || supplied) && !slices.Contains(keys, r.data) {
		return fmt.Sprintf("the %s %s/%s has no key %q", r.kind, r.namespace, r.name, r.data)
	}
	return ""
}

// place checks that an object's namespace is made. Knative's and Kubernetes' own are there.
func (x *index) place(o *object) []document.Problem {
	n := o.doc.Namespace
	if n == "" || n == metav1.NamespaceDefault || strings.HasPrefix(n, "knative-") || strings.HasPrefix(n, "kube-") || x.namespaces[n] != nil {
		return nil
	}
	return []document.Problem{o.doc.Problem("metadata.namespace", "there is no Namespace "+n)}
}

// selected checks that Services and PodDisruptionBudgets select pods that are there.
func (x *index) selected(o *object) []document.Problem {
	var is labels.Selector
	switch v := o.value.(type) {
	case *corev1.Service:
		if len(v.Spec.Selector) == 0 {
			return nil
		}
		is = labels.SelectorFromSet(v.Spec.Selector)
	case *policyv1.PodDisruptionBudget:
		var err error
		if is, err = metav1.LabelSelectorAsSelector(v.Spec.Selector); err != nil {
			return nil
		}
	default:
		return nil
	}
	for _, other := range x.set.objects {
		if other.doc.Namespace == o.doc.Namespace && slices.ContainsFunc(podLabels(other), func(l labels.Set) bool { return is.Matches(l) }) {
			return nil
		}
	}
	return []document.Problem{o.doc.Problem("spec.selector", "selects no pod: nothing has the labels "+is.String())}
}

// podLabels are the labels of the pods that an object runs, with those that Knative and operators add.
func podLabels(o *object) []labels.Set {
	if made := operatedPods[group(o.doc)+" "+o.doc.Kind]; made != "" {
		return []labels.Set{{made: o.doc.Name}}
	}
	t, ok := templateOf(o.value)
	if !ok {
		return nil
	}
	all := labels.Set{}
	maps.Copy(all, t.meta.Labels)
	if _, ok := o.value.(*servingv1.Service); ok {
		all["serving.knative.dev/service"] = o.doc.Name
	}
	return []labels.Set{all}
}
