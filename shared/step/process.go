package step

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"time"

	cloudevents "github.com/cloudevents/sdk-go/v2/event"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"

	"github.com/moneyprinter/moneyprinter/shared/blob"
	"github.com/moneyprinter/moneyprinter/shared/event"
	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/ledger"
	"github.com/moneyprinter/moneyprinter/shared/telemetry"
)

// Process does the work that a request asks for and returns the result event, completed or failed. It returns neither
// event nor error where another attempt holds the work and will answer. An error is a failure that the sender should
// retry, or, where it is not retryable, an event that is no request for this step at all.
func (h *Handler) Process(ctx context.Context, e cloudevents.Event) (*cloudevents.Event, error) {
	if t := event.Type(e.Type()); t == event.VideoCancelled || t == event.VideoFailed {
		return nil, h.end(ctx, e)
	}
	return h.process(ctx, e, h.parts.Ledger.Claim)
}

// claimer asks the ledger for a key.
type claimer func(context.Context, ledger.Claim) (ledger.Grant, error)

func (h *Handler) process(ctx context.Context, e cloudevents.Event, ask claimer) (*cloudevents.Event, error) {
	place, request, err := h.decode(e)
	if err != nil {
		return nil, err
	}
	parent, _ := e.Extensions()[event.TraceParentExtension].(string)
	ctx, span := telemetry.Tracer().Start(telemetry.WithParent(ctx, parent), string(h.name), trace.WithSpanKind(trace.SpanKindConsumer), trace.WithAttributes(
		attribute.String("moneyprinter.video", place.Video), attribute.Int("moneyprinter.index", place.Index), attribute.Int("moneyprinter.attempt", place.Attempt),
		attribute.String("cloudevents.event_id", e.ID()), attribute.String("cloudevents.event_type", e.Type())))
	defer span.End()

	reply, err := h.claim(ctx, place, request, ask)
	if err != nil {
		f := failure.From(err)
		if f.Step == "" {
			f.Step = string(h.name)
		}
		span.SetStatus(codes.Error, f.Message)
		return nil, f
	}
	return reply, nil
}

// end stops the work for a video that has ended without being complete: whoever does it finds the lease gone within a second.
func (h *Handler) end(ctx context.Context, e cloudevents.Event) error {
	var ended event.VideoResult
	if err := e.DataAs(&ended); err != nil || e.Subject() == "" {
		return failure.Wrap(failure.InvalidInput, err, fmt.Sprintf("the data of %s cannot be read", e.Type()), failure.Step(string(h.name)))
	}
	if err := h.parts.Ledger.End(ctx, e.Subject(), max(ended.Run, 1)); err != nil {
		return failure.Wrap(failure.Unavailable, err, "the ledger does not answer", failure.Step(string(h.name)))
	}
	return nil
}

// decode reads a request event.
func (h *Handler) decode(e cloudevents.Event) (event.Place, event.StepRequest, error) {
	var request event.StepRequest
	refuse := func(err error, format string, args ...any) error {
		return failure.Wrap(failure.InvalidInput, err, fmt.Sprintf(format, args...), failure.Step(string(h.name)))
	}
	if want := event.Requested(h.name); e.Type() != string(want) {
		return event.Place{}, request, refuse(nil, "this function takes %s, not %s", want, e.Type())
	}
	place, err := event.ParsePlace(e.ID())
	if err == nil && place.Step != h.name {
		err = fmt.Errorf("event: %s is not a place of step %s", e.ID(), h.name)
	}
	if err != nil {
		return place, request, refuse(err, "%s", err)
	}
	if err := e.DataAs(&request); err != nil {
		return place, request, refuse(err, "the data of %s cannot be read: %s", e.Type(), err)
	}
	return place, request, nil
}

// claim answers from the ledger, or does the work under a lease.
func (h *Handler) claim(ctx context.Context, place event.Place, request event.StepRequest, ask claimer) (*cloudevents.Event, error) {
	input := request.Input.Inline
	if request.Input.Ref != nil {
		if err := blob.ReadJSON(ctx, h.parts.Blobs, request.Input.Ref.Digest, &input); err != nil {
			return nil, failure.Wrap(failure.Unavailable, err, "the step's input cannot be read from the blob store")
		}
	}
	key, err := ledger.Key(request.Owner, string(h.name), request.Version, request.Seed, input)
	if err != nil {
		return h.failed(ctx, place, event.StepFailed{Failure: failure.Wrap(failure.InvalidInput, err, "the step's input is not JSON"), Started: time.Now().UTC()})
	}
	grant, err := ask(ctx, ledger.Claim{
		Key: key, Owner: request.Owner, Step: string(h.name), Attempt: place.ID(), Video: place.Video, Run: max(request.Run, 1),
		TraceParent: telemetry.TraceParent(ctx), Incarnation: h.parts.Incarnation,
	})
	if err != nil {
		return nil, failure.Wrap(failure.Unavailable, err, "the ledger does not answer")
	}
	switch grant.Status {
	case ledger.Finished:
		return h.reuse(ctx, place, grant.Result)
	case ledger.Busy, ledger.Ended:
		return nil, nil
	}
	return h.work(ctx, place, request, key, input, grant.Lease)
}

