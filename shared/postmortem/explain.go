package postmortem

import (
	"fmt"
	"strings"
	"syscall"

	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/jobsink"
	"github.com/moneyprinter/moneyprinter/shared/kubernetes"
)

// exitRetry is step.ExitRetry: the process could not reach a part of ours, or was told to end.
const exitRetry = 1

// explain makes a cause of what Kubernetes says about a Job and its pods.
func explain(r jobsink.Ref, c kubernetes.Condition, ends []death) Cause {
	switch {
	case c.Reason == kubernetes.DeadlineExceeded:
		return Cause{Failure: failure.New(failure.Timeout, "the Job was over its deadline"+said(c.Message), failure.Step(r.Sink),
			failure.Hint("the wait for a node counts: see whether the cluster has room, or raise activeDeadlineSeconds of the JobSink %s", r.Sink))}
	case c.Reason == kubernetes.PodFailurePolicy:
		return Cause{Exhausted: true, Failure: failure.New(failure.Internal, "the Job could not read its request"+said(c.Message), failure.Step(r.Sink), failure.Retryable(false),
			failure.Hint("the Job's image and the workflow's may be of versions that do not fit: deploy both anew"))}
	}
	if n, limit := starved(ends); n > 0 {
		return Cause{Exhausted: true, Failure: failure.New(failure.OutOfMemory, "the process ran out of memory"+times(n)+"; its limit is "+limit, failure.Step(r.Sink),
			failure.Hint("ask for a smaller picture, or raise resources.limits.memory of the JobSink %s", r.Sink))}
	}
	if len(ends) == 0 {
		return plain(r, c.Message)
	}
	return Cause{Exhausted: true, Failure: last(r, ends)}
}

// last makes a failure of how the last pod ended. A process that could not reach a part of ours is nobody's attempt, so
// its failure is of code Unavailable, which the workflow asks for again until the step's deadline.
func last(r jobsink.Ref, ends []death) *failure.Failure {
	d := ends[len(ends)-1]
	step, look := failure.Step(r.Sink), failure.Hint("kubectl logs -n %s job/%s", r.Namespace, r.Name())
	switch {
	case d.reason == kubernetes.Evicted && (strings.Contains(d.message, "EmptyDir") || strings.Contains(d.message, "ephemeral")):
		return failure.New(failure.DiskFull, "the process had no room for its files"+said(d.message), step,
			failure.Hint("raise the sizeLimit of the volumes of the JobSink %s", r.Sink))
	case d.signal > 0:
		return failure.New(failure.RenderFailed, fmt.Sprintf("the process was ended from outside by signal %d (%s)", d.signal, syscall.Signal(d.signal)), step, look)
	case d.exit == exitRetry:
		return failure.New(failure.Unavailable, "the Job could not reach the database, the broker or the blobs", step, look)
	}
	return failure.New(failure.RenderFailed, fmt.Sprintf("the process ended without a result (%s, exit code %d)%s", d.reason, d.exit, said(d.message)), step, look)
}

// plain is the cause where nothing is known but that the Job failed.
func plain(r jobsink.Ref, message string) Cause {
	return Cause{Exhausted: true, Failure: failure.New(failure.RenderFailed, "the process that did the work ended without a result, each time it was started"+said(message), failure.Step(r.Sink),
		failure.Hint("kubectl describe job -n %s %s says more; it may be short of memory: ask for a smaller picture", r.Namespace, r.Name()))}
}

// said quotes Kubernetes.
func said(message string) string {
	if message = strings.TrimSuffix(strings.TrimSpace(message), "."); message == "" {
		return ""
	}
	return ": " + message
}

// starved counts the pods that were killed for their memory, and tells the limit.
func starved(ends []death) (n int, limit string) {
	for _, d := range ends {
		if d.reason == kubernetes.OOMKilled {
			n, limit = n+1, d.limit
		}
	}
	return n, limit
}

func times(n int) string {
	if n < 2 {
		return ""
	}
	return fmt.Sprintf(" %d times", n)
}
