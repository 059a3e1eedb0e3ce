package postmortem

import (
	"context"
	"log/slog"

	"github.com/moneyprinter/moneyprinter/shared/jobsink"
	"github.com/moneyprinter/moneyprinter/shared/kubernetes"
)

// API is what is read of Kubernetes; *kubernetes.Client is one.
type API interface {
	// Job returns a Job.
	Job(ctx context.Context, namespace, name string) (kubernetes.Job, error)
	// Pods returns the pods of a Job.
	Pods(ctx context.Context, namespace, job string) ([]kubernetes.Pod, error)
}

// Examiner finds out why Jobs failed.
type Examiner struct {
	// API is asked for details; nil, or one that refuses, leaves the plain fact that the Job failed.
	API API
	// Log takes what could not be found out; nil is slog.Default.
	Log *slog.Logger
}

// Why tells why a Job failed. It always has an answer.
func (e Examiner) Why(ctx context.Context, r jobsink.Ref) Cause {
	if e.API == nil {
		return plain(r, "")
	}
	job, err := e.API.Job(ctx, r.Namespace, r.Name())
	if err != nil {
		e.tell(ctx, r, err)
		return plain(r, "")
	}
	condition, _ := job.Failed()
	pods, err := e.API.Pods(ctx, r.Namespace, r.Name())
	if err != nil {
		e.tell(ctx, r, err)
	}
	return explain(r, condition, deaths(pods))
}

func (e Examiner) tell(ctx context.Context, r jobsink.Ref, err error) {
	log := e.Log
	if log == nil {
		log = slog.Default()
	}
	log.WarnContext(ctx, "why a Job failed could not be found out", "job", r.Name(), "error", err)
}