// work runs the step under its lease and settles the lease by the outcome.
func (h *Handler) work(ctx context.Context, place event.Place, request event.StepRequest, key string, input json.RawMessage, lease ledger.Lease) (*cloudevents.Event, error) {
	log := h.parts.Log.With("video", place.Video, "step", string(h.name), "index", place.Index, "attempt", place.Attempt)
	started := time.Now()
	scratch, err := os.MkdirTemp(h.parts.Scratch, "moneyprinter-"+string(h.name)+"-")
	if err != nil {
		h.release(ctx, lease)
		return nil, failure.Wrap(failure.DiskFull, err, "there is no scratch folder: "+err.Error(), failure.Hint("set TMPDIR to a folder with some room"))
	}
	defer os.RemoveAll(scratch)

	running, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	if left := time.Until(request.Deadline); left > 0 {
		var cancel context.CancelFunc
		running, cancel = context.WithDeadline(running, request.Deadline)
		defer cancel()
	}
	beating := make(chan struct{})
	go func() {
		defer close(beating)
		h.heartbeat(running, lease, stop)
	}()

	caller := &recorder{ledger: h.parts.Ledger, lease: lease, blobs: h.parts.Blobs, owner: request.Owner, seed: request.Seed}
	reports := newReporter(h.parts.Progress, place)
	decisions := h.earlier.take(place)
	output, err := h.guarded(running, &Work{
		Blobs: h.parts.Blobs, Scratch: scratch, Owner: request.Owner, Seed: request.Seed, Log: log,
		Progress: reports.report, Calls: caller, Decisions: decisions,
	}, input)
	reports.close()
	cause := context.Cause(running)
	stop(nil)
	<-beating

	if errors.Is(cause, ledger.ErrFenced) || errors.Is(err, ledger.ErrFenced) {
		// Whoever took the lease over answers; where the video has ended, nobody has to.
		return nil, nil
	}
	if err != nil {
		h.release(ctx, lease)
		if ctx.Err() != nil {
			return nil, fmt.Errorf("%s: %w", h.name, context.Cause(ctx))
		}
		f := failure.From(err)
		log.WarnContext(ctx, "the step failed", "code", f.Code, "message", f.Message, "retryable", f.Retryable, "cause", errors.Unwrap(f))
		if f.Retryable {
			h.earlier.keep(place, decisions)
			return nil, f
		}
		return h.failed(ctx, place, event.StepFailed{Key: key, Failure: f, Decisions: decisions.All(), Started: started.UTC()})
	}
	done := event.StepCompleted{Key: key, Uncertain: caller.uncertain, Decisions: decisions.All(), Started: started.UTC(), Finished: time.Now().UTC()}
	if done.Output, err = pack(ctx, h.parts.Blobs, output); err != nil {
		h.release(ctx, lease)
		return nil, err
	}
	return h.finish(ctx, place, lease, done)
}

// guarded runs the step and makes a failure of a panic.
func (h *Handler) guarded(ctx context.Context, w *Work, input json.RawMessage) (out any, err error) {
	defer func() {
		if p := recover(); p != nil {
			w.Log.ErrorContext(ctx, "the step panicked", "panic", p, "stack", string(debug.Stack()))
			err = failure.New(failure.Internal, fmt.Sprintf("the step panicked: %v", p), failure.Retryable(false),
				failure.Hint("this is a defect of moneyprinter; the log has the details"))
		}
	}()
	return h.run(ctx, w, input)
}

// heartbeat keeps the lease until ctx ends, and stops the work where the lease is lost.
func (h *Handler) heartbeat(ctx context.Context, lease ledger.Lease, stop context.CancelCauseFunc) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if err := h.parts.Ledger.Heartbeat(ctx, lease); errors.Is(err, ledger.ErrFenced) {
			stop(ledger.ErrFenced)
			return
		}
	}
}

// release gives the lease back, also when the request's context has ended. Who waited for the key is asked again by the
// workflow's sweep: a failure is not shared.
func (h *Handler) release(ctx context.Context, lease ledger.Lease) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	if _, err := h.parts.Ledger.Release(ctx, lease); err != nil {
		h.parts.Log.WarnContext(ctx, "the lease could not be released; it ends by itself", "error", err)
	}
}

// pack puts a document into the event or, where it is large, into the blob store.
func pack(ctx context.Context, blobs blob.Store, v any) (event.Document, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return event.Document{}, fmt.Errorf("step: encode output: %w", err)
	}
	return event.Pack(ctx, blobs, b)
}
