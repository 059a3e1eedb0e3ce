package manifest

import (
	"fmt"
	"slices"
	"strings"

	eventingv1 "knative.dev/eventing/pkg/apis/eventing/v1"
	sourcesv1 "knative.dev/eventing/pkg/apis/sources/v1"
	duckv1 "knative.dev/pkg/apis/duck/v1"
)

// references checks that what the objects refer to is there.
func (l *linter) references() {
	for _, d := range l.docs {
		switch o := d.object.(type) {
		case *eventingv1.Broker:
			if o.Spec.Delivery != nil && o.Spec.Delivery.DeadLetterSink != nil {
				l.destination(d, "spec.delivery.deadLetterSink", *o.Spec.Delivery.DeadLetterSink)
			}
		case *eventingv1.Trigger:
			if o.Spec.Broker == "" {
				l.report(d, "spec.brokerRef", "the one-machine runtime wants spec.broker")
			} else if l.seen["Broker "+o.Namespace+"/"+o.Spec.Broker] == nil {
				l.report(d, "spec.broker", fmt.Sprintf("there is no Broker %s/%s", o.Namespace, o.Spec.Broker))
			}
			l.destination(d, "spec.subscriber", o.Spec.Subscriber)
			if o.Spec.Delivery != nil && o.Spec.Delivery.DeadLetterSink != nil {
				l.destination(d, "spec.delivery.deadLetterSink", *o.Spec.Delivery.DeadLetterSink)
			}
		case *sourcesv1.PingSource:
			l.destination(d, "spec.sink", o.Spec.Sink)
		case *sourcesv1.SinkBinding:
			l.destination(d, "spec.sink", o.Spec.Sink)
		}
	}
}

// destination checks that a destination can be resolved and that what it refers to is known.
func (l *linter) destination(d *document, field string, to duckv1.Destination) {
	if _, err := Address(to, d.namespace); err != nil {
		l.report(d, field, err.Error())
		return
	}
	if to.Ref == nil {
		return
	}
	namespace := to.Ref.Namespace
	if namespace == "" {
		namespace = d.namespace
	}
	if to.Ref.Kind == "Service" {
		if l.functions != nil && !slices.Contains(l.functions, to.Ref.Name) {
			known := slices.Sorted(slices.Values(l.functions))
			l.report(d, field+".ref.name", fmt.Sprintf("there is no function %q; there are: %s", to.Ref.Name, strings.Join(known, ", ")))
		}
		return
	}
	if l.seen[to.Ref.Kind+" "+namespace+"/"+to.Ref.Name] == nil {
		l.report(d, field+".ref.name", fmt.Sprintf("there is no %s %s/%s", to.Ref.Kind, namespace, to.Ref.Name))
	}
}
