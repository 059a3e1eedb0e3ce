package event

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"

	"github.com/cloudevents/sdk-go/v2/binding"
	cloudevents "github.com/cloudevents/sdk-go/v2/event"
	cehttp "github.com/cloudevents/sdk-go/v2/protocol/http"
)

// Sender sends events to the broker.
type Sender interface {
	// Send returns nil once the broker has taken the event.
	Send(ctx context.Context, e cloudevents.Event) error
}

// SenderFunc makes a Sender of a function.
type SenderFunc func(ctx context.Context, e cloudevents.Event) error

// Send calls f.
func (f SenderFunc) Send(ctx context.Context, e cloudevents.Event) error { return f(ctx, e) }

// HTTPSender posts events in binary mode to a sink: K_SINK, the broker's ingress. The request carries the event's trace.
type HTTPSender struct {
	// URL is the sink's address.
	URL string
	// Client is the HTTP client; nil is http.DefaultClient.
	Client *http.Client
}

var _ Sender = HTTPSender{}

// Send implements Sender. Any answer but a 2xx is an error.
func (s HTTPSender) Send(ctx context.Context, e cloudevents.Event) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.URL, nil)
	if err != nil {
		return fmt.Errorf("send %s: %w", e.Type(), err)
	}
	if err := cehttp.WriteRequest(binding.WithForceBinary(ctx), binding.ToMessage(&e), req); err != nil {
		return fmt.Errorf("send %s: %w", e.Type(), err)
	}
	// The event's trace is the request's: a broker starts its span from the header.
	if parent, ok := e.Extensions()[TraceParentExtension].(string); ok {
		req.Header.Set("Traceparent", parent)
	}
	client := s.Client
	if client == nil {
		client = http.DefaultClient
	}
	resp, err := client.Do(req)
	if err != nil {
		return fmt.Errorf("send %s: %w", e.Type(), err)
	}
	defer resp.Body.Close()
	var said bytes.Buffer
	io.Copy(&said, io.LimitReader(resp.Body, 512))
	if resp.StatusCode/100 != 2 {
		return fmt.Errorf("send %s: the broker answered %s: %s", e.Type(), resp.Status, said.String())
	}
	return nil
}
