package jobsink

import (
	"slices"
	"time"

	batchv1 "k8s.io/api/batch/v1"
)

type verdict int

const (
	// count: the attempt counts against backoffLimit.
	count verdict = iota
	// ignore: it is repeated and not counted.
	ignore
	// failJob: the Job fails at once.
	failJob
)

// judge applies the first matching rule of the Job's podFailurePolicy to an exit code. Rules on pod conditions never match: this
// machine evicts nobody, and an attempt that Close broke off does not get here.
func judge(spec batchv1.JobSpec, code int) verdict {
	if spec.PodFailurePolicy == nil {
		return count
	}
	for _, rule := range spec.PodFailurePolicy.Rules {
		codes := rule.OnExitCodes
		if codes == nil || slices.Contains(codes.Values, int32(code)) != (codes.Operator == batchv1.PodFailurePolicyOnExitCodesOpIn) {
			continue
		}
		switch rule.Action {
		case batchv1.PodFailurePolicyActionFailJob:
			return failJob
		case batchv1.PodFailurePolicyActionIgnore:
			return ignore
		}
		return count
	}
	return count
}

// backoffLimit is how many attempts may fail before the Job does; Kubernetes' default is 6.
func (j *job) backoffLimit() int {
	if j.Spec.BackoffLimit == nil {
		return 6
	}
	return int(*j.Spec.BackoffLimit)
}

// backoff is the delay after a number of failures: doubled with each, as the Job controller does.
func (s *Server) backoff(failures int) time.Duration {
	wait := s.o.Backoff
	for range failures - 1 {
		if wait *= 2; wait >= MaxBackoff {
			return MaxBackoff
		}
	}
	return wait
}
