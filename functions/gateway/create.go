package gateway

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	cloudevents "github.com/cloudevents/sdk-go/v2/event"
	"github.com/google/uuid"
	"go.opentelemetry.io/otel/trace"

	"github.com/moneyprinter/moneyprinter/shared/event"
	"github.com/moneyprinter/moneyprinter/shared/failure"
	"github.com/moneyprinter/moneyprinter/shared/orchestration"
	"github.com/moneyprinter/moneyprinter/shared/telemetry"
	"github.com/moneyprinter/moneyprinter/shared/video"
)

// created is the answer to POST /api/v1/videos. TaskID is what the original calls the id.
type created struct {
	TaskID string              `json:"task_id"`
	ID     string              `json:"id"`
	State  orchestration.State `json:"state"`
	Links  links               `json:"links"`
}

// create takes a video.Params document. It answers 200, not 202, because the original's clients look for that.
func (f *Function) create(w http.ResponseWriter, r *http.Request) {
	body, err := readBody(w, r)
	if err != nil {
		f.fail(w, r, err)
		return
	}
	params, err := video.Decode(body)
	if err != nil {
		f.fail(w, r, err)
		return
	}
	ctx, span := telemetry.Tracer().Start(telemetry.WithParent(r.Context(), r.Header.Get("Traceparent")), "gateway create", trace.WithSpanKind(trace.SpanKindServer))
	defer span.End()
	id, err := f.Create(ctx, f.parts.Owner(r), params)
	if err != nil {
		f.fail(w, r, err)
		return
	}
	w.Header().Set("Location", linksOf(id).Self)
	f.succeed(w, r, created{TaskID: id, ID: id, State: orchestration.Queued, Links: linksOf(id)})
}

// Create keeps the request for a video of valid parameters, tells the workflow, and returns the video's id. Once the
// request is kept the video is not lost: an event that cannot be sent is only logged, and the workflow's sweep finds the
// request.
func (f *Function) Create(ctx context.Context, owner string, p video.Params) (id string, err error) {
	params, err := json.Marshal(p)
	if err != nil {
		return "", fmt.Errorf("gateway: create: %w", err)
	}
	// Version 7 ids grow with time, which keeps the database's indexes compact.
	v7, err := uuid.NewV7()
	if err != nil {
		return "", fmt.Errorf("gateway: create: %w", err)
	}
	id = v7.String()
	e, err := event.New(event.VideoRequested, event.Source("gateway"), id+"/requested", id, event.VideoRequest{Owner: owner, Params: params})
	if err != nil {
		return "", fmt.Errorf("gateway: create: %w", err)
	}
	if parent := telemetry.TraceParent(ctx); parent != "" {
		e.SetExtension(event.TraceParentExtension, parent)
	}
	if _, err := f.parts.Store.Request(ctx, e); err != nil {
		return "", err
	}
	f.tell(ctx, e)
	return id, nil
}

const (
	// sendWait is how long a client waits for the broker to take its request, which is kept already.
	sendWait = 2 * time.Second
	// sendLimit is how long the broker may take in all: one that is starting takes seconds.
	sendLimit = time.Minute
)

// tell sends a request that is kept, and goes on in the background where the broker is slow.
func (f *Function) tell(ctx context.Context, e cloudevents.Event) {
	sending, cancel := context.WithTimeout(context.WithoutCancel(ctx), sendLimit)
	sent := make(chan struct{})
	go func() {
		defer cancel()
		defer close(sent)
		if err := f.parts.Broker.Send(sending, e); err != nil {
			f.parts.Log.WarnContext(ctx, "the request is kept and could not be sent; the sweep will take it", "video", e.Subject(), "error", err)
		}
	}()
	select {
	case <-sent:
	case <-time.After(sendWait):
	}
}

// readBody reads a JSON body of at most MaxBody.
func readBody(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, MaxBody))
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return nil, failure.Wrap(failure.TooLarge, err, fmt.Sprintf("the body is larger than %d bytes", large.Limit), failure.Hint("shorten the script; name files instead of putting them into the request"))
	case err != nil:
		return nil, failure.Wrap(failure.InvalidInput, err, "the body could not be read")
	case len(body) == 0:
		return nil, failure.New(failure.InvalidInput, "the body is empty", failure.Hint(`send a JSON document such as {"video_subject": "Why the sea is salty"}`))
	}
	return body, nil
}
