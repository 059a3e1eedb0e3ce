package deployment

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	appsv1 "k8s.io/api/apps/v1"
	autoscalingv2 "k8s.io/api/autoscaling/v2"
	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	eventingv1 "knative.dev/eventing/pkg/apis/eventing/v1"
	eventingv1alpha1 "knative.dev/eventing/pkg/apis/eventing/v1alpha1"
	sinksv1alpha1 "knative.dev/eventing/pkg/apis/sinks/v1alpha1"
	servingv1 "knative.dev/serving/pkg/apis/serving/v1"

	"github.com/moneyprinter/moneyprinter/cmd/moneyprinter/internal/manifest"
)

// reference is one object's to another, or to a key of it.
type reference struct {
	field                        string
	group, kind, namespace, name string
	// data is the key of a ConfigMap or Secret; empty is the whole.
	data string
}

// knative are the groups of the kinds that manifest.References names.
var knative = map[string]string{"Broker": eventingv1.SchemeGroupVersion.Group, "JobSink": sinksv1alpha1.SchemeGroupVersion.Group, "Service": servingv1.SchemeGroupVersion.Group}

// references are what an object refers to.
func references(o *object) (refs []reference) {
	namespace := o.doc.Namespace
	switch v := o.value.(type) {
	case *rbacv1.RoleBinding:
		if v.RoleRef.Kind == "Role" {
			refs = append(refs, reference{field: "roleRef.name", group: rbacv1.GroupName, kind: "Role", namespace: namespace, name: v.RoleRef.Name})
		}
		for i, s := range v.Subjects {
			if s.Kind == rbacv1.ServiceAccountKind {
				refs = append(refs, reference{field: fmt.Sprintf("subjects[%d].name", i), kind: "ServiceAccount", namespace: s.Namespace, name: s.Name})
			}
		}
	case *appsv1.StatefulSet:
		refs = append(refs, reference{field: "spec.serviceName", kind: "Service", namespace: namespace, name: v.Spec.ServiceName})
	case *autoscalingv2.HorizontalPodAutoscaler:
		t := v.Spec.ScaleTargetRef
		refs = append(refs, reference{field: "spec.scaleTargetRef.name", group: schema.FromAPIVersionAndKind(t.APIVersion, t.Kind).Group, kind: t.Kind, namespace: namespace, name: t.Name})
	case *eventingv1.Broker:
		if c := v.Spec.Config; c != nil && c.Namespace == namespace {
			refs = append(refs, reference{field: "spec.config.name", group: schema.FromAPIVersionAndKind(c.APIVersion, c.Kind).Group, kind: c.Kind, namespace: namespace, name: c.Name})
		}
	case *eventingv1alpha1.EventPolicy:
		refs = senders(v)
	}
	if v, ok := o.value.(manifest.Object); ok {
		for _, r := range manifest.References(v) {
			if r.Err == nil {
				refs = append(refs, reference{field: r.Field, group: knative[r.Kind], kind: r.Kind, namespace: r.Namespace, name: r.Name})
			}
		}
	}
	if t, ok := templateOf(o.value); ok {
		for _, r := range taken(t) {
			r.namespace = namespace
			refs = append(refs, r)
		}
	}
	return refs
}

// senders are the references of an EventPolicy: to what it guards, and to who may send.
func senders(p *eventingv1alpha1.EventPolicy) (refs []reference) {
	for i, to := range p.Spec.To {
		if to.Ref != nil {
			refs = append(refs, reference{field: fmt.Sprintf("spec.to[%d].ref.name", i), group: schema.FromAPIVersionAndKind(to.Ref.APIVersion, to.Ref.Kind).Group, kind: to.Ref.Kind, namespace: p.Namespace, name: to.Ref.Name})
		}
	}
	for i, from := range p.Spec.From {
		if r := from.Ref; r != nil {
			refs = append(refs, reference{field: fmt.Sprintf("spec.from[%d].ref.name", i), group: schema.FromAPIVersionAndKind(r.APIVersion, r.Kind).Group, kind: r.Kind, namespace: r.Namespace, name: r.Name})
		}
		if from.Sub == nil || strings.HasSuffix(*from.Sub, "*") {
			continue
		}
		// system:serviceaccount:NAMESPACE:NAME; other issuers' subjects are nobody of this cluster.
		if part := strings.Split(*from.Sub, ":"); len(part) == 4 && part[1] == "serviceaccount" {
			refs = append(refs, reference{field: fmt.Sprintf("spec.from[%d].sub", i), kind: "ServiceAccount", namespace: part[2], name: part[3]})
		}
	}
	return refs
}

