package event

import (
	"context"
	"net/http"

	"github.com/cloudevents/sdk-go/v2/binding"
	cloudevents "github.com/cloudevents/sdk-go/v2/event"
	cehttp "github.com/cloudevents/sdk-go/v2/protocol/http"
)

// FromRequest reads an event in binary or structured mode and validates it.
func FromRequest(r *http.Request) (cloudevents.Event, error) {
	m := cehttp.NewMessageFromHttpRequest(r)
	defer m.Finish(nil)
	e, err := binding.ToEvent(r.Context(), m)
	if err != nil {
		return cloudevents.Event{}, err
	}
	return *e, e.Validate()
}

// WriteResponse answers a delivery with an event in binary mode.
func WriteResponse(ctx context.Context, w http.ResponseWriter, e cloudevents.Event) error {
	return cehttp.WriteResponseWriter(binding.WithForceBinary(ctx), binding.ToMessage(&e), http.StatusOK, w)
}
