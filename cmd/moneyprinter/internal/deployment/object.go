package deployment

import (
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/kubernetes/scheme"
	servingv1 "knative.dev/serving/pkg/apis/serving/v1"

	"github.com/moneyprinter/moneyprinter/cmd/moneyprinter/internal/document"
	"github.com/moneyprinter/moneyprinter/cmd/moneyprinter/internal/manifest"
)

// object is a manifest, as it is written or as a kustomization renders it.
type object struct {
	doc *document.Document
	// value is of the type that Kubernetes or Knative has for it; nil where it cannot be decoded or is a third party's.
	value any
}

// key names the object within a cluster.
func (o *object) key() string { return key(group(o.doc), o.doc.Kind, o.doc.Namespace, o.doc.Name) }

// key names an object of a kind; Kubernetes' own core group is empty.
func key(group, kind, namespace, name string) string {
	return kind + "." + group + " " + namespace + "/" + name
}

func group(d *document.Document) string {
	return schema.FromAPIVersionAndKind(d.APIVersion, d.Kind).Group
}

// understanding is how much is known of a kind.
type understanding int

const (
	// unknown is a kind of Kubernetes or Knative that does not exist or that nothing here uses.
	unknown understanding = iota
	// typed is one whose type is known.
	typed
	// third is one of a third party, such as a database operator.
	third
)

// extensions are kinds in Knative's groups that are no part of Knative itself.
var extensions = []string{"eventing.knative.dev/v1alpha1 RabbitmqBrokerConfig"}

// empty makes the object that a document of a kind is decoded into.
func empty(apiVersion, kind string) (func() any, understanding) {
	if make, ok := manifest.Kinds[apiVersion+" "+kind]; ok {
		return func() any { return make() }, typed
	}
	gvk := schema.FromAPIVersionAndKind(apiVersion, kind)
	if gvk == servingv1.SchemeGroupVersion.WithKind("Service") {
		return func() any { return &servingv1.Service{} }, typed
	}
	if scheme.Scheme.Recognizes(gvk) {
		return func() any {
			o, _ := scheme.Scheme.New(gvk) // recognised, so that it can be made
			return o
		}, typed
	}
	if slices.Contains(extensions, apiVersion+" "+kind) {
		return nil, third
	}
	ours := !strings.Contains(gvk.Group, ".") || strings.HasSuffix(gvk.Group, ".k8s.io") || strings.HasSuffix(gvk.Group, ".knative.dev")
	if ours || kind == "" || gvk.Version == "" {
		return nil, unknown
	}
	return nil, third
}
