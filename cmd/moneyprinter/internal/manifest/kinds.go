package manifest

import (
	"slices"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	eventingv1 "knative.dev/eventing/pkg/apis/eventing/v1"
	eventingv1alpha1 "knative.dev/eventing/pkg/apis/eventing/v1alpha1"
	"knative.dev/eventing/pkg/apis/eventing/v1beta3"
	sinksv1alpha1 "knative.dev/eventing/pkg/apis/sinks/v1alpha1"
	sourcesv1 "knative.dev/eventing/pkg/apis/sources/v1"
	"knative.dev/pkg/apis"
)

// Object is what all of Knative's types can do.
type Object interface {
	metav1.Object
	apis.Defaultable
	apis.Validatable
}

// Kinds make an empty object for each "apiVersion kind" that is understood.
var Kinds = map[string]func() Object{
	"eventing.knative.dev/v1 Broker":            func() Object { return &eventingv1.Broker{} },
	"eventing.knative.dev/v1 Trigger":           func() Object { return &eventingv1.Trigger{} },
	"eventing.knative.dev/v1beta3 EventType":    func() Object { return &v1beta3.EventType{} },
	"eventing.knative.dev/v1alpha1 EventPolicy": func() Object { return &eventingv1alpha1.EventPolicy{} },
	"sinks.knative.dev/v1alpha1 JobSink":        func() Object { return &sinksv1alpha1.JobSink{} },
	"sources.knative.dev/v1 PingSource":         func() Object { return &sourcesv1.PingSource{} },
	"sources.knative.dev/v1 SinkBinding":        func() Object { return &sourcesv1.SinkBinding{} },
}

func (s *Set) add(o Object) {
	switch o := o.(type) {
	case *eventingv1.Broker:
		s.Brokers = append(s.Brokers, o)
	case *eventingv1.Trigger:
		s.Triggers = append(s.Triggers, o)
	case *v1beta3.EventType:
		s.EventTypes = append(s.EventTypes, o)
	case *eventingv1alpha1.EventPolicy:
		s.EventPolicies = append(s.EventPolicies, o)
	case *sinksv1alpha1.JobSink:
		s.JobSinks = append(s.JobSinks, o)
	case *sourcesv1.PingSource:
		s.PingSources = append(s.PingSources, o)
	case *sourcesv1.SinkBinding:
		s.SinkBindings = append(s.SinkBindings, o)
	}
}

func kindNames() (names []string) {
	for key := range Kinds {
		_, kind, _ := strings.Cut(key, " ")
		names = append(names, kind)
	}
	slices.Sort(names)
	return names
}
