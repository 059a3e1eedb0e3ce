package postmortem_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/jobsink"
	"github.com/moneyprinter/moneyprinter/shared/kubernetes"
	"github.com/moneyprinter/moneyprinter/shared/postmortem"
)

var ref = jobsink.Ref{Namespace: "moneyprinter", Sink: "segment", Source: "/moneyprinter/functions/workflow", ID: "v/segment/0/1"}

// api answers with Kubernetes' own types as the API encodes them.
type api struct {
	job    batchv1.Job
	pods   []corev1.Pod
	noJob  error
	noPods error
	asked  []string
}

func (a *api) Job(_ context.Context, namespace, name string) (j kubernetes.Job, err error) {
	a.asked = append(a.asked, "job "+namespace+"/"+name)
	if a.noJob != nil {
		return j, a.noJob
	}
	b, err := json.Marshal(a.job)
	if err != nil {
		return j, err
	}
	return j, json.Unmarshal(b, &j)
}

func (a *api) Pods(_ context.Context, namespace, job string) (pods []kubernetes.Pod, err error) {
	a.asked = append(a.asked, "pods "+namespace+"/"+job)
	if a.noPods != nil {
		return nil, a.noPods
	}
	b, err := json.Marshal(a.pods)
	if err != nil {
		return nil, err
	}
	return pods, json.Unmarshal(b, &pods)
}

func failed(reason, message string) (j batchv1.Job) {
	j.Status.Conditions = []batchv1.JobCondition{
		{Type: batchv1.JobFailureTarget, Status: corev1.ConditionTrue, Reason: reason, Message: message},
		{Type: batchv1.JobFailed, Status: corev1.ConditionTrue, Reason: reason, Message: message},
	}
	return j
}

// ended is a pod whose container ended at a minute.
func ended(minute int, end corev1.ContainerStateTerminated) (p corev1.Pod) {
	end.FinishedAt = metav1.NewTime(time.Date(2026, 11, 24, 10, minute, 0, 0, time.UTC))
	p.Spec.Containers = []corev1.Container{{Name: "segment", Resources: corev1.ResourceRequirements{Limits: corev1.ResourceList{corev1.ResourceMemory: resource.MustParse("1Gi")}}}}
	p.Status.Phase = corev1.PodFailed
	p.Status.ContainerStatuses = []corev1.ContainerStatus{{Name: "segment", State: corev1.ContainerState{Terminated: &end}}}
	return p
}

func evicted(message string) (p corev1.Pod) {
	p.Status = corev1.PodStatus{Phase: corev1.PodFailed, Reason: "Evicted", Message: message}
	return p
}

func TestWhy(t *testing.T) {
	t.Parallel()
	const limit = "Job has reached the specified backoff limit"
	oom := corev1.ContainerStateTerminated{ExitCode: 137, Reason: "OOMKilled"}
	unreachable := corev1.ContainerStateTerminated{ExitCode: 1, Reason: "Error"}
	for name, c := range map[string]struct {
		api       *api
		code      failure.Code
		exhausted bool
		retryable bool
		says      []string
	}{
		"out of memory": {
			&api{job: failed("BackoffLimitExceeded", limit), pods: []corev1.Pod{ended(3, oom), ended(1, oom), ended(2, unreachable)}},
			failure.OutOfMemory, true, false, []string{"2 times", "1Gi", "smaller picture", "JobSink segment"},
		},
		"over its deadline": {
			&api{job: failed("DeadlineExceeded", "Job was active longer than specified deadline")},
			failure.Timeout, false, true, []string{"Job was active longer than specified deadline", "activeDeadlineSeconds"},
		},
		"no event": {
			&api{job: failed("PodFailurePolicy", "Container segment for pod moneyprinter/segment-x failed with exit code 64 matching FailJob rule at index 0"), pods: []corev1.Pod{ended(1, corev1.ContainerStateTerminated{ExitCode: 64, Reason: "Error"})}},
			failure.Internal, true, false, []string{"could not read its request", "exit code 64"},
		},
		"killed": {
			&api{job: failed("BackoffLimitExceeded", limit), pods: []corev1.Pod{ended(1, unreachable), ended(2, corev1.ContainerStateTerminated{ExitCode: 137, Reason: "Error"})}},
			failure.RenderFailed, true, false, []string{"signal 9 (killed)", "kubectl logs -n moneyprinter job/segment-"},
		},
		"a part of ours was away": {
			&api{job: failed("BackoffLimitExceeded", limit), pods: []corev1.Pod{ended(2, unreachable), ended(1, corev1.ContainerStateTerminated{Signal: 9})}},
			failure.Unavailable, true, true, []string{"database"},
		},
		"no room": {
			&api{job: failed("BackoffLimitExceeded", limit), pods: []corev1.Pod{evicted(`Usage of EmptyDir volume "scratch" exceeds the limit "8Gi". `)}},
			failure.DiskFull, true, true, []string{`exceeds the limit "8Gi"`, "sizeLimit"},
		},
		"does not start": {
			&api{job: failed("BackoffLimitExceeded", limit), pods: []corev1.Pod{ended(1, corev1.ContainerStateTerminated{ExitCode: 128, Reason: "StartError", Message: "exec: \"/ko-app/segment\": no such file"})}},
			failure.RenderFailed, true, false, []string{"StartError", "no such file"},
		},
		"its pods are gone": {
			&api{job: failed("BackoffLimitExceeded", limit), pods: []corev1.Pod{{Status: corev1.PodStatus{Phase: corev1.PodRunning}}}},
			failure.RenderFailed, true, false, []string{limit, "kubectl describe job -n moneyprinter segment-"},
		},
		"no right to see pods": {
			&api{job: failed("DeadlineExceeded", "too long"), noPods: &kubernetes.Error{Code: 403}},
			failure.Timeout, false, true, []string{"too long"},
		},
		"no right at all": {
			&api{noJob: &kubernetes.Error{Code: 403, Reason: "Forbidden"}},
			failure.RenderFailed, true, false, []string{"without a result", "kubectl describe job"},
		},
		"no API": {nil, failure.RenderFailed, true, false, []string{"without a result"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var e postmortem.Examiner
			if c.api != nil {
				e.API = c.api
			}
			got := e.Why(t.Context(), ref)
			f := got.Failure
			if f.Code != c.code || got.Exhausted != c.exhausted || f.Retryable != c.retryable || f.Step != "segment" || f.Hint == "" || f.Provider != "" {
				t.Errorf("exhausted %v: %+v", got.Exhausted, f)
			}
			for _, s := range c.says {
				if !strings.Contains(f.Message+"\n"+f.Hint, s) {
					t.Errorf("%q is missing: %s; %s", s, f.Message, f.Hint)
				}
			}
			if c.api != nil && c.api.asked[0] != fmt.Sprintf("job moneyprinter/%s", ref.Name()) {
				t.Errorf("asked %v", c.api.asked)
			}
		})
	}
}

// What could not be found out does not hold the video up.
func TestWhyWithoutAnAnswer(t *testing.T) {
	t.Parallel()
	got := postmortem.Examiner{API: &api{noJob: errors.New("the network is down")}}.Why(t.Context(), ref)
	if got.Failure == nil || !got.Exhausted {
		t.Errorf("%+v", got)
	}
}
