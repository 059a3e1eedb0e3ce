package step

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	cloudevents "github.com/cloudevents/sdk-go/v2/event"

	"github.com/moneyprinter/moneyprinter/shared/event"
	"github.com/moneyprinter/moneyprinter/shared/failure"
)

// The exit codes of a Job.
const (
	// ExitDone: the result, completed or failed, is with the broker.
	ExitDone = 0
	// ExitRetry: the Job should be tried again: it was told to end, or could not reach a part of ours. Package postmortem
	// takes it for that.
	ExitRetry = 1
	// ExitBadEvent: the event is no request for this step; the Job's podFailurePolicy ends it without another try.
	ExitBadEvent = 64
)

// EventFile is the file of a JobSink's event inside the folder that K_EVENT_PATH names.
const EventFile = "event"

// RunJob does the work of the event that a JobSink left in $K_EVENT_PATH and sends the result to the broker, because
// nobody waits for a Job's reply. It returns the process's exit code.
func (h *Handler) RunJob(ctx context.Context) int {
	defer h.flush(ctx)
	e, err := jobEvent(os.Getenv("K_EVENT_PATH"))
	if err != nil {
		h.parts.Log.ErrorContext(ctx, "the Job has no event", "error", err)
		return ExitBadEvent
	}
	reply, exhausted, err := h.persist(ctx, e)
	if err != nil {
		f := failure.From(err)
		if ctx.Err() != nil || errors.Is(err, context.Canceled) {
			return ExitRetry
		}
		place, request, bad := h.decode(e)
		if bad != nil {
			h.parts.Log.ErrorContext(ctx, "the Job's event is no request for this step", "error", bad)
			return ExitBadEvent
		}
		// Whether to try again is the workflow's decision: it counts attempts, and each has a Job of its own.
		now := time.Now().UTC()
		if reply, err = h.event(ctx, event.Failed(h.name), place, event.StepFailed{Failure: f, Exhausted: exhausted, Decisions: h.earlier.take(place).All(), Started: now, Finished: now}); err != nil {
			h.parts.Log.ErrorContext(ctx, "the failure could not be written", "error", err, "owner", request.Owner)
			return ExitRetry
		}
	}
	if reply == nil {
		return ExitDone
	}
	if err := h.deliver(ctx, *reply); err != nil {
		h.parts.Log.ErrorContext(ctx, "the result could not be sent; the ledger keeps it", "error", err)
		return ExitRetry
	}
	return ExitDone
}

// deliver sends the result, waiting a little longer after each refusal: a broker that restarts is back in seconds.
func (h *Handler) deliver(ctx context.Context, e cloudevents.Event) (err error) {
	for pause := 100 * time.Millisecond; pause < 10*time.Second; pause *= 2 {
		if err = h.parts.Broker.Send(ctx, e); err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-time.After(pause):
		}
	}
	return err
}

func jobEvent(dir string) (cloudevents.Event, error) {
	var e cloudevents.Event
	if dir == "" {
		return e, errors.New("K_EVENT_PATH is not set: a Job is started by a JobSink")
	}
	b, err := os.ReadFile(filepath.Join(dir, EventFile))
	if err != nil {
		return e, err
	}
	if err := json.Unmarshal(b, &e); err != nil {
		return e, fmt.Errorf("the event file: %w", err)
	}
	return e, e.Validate()
}
