package deployment

import (
	"context"
	"strings"
	"sync"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/apimachinery/pkg/api/validation"
	"k8s.io/apimachinery/pkg/api/validation/path"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/validation/field"
	servingconfig "knative.dev/serving/pkg/apis/config"
	servingv1 "knative.dev/serving/pkg/apis/serving/v1"
	"sigs.k8s.io/kustomize/kyaml/openapi"
	kyaml "sigs.k8s.io/kustomize/kyaml/yaml"

	"github.com/moneyprinter/moneyprinter/cmd/moneyprinter/internal/document"
	"github.com/moneyprinter/moneyprinter/cmd/moneyprinter/internal/manifest"
)

// check decodes and validates the objects of a set, and follows their references.
func (l *linter) check(s *set) {
	first := map[string]*object{}
	for _, o := range s.objects {
		decoded := l.decode(o.doc, s.title)
		if decoded == nil {
			continue
		}
		o.value = decoded.value
		if before := first[o.key()]; before != nil {
			l.say(o.doc.Problem("metadata.name", "there is another of this name at "+before.doc.String()), s.title)
		}
		first[o.key()] = o
		l.count(o)
		for _, p := range validate(o) {
			l.say(p, s.title)
		}
	}
	for _, p := range newIndex(s).problems() {
		l.say(p, s.title)
	}
}

// count counts an object once.
func (l *linter) count(o *object) {
	if l.counted[o.key()] {
		return
	}
	l.counted[o.key()] = true
	l.report.Objects++
	if _, how := empty(o.doc.APIVersion, o.doc.Kind); how == third {
		l.report.FormOnly = append(l.report.FormOnly, o.doc.Title()+" of "+o.doc.APIVersion)
	}
}

// validate returns what a cluster would refuse of an object by itself.
func validate(o *object) (problems []document.Problem) {
	problems = metadata(o)
	switch v := o.value.(type) {
	case *servingv1.Service:
		return append(problems, service(o.doc, v)...)
	case manifest.Object:
		return append(problems, manifest.Validate(o.doc, v)...)
	case *corev1.ConfigMap:
		return append(problems, keys(o.doc, v.Data, v.BinaryData)...)
	case *corev1.Secret:
		return append(problems, keys(o.doc, v.StringData, v.Data)...)
	case *corev1.Service:
		return append(problems, ports(o.doc, v)...)
	}
	return append(problems, workload(o)...)
}

// metadata checks name, namespace, labels and annotations as every API server does.
func metadata(o *object) []document.Problem {
	meta, ok := o.value.(metav1.Object)
	if !ok {
		partial, _, _ := document.Decode(o.doc, func() *metav1.PartialObjectMetadata { return &metav1.PartialObjectMetadata{} })
		meta = partial
	}
	kustomizing.Lock()
	namespaced, known := openapi.IsNamespaceScoped(kyaml.TypeMeta{APIVersion: o.doc.APIVersion, Kind: o.doc.Kind})
	kustomizing.Unlock()
	if !known {
		// Knative's and third parties' kinds that are used here are of a namespace.
		namespaced = true
	}
	name := validation.NameIsDNSSubdomain
	switch o.value.(type) {
	case *corev1.Service, *servingv1.Service:
		name = validation.NameIsDNS1035Label
	case *corev1.Namespace, *appsv1.StatefulSet:
		name = validation.NameIsDNSLabel
	case *rbacv1.Role, *rbacv1.RoleBinding, *rbacv1.ClusterRole, *rbacv1.ClusterRoleBinding:
		name = path.ValidatePathSegmentName
	}
	if namespaced && meta.GetNamespace() == "" {
		meta.SetNamespace("default") // said below, in words that help
		defer meta.SetNamespace("")
		return append(fields(o.doc, validation.ValidateObjectMetaAccessor(meta, namespaced, name, field.NewPath("metadata"))),
			o.doc.Problem("metadata.namespace", "missing: it would go to whatever namespace is kubectl's current one"))
	}
	return fields(o.doc, validation.ValidateObjectMetaAccessor(meta, namespaced, name, field.NewPath("metadata")))
}

// fields are the problems that Kubernetes' own validation tells.
func fields(d *document.Document, errs field.ErrorList) (problems []document.Problem) {
	for _, e := range errs {
		problems = append(problems, d.Problem(e.Field, strings.TrimPrefix(e.ErrorBody(), e.Field+": ")))
	}
	return problems
}

// serving is the context in which a cluster with Knative Serving's stock configuration, its feature flags among it,
// defaults and validates.
var serving = sync.OnceValue(func() context.Context {
	return servingconfig.ToContext(context.Background(), servingconfig.FromContextOrDefaults(context.Background()))
})

// service validates a Knative Service. ko:// names a package of Go that `ko resolve` replaces by an image before the cluster
// sees it.
func service(d *document.Document, s *servingv1.Service) []document.Problem {
	checked := s.DeepCopy()
	for i := range checked.Spec.Template.Spec.Containers {
		c := &checked.Spec.Template.Spec.Containers[i]
		c.Image = strings.TrimPrefix(c.Image, "ko://")
	}
	return manifest.ValidateIn(serving(), d, checked)
}
