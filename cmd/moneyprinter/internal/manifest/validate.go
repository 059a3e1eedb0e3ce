package manifest

import (
	"context"
	"regexp"
	"strings"

	"knative.dev/pkg/apis"

	sinksv1alpha1 "knative.dev/eventing/pkg/apis/sinks/v1alpha1"

	"github.com/moneyprinter/moneyprinter/cmd/moneyprinter/internal/document"
)

// Validate applies the defaults that a cluster with Knative's stock configuration applies, and returns what it would refuse.
// JobSink.Validate asks a Kubernetes API server to try the Job, so what the runtime relies on is checked here instead.
func Validate(d *document.Document, o Object) []document.Problem {
	if sink, ok := o.(*sinksv1alpha1.JobSink); ok {
		sink.SetDefaults(cluster())
		return jobSink(d, sink)
	}
	return ValidateIn(cluster(), d, o)
}

// ValidateIn is Validate with the configuration that a context carries.
func ValidateIn(ctx context.Context, d *document.Document, o Object) (problems []document.Problem) {
	o.SetDefaults(ctx)
	err := o.Validate(ctx).Filter(apis.ErrorLevel) // warnings are no refusals
	if err == nil {
		return nil
	}
	for _, e := range err.WrappedErrors() {
		paths := e.Paths
		if len(paths) == 0 {
			paths = []string{""}
		}
		for _, field := range paths {
			problems = append(problems, d.Problem(indices.ReplaceAllString(field, "$1"), message(e)))
		}
	}
	return problems
}

func message(e *apis.FieldError) string {
	if e.Details == "" {
		return e.Message
	}
	return e.Message + " (" + strings.TrimSpace(e.Details) + ")"
}

// indices are several in a row: Knative puts those of the later filters of a list before the right one, which is the last.
var indices = regexp.MustCompile(`(?:\[\d+\])*(\[\d+\])`)
