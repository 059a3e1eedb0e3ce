package manifest

import (
	"fmt"
	"slices"
	"strings"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	sinksv1alpha1 "knative.dev/eventing/pkg/apis/sinks/v1alpha1"

	"github.com/moneyprinter/moneyprinter/cmd/moneyprinter/internal/document"
)

// jobSink checks what Kubernetes would check of the Job and the one-machine runtime relies on.
func jobSink(d *document.Document, sink *sinksv1alpha1.JobSink) (problems []document.Problem) {
	report := func(field, message string) { problems = append(problems, d.Problem(field, message)) }
	const spec = "spec.job.spec"
	if sink.Spec.Job == nil {
		report("spec.job", "missing")
		return problems
	}
	job := sink.Spec.Job.Spec
	pod := job.Template.Spec
	if len(pod.Containers) != 1 {
		report(spec+".template.spec.containers", fmt.Sprintf("there are %d; the one-machine runtime runs exactly one container a Job", len(pod.Containers)))
	}
	for i, c := range pod.Containers {
		if c.Name == "" {
			report(fmt.Sprintf("%s.template.spec.containers[%d].name", spec, i), "missing")
		}
		if c.Image == "" {
			report(fmt.Sprintf("%s.template.spec.containers[%d].image", spec, i), "missing")
		}
	}
	if pod.RestartPolicy != corev1.RestartPolicyNever {
		report(spec+".template.spec.restartPolicy", fmt.Sprintf("is %q; it must be Never, so that the Job counts and judges each exit", pod.RestartPolicy))
	}
	for field, value := range map[string]*int64{
		"backoffLimit": wide(job.BackoffLimit), "ttlSecondsAfterFinished": wide(job.TTLSecondsAfterFinished), "activeDeadlineSeconds": job.ActiveDeadlineSeconds,
	} {
		if value != nil && (*value < 0 || *value == 0 && field == "activeDeadlineSeconds") {
			report(spec+"."+field, fmt.Sprintf("is %d", *value))
		}
	}
	for field, value := range map[string]*int32{"parallelism": job.Parallelism, "completions": job.Completions} {
		if value != nil && *value != 1 {
			report(spec+"."+field, fmt.Sprintf("is %d; one event is one run", *value))
		}
	}
	if job.PodFailurePolicy != nil {
		for i, rule := range job.PodFailurePolicy.Rules {
			problems = append(problems, failureRule(d, fmt.Sprintf("%s.podFailurePolicy.rules[%d]", spec, i), rule, pod.Containers)...)
		}
	}
	return problems
}

// failureRule checks one rule of a podFailurePolicy.
func failureRule(d *document.Document, field string, rule batchv1.PodFailurePolicyRule, containers []corev1.Container) (problems []document.Problem) {
	report := func(field, message string) { problems = append(problems, d.Problem(field, message)) }
	actions := []batchv1.PodFailurePolicyAction{batchv1.PodFailurePolicyActionFailJob, batchv1.PodFailurePolicyActionIgnore, batchv1.PodFailurePolicyActionCount}
	if !slices.Contains(actions, rule.Action) {
		report(field+".action", fmt.Sprintf("is %q; it must be FailJob, Ignore or Count", rule.Action))
	}
	if (rule.OnExitCodes == nil) == (len(rule.OnPodConditions) == 0) {
		report(field, "must have one of onExitCodes and onPodConditions")
	}
	codes := rule.OnExitCodes
	if codes == nil {
		return problems
	}
	if codes.Operator != batchv1.PodFailurePolicyOnExitCodesOpIn && codes.Operator != batchv1.PodFailurePolicyOnExitCodesOpNotIn {
		report(field+".onExitCodes.operator", fmt.Sprintf("is %q; it must be In or NotIn", codes.Operator))
	}
	if len(codes.Values) == 0 || !slices.IsSorted(codes.Values) || len(slices.Compact(slices.Clone(codes.Values))) != len(codes.Values) {
		report(field+".onExitCodes.values", "must be exit codes in ascending order, each once")
	}
	if codes.Operator == batchv1.PodFailurePolicyOnExitCodesOpIn && slices.Contains(codes.Values, 0) {
		report(field+".onExitCodes.values", "0 is no failure")
	}
	if name := codes.ContainerName; name != nil {
		named := func(c corev1.Container) bool { return c.Name == *name }
		if !slices.ContainsFunc(containers, named) {
			report(field+".onExitCodes.containerName", fmt.Sprintf("there is no container %s", strings.TrimSpace(*name)))
		}
	}
	return problems
}

func wide(n *int32) *int64 {
	if n == nil {
		return nil
	}
	w := int64(*n)
	return &w
}
