package deployment

import (
	"fmt"

	"github.com/robfig/cron/v3"
	appsv1 "k8s.io/api/apps/v1"
	autoscalingv2 "k8s.io/api/autoscaling/v2"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	policyv1 "k8s.io/api/policy/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	metavalidation "k8s.io/apimachinery/pkg/apis/meta/v1/validation"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/util/validation/field"
	sinksv1alpha1 "knative.dev/eventing/pkg/apis/sinks/v1alpha1"
	servingv1 "knative.dev/serving/pkg/apis/serving/v1"

	"github.com/moneyprinter/moneyprinter/cmd/moneyprinter/internal/document"
)

// template is a pod template and where it stands.
type template struct {
	field string
	meta  metav1.ObjectMeta
	spec  corev1.PodSpec
	// claims are the volumes that a StatefulSet adds.
	claims []corev1.PersistentVolumeClaim
}

// templateOf returns the pod template of whatever has one.
func templateOf(value any) (t template, ok bool) {
	switch v := value.(type) {
	case *appsv1.Deployment:
		return template{"spec.template", v.Spec.Template.ObjectMeta, v.Spec.Template.Spec, nil}, true
	case *appsv1.StatefulSet:
		return template{"spec.template", v.Spec.Template.ObjectMeta, v.Spec.Template.Spec, v.Spec.VolumeClaimTemplates}, true
	case *appsv1.DaemonSet:
		return template{"spec.template", v.Spec.Template.ObjectMeta, v.Spec.Template.Spec, nil}, true
	case *batchv1.Job:
		return template{"spec.template", v.Spec.Template.ObjectMeta, v.Spec.Template.Spec, nil}, true
	case *batchv1.CronJob:
		return template{"spec.jobTemplate.spec.template", v.Spec.JobTemplate.Spec.Template.ObjectMeta, v.Spec.JobTemplate.Spec.Template.Spec, nil}, true
	case *sinksv1alpha1.JobSink:
		if v.Spec.Job == nil {
			return t, false
		}
		return template{"spec.job.spec.template", v.Spec.Job.Spec.Template.ObjectMeta, v.Spec.Job.Spec.Template.Spec, nil}, true
	case *servingv1.Service:
		return template{"spec.template", v.Spec.Template.ObjectMeta, v.Spec.Template.Spec.PodSpec, nil}, true
	}
	return t, false
}

// workload checks an object that runs pods or selects them.
func workload(o *object) (problems []document.Problem) {
	say := func(at, message string) { problems = append(problems, o.doc.Problem(at, message)) }
	restart := corev1.RestartPolicyAlways
	switch v := o.value.(type) {
	case *appsv1.Deployment:
		problems = selects(o.doc, v.Spec.Selector, v.Spec.Template.Labels)
	case *appsv1.DaemonSet:
		problems = selects(o.doc, v.Spec.Selector, v.Spec.Template.Labels)
	case *appsv1.StatefulSet:
		problems = selects(o.doc, v.Spec.Selector, v.Spec.Template.Labels)
	case *batchv1.Job:
		restart = ""
	case *batchv1.CronJob:
		restart = ""
		if _, err := cron.ParseStandard(v.Spec.Schedule); err != nil {
			say("spec.schedule", err.Error())
		}
	case *policyv1.PodDisruptionBudget:
		if (v.Spec.MinAvailable == nil) == (v.Spec.MaxUnavailable == nil) {
			say("spec", "must have one of minAvailable and maxUnavailable")
		}
		return append(problems, selector(o.doc, "spec.selector", v.Spec.Selector)...)
	case *autoscalingv2.HorizontalPodAutoscaler:
		if v.Spec.MinReplicas != nil && *v.Spec.MinReplicas > v.Spec.MaxReplicas {
			say("spec.minReplicas", fmt.Sprintf("is %d, more than maxReplicas, %d", *v.Spec.MinReplicas, v.Spec.MaxReplicas))
		}
	case *networkingv1.NetworkPolicy:
		for _, t := range v.Spec.PolicyTypes {
			if t != networkingv1.PolicyTypeIngress && t != networkingv1.PolicyTypeEgress {
				say("spec.policyTypes", fmt.Sprintf("%q is neither Ingress nor Egress", t))
			}
		}
		return append(problems, selector(o.doc, "spec.podSelector", &v.Spec.PodSelector)...)
	case *rbacv1.Role:
		for i, r := range v.Rules {
			if len(r.Verbs) == 0 || len(r.Resources) == 0 {
				say(fmt.Sprintf("rules[%d]", i), "must have verbs and resources")
			}
		}
	}
	t, ok := templateOf(o.value)
	if !ok {
		return problems
	}
	if policy := t.spec.RestartPolicy; restart == "" && policy != corev1.RestartPolicyNever && policy != corev1.RestartPolicyOnFailure {
		say(t.field+".spec.restartPolicy", fmt.Sprintf("is %q; a Job's is Never or OnFailure", policy))
	} else if restart != "" && policy != "" && policy != restart {
		say(t.field+".spec.restartPolicy", fmt.Sprintf("is %q; it must be %s", policy, restart))
	}
	return append(problems, pod(o.doc, t)...)
}

// selects checks that a workload's selector is one, and is that of its own pods.
func selects(d *document.Document, s *metav1.LabelSelector, own map[string]string) []document.Problem {
	if s == nil || len(s.MatchLabels)+len(s.MatchExpressions) == 0 {
		return []document.Problem{d.Problem("spec.selector", "missing")}
	}
	if problems := selector(d, "spec.selector", s); len(problems) > 0 {
		return problems
	}
	if is, err := metav1.LabelSelectorAsSelector(s); err == nil && !is.Matches(labels.Set(own)) {
		return []document.Problem{d.Problem("spec.selector", "does not select the labels of spec.template")}
	}
	return nil
}

func selector(d *document.Document, at string, s *metav1.LabelSelector) []document.Problem {
	if s == nil {
		return nil
	}
	return fields(d, metavalidation.ValidateLabelSelector(s, metavalidation.LabelSelectorValidationOptions{}, field.NewPath(at)))
}
