package manifest

import (
	"fmt"
	"slices"
	"strings"

	eventingduckv1 "knative.dev/eventing/pkg/apis/duck/v1"
	eventingv1 "knative.dev/eventing/pkg/apis/eventing/v1"
	sourcesv1 "knative.dev/eventing/pkg/apis/sources/v1"
	duckv1 "knative.dev/pkg/apis/duck/v1"
)

// Reference is one object's to another: from a field, by kind, namespace and name.
type Reference struct {
	Field                 string
	Kind, Namespace, Name string
	// Err says why the one-machine runtime cannot follow the reference; nil where it can.
	Err error
}

// References are what an object sends events to or takes them from.
func References(o Object) (refs []Reference) {
	to := func(field string, d duckv1.Destination) {
		if _, err := Address(d, o.GetNamespace()); err != nil {
			refs = append(refs, Reference{Field: field, Err: err})
			return
		}
		if d.Ref == nil {
			return
		}
		namespace := d.Ref.Namespace
		if namespace == "" {
			namespace = o.GetNamespace()
		}
		refs = append(refs, Reference{Field: field + ".ref.name", Kind: d.Ref.Kind, Namespace: namespace, Name: d.Ref.Name})
	}
	deadLetters := func(d *eventingduckv1.DeliverySpec) {
		if d != nil && d.DeadLetterSink != nil {
			to("spec.delivery.deadLetterSink", *d.DeadLetterSink)
		}
	}
	switch o := o.(type) {
	case *eventingv1.Broker:
		deadLetters(o.Spec.Delivery)
	case *eventingv1.Trigger:
		if o.Spec.Broker == "" {
			refs = append(refs, Reference{Field: "spec.brokerRef", Err: fmt.Errorf("the one-machine runtime wants spec.broker")})
		} else {
			refs = append(refs, Reference{Field: "spec.broker", Kind: "Broker", Namespace: o.Namespace, Name: o.Spec.Broker})
		}
		to("spec.subscriber", o.Spec.Subscriber)
		deadLetters(o.Spec.Delivery)
	case *sourcesv1.PingSource:
		to("spec.sink", o.Spec.Sink)
	case *sourcesv1.SinkBinding:
		to("spec.sink", o.Spec.Sink)
	}
	return refs
}

// references checks that what the objects refer to is there.
func (l *linter) references() {
	for _, x := range l.objects {
		for _, r := range References(x.object) {
			switch {
			case r.Err != nil:
				l.report(x.document, r.Field, r.Err.Error())
			case r.Kind == "Service":
				if l.functions != nil && !slices.Contains(l.functions, r.Name) {
					known := slices.Sorted(slices.Values(l.functions))
					l.report(x.document, r.Field, fmt.Sprintf("there is no function %q; there are: %s", r.Name, strings.Join(known, ", ")))
				}
			case l.seen[r.Kind+" "+r.Namespace+"/"+r.Name] == nil:
				l.report(x.document, r.Field, fmt.Sprintf("there is no %s %s/%s", r.Kind, r.Namespace, r.Name))
			}
		}
	}
}
