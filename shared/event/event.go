package event

import (
	"fmt"
	"time"

	cloudevents "github.com/cloudevents/sdk-go/v2/event"
)

// Version is the version of the data documents that this code writes. Readers take it and the one before.
const Version = 1

// AttemptExtension is the CloudEvents extension that carries the attempt of a step's event.
const AttemptExtension = "attempt"

// TraceParentExtension is the attribute of the CloudEvents distributed tracing extension.
const TraceParentExtension = "traceparent"

// New makes an event with data as JSON.
func New(t Type, source, id, subject string, data any) (cloudevents.Event, error) {
	e := cloudevents.New(cloudevents.CloudEventsVersionV1)
	e.SetType(string(t))
	e.SetSource(source)
	e.SetID(id)
	e.SetSubject(subject)
	e.SetTime(time.Now().UTC())
	e.SetDataSchema(Schema(t))
	if err := e.SetData(cloudevents.ApplicationJSON, data); err != nil {
		return e, fmt.Errorf("event %s: %w", t, err)
	}
	return e, e.Validate()
}

// NewStep makes a step's event: its id and subject are those of the place.
func NewStep(t Type, source string, place Place, data any) (cloudevents.Event, error) {
	e, err := New(t, source, place.ID(), place.Video, data)
	e.SetExtension(AttemptExtension, place.Attempt)
	return e, err
}

// Schema names the JSON Schema of a type's data: a URN with the version.
func Schema(t Type) string {
	return fmt.Sprintf("urn:moneyprinter:schema:%s:%d", t, Version)
}

// Source is the CloudEvents source of a function's events.
func Source(function string) string { return "/moneyprinter/functions/" + function }
