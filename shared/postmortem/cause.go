// Package postmortem says why a Job failed that sent no result.
//
// A step that fails sends its failure itself. A Job that is killed cannot: what Kubernetes says about it and its pods
// becomes the failure document that the step could not write.
package postmortem

import "github.com/moneyprinter/moneyprinter/shared/failure"

// Cause is why a Job failed.
type Cause struct {
	// Failure is the document; its step is the JobSink's name.
	Failure *failure.Failure
	// Exhausted says that Kubernetes has tried the Job as often as it may: another one at once would fare no better.
	Exhausted bool
}