// taken are what pods take from their namespace: an account, and settings and secrets as variables or files. What is
// optional is left out.
func taken(t template) (refs []reference) {
	spec := t.field + ".spec"
	add := func(field, kind, name, data string, optional *bool) {
		if optional == nil || !*optional {
			refs = append(refs, reference{field: spec + "." + field, kind: kind, name: name, data: data})
		}
	}
	if t.spec.ServiceAccountName != "" {
		add("serviceAccountName", "ServiceAccount", t.spec.ServiceAccountName, "", nil)
	}
	for i, s := range t.spec.ImagePullSecrets {
		add(fmt.Sprintf("imagePullSecrets[%d].name", i), "Secret", s.Name, "", nil)
	}
	for _, list := range []struct {
		field      string
		containers []corev1.Container
	}{{"containers", t.spec.Containers}, {"initContainers", t.spec.InitContainers}} {
		for i, c := range list.containers {
			for j, f := range c.EnvFrom {
				at := fmt.Sprintf("%s[%d].envFrom[%d]", list.field, i, j)
				if r := f.ConfigMapRef; r != nil {
					add(at+".configMapRef.name", "ConfigMap", r.Name, "", r.Optional)
				}
				if r := f.SecretRef; r != nil {
					add(at+".secretRef.name", "Secret", r.Name, "", r.Optional)
				}
			}
			for j, e := range c.Env {
				at := fmt.Sprintf("%s[%d].env[%d].valueFrom", list.field, i, j)
				if e.ValueFrom == nil {
					continue
				}
				if r := e.ValueFrom.ConfigMapKeyRef; r != nil {
					add(at+".configMapKeyRef", "ConfigMap", r.Name, r.Key, r.Optional)
				}
				if r := e.ValueFrom.SecretKeyRef; r != nil {
					add(at+".secretKeyRef", "Secret", r.Name, r.Key, r.Optional)
				}
			}
		}
	}
	for i, v := range t.spec.Volumes {
		at := fmt.Sprintf("volumes[%d]", i)
		if c := v.PersistentVolumeClaim; c != nil {
			add(at+".persistentVolumeClaim.claimName", "PersistentVolumeClaim", c.ClaimName, "", nil)
		}
		if c := v.ConfigMap; c != nil {
			add(at+".configMap.name", "ConfigMap", c.Name, "", c.Optional)
			for j, item := range c.Items {
				add(fmt.Sprintf("%s.configMap.items[%d].key", at, j), "ConfigMap", c.Name, item.Key, c.Optional)
			}
		}
		if s := v.Secret; s != nil {
			add(at+".secret.secretName", "Secret", s.SecretName, "", s.Optional)
			for j, item := range s.Items {
				add(fmt.Sprintf("%s.secret.items[%d].key", at, j), "Secret", s.SecretName, item.Key, s.Optional)
			}
		}
		if v.Projected == nil {
			continue
		}
		for j, source := range v.Projected.Sources {
			at := fmt.Sprintf("%s.projected.sources[%d]", at, j)
			if c := source.ConfigMap; c != nil {
				add(at+".configMap.name", "ConfigMap", c.Name, "", c.Optional)
				for k, item := range c.Items {
					add(fmt.Sprintf("%s.configMap.items[%d].key", at, k), "ConfigMap", c.Name, item.Key, c.Optional)
				}
			}
			if s := source.Secret; s != nil {
				add(at+".secret.name", "Secret", s.Name, "", s.Optional)
				for k, item := range s.Items {
					add(fmt.Sprintf("%s.secret.items[%d].key", at, k), "Secret", s.Name, item.Key, s.Optional)
				}
			}
		}
	}
	return refs
}

// dataOf are the keys of a ConfigMap or Secret.
func dataOf(value any) []string {
	switch v := value.(type) {
	case *corev1.ConfigMap:
		return append(slices.Collect(maps.Keys(v.Data)), slices.Collect(maps.Keys(v.BinaryData))...)
	case *corev1.Secret:
		return append(slices.Collect(maps.Keys(v.Data)), slices.Collect(maps.Keys(v.StringData))...)
	}
	return nil
}
