package manifest

import (
	"fmt"
	"slices"
	"strings"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	sinksv1alpha1 "knative.dev/eventing/pkg/apis/sinks/v1alpha1"
)

// jobSink checks what Kubernetes would check of the Job and the one-machine runtime relies on.
func (l *linter) jobSink(d *document, sink *sinksv1alpha1.JobSink) {
	const spec = "spec.job.spec"
	if sink.Spec.Job == nil {
		l.report(d, "spec.job", "missing")
		return
	}
	job := sink.Spec.Job.Spec
	pod := job.Template.Spec
	if len(pod.Containers) != 1 {
		l.report(d, spec+".template.spec.containers", fmt.Sprintf("there are %d; the one-machine runtime runs exactly one container a Job", len(pod.Containers)))
	}
	for i, c := range pod.Containers {
		if c.Name == "" {
			l.report(d, fmt.Sprintf("%s.template.spec.containers[%d].name", spec, i), "missing")
		}
		if c.Image == "" {
			l.report(d, fmt.Sprintf("%s.template.spec.containers[%d].image", spec, i), "missing")
		}
	}
	if pod.RestartPolicy != corev1.RestartPolicyNever {
		l.report(d, spec+".template.spec.restartPolicy", fmt.Sprintf("is %q; it must be Never, so that the Job counts and judges each exit", pod.RestartPolicy))
	}
	for field, value := range map[string]*int64{
		"backoffLimit": wide(job.BackoffLimit), "ttlSecondsAfterFinished": wide(job.TTLSecondsAfterFinished), "activeDeadlineSeconds": job.ActiveDeadlineSeconds,
	} {
		if value != nil && (*value < 0 || *value == 0 && field == "activeDeadlineSeconds") {
			l.report(d, spec+"."+field, fmt.Sprintf("is %d", *value))
		}
	}
	for field, value := range map[string]*int32{"parallelism": job.Parallelism, "completions": job.Completions} {
		if value != nil && *value != 1 {
			l.report(d, spec+"."+field, fmt.Sprintf("is %d; one event is one run", *value))
		}
	}
	if job.PodFailurePolicy != nil {
		for i, rule := range job.PodFailurePolicy.Rules {
			l.failureRule(d, fmt.Sprintf("%s.podFailurePolicy.rules[%d]", spec, i), rule, pod.Containers)
		}
	}
}

// failureRule checks one rule of a podFailurePolicy.
func (l *linter) failureRule(d *document, field string, rule batchv1.PodFailurePolicyRule, containers []corev1.Container) {
	actions := []batchv1.PodFailurePolicyAction{batchv1.PodFailurePolicyActionFailJob, batchv1.PodFailurePolicyActionIgnore, batchv1.PodFailurePolicyActionCount}
	if !slices.Contains(actions, rule.Action) {
		l.report(d, field+".action", fmt.Sprintf("is %q; it must be FailJob, Ignore or Count", rule.Action))
	}
	if (rule.OnExitCodes == nil) == (len(rule.OnPodConditions) == 0) {
		l.report(d, field, "must have one of onExitCodes and onPodConditions")
	}
	codes := rule.OnExitCodes
	if codes == nil {
		return
	}
	if codes.Operator != batchv1.PodFailurePolicyOnExitCodesOpIn && codes.Operator != batchv1.PodFailurePolicyOnExitCodesOpNotIn {
		l.report(d, field+".onExitCodes.operator", fmt.Sprintf("is %q; it must be In or NotIn", codes.Operator))
	}
	if len(codes.Values) == 0 || !slices.IsSorted(codes.Values) || len(slices.Compact(slices.Clone(codes.Values))) != len(codes.Values) {
		l.report(d, field+".onExitCodes.values", "must be exit codes in ascending order, each once")
	}
	if codes.Operator == batchv1.PodFailurePolicyOnExitCodesOpIn && slices.Contains(codes.Values, 0) {
		l.report(d, field+".onExitCodes.values", "0 is no failure")
	}
	if name := codes.ContainerName; name != nil {
		named := func(c corev1.Container) bool { return c.Name == *name }
		if !slices.ContainsFunc(containers, named) {
			l.report(d, field+".onExitCodes.containerName", fmt.Sprintf("there is no container %s", strings.TrimSpace(*name)))
		}
	}
}

func wide(n *int32) *int64 {
	if n == nil {
		return nil
	}
	w := int64(*n)
	return &w
}
