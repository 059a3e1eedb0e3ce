package broker

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"

	"github.com/cloudevents/sdk-go/v2/binding"
	cloudevents "github.com/cloudevents/sdk-go/v2/event"
	cehttp "github.com/cloudevents/sdk-go/v2/protocol/http"
	eventingapis "knative.dev/eventing/pkg/apis"
	duckv1 "knative.dev/eventing/pkg/apis/duck/v1"
)

// result is what one request to a sink brought.
type result struct {
	// resp has its status and header but no body; nil where there was no answer.
	resp *http.Response
	body []byte
	err  error
}

// code and data are what Knative's dispatcher reports of a failure.
func (r result) code() int {
	if r.err != nil {
		return http.StatusInternalServerError
	}
	return r.resp.StatusCode
}

func (r result) data() []byte {
	if r.err != nil {
		return []byte("dispatch error: " + r.err.Error())
	}
	return r.body
}

func (r result) ok() bool { return r.err == nil && r.resp.StatusCode/100 == 2 }

// reply reads the event in a successful answer: nil where the answer is empty. An answer that is neither empty nor an
// event turns the result into a 502, as Knative's filter does, so that it counts as a failed delivery.
func (r *result) reply() *cloudevents.Event {
	message := cehttp.NewMessage(r.resp.Header, io.NopCloser(bytes.NewReader(r.body)))
	if message.ReadEncoding() == binding.EncodingUnknown {
		if len(r.body) > 0 {
			r.badGateway("the answer is neither empty nor a CloudEvent")
		}
		return nil
	}
	event, err := binding.ToEvent(context.Background(), message)
	if err != nil {
		r.badGateway("the answer is no valid CloudEvent: " + err.Error())
		return nil
	}
	return event
}

func (r *result) badGateway(reason string) {
	r.resp.StatusCode = http.StatusBadGateway
	r.body = []byte(reason)
}

// send posts an event once.
func (t *trigger) send(ctx context.Context, to *url.URL, e cloudevents.Event, header http.Header, format *duckv1.FormatType) result {
	if format != nil && *format == duckv1.DeliveryFormatJson {
		ctx = binding.WithForceStructured(ctx)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, to.String(), nil)
	if err != nil {
		return result{err: err}
	}
	if err := cehttp.WriteRequest(ctx, binding.ToMessage(&e), req); err != nil {
		return result{err: err}
	}
	for name, values := range header {
		req.Header[name] = values
	}
	req.Header.Set("Prefer", "reply")
	req.Header.Set(eventingapis.KnNamespaceHeader, t.namespace)
	resp, err := t.client.Do(req)
	if err != nil {
		return result{err: err}
	}
	defer resp.Body.Close()
	most := t.server.o.MaxEvent
	body, err := io.ReadAll(io.LimitReader(resp.Body, most+1))
	if err == nil && int64(len(body)) > most {
		err = fmt.Errorf("the answer has more than %d bytes", most)
	}
	if err != nil {
		return result{err: err}
	}
	return result{resp: resp, body: body}
}
