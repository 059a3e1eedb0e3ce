package event

import (
	"context"
	"encoding/base64"
	"fmt"
	"net/http"

	"github.com/cloudevents/sdk-go/v2/binding"
	cloudevents "github.com/cloudevents/sdk-go/v2/event"
	cehttp "github.com/cloudevents/sdk-go/v2/protocol/http"
)

// FromRequest reads an event in binary or structured mode. One of CloudEvents 0.3 becomes one of 1.0, for the SDK hands on
// only the latter without a loss. Errors are the SDK's and those of [Admit].
func FromRequest(r *http.Request) (cloudevents.Event, error) {
	m := cehttp.NewMessageFromHttpRequest(r)
	defer m.Finish(nil)
	e, err := binding.ToEvent(r.Context(), m)
	if err != nil {
		return cloudevents.Event{}, err
	}
	if err := modern(e); err != nil {
		return cloudevents.Event{}, err
	}
	return *e, Admit(e)
}

// modern makes an event of CloudEvents 0.3 one of 1.0: its base64 was an attribute, beside data that were still encoded.
func modern(e *cloudevents.Event) error {
	if e.SpecVersion() != cloudevents.CloudEventsVersionV03 {
		return nil
	}
	if e.Context.DeprecatedGetDataContentEncoding() == cloudevents.Base64 {
		data, err := base64.StdEncoding.DecodeString(string(e.Data()))
		if err != nil {
			return fmt.Errorf("event: the data are no base64: %w", err)
		}
		e.DataEncoded, e.DataBase64 = data, true
	}
	e.Context = e.Context.AsV1()
	return e.Context.SetExtension(cloudevents.DataContentEncodingKey, nil)
}

// WriteResponse answers a delivery with an event in binary mode.
func WriteResponse(ctx context.Context, w http.ResponseWriter, e cloudevents.Event) error {
	return cehttp.WriteResponseWriter(binding.WithForceBinary(ctx), binding.ToMessage(&e), http.StatusOK, w)
}
