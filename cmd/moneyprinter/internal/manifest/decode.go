package manifest

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	eventingv1 "knative.dev/eventing/pkg/apis/eventing/v1"
	eventingv1alpha1 "knative.dev/eventing/pkg/apis/eventing/v1alpha1"
	"knative.dev/eventing/pkg/apis/eventing/v1beta3"
	sinksv1alpha1 "knative.dev/eventing/pkg/apis/sinks/v1alpha1"
	sourcesv1 "knative.dev/eventing/pkg/apis/sources/v1"
	"knative.dev/pkg/apis"
	kjson "sigs.k8s.io/json"
)

// object is what all of Knative's types can do.
type object interface {
	metav1.Object
	apis.Defaultable
	apis.Validatable
}

// kinds make an empty object for each apiVersion and kind that is understood.
var kinds = map[string]func() object{
	"eventing.knative.dev/v1 Broker":            func() object { return &eventingv1.Broker{} },
	"eventing.knative.dev/v1 Trigger":           func() object { return &eventingv1.Trigger{} },
	"eventing.knative.dev/v1beta3 EventType":    func() object { return &v1beta3.EventType{} },
	"eventing.knative.dev/v1alpha1 EventPolicy": func() object { return &eventingv1alpha1.EventPolicy{} },
	"sinks.knative.dev/v1alpha1 JobSink":        func() object { return &sinksv1alpha1.JobSink{} },
	"sources.knative.dev/v1 PingSource":         func() object { return &sourcesv1.PingSource{} },
	"sources.knative.dev/v1 SinkBinding":        func() object { return &sourcesv1.SinkBinding{} },
}

// decode makes the document's object, defaults and validates it, and adds it to the set when nothing is wrong.
func (l *linter) decode(d *document) {
	before := len(l.problems)
	if d.root.Kind != yaml.MappingNode {
		l.report(d, "", "a manifest is a mapping with apiVersion, kind, metadata and spec")
		return
	}
	d.apiVersion, d.kind = d.scalar("apiVersion"), d.scalar("kind")
	d.namespace, d.name = d.scalar("metadata", "namespace"), d.scalar("metadata", "name")
	if d.apiVersion == "kustomize.config.k8s.io/v1beta1" {
		return // it builds the cluster's manifests and is none itself
	}
	make, ok := kinds[d.apiVersion+" "+d.kind]
	if !ok {
		l.report(d, "kind", fmt.Sprintf("%q of %q is not understood; it must be one of: %s", d.kind, d.apiVersion, strings.Join(kindNames(), ", ")))
		return
	}
	d.object = make()
	if !l.strict(d) {
		return
	}
	if d.name == "" {
		l.report(d, "metadata.name", "missing")
	}
	if d.namespace == "" {
		l.report(d, "metadata.namespace", "missing: the one-machine runtime has no current namespace")
	}
	if first := l.seen[d.kind+" "+d.namespace+"/"+d.name]; first != nil {
		l.report(d, "metadata.name", "there is another of this name at "+first.String())
	}
	l.validate(d)
	l.seen[d.kind+" "+d.namespace+"/"+d.name] = d
	if len(l.problems) == before {
		l.docs = append(l.docs, d)
		l.set.add(d.object)
	}
}

var quoted = regexp.MustCompile(`^(unknown|duplicate) field "(.*)"$`)

// strict decodes the document as an API server with strict validation does. It returns false when nothing can be said of the object.
func (l *linter) strict(d *document) bool {
	var tree any
	if err := d.root.Decode(&tree); err != nil {
		var types *yaml.TypeError
		if errors.As(err, &types) {
			for _, e := range types.Errors {
				p := yamlProblem(d.file, e)
				p.Object = d.title()
				l.problems = append(l.problems, p)
			}
			return false
		}
		l.report(d, "", err.Error())
		return false
	}
	problems, err := unmarshal(tree, d.object)
	var wrong *json.UnmarshalTypeError
	switch {
	case errors.As(err, &wrong):
		l.report(d, wrong.Field, fmt.Sprintf("must be of type %s, not %s", wrong.Type, wrong.Value))
	case err != nil:
		message := err.Error()
		field := culprit(tree, func() bool { _, err := unmarshal(tree, kinds[d.apiVersion+" "+d.kind]()); return err != nil })
		l.report(d, field, message)
		if field != "" {
			problems, _ = unmarshal(tree, d.object)
		}
	}
	for _, p := range problems {
		if m := quoted.FindStringSubmatch(p.Error()); m != nil {
			l.report(d, m[2], m[1]+" field")
		} else {
			l.report(d, "", p.Error())
		}
	}
	return err == nil
}

// unmarshal decodes a tree as YAML gives it. The problems are unknown and duplicate fields.
func unmarshal(tree any, into object) (problems []error, err error) {
	data, err := json.Marshal(tree)
	if err != nil {
		return nil, err
	}
	return kjson.UnmarshalStrict(data, into)
}

// validate applies Knative's defaults and validation. JobSink.Validate asks a Kubernetes API server to try the Job, so
// what the runtime relies on is checked here instead.
func (l *linter) validate(d *document) {
	ctx := cluster()
	d.object.SetDefaults(ctx)
	if sink, ok := d.object.(*sinksv1alpha1.JobSink); ok {
		l.jobSink(d, sink)
		return
	}
	err := d.object.Validate(ctx)
	if err == nil {
		return
	}
	for _, e := range err.WrappedErrors() {
		paths := e.Paths
		if len(paths) == 0 {
			paths = []string{""}
		}
		for _, field := range paths {
			field = indices.ReplaceAllString(field, "$1")
			message := e.Message
			if e.Details != "" {
				message += " (" + strings.TrimSpace(e.Details) + ")"
			}
			l.report(d, field, message)
		}
	}
}

// indices are several in a row: Knative puts those of the later filters of a list before the right one, which is the last.
var indices = regexp.MustCompile(`(?:\[\d+\])*(\[\d+\])`)

func (s *Set) add(o object) {
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
	for key := range kinds {
		_, kind, _ := strings.Cut(key, " ")
		names = append(names, kind)
	}
	slices.Sort(names)
	return names
}
