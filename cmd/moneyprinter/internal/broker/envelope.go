package broker

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	cloudevents "github.com/cloudevents/sdk-go/v2/event"
	"github.com/cloudevents/sdk-go/v2/types"
)

// envelope is a delivery as the store keeps it: one line of JSON, then the event's data as it came.
type envelope struct {
	// Attributes are the event's, extensions included, as the HTTP binding writes them.
	Attributes map[string]string `json:"attributes"`
	// Header are HTTP headers that Knative passes on: request ids, B3, knative-*, and the W3C trace context.
	Header http.Header `json:"header,omitempty"`
	// Failed is how many attempts failed, at the subscriber or, with Dead set, at the dead letter sink.
	Failed int `json:"failed,omitempty"`
	// NotBefore is when the next attempt is due.
	NotBefore time.Time `json:"notBefore,omitzero"`
	// Dead says why the event is on its way to the dead letter sink.
	Dead *deadLetter `json:"dead,omitempty"`

	data []byte
}

// deadLetter is what Knative tells the dead letter sink about the last failure.
type deadLetter struct {
	Dest string `json:"dest"`
	Code int    `json:"code"`
	Data string `json:"data"`
}

func (e *envelope) encode() ([]byte, error) {
	head, err := json.Marshal(e)
	if err != nil {
		return nil, err
	}
	return append(append(head, '\n'), e.data...), nil
}

func decodeEnvelope(b []byte) (*envelope, error) {
	head, data, ok := bytes.Cut(b, []byte{'\n'})
	if !ok {
		return nil, errors.New("no header line")
	}
	e := &envelope{data: data}
	return e, json.Unmarshal(head, e)
}

// seal takes the event apart. Every attribute becomes a string, as it does between a cluster's ingress and its filters.
func seal(e cloudevents.Event) (*envelope, error) {
	a := map[string]string{"specversion": e.SpecVersion(), "type": e.Type(), "source": e.Source(), "id": e.ID()}
	for name, value := range map[string]string{"subject": e.Subject(), "dataschema": e.DataSchema(), "datacontenttype": e.DataContentType()} {
		if value != "" {
			a[name] = value
		}
	}
	if !e.Time().IsZero() {
		a["time"] = types.FormatTime(e.Time())
	}
	for name, value := range e.Extensions() {
		s, err := types.Format(value)
		if err != nil {
			return nil, fmt.Errorf("extension %s: %w", name, err)
		}
		a[name] = s
	}
	return &envelope{Attributes: a, data: e.Data()}, nil
}

// event puts the event together again.
func (e *envelope) event() (cloudevents.Event, error) {
	out := cloudevents.New(e.Attributes["specversion"])
	if out.Context == nil {
		// The SDK gives an event without one where it does not know the version, and then panics.
		return out, fmt.Errorf("the version %q of CloudEvents is not known", e.Attributes["specversion"])
	}
	for name, value := range e.Attributes {
		switch name {
		case "specversion":
		case "type":
			out.SetType(value)
		case "source":
			out.SetSource(value)
		case "id":
			out.SetID(value)
		case "subject":
			out.SetSubject(value)
		case "dataschema":
			out.SetDataSchema(value)
		case "datacontenttype":
			out.SetDataContentType(value)
		case "time":
			t, err := types.ParseTime(value)
			if err != nil {
				return out, err
			}
			out.SetTime(t)
		default:
			out.SetExtension(name, value)
		}
	}
	if len(e.data) > 0 {
		out.DataEncoded = e.data
	}
	return out, out.Validate()
}
