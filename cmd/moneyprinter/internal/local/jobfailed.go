package local

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/moneyprinter/moneyprinter/cmd/moneyprinter/internal/jobsink"
	"github.com/moneyprinter/moneyprinter/shared/event"
	"github.com/moneyprinter/moneyprinter/shared/failure"
)

// closeJob closes the attempt of a Job whose processes all died without a result: killed for their memory, or over their
// deadline. A Job that can still speak sends its failure itself.
func closeJob(broker event.Sender, r jobsink.Ref, reason string, log *slog.Logger) {
	place, err := event.ParsePlace(r.ID)
	if err != nil {
		return
	}
	why := failure.New(failure.RenderFailed, fmt.Sprintf("the process that did the work ended without a result, each time it was started (%s)", reason),
		failure.Step(string(place.Step)), failure.Hint("the machine may be short of memory: make one thing less at a time, or a smaller picture"))
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
