package step

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	cloudevents "github.com/cloudevents/sdk-go/v2/event"

	"github.com/moneyprinter/moneyprinter/shared/event"
	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/ledger"
	"github.com/moneyprinter/moneyprinter/shared/telemetry"
)

// finish records the result, answers who waited for it, and returns the answer to the request itself.
func (h *Handler) finish(ctx context.Context, place event.Place, lease ledger.Lease, done event.StepCompleted) (*cloudevents.Event, error) {
	result, err := json.Marshal(done)
	if err != nil {
		return nil, err
	}
	// The work is done: it is recorded even if whoever asked has hung up meanwhile.
	settle, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	waiters, err := h.parts.Ledger.Finish(settle, lease, result, h.ttl)
	if errors.Is(err, ledger.ErrFenced) {
		return nil, nil
	}
	if err != nil {
		return nil, failure.Wrap(failure.Unavailable, err, "the result could not be recorded")
	}
	for _, w := range waiters {
		h.answer(settle, w, place, result)
	}
	return h.completed(ctx, place, done)
}

// answer sends the result to a waiter. One that gets none is asked for again by the workflow's sweep.
func (h *Handler) answer(ctx context.Context, w ledger.Waiter, self event.Place, result []byte) {
	place, err := event.ParsePlace(w.Attempt)
	if err != nil || place == self {
		return
	}
	e, err := h.reuse(telemetry.WithParent(ctx, w.TraceParent), place, result)
	if err == nil {
		err = h.parts.Broker.Send(ctx, *e)
	}
	if err != nil {
		h.parts.Log.WarnContext(ctx, "a waiter could not be answered; the sweep will", "waiter", w.Attempt, "error", err)
	}
}

// reuse answers with a result that the ledger had.
func (h *Handler) reuse(ctx context.Context, place event.Place, result []byte) (*cloudevents.Event, error) {
	var done event.StepCompleted
	if err := json.Unmarshal(result, &done); err != nil {
		return nil, failure.Wrap(failure.Internal, err, "the ledger's result cannot be read")
	}
	done.Reused = true
	return h.completed(ctx, place, done)
}

func (h *Handler) completed(ctx context.Context, place event.Place, done event.StepCompleted) (*cloudevents.Event, error) {
	return h.event(ctx, event.Completed(h.name), place, done)
}

func (h *Handler) failed(ctx context.Context, place event.Place, failed event.StepFailed) (*cloudevents.Event, error) {
	if failed.Failure.Step == "" {
		failed.Failure.Step = string(h.name)
	}
	failed.Finished = time.Now().UTC()
	return h.event(ctx, event.Failed(h.name), place, failed)
}

func (h *Handler) event(ctx context.Context, t event.Type, place event.Place, data any) (*cloudevents.Event, error) {
	e, err := event.NewStep(t, event.Source(string(h.name)), place, data)
	if err != nil {
		return nil, err
	}
	if parent := telemetry.TraceParent(ctx); parent != "" {
		e.SetExtension(event.TraceParentExtension, parent)
	}
	return &e, nil
}
