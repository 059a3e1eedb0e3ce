// Package manifest reads Knative Eventing manifests for the one-machine runtime.
//
// The files are the ones that a cluster gets. They are decoded strictly into Knative's own types, defaulted and validated
// by Knative's own code, and their references are checked against each other. What is wrong is reported all at once, each
// problem with its file, line and field ([Lint]); a set with a problem is not used ([Load]).
package manifest

import (
	"io/fs"
	"strings"

	eventingv1 "knative.dev/eventing/pkg/apis/eventing/v1"
	eventingv1alpha1 "knative.dev/eventing/pkg/apis/eventing/v1alpha1"
	"knative.dev/eventing/pkg/apis/eventing/v1beta3"
	sinksv1alpha1 "knative.dev/eventing/pkg/apis/sinks/v1alpha1"
	sourcesv1 "knative.dev/eventing/pkg/apis/sources/v1"

	"github.com/moneyprinter/moneyprinter/shared/failure"
)

// Set is the objects of a folder of manifests, with Knative's defaults, in the order of files and documents.
type Set struct {
	Brokers       []*eventingv1.Broker
	Triggers      []*eventingv1.Trigger
	JobSinks      []*sinksv1alpha1.JobSink
	PingSources   []*sourcesv1.PingSource
	SinkBindings  []*sourcesv1.SinkBinding
	EventTypes    []*v1beta3.EventType
	EventPolicies []*eventingv1alpha1.EventPolicy
}

// Load reads every *.yaml and *.yml file of fsys. functions are the names of the Knative Services that may be referred
// to; nil allows all. Problems come back as one failure of code InvalidInput that lists them.
func Load(fsys fs.FS, functions []string) (*Set, error) {
	set, problems := Lint(fsys, functions)
	if len(problems) == 0 {
		return set, nil
	}
	lines := make([]string, len(problems))
	for i, p := range problems {
		lines[i] = p.String()
	}
	return nil, failure.New(failure.InvalidInput, "the eventing manifests are invalid:\n"+strings.Join(lines, "\n"),
		failure.Step("manifest"), failure.Hint("correct the lines above; `moneyprinter lint` checks them without starting anything"))
}
