package broker

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	cloudevents "github.com/cloudevents/sdk-go/v2/event"
	"github.com/cloudevents/sdk-go/v2/types"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"
	knbroker "knative.dev/eventing/pkg/broker"
	"knative.dev/eventing/pkg/utils"
)

// w3c carries traces in HTTP headers, whether or not the process has set a global propagator.
var w3c = propagation.TraceContext{}

// RefusedError is an event that the ingress does not take.
type RefusedError struct {
	// Status is the HTTP status that says so.
	Status int
	Reason string
}

// Error implements error.
func (e *RefusedError) Error() string {
	return fmt.Sprintf("broker: event refused (%d): %s", e.Status, e.Reason)
}

// Accept takes an event for the broker namespace/name. A nil error means that the deliveries to all matching triggers
// are kept; it is a *RefusedError otherwise.
func (s *Server) Accept(ctx context.Context, namespace, name string, e cloudevents.Event) error {
	return s.enter(ctx, namespace+"/"+name, e, nil)
}

// enter takes an event from outside, unless the server is closing. Replies of deliveries under way still go through.
func (s *Server) enter(ctx context.Context, broker string, e cloudevents.Event, header http.Header) error {
	s.door.RLock()
	defer s.door.RUnlock()
	if s.closed {
		return &RefusedError{http.StatusServiceUnavailable, "the broker is closed"}
	}
	return s.accept(ctx, broker, e, header)
}

func (s *Server) accept(ctx context.Context, broker string, e cloudevents.Event, header http.Header) error {
	if err := e.Validate(); err != nil {
		return &RefusedError{http.StatusBadRequest, err.Error()}
	}
	triggers, ok := s.brokers[broker]
	if !ok {
		return &RefusedError{http.StatusNotFound, "there is no broker " + broker}
	}
	ctx, span := s.tracer.Start(ctx, "broker "+broker, trace.WithSpanKind(trace.SpanKindConsumer), trace.WithAttributes(
		attribute.String("cloudevents.event_id", e.ID()), attribute.String("cloudevents.event_type", e.Type())))
	defer span.End()

	e = e.Clone()
	ttl := nextTTL(e, s.o.MaxTTL)
	if ttl <= 0 {
		return &RefusedError{http.StatusBadRequest, knbroker.TTLAttribute + " is used up: replies caused replies too many times"}
	}
	e.SetExtension(knbroker.TTLAttribute, ttl)
	e.SetExtension(knbroker.EventArrivalTime, types.Timestamp{Time: time.Now()})
	sealed, err := seal(e)
	if err != nil {
		return &RefusedError{http.StatusBadRequest, err.Error()}
	}
	// The filters see what a cluster's see: every attribute as a string.
	if e, err = sealed.event(); err != nil {
		return &RefusedError{http.StatusBadRequest, err.Error()}
	}
	sealed.Header = passThrough(ctx, header)
	data, err := sealed.encode()
	if err != nil {
		return &RefusedError{http.StatusBadRequest, err.Error()}
	}
	if int64(len(sealed.data)) > s.o.MaxEvent {
		return &RefusedError{http.StatusRequestEntityTooLarge, fmt.Sprintf("events have at most %d bytes", s.o.MaxEvent)}
	}
	var keys []string
	var messages [][]byte
	for _, t := range triggers {
		if t.filter.match(e) {
			keys, messages = append(keys, t.key), append(messages, data)
		}
	}
	if err := s.store.put(ctx, keys, messages); err != nil {
		span.RecordError(err)
		s.o.Log.ErrorContext(ctx, "the broker cannot keep an event", "broker", broker, "type", e.Type(), "id", e.ID(), "err", err)
		return &RefusedError{http.StatusInternalServerError, "the event cannot be kept"}
	}
	return nil
}

// nextTTL is the event's TTL after one more pass through the broker, as Knative's TTLDefaulter counts it.
func nextTTL(e cloudevents.Event, most int32) int32 {
	ttl, err := knbroker.GetTTL(e.Context)
	if err != nil {
		return most
	}
	return ttl - 1
}

// passThrough returns the headers that go with the event to its subscribers.
func passThrough(ctx context.Context, header http.Header) http.Header {
	kept := utils.PassThroughHeaders(header)
	w3c.Inject(ctx, propagation.HeaderCarrier(kept))
	return kept
}

// status is the HTTP status of what Accept returned.
func status(err error) int {
	var refused *RefusedError
	switch {
	case err == nil:
		return http.StatusAccepted
	case errors.As(err, &refused):
		return refused.Status
	}
	return http.StatusInternalServerError
}
