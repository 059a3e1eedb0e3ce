package local

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/moneyprinter/moneyprinter/cmd/moneyprinter/internal/jobsink"
	"github.com/moneyprinter/moneyprinter/shared/event"
	"github.com/moneyprinter/moneyprinter/shared/failure"
	shared "github.com/moneyprinter/moneyprinter/shared/jobsink"
	"github.com/moneyprinter/moneyprinter/shared/postmortem"
	"github.com/moneyprinter/moneyprinter/shared/steps"
)

// closeJob closes the attempt of a Job whose processes all died without a result: killed for their memory, or over their
// deadline. A Job that can still speak sends its failure itself.
func closeJob(broker event.Sender, r jobsink.Ref, reason string, log *slog.Logger) {
	place, err := event.ParsePlace(r.ID)
	if err != nil {
		return
	}
	why := jobFailure(place.Step, reason)
	now := time.Now().UTC()
	e, err := event.NewStep(event.Failed(place.Step), event.Source("jobsink"), place, event.StepFailed{Failure: why, Exhausted: true, Started: now, Finished: now})
	if err == nil {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		err = broker.Send(ctx, e)
	}
	if err != nil {
		log.Error("the failure of a Job could not be sent; its video fails at the deadline", "job", r.Name(), "error", err)
	}
}

// jobFailure is the failure of a Job whose processes all died without a result.
func jobFailure(step steps.Name, reason string) *failure.Failure {
	return failure.New(failure.RenderFailed, fmt.Sprintf("the process that did the work ended without a result, each time it was started (%s)", reason),
		failure.Step(string(step)), failure.Hint("the machine may be short of memory: make one thing less at a time, or a smaller picture"))
}

// jobs tells the workflow how Jobs stand: one whose result was lost is as silent here as in a cluster.
type jobs struct{ machine *Machine }

// State implements workflow.Jobs.
func (j jobs) State(ctx context.Context, r jobsink.Ref) (shared.State, error) {
	select {
	case <-j.machine.ready:
		return shared.Client{HTTP: j.machine.eventing.Client()}.State(ctx, r)
	case <-ctx.Done():
		return "", context.Cause(ctx)
	}
}

// Why implements workflow.Jobs.
func (jobs) Why(_ context.Context, r jobsink.Ref) postmortem.Cause {
	return postmortem.Cause{Failure: jobFailure(steps.Name(r.Sink), "failed"), Exhausted: true}
}
